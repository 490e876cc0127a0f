package dev.sonde.netlink.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Chains and rules of a firewall as the kernel dumped them, each with the command that made it.
class FilterRuleTest {
    /// `nft add chain ip sonde in { type filter hook input priority 0; }`
    private static final String CHAIN =
            "6c000000030a020001000000a8730000020000080a000100736f6e646500000007000300696e00000c000200"
                    + "0000000000000001140004000800010000000001080002000000000008000500000000010b00070066696c74"
                    + "6572000008000a00000000010800060000000004";

    /// `nft add rule ip sonde in udp dport 4789 counter drop`
    private static final String DROP =
            "44010000060a020801000000a8730000020000080a000100736f6e646500000007000200696e00000c000300"
                    + "00000000000000021001040024000100090001006d6574610000000014000200080002000000001008000100"
                    + "000000012c00010008000100636d700020000200080001000000000108000200000000000c00030005000100"
                    + "11000000340001000c0001007061796c6f616400240002000800010000000001080002000000000208000300"
                    + "0000000208000400000000022c00010008000100636d70002000020008000100000000010800020000000000"
                    + "0c0003000600010012b500002c0001000c000100636f756e746572001c0002000c0001000000000000000000"
                    + "0c0002000000000000000000300001000e000100696d6d6564696174650000001c0002000800010000000000"
                    + "100002000c0002000800010000000000";

    /// `nft add rule ip sonde in ip saddr 10.99.0.2 udp dport 4789 drop`
    private static final String DROP_SOME =
            "84010000060a020801000000a8730000020000080a000100736f6e646500000007000200696e00000c000300"
                    + "00000000000000030c000600000000000000000244010400340001000c0001007061796c6f61640024000200"
                    + "08000100000000010800020000000001080003000000000c08000400000000042c00010008000100636d7000"
                    + "20000200080001000000000108000200000000000c000300080001000a63000224000100090001006d657461"
                    + "0000000014000200080002000000001008000100000000012c00010008000100636d70002000020008000100"
                    + "0000000108000200000000000c0003000500010011000000340001000c0001007061796c6f61640024000200"
                    + "08000100000000010800020000000002080003000000000208000400000000022c00010008000100636d7000"
                    + "20000200080001000000000108000200000000000c0003000600010012b50000300001000e000100696d6d65"
                    + "64696174650000001c0002000800010000000000100002000c0002000800010000000000";

    /// `nft add rule ip sonde in tcp dport 4789 drop`
    private static final String TCP =
            "24010000060a020801000000a8730000020000080a000100736f6e646500000007000200696e00000c000300"
                    + "00000000000000040c0006000000000000000003e400040024000100090001006d6574610000000014000200"
                    + "080002000000001008000100000000012c00010008000100636d700020000200080001000000000108000200"
                    + "000000000c0003000500010006000000340001000c0001007061796c6f616400240002000800010000000001"
                    + "0800020000000002080003000000000208000400000000022c00010008000100636d70002000020008000100"
                    + "0000000108000200000000000c0003000600010012b50000300001000e000100696d6d656469617465000000"
                    + "1c0002000800010000000000100002000c0002000800010000000000";

    /// `nft add rule ip sonde in udp dport 4789 accept`
    private static final String ACCEPT =
            "24010000060a020801000000a8730000020000080a000100736f6e646500000007000200696e00000c000300"
                    + "00000000000000050c0006000000000000000004e400040024000100090001006d6574610000000014000200"
                    + "080002000000001008000100000000012c00010008000100636d700020000200080001000000000108000200"
                    + "000000000c0003000500010011000000340001000c0001007061796c6f616400240002000800010000000001"
                    + "0800020000000002080003000000000208000400000000022c00010008000100636d70002000020008000100"
                    + "0000000108000200000000000c0003000600010012b50000300001000e000100696d6d656469617465000000"
                    + "1c0002000800010000000000100002000c0002000800010000000001";

    /// `iptables-nft -A INPUT -p udp --dport 4700:4800 -j REJECT`
    private static final String RANGE =
            "5c010000060a020801000000a8730000020000080b00010066696c74657200000a000200494e505554000000"
                    + "0c00030000000000000000022401040024000100090001006d65746100000000140002000800020000000010"
                    + "08000100000000012c00010008000100636d700020000200080001000000000108000200000000000c000300"
                    + "0500010011000000340001000c0001007061796c6f6164002400020008000100000000010800020000000002"
                    + "080003000000000208000400000000023c0001000a00010072616e67650000002c0002000800010000000001"
                    + "08000200000000000c00030006000100125c00000c0004000600010012c000002c0001000c000100636f756e"
                    + "746572001c0002000c00010000000000000000000c0002000000000000000000340001000b00010074617267"
                    + "65740000240002000b00010052454a454354000008000200000000000c0003000300000000000000";

    private static NetlinkMessage message(byte[] b) throws MalformedMessage {
        return NetlinkMessage.split(b).getFirst();
    }

    private static FilterRule rule(String hex) throws MalformedMessage {
        NetlinkMessage m = message(HexFormat.of().parseHex(hex));
        assertThat(m.type()).isEqualTo(FilterRule.TYPE);
        return FilterRule.read(m);
    }

    @Test
    void readsWhereAChainHooks() throws MalformedMessage {
        NetlinkMessage m = message(HexFormat.of().parseHex(CHAIN));
        assertThat(m.type()).isEqualTo(FilterChain.TYPE);
        assertThat(FilterChain.read(m))
                .isEqualTo(new FilterChain(2, "sonde", "in", FilterChain.INPUT, false, List.of(), false));
    }

    private static FilterPacket to(int protocol, int port) {
        return new FilterPacket(Nft.IPV4, protocol, port);
    }

    private static Answer takes(String hex, FilterPacket p) throws MalformedMessage {
        return rule(hex).takes(p, name -> null);
    }

    @Test
    void understandsWhatIsDropped() throws MalformedMessage {
        FilterPacket vxlan = to(FilterRule.UDP, 4789);
        FilterRule drop = rule(DROP);
        assertThat(drop.table() + " " + drop.chain() + " " + drop.handle()).isEqualTo("sonde in 2");
        assertThat(drop.verdict()).isEqualTo(FilterVerdict.DROP);
        assertThat(drop.packets()).isZero();
        assertThat(drop.dropsPort(4789)).isTrue();
        assertThat(rule(DROP_SOME).packets()).isEqualTo(-1);
        assertThat(takes(DROP, vxlan)).isEqualTo(Answer.YES);
        assertThat(takes(DROP_SOME, vxlan)).isEqualTo(Answer.MAYBE);
        assertThat(takes(TCP, vxlan)).isEqualTo(Answer.NO);
        assertThat(takes(TCP, to(FilterRule.TCP, 4789))).isEqualTo(Answer.YES);
        assertThat(takes(ACCEPT, vxlan)).isEqualTo(Answer.YES);
        assertThat(rule(ACCEPT).verdict().kind()).isEqualTo(FilterVerdict.Kind.ACCEPT);
        assertThat(takes(ACCEPT, to(FilterRule.UDP, 4790))).isEqualTo(Answer.NO);
        FilterRule range = rule(RANGE);
        assertThat(range.table() + " " + range.chain()).isEqualTo("filter INPUT");
        assertThat(range.verdict()).isEqualTo(FilterVerdict.DROP);
        assertThat(range.names(to(FilterRule.UDP, 4700), name -> null)).isTrue();
        assertThat(range.names(to(FilterRule.UDP, 4900), name -> null)).isFalse();
        assertThat(range.dropsPort(4789)).isFalse();
        assertThat(takes(RANGE, to(FilterRule.UDP, 4700))).isEqualTo(Answer.YES);
        assertThat(takes(RANGE, to(FilterRule.UDP, 4800))).isEqualTo(Answer.YES);
        assertThat(takes(RANGE, to(FilterRule.UDP, 4801))).isEqualTo(Answer.NO);
    }

    /// Every truncation and 20,000 mutations of each: a fault is a [MalformedMessage], and nothing else.
    @Test
    void survivesAnything() {
        Random random = new Random(4789);
        int malformed = 0;
        for (String hex : List.of(CHAIN, DROP, DROP_SOME, TCP, RANGE)) {
            byte[] whole = HexFormat.of().parseHex(hex);
            for (int i = 0; i < 20_000 + whole.length; i++) {
                int length = i < whole.length ? i : whole.length;
                byte[] b = java.util.Arrays.copyOf(whole, length);
                for (int k = 0; i >= whole.length && k <= random.nextInt(4); k++) {
                    b[16 + random.nextInt(b.length - 16)] = (byte) random.nextInt();
                }
                NetlinkMessage m = new NetlinkMessage(b, 0, b.length, FilterRule.TYPE);
                try {
                    FilterRule.read(m);
                    FilterChain.read(m);
                } catch (MalformedMessage e) {
                    malformed++;
                }
            }
        }
        assertThat(malformed).isGreaterThan(1000);
    }
}

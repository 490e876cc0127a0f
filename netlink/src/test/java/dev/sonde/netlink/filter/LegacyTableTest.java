package dev.sonde.netlink.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.netlink.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables of older iptables, which `netlink/src/test/python/capture-legacy.py` captured, asked of a VXLAN packet from
/// 10.99.0.1 to 10.99.0.2 that comes by eth0, and of the first packet of a TCP connection to port 7946 between them.
class LegacyTableTest {
    private record Captured(String table, byte[] content) {
        LegacyTable read() throws MalformedTable {
            return read(content);
        }

        LegacyTable read(byte[] of) throws MalformedTable {
            int family = table.startsWith("ip6") ? Nft.IPV6 : Nft.IPV4;
            return LegacyTable.read(family, table.substring(table.indexOf('/') + 1), of);
        }
    }

    private static final Map<String, Captured> CAPTURED = all();

    private static Map<String, Captured> all() {
        Map<String, Captured> all = new LinkedHashMap<>();
        try (InputStream in = LegacyTableTest.class.getResourceAsStream("/filter/legacy.hex")) {
            String words = "";
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int blank = line.indexOf(' ');
                if (line.startsWith("# ")) {
                    words = line.substring(2);
                } else {
                    byte[] content = HexFormat.of().parseHex(line.substring(blank + 1));
                    all.put(words, new Captured(line.substring(0, blank), content));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static FilterPacket packet(int protocol, int port) {
        return new FilterPacket(Nft.IPV4, protocol, port)
                .between(IpAddress.parse("10.99.0.1"), IpAddress.parse("10.99.0.2"))
                .from(0)
                .inward(true)
                .by(true, 2, "eth0");
    }

    private static String said(Object kind) {
        return kind.toString().toLowerCase(Locale.ROOT);
    }

    /// Whether the rule takes each of the two packets, and what becomes of them.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            iptables -A INPUT -p udp --dport 4789 -j DROP                             | yes   | no    | drop
            iptables -A INPUT -p udp --dport 4789 -j REJECT                           | yes   | no    | drop
            iptables -A INPUT -p udp --dport 4700:4800 -j DROP                        | yes   | no    | drop
            iptables -A INPUT -p udp ! --dport 4789 -j DROP                           | no    | no    | drop
            iptables -A INPUT ! -p tcp -j DROP                                        | yes   | no    | drop
            iptables -A INPUT -p udp -m multiport --dports 22,4700:4800 -j DROP       | yes   | no    | drop
            iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT    | no    | no    | accept
            iptables -A INPUT -m conntrack --ctstate NEW -j ACCEPT                    | yes   | yes   | accept
            iptables -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT          | no    | no    | accept
            iptables -A INPUT -m addrtype --dst-type LOCAL -j DROP                    | yes   | yes   | drop
            iptables -A INPUT -m iprange --src-range 10.99.0.1-10.99.0.9 -j DROP      | yes   | yes   | drop
            iptables -A INPUT -m mark --mark 0x8000/0x8000 -j DROP                    | no    | no    | drop
            iptables -A INPUT -m pkttype --pkt-type broadcast -j DROP                 | no    | no    | drop
            iptables -A INPUT -m limit --limit 3/min -j DROP                          | maybe | maybe | drop
            iptables -A INPUT -p tcp --syn -j DROP                                    | no    | yes   | drop
            iptables -A INPUT -i eth+ -j DROP                                         | yes   | yes   | drop
            iptables -A INPUT -i eth0 -j DROP                                         | yes   | yes   | drop
            iptables -A INPUT ! -i eth0 -j DROP                                       | no    | no    | drop
            iptables -A INPUT -i eth1 -j DROP                                         | no    | no    | drop
            iptables -A INPUT -f -j DROP                                              | no    | no    | drop
            iptables -A INPUT -s 10.99.0.0/24 -j DROP                                 | yes   | yes   | drop
            iptables -A INPUT ! -s 10.99.0.0/24 -j DROP                               | no    | no    | drop
            iptables -A INPUT -s 10.99.0.1 -d 10.99.0.2 -p udp -j DROP                | yes   | no    | drop
            iptables -A INPUT -p udp -m comment --comment x --dport 4789 -j DROP      | yes   | no    | drop
            iptables -A INPUT -j LOG                                                  | yes   | yes   | continue
            iptables -A INPUT -p udp                                                  | yes   | no    | continue
            iptables -A INPUT -j NFQUEUE                                              | yes   | yes   | other
            iptables -A INPUT -j RETURN                                               | yes   | yes   | return
            iptables -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP       | no    | no    | drop
            iptables -t raw -A PREROUTING -p udp --dport 4789 -j CT --notrack         | yes   | no    | continue
            iptables -t mangle -A INPUT -j MARK --set-mark 1                          | yes   | yes   | continue
            """)
    void takesWhatTheKernelWouldTake(String words, String vxlan, String gossip, String verdict) throws Exception {
        LegacyTable t = CAPTURED.get(words).read();
        assertThat(t.rules()).hasSize(1);
        FilterRule r = t.rules().getFirst();
        assertThat(said(r.takes(packet(FilterRule.UDP, 4789), name -> null))).isEqualTo(vxlan);
        assertThat(said(r.takes(packet(FilterRule.TCP, 7946), name -> null))).isEqualTo(gossip);
        assertThat(said(r.verdict().kind())).isEqualTo(verdict);
        assertThat(r.handle()).isEqualTo(1);
        assertThat(r.legacy()).isTrue();
    }

    private static boolean alone(String words) throws MalformedTable {
        return CAPTURED.get(words).read().rules().getFirst().dropsPortAlone(4789);
    }

    /// Only such a rule is deleted by its words.
    @Test
    void knowsTheRuleThatDropsThePortAndAsksNothingElse() throws Exception {
        assertThat(alone("iptables -A INPUT -p udp --dport 4789 -j DROP")).isTrue();
        assertThat(alone("ip6tables -A INPUT -p udp --dport 4789 -j DROP")).isTrue();
        assertThat(alone("iptables -A INPUT -p udp --dport 4789 -j REJECT")).isFalse();
        assertThat(alone("iptables -A INPUT -p udp -m comment --comment x --dport 4789 -j DROP"))
                .isFalse();
        assertThat(alone("iptables -A INPUT -p udp --dport 4700:4800 -j DROP")).isFalse();
    }

    @Test
    void understandsChainsJumpsAndPolicies() throws Exception {
        LegacyTable t = CAPTURED.get("iptables -N a; iptables -N b; iptables -A a -p udp -j b; iptables -A b -j REJECT;"
                        + " iptables -A INPUT -j a; iptables -A INPUT -g b; iptables -P INPUT DROP")
                .read();
        assertThat(t.chains())
                .extracting(c -> c.name() + " " + c.hook() + " " + c.drops() + " " + c.legacy())
                .containsExactly(
                        "INPUT 1 true true",
                        "FORWARD 2 false true",
                        "OUTPUT 3 false true",
                        "a -1 false true",
                        "b -1 false true");
        assertThat(t.rules())
                .extracting(r -> (r.chain() + " " + r.handle() + " "
                                + said(r.verdict().kind()) + " " + r.verdict().chain())
                        .strip())
                .containsExactly("INPUT 1 jump a", "INPUT 2 goto b", "a 1 jump b", "b 1 drop");
    }

    @Test
    void readsTheTablesOfIpv6() throws Exception {
        LegacyTable t = CAPTURED.get("ip6tables -N a; ip6tables -A a -m tos --tos 4 -j RETURN; ip6tables -A INPUT -g a;"
                        + " ip6tables -P INPUT DROP")
                .read();
        assertThat(t.chains().getFirst().drops()).isTrue();
        assertThat(t.rules().getFirst().verdict()).isEqualTo(new FilterVerdict(FilterVerdict.Kind.GOTO, "a"));
        FilterRule r = CAPTURED.get("ip6tables -A INPUT -s fd00::/8 -j DROP")
                .read()
                .rules()
                .getFirst();
        FilterPacket p = new FilterPacket(Nft.IPV6, FilterRule.UDP, 4789);
        assertThat(r.takes(p, name -> null)).isEqualTo(Answer.MAYBE);
        p.between(IpAddress.parse("fd01::1"), IpAddress.parse("fd01::2"));
        assertThat(r.takes(p, name -> null)).isEqualTo(Answer.YES);
        p.between(IpAddress.parse("2001:db8::1"), IpAddress.parse("fd01::2"));
        assertThat(r.takes(p, name -> null)).isEqualTo(Answer.NO);
        assertThat(r.byAddress()).isTrue();
    }

    @Test
    void refusesATableOfAnotherSize() {
        byte[] b = CAPTURED.get("iptables -A INPUT -j LOG").content;
        assertThatThrownBy(() -> LegacyTable.read(Nft.IPV4, "filter", Arrays.copyOf(b, b.length - 1)))
                .isInstanceOf(MalformedTable.class);
        assertThatThrownBy(() -> LegacyTable.read(Nft.IPV4, "filter", new byte[0]))
                .isInstanceOf(MalformedTable.class);
    }

    /// Tables of any family with bytes that were changed, and cut ones that say their size: a fault is a
    /// [MalformedTable], and nothing else.
    @Test
    void survivesAnything() {
        Random random = new Random(4789);
        int malformed = 0;
        for (Captured c : CAPTURED.values()) {
            for (int i = 0; i < 10_000; i++) {
                int cut = i % 3 == 0 ? random.nextInt(c.content.length - 124) : 0;
                byte[] b = Arrays.copyOf(c.content, c.content.length - cut);
                int size = b.length - 124;
                for (int k = 0; k < 4; k++) {
                    b[80 + k] = (byte) (size >> 8 * k);
                }
                for (int k = random.nextInt(4); k > 0; k--) {
                    int at = 32 + random.nextInt(b.length - 32);
                    b[at] = at >= 80 && at < 84 ? b[at] : (byte) random.nextInt();
                }
                try {
                    LegacyTable t = c.read(b);
                    Ruleset all = new Ruleset(t.chains(), t.rules(), List.of());
                    all.reached(chain -> true);
                    for (FilterRule r : t.rules()) {
                        r.takes(packet(FilterRule.UDP, 4789), name -> null);
                        r.dropsPortAlone(4789);
                        all.target(r, r.verdict());
                    }
                } catch (MalformedTable e) {
                    malformed++;
                }
            }
        }
        assertThat(malformed).isGreaterThan(10_000);
    }
}

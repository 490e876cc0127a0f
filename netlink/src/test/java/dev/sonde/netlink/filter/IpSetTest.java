package dev.sonde.netlink.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the kernel tells of sets (`filter/ipset.hex`, made by `capture-ipset.py`).
class IpSetTest {
    /// `IPSET_DIM_ONE_SRC`, `IPSET_DIM_TWO_SRC`, `IPSET_DIM_THREE_SRC`
    private static final int SRC = 2;

    private static final int SECOND_SRC = 4;
    private static final Map<String, FilterSet> SETS = new LinkedHashMap<>();
    private static final List<IpSet.Part> PARTS = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException, MalformedMessage {
        try (var in = IpSetTest.class.getResourceAsStream("/filter/ipset.hex")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#")) {
                    NetlinkMessage m =
                            NetlinkMessage.split(HexFormat.of().parseHex(line)).getFirst();
                    assertThat(m.type()).isEqualTo(IpSet.TYPE);
                    PARTS.add(IpSet.read(m));
                }
            }
        }
        IpSet.sets(PARTS, true).forEach(s -> SETS.put(s.name(), s));
    }

    private static Answer ask(String set, int dimensions, int flags, FilterPacket p) {
        FilterSet one = SETS.get(set);
        assertThat(one).as(set).isNotNull();
        Ruleset all = new Ruleset(List.of(), List.of(), SETS.values());
        FilterChain any = new FilterChain(Nft.IPV4, "filter", "INPUT", FilterChain.INPUT, false, List.of(), false);
        return new FilterTest.Member(one.index(), dimensions, flags, false).ask(p, all.sets(any));
    }

    @ParameterizedTest
    @CsvSource({
        "ip, 1, 10.99.0.1, YES",
        "ip, 1, 10.99.0.3, NO",
        "ip, 2, 10.99.0.1, YES",
        "empty, 1, 10.99.0.1, NO",
        "net, 1, 10.99.0.7, NO",
        "net, 1, 10.99.0.8, YES",
        "net, 1, 10.99.0.15, YES",
        "net, 1, 10.99.0.16, NO",
        "net6, 1, 10.99.0.1, NO",
        "net6, 1, 2001:db8:7fff::1, YES",
        "net6, 1, 2001:db8:8000::1, NO",
        "net, 1, 2001:db8::1, NO",
        "range, 1, 10.99.0.4, YES",
        "range, 1, 10.99.0.5, YES",
        "range, 1, 10.99.0.6, NO",
        "ip-port, 2, 10.99.0.1, YES",
        "ip-port, 1, 10.99.0.1, NO",
        "ip-port, 2, 10.99.0.2, NO",
        "net-port, 2, 10.99.0.15, YES",
        "net-port, 2, 10.99.0.16, NO",
        "port, 1, 10.99.0.1, NO",
        "three, 3, 10.99.0.1, YES",
        "three, 3, 10.99.0.2, NO",
        "three, 2, 10.99.0.1, NO",
        "but, 1, 10.99.0.1, MAYBE",
        "but, 1, 192.0.2.1, MAYBE",
        "masked, 1, 10.99.0.1, MAYBE",
        "mac, 2, 10.99.0.1, MAYBE",
        "many, 1, 10.99.0.1, MAYBE",
        "large, 1, 10.1.0.0, YES",
        "large, 1, 10.1.2.199, YES",
        "large, 1, 10.1.2.200, NO",
    })
    void holdsASender(String set, int dimensions, String from, Answer answer) {
        IpAddress ip = IpAddress.parse(from);
        FilterPacket p = new FilterPacket(ip.isV4() ? Nft.IPV4 : Nft.IPV6, FilterRule.UDP, 4789)
                .between(ip, ip.isV4() ? IpAddress.parse("10.98.0.1") : null)
                .from(0);
        assertThat(ask(set, dimensions, SRC, p)).isEqualTo(answer);
    }

    @Test
    void holdsPortsOfTheirProtocol() {
        FilterPacket udp = new FilterPacket(Nft.IPV4, FilterRule.UDP, 4789).from(0);
        FilterPacket tcp = new FilterPacket(Nft.IPV4, FilterRule.TCP, 4789).from(0);
        IpAddress one = IpAddress.parse("10.99.0.1");
        assertThat(ask("port", 1, 0, udp)).isEqualTo(Answer.YES);
        assertThat(ask("port", 1, 0, tcp)).isEqualTo(Answer.YES);
        assertThat(ask("port", 1, SRC, udp))
                .as("a source port of the upper half")
                .isEqualTo(Answer.NO);
        assertThat(ask("ip-port", 2, SRC, udp)).as("a sender that is not known").isEqualTo(Answer.MAYBE);
        assertThat(ask("ip-port", 2, SRC, udp.between(one, null))).isEqualTo(Answer.YES);
        assertThat(ask("ip-port", 2, SRC, tcp.between(one, null))).isEqualTo(Answer.NO);
        assertThat(ask("ip-port", 2, SRC | SECOND_SRC, udp))
                .as("the source port")
                .isEqualTo(Answer.NO);
    }

    /// A large set comes in parts, of which the first alone says what it is.
    @Test
    void partsAreOneSet() {
        assertThat(PARTS.stream().filter(p -> p.name().equals("large"))).hasSizeGreaterThan(1);
        assertThat(SETS.get("large").elements()).hasSize(700);
        assertThat(SETS.get("large").whole()).isTrue();
        assertThat(IpSet.sets(PARTS, false))
                .allMatch(s -> !s.whole() && s.elements().isEmpty());
    }
}

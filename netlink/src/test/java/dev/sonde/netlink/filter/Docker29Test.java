package dev.sonde.netlink.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rules that Docker 29 writes by nf_tables (`filter/docker-29.hex`).
class Docker29Test {
    /// `table`: `ip docker-overlay`.
    private static List<FilterRule> rules(String table) throws IOException, MalformedMessage {
        List<FilterRule> all = new ArrayList<>();
        try (var in = Docker29Test.class.getResourceAsStream("/filter/docker-29.hex")) {
            boolean its = false;
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                its = line.startsWith("#") ? line.endsWith(".nft " + table) : its;
                if (its && line.startsWith("rule ")) {
                    all.add(FilterRule.read(
                            CapturedFilters.message(HexFormat.of().parseHex(line.substring(5)))));
                }
            }
        }
        assertThat(all).isNotEmpty();
        return all;
    }

    private static FilterPacket packet(int protocol, int port, String to) {
        return new FilterPacket(Nft.IPV4, protocol, port).between(IpAddress.parse("10.99.0.1"), IpAddress.parse(to));
    }

    /// One rule marks VXLAN packets, of some VNIs, with what Docker's policies ask for; one drops those in clear.
    @Test
    void theRuleOfEncryptedNetworksMarksWith13681891() throws IOException, MalformedMessage {
        List<FilterRule> rules = rules("ip docker-overlay");
        assertThat(rules).hasSize(2);
        FilterRule out = rules.getFirst();
        assertThat(out.chain()).isEqualTo("enc-out");
        assertThat(out.effects().marks()).isTrue();
        assertThat(out.effects().mark()).isEqualTo(0xd0c4e3).isEqualTo(13681891);
        assertThat(out.byVni()).isTrue();
        assertThat(out.decides()).isFalse();
        FilterRule in = rules.getLast();
        assertThat(in.chain()).isEqualTo("enc-in");
        assertThat(in.verdict()).isEqualTo(FilterVerdict.DROP);
        assertThat(in.byVni() && in.byPolicy()).isTrue();
        assertThat(in.effects().marks()).isFalse();
        for (FilterRule r : rules) {
            assertThat(r.takes(packet(FilterRule.UDP, 4789, "10.99.0.2"), n -> null))
                    .isEqualTo(Answer.MAYBE);
            assertThat(r.takes(packet(FilterRule.UDP, 8472, "10.99.0.2"), n -> null))
                    .isEqualTo(Answer.NO);
        }
    }

    @Test
    void theRulesOfTheResolverLeadToIt() throws IOException, MalformedMessage {
        FilterPacket question = packet(FilterRule.UDP, 53, "127.0.0.11");
        List<Boolean> led = new ArrayList<>();
        for (FilterRule r : rules("ip docker-dns")) {
            led.add(r.effects().translates() && r.takes(question, n -> null) == Answer.YES);
        }
        assertThat(led).containsExactly(true, false, false, false);
    }

    /// Of the bridges no rule marks, or takes a packet between hosts for sure: all ask for what is a container's.
    @Test
    void theRulesOfBridgesTakeNoTunnel() throws IOException, MalformedMessage {
        for (String family : List.of("ip", "ip6")) {
            for (FilterRule r : rules(family + " docker-bridges")) {
                assertThat(r.effects().marks()).as("%s", r).isFalse();
                boolean prerouting = r.chain().equals("raw-PREROUTING");
                FilterPacket vxlan = packet(FilterRule.UDP, 4789, "10.99.0.2").by(true, 2, "eth0");
                if (prerouting && family.equals("ip")) {
                    assertThat(r.takes(vxlan, n -> null)).as("%s", r).isEqualTo(Answer.NO);
                }
            }
        }
    }

    /// A rule that balances by a map (moby#53125) may translate a service's address, whatever that is.
    @Test
    void aRuleThatBalancesTranslates() throws IOException, MalformedMessage {
        List<FilterRule> rules = rules("ip docker-lb-nat");
        assertThat(rules).hasSize(3);
        for (FilterRule r : rules.subList(0, 2)) {
            assertThat(r.effects().translates()).isTrue();
            assertThat(r.takes(packet(FilterRule.TCP, 80, "10.0.50.2"), n -> null))
                    .isEqualTo(Answer.MAYBE);
        }
        assertThat(rules.getLast().effects().translates()).isFalse();
    }
}

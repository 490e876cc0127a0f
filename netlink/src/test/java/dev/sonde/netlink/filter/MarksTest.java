package dev.sonde.netlink.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// With what rules mark packets (`filter/marks.hex`).
class MarksTest {
    private static byte[] captured(String name) throws IOException {
        try (var in = MarksTest.class.getResourceAsStream("/filter/marks.hex")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (line.startsWith(name.concat(" "))) {
                    return HexFormat.of().parseHex(line.substring(name.length() + 1));
                }
            }
        }
        throw new AssertionError(name);
    }

    /// Table, mark, and whether a packet to 10.0.50.2, and one to port 8080, may be taken.
    private static String said(FilterRule r) {
        FilterPacket vip = new FilterPacket(Nft.IPV4, FilterRule.TCP, 0).between(null, IpAddress.parse("10.0.50.2"));
        FilterPacket port = new FilterPacket(Nft.IPV4, FilterRule.TCP, 8080);
        assertThat(r.effects().marks()).isTrue();
        return r.table() + " " + r.chain() + " " + r.effects().mark() + " " + r.takes(vip, n -> null) + " "
                + r.takes(port, n -> null);
    }

    @Test
    void ofOlderIptables() throws IOException, MalformedTable {
        List<FilterRule> rules = LegacyTable.read(Nft.IPV4, "mangle", captured("ip_tables/mangle"))
                .rules();
        assertThat(rules.stream().map(MarksTest::said))
                .containsExactlyInAnyOrder(
                        "mangle INPUT 256 YES MAYBE", "mangle PREROUTING 258 NO YES", "mangle INPUT -1 NO MAYBE");
    }

    @Test
    void ofNfTables() throws IOException, MalformedMessage {
        List<String> all = new ArrayList<>();
        for (NetlinkMessage m : NetlinkMessage.split(captured("NFT_MSG_GETRULE"))) {
            if (m.type() == FilterRule.TYPE) {
                all.add(said(FilterRule.read(m)));
            }
        }
        assertThat(all)
                .containsExactlyInAnyOrder(
                        "mangle INPUT 256 YES MAYBE",
                        "mangle PREROUTING 258 NO YES",
                        "mangle INPUT -1 NO MAYBE",
                        "n c 257 NO MAYBE",
                        "n c -1 YES YES");
    }
}

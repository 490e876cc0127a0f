package dev.sonde.netlink.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedFile;
import dev.sonde.netlink.ipvs.VirtualServer.Destination;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of `/proc/net/ip_vs`.
class VirtualServersTest {
    /// In the formats of `ip_vs_info_seq_show`, with the blanks that it writes.
    private static final String HEAD = """
            IP Virtual Server version 1.2.1 (size=4096)
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port Forward Weight ActiveConn InActConn
            """;

    private static final String ALL = HEAD
            + "TCP  0A000001:0050 rr persistent 300 FFFFFFFF\n"
            + "  -> 0A000102:0050      Masq    1      2          3         \n"
            + "  -> 0A000103:1F90      Route   -1     0          0         \n"
            + "UDP  [fd00:0007:0000:0000:0000:0000:0000:0001]:0035 wlc persistent 60 00000040\n"
            + "  -> [fd00:0007:0000:0000:0000:0000:0000:0002]:0035      Tunnel  100    0          0         \n"
            + "SCTP  C0A80001:0B59 sh ops \n"
            + "FWM  00000101 rr \n"
            + "  -> 0A000105:0000      Masq    1      0          0         \n"
            + "  -> 0A000106:0000      Local   0      0          4294967295\n"
            + "FWM  FFFFFFFF none ops persistent 0 FFFFFFFF\n";

    private static IpAddress ip(String s) {
        return IpAddress.parse(s);
    }

    @Test
    void everyFormIsRead() throws MalformedFile {
        assertThat(VirtualServers.read(ALL))
                .containsExactly(
                        new VirtualServer(
                                "TCP",
                                ip("10.0.0.1"),
                                80,
                                0,
                                "rr",
                                false,
                                300,
                                List.of(
                                        new Destination(ip("10.0.1.2"), 80, "Masq", 1, 2, 3),
                                        new Destination(ip("10.0.1.3"), 8080, "Route", -1, 0, 0))),
                        new VirtualServer(
                                "UDP",
                                ip("fd00:7::1"),
                                53,
                                0,
                                "wlc",
                                false,
                                60,
                                List.of(new Destination(ip("fd00:7::2"), 53, "Tunnel", 100, 0, 0))),
                        new VirtualServer("SCTP", ip("192.168.0.1"), 2905, 0, "sh", true, -1, List.of()),
                        new VirtualServer(
                                "FWM",
                                null,
                                0,
                                257,
                                "rr",
                                false,
                                -1,
                                List.of(
                                        new Destination(ip("10.0.1.5"), 0, "Masq", 1, 0, 0),
                                        new Destination(ip("10.0.1.6"), 0, "Local", 0, 0, 4294967295L))),
                        new VirtualServer("FWM", null, 0, 4294967295L, "none", true, 0, List.of()));
        assertThat(VirtualServers.read(HEAD)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FWM  101 rr \n",
                "FWM  00000101\n",
                "FWM  0000010g rr\n",
                "FWM  00000101 rr persistent\n",
                "FWM  00000101 rr persistent 1\n",
                "FWM  00000101 rr persistent -1 FFFFFFFF\n",
                "FWM  00000101 rr persistent 99999999999 FFFFFFFF\n",
                "FWM  00000101 rr more\n",
                "FWM  00000101 \33[31m \n",
                "TCP  0A0001:0050 rr \n",
                "TCP  0A000001 rr \n",
                "TCP  0A000001:50 rr \n",
                "TCP  [fd00::1]:0050 rr \n",
                "TCP  [fd00:0007:0000:0000:0000:0000:0000:000g]:0050 rr \n",
                "\n",
                " FWM  00000101 rr \n",
                "  -> 0A000105:0000      Masq    1      0          0         \n", // of no server
                "FWM  00000101 rr \n  -> 0A000105:0000      Masq    1      0\n",
                "FWM  00000101 rr \n  -> 0A000105:0000      Nat     1      0          0\n",
                "FWM  00000101 rr \n  -> 0A000105:0000      Masq    x      0          0\n",
                "FWM  00000101 rr \n  -> 0A000105:0000      Masq    1      -1         0\n",
                "FWM  00000101 rr \n  -> 0A000105:00000     Masq    1      0          0\n",
                "FWM  00000101 rr \n  -> 0A000105:0000      Masq    1      0          0 0 0 0 0 0 0 0 0 0 0 0\n",
                "FWM  00000101 rr", // cut
            })
    void whatIsNoLineOfTheKernelsIsAnError(String lines) {
        assertThatThrownBy(() -> VirtualServers.read(HEAD + lines))
                .isInstanceOf(MalformedFile.class)
                .hasMessageMatching("line [0-9]+ is not understood");
    }

    @Test
    void withoutItsHeadItIsAnError() {
        for (String s : List.of(
                "", "\n", "x\n", HEAD.substring(0, 40), HEAD.lines().findFirst().orElseThrow() + "\n")) {
            assertThatThrownBy(() -> VirtualServers.read(s)).isInstanceOf(MalformedFile.class);
        }
    }

    /// Bytes that somebody changed are read, or are an error of ours: nothing else.
    @Test
    void mutationsEndInAnError() {
        Random random = new Random(7);
        int errors = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder s = new StringBuilder(ALL);
            for (int k = random.nextInt(4); k >= 0; k--) {
                int at = random.nextInt(s.length());
                switch (random.nextInt(3)) {
                    case 0 -> s.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> s.deleteCharAt(at);
                    default -> s.insert(at, ALL, 0, random.nextInt(30));
                }
            }
            try {
                VirtualServers.read(s.toString());
            } catch (MalformedFile e) {
                errors++;
            }
        }
        assertThat(errors).isBetween(5_000, 19_999);
    }
}

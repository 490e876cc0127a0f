package dev.sonde.netlink.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedFile;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of `/proc/net/udp`.
class UdpSocketsTest {
    /// `cat /proc/net/udp` in a container of Docker 28.5 that had also run `nc -lu -p 53`.
    private static final String CAPTURED =
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops             \n"
                    + "  315: 0B00007F:9D5B 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 28341 2 00000000a0b0c0d0 0         \n"
                    + " 1077: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 28377 2 00000000a0b0c0e0 12        \n";

    @Test
    void rowsAreAddressAndPort() throws MalformedFile {
        assertThat(UdpSockets.read(CAPTURED))
                .containsExactly(
                        new UdpSocket(IpAddress.parse("127.0.0.11"), 40283),
                        new UdpSocket(IpAddress.parse("0.0.0.0"), 53));
        assertThat(UdpSockets.read(CAPTURED.substring(0, CAPTURED.indexOf('\n') + 1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x\n",
                "   sl  local_address\n  1: 0B00007F:9D5B\n",
                "   sl  local_address\n  1: 0B00007F9D5B 0 0 0 0 0 0 0 0 0\n",
                "   sl  local_address\n  1: 0B00007G:9D5B 0 0 0 0 0 0 0 0 0\n",
                "   sl  local_address\n  1: 0B00007F:9D5B 0 0 0 0 0 0 0 0 0"
            })
    void whatIsNoneOfItsLinesIsAnError(String text) {
        assertThatThrownBy(() -> UdpSockets.read(text))
                .isInstanceOf(MalformedFile.class)
                .hasMessageMatching("line [0-9]+ is not understood");
    }

    @Test
    void whateverItReadsItEnds() {
        Random random = new Random(20_261_130);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder b = new StringBuilder(CAPTURED);
            for (int k = random.nextInt(6); k >= 0; k--) {
                b.setCharAt(random.nextInt(b.length()), (char) random.nextInt(128));
            }
            try {
                assertThat(UdpSockets.read(b.toString())).hasSizeLessThan(10);
            } catch (MalformedFile e) {
                assertThat(e.getMessage()).startsWith("line ");
            }
        }
    }
}

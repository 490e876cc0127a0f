package dev.sonde.it.ping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The packets of iputils' ping and of ours, as the router next to them sees them: byte for byte, but for
/// identification, checksums and times.
@Tag("kernel")
class PingPacketsIT {
    private static Network network;
    private static Reference reference;

    @BeforeAll
    static void make() throws Exception {
        reference = new Reference();
        network = new Network();
    }

    @AfterAll
    static void remove() throws Exception {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c 2 -i 0.2 10.2.0.2",
                "-c 1 -s 1300 10.2.0.2",
                "-c 1 -Q 0x2e 10.2.0.2",
                "-c 1 -R 10.2.0.2",
                "-c 1 -e 5 10.2.0.2",
                "-c 1 -M want 10.2.0.2",
                "-c 1 -U 10.2.0.2"
            })
    void asIputils(String arguments) throws Exception {
        List<String> real = packets("a", reference.command(), arguments);
        assertThat(packets("a", Network.sonde(), arguments)).isEqualTo(real);
        assertThat(real).isNotEmpty();
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(
            strings = {
                "-c 2 -i 0.2 fd02::2",
                "-c 1 -s 0 10.2.0.2",
                "-c 1 -s 15 fd02::2",
                "-c 1 -p a5 10.2.0.2",
                "-c 1 -p 0123456789abcdef0123456789abcdef01 -s 96 fd02::2",
                "-c 1 -p abc -s 15 10.2.0.2",
                "-c 1 -Q 0x2e fd02::2",
                "-c 1 -t 9 10.2.0.2",
                "-c 1 -t 9 fd02::2",
                "-c 1 -T tsonly 10.2.0.2",
                "-c 1 -T tsandaddr 10.2.0.2",
                "-c 1 -T tsprespec 10.1.0.1 10.2.0.2 10.2.0.2",
                "-c 1 -e 5 fd02::2",
                "-c 1 -F 0 fd02::2",
                "-c 1 -M dont -s 1400 10.2.0.2",
                "-c 3 -l 3 10.2.0.2",
                "-c 4 -A 10.2.0.2",
                "-c 4 -f fd02::2",
                "-c 1 -C 10.2.0.2",
                "-c 1 -I fd01::2 fd02::2"
            })
    void othersTooAreAsIputils(String arguments) throws Exception {
        asIputils(arguments);
    }

    /// What `arguments` send, one line in hex for each packet.
    private static List<String> packets(String namespace, List<String> command, String arguments) throws Exception {
        Process router = network.router("packets");
        Sonde.Result r = network.fresh(namespace, command, arguments);
        // Those of a marker come last.
        network.fresh("a", List.of("ping"), "-c 1 -s 77 10.1.0.1");
        List<String> packets = read(router);
        router.destroy();
        router.waitFor(5, TimeUnit.SECONDS);
        assertThat(r.status()).as("%s: %s", arguments, r).isZero();
        return packets;
    }

    private static List<String> read(Process router) throws IOException {
        List<String> packets = new ArrayList<>();
        BufferedReader lines = router.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        while (line != null && !line.startsWith("45000069")) { // 20 + 8 + 77 bytes
            packets.add(line);
            line = lines.readLine();
        }
        assertThat(line).as("the marker").isNotNull();
        return packets;
    }

    /// A rule of the sender's namespace sees the mark.
    @Test
    void marks() {
        network.sh("ip -n a rule add fwmark 7 prohibit; ip -n a -6 rule add fwmark 7 prohibit");
        try {
            for (String to : new String[] {"10.2.0.2", "fd02::2"}) {
                String other = reference.expected(network, "a", "-c 1 -m 8 " + to);
                assertThat(Mask.of(network.fresh(Network.sonde(), "-c 1 -m 8 " + to)))
                        .isEqualTo(other);
                assertThat(other).contains("1 received").endsWith("status 0");
                String marked = reference.expected(network, "a", "-c 1 -m 7 " + to);
                assertThat(Mask.of(network.fresh(Network.sonde(), "-c 1 -m 7 " + to)))
                        .isEqualTo(marked);
                assertThat(marked).contains("ping: ").endsWith("status 2");
            }
        } finally {
            network.sh("ip -n a rule del fwmark 7; ip -n a -6 rule del fwmark 7");
        }
    }
}

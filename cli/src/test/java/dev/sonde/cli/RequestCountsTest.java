package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many requests a command sends, of each kind: on a host with many containers each one more for a namespace is
/// what `docs/decisions/0008-what-a-namespace-costs.md` counts. Whoever changes a number here says there why.
class RequestCountsTest {
    @TempDir
    static Path folder;

    /// Two hosts with an overlay network, which has three tasks and two load balancers. `check` reads the tables of
    /// the network and of the host on each host, those of the machine, and the neighbours of five endpoints; the
    /// counters of two tunnels, and the firewalls of two hosts.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ls                           |
            check                        | 2 GET chains, 2 GET link, 1 GET neighbour tables, 2 GET rules, 4 OPEN, 2 PROC_NET ip6_tables_names, 2 PROC_NET ip_tables_names, 10 READ
            check nsenter-test           | 2 GET chains, 2 GET link, 1 GET neighbour tables, 2 GET rules, 4 OPEN, 2 PROC_NET ip6_tables_names, 2 PROC_NET ip_tables_names, 10 READ
            show nsenter-test@host1      | 7 NSID, 3 OPEN, 1 READ
            show nsenter-l2-table-test.1 | 2 NSID, 2 OPEN, 1 READ
            who 02:42:0a:00:01:03        | 2 NSID, 2 OPEN, 2 READ
            inspect nsenter-test         |
            snapshot                     | 11 READ
            """)
    void asFewAsPossible(String command, String expected) throws IOException {
        byte[] recording = Files.readAllBytes(new Recordings(folder).file("healthy"));
        RecordedSensor sensor = new RecordedSensor(recording, ("sonde " + command).split(" "));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(sensor.frames(), sensor.requests(), out, err);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.size()).isPositive();
        assertThat(status).isZero();
        String asked = sensor.asked.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        assertThat(asked).isEqualTo(expected == null ? "" : expected);
    }
}

package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.RecordedSensor.Fate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules that judge pings, on a recorded healthy lab whose pings end as the test says. Its tasks 1 and 3, 10.0.1.3
/// and 10.0.1.5, are on host2, its task 2, 10.0.1.4, is on host1.
class ProbeRulesTest {
    private static final String SECOND = "10.0.1.4";

    @TempDir
    static Path folder;

    private static RecordedSensor sensor() throws IOException {
        byte[] recording = Files.readAllBytes(new Recordings(folder).file("healthy"));
        return new RecordedSensor(recording, "sonde", "check", "--probe");
    }

    private static List<String> found(RecordedSensor sensor, int status) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Main.run(sensor.frames(), sensor.requests(), out, err)).isEqualTo(status);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(l -> l.matches("(error|warning|info)\\[.*"))
                .toList();
    }

    @Test
    void whatIsAnsweredIsNoFinding() throws IOException {
        RecordedSensor sensor = sensor();
        assertThat(found(sensor, 0)).isEmpty();
        assertThat(sensor.asked).containsEntry("PROBE", 1);
    }

    @Test
    void silence() throws IOException {
        RecordedSensor sensor = sensor();
        sensor.fates = (address, size) -> Fate.LOST;
        assertThat(found(sensor, 3)).isNotEmpty().allMatch(l -> l.startsWith("error[S201]: "));
        assertThat(sensor.asked).as("once more where there was no answer").containsEntry("PROBE", 2);
    }

    @Test
    void fullSizeIsLost() throws IOException {
        RecordedSensor sensor = sensor();
        sensor.fates = (address, size) -> size > 1400 && address.equals(SECOND) ? Fate.LOST : Fate.ANSWERED;
        assertThat(found(sensor, 3))
                .containsExactly("error[S202]: packets of 1450 bytes from nsenter-l2-table-test.1 to"
                        + " nsenter-l2-table-test.2 are lost");
    }

    /// What host2 sends arrives, what host1 sends does not; nor does what the tasks of host2 send each other.
    @Test
    void oneDirection() throws IOException {
        RecordedSensor sensor = sensor();
        sensor.fates = (address, size) -> address.equals(SECOND) ? Fate.ARRIVED : Fate.LOST;
        assertThat(found(sensor, 3))
                .containsExactlyInAnyOrder(
                        "error[S203]: nothing of nsenter-test arrives from host1 on host2; the other direction works",
                        "error[S201]: host2 reaches nobody on host2: nsenter-l2-table-test.1, nsenter-l2-table-test.3");
    }

    @Test
    void lossIsCounted() throws IOException {
        RecordedSensor sensor = sensor();
        sensor.lossy = 3;
        assertThat(found(sensor, 4)).isNotEmpty().allMatch(l -> l.matches("warning\\[S204]: .* loses packets"));
        RecordedSensor few = sensor();
        few.lossy = 2;
        assertThat(found(few, 0)).isEmpty();
    }
}

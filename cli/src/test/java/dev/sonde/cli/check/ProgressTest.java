package dev.sonde.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Console;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What takes longer than a second says so on a terminal, and takes it back.
class ProgressTest {
    private static String shown(boolean terminal, long millis) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Progress progress = new Progress(new Console(bytes, terminal, 80, false))) {
            progress.accept("reading the host");
            Thread.sleep(millis);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void speaksAfterASecondAndOnATerminalOnly() throws InterruptedException {
        assertThat(shown(true, 1400)).isEqualTo("\r\033[Ksonde check: reading the host ...\r\033[K");
        assertThat(shown(true, 100)).isEmpty();
        assertThat(shown(false, 1400)).isEmpty();
    }
}

package dev.sonde.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.cli.Console;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// What takes longer than a second says so on a terminal, and takes it back.
class ProgressTest {
    /// The waits that the line asked for; each but the last is over at once.
    private final List<Long> waits = new ArrayList<>();

    /// What is shown when the work ends during wait number `last`, counted from 1.
    private String shown(boolean terminal, int last) throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CountDownLatch there = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch said = new CountDownLatch(1);
        Progress.Pause pause = n -> {
            waits.add(n);
            said.await();
            if (waits.size() == last) {
                there.countDown();
                never.await();
            }
        };
        try (Progress progress = new Progress(new Console(bytes, terminal, 80, false), pause)) {
            progress.accept("reading the host");
            said.countDown();
            if (terminal) {
                there.await();
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void speaksAfterASecond() throws InterruptedException {
        assertThat(shown(true, 3)).isEqualTo("\r\033[Ksonde check: reading the host ...\r\033[K");
        assertThat(waits).startsWith(1000L).hasSize(3);
    }

    @Test
    void saysNothingBefore() throws InterruptedException {
        assertThat(shown(true, 1)).isEmpty();
        assertThat(waits).containsExactly(1000L);
    }

    @Test
    void saysNothingWhereThereIsNoTerminal() throws InterruptedException {
        assertThat(shown(false, 3)).isEmpty();
        assertThat(waits).isEmpty();
    }
}

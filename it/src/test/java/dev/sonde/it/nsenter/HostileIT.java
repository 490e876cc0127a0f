package dev.sonde.it.nsenter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process in a container, root and with every capability, tries to open the executable and every fd of every
/// process that it sees, while others enter: it must open nothing of the host.
class HostileIT {
    private static final int ENTRIES = 1000;

    @TempDir
    Path folder;

    @Test
    void opensNothingOfTheHost() throws Exception {
        List<String> seen = watch(Bench.OURS, ENTRIES);
        assertThat(seen.subList(0, seen.size() - 1)).isEmpty();
        // That it looked at the right moments is seen by the copies in memory.
        assertThat(seen.getLast()).matches("looked \\d+ opened [1-9]\\d* processes [1-9]\\d* memory [1-9]\\d*");
    }

    /// The watcher is able to see: with another nsenter it finds the host's executable.
    @Test
    void seesTheHostsExecutableOfUtilLinux() throws Exception {
        List<String> seen = watch(Bench.REAL, ENTRIES);
        assertThat(seen).anyMatch(l -> l.matches("host /proc/\\d+/exe -> .*nsenter"));
    }

    private List<String> watch(String nsenter, int entries) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        try (Bench bench = new Bench(folder);
                Bench.Held container = new Bench.Held(List.of(), bench.probe(), "munipr", "c", root.toString())) {
            String pid = Integer.toString(container.pid());
            Process watcher = new ProcessBuilder(Bench.REAL, "-t", pid, "-a", "/probe", "hostile")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(watcher.inputReader().readLine()).isEqualTo("ready");
            Bench.Job job = new Bench.Job(
                    List.of("nsenter", "-t", pid, "-a", "/probe", "nap"),
                    List.of(),
                    // The caller's own fds would be there by right.
                    List.of("close 0", "close 1", "close 2"),
                    false,
                    "");
            for (int i = 0; i < entries; i++) {
                assertThat(bench.run(nsenter, job).end()).isEqualTo("exit 0");
            }
            watcher.getOutputStream().close();
            List<String> lines = watcher.inputReader().lines().distinct().toList();
            assertThat(watcher.waitFor()).isZero();
            return lines;
        }
    }
}

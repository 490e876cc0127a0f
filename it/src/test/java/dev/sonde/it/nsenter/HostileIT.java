package dev.sonde.it.nsenter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Programme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process in a container, root and with every capability, tries to open the executable and every fd of every
/// process that it sees, while others enter: it must open nothing of the host.
@Tag("kernel")
@Tag("long")
@Tag("slow")
class HostileIT {
    private static final int ENTRIES = Programme.LONG ? 4000 : 400;

    @TempDir
    Path folder;

    @Test
    void opensNothingOfTheHost() throws Exception {
        List<String> seen = watch(ENTRIES, (bench, pid) -> {
            List<String> arguments = List.of("nsenter", "-t", pid, "-a", "/probe", "nap");
            return bench.run(Bench.OURS, job(arguments));
        });
        assertThat(seen.subList(0, seen.size() - 1)).isEmpty();
        // That it looked at the right moments is seen by the copies in memory.
        assertThat(seen.getLast()).matches("looked \\d+ opened [1-9]\\d* processes [1-9]\\d* memory [1-9]\\d*");
    }

    /// The watcher is able to see: of a program that enters without care it finds the host's file.
    @Test
    void seesTheExecutableOfWhoTakesNoCare() throws Exception {
        List<String> seen = watch(
                ENTRIES / 4,
                (bench, pid) ->
                        bench.run(bench.probe().toString(), job(List.of("probe", "leak", pid, "/probe", "nap"))));
        assertThat(seen).anyMatch(l -> l.matches("host /proc/\\d+/exe -> .*/probe"));
    }

    /// A way to start something in the container whose first process this is.
    private interface Way {
        Bench.Outcome enter(Bench bench, String pid);
    }

    private static Bench.Job job(List<String> arguments) {
        // The caller's own fds would be there by right.
        return new Bench.Job(arguments, List.of(), List.of("close 0", "close 1", "close 2"), false, "");
    }

    private List<String> watch(int entries, Way way) throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        try (Bench bench = new Bench(folder);
                Bench.Held container = new Bench.Held(List.of(), bench.probe(), "munipr", "c", root.toString())) {
            String pid = Integer.toString(container.pid());
            Process watcher = new ProcessBuilder(Bench.REAL, "-t", pid, "-a", "/probe", "hostile")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(watcher.inputReader().readLine()).isEqualTo("ready");
            for (int i = 0; i < entries; i++) {
                assertThat(way.enter(bench, pid).end()).isEqualTo("exit 0");
            }
            watcher.getOutputStream().close();
            List<String> lines = watcher.inputReader().lines().distinct().toList();
            assertThat(watcher.waitFor()).isZero();
            return lines;
        }
    }
}

package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the JVM makes anew at every start, and keeps in no cache: `equals` and `hashCode` of records that do not
/// write them out, and switches over types. The first of them costs 5 to 10 ms, a fifth of `sonde ls`.
class StartTest {
    private static final List<String> COMMANDS = List.of(
            "sonde ls",
            "sonde ls -j",
            "sonde check",
            "sonde check -j",
            "sonde show nsenter-test@host1",
            "sonde show nsenter-l2-table-test.1",
            "sonde who 02:42:0a:00:01:03",
            "sonde snapshot",
            "sonde inspect nsenter-test",
            "sonde ip -n nsenter-test@host1 link",
            "sonde bridge -n nsenter-test@host1 fdb");

    /// Runs in a JVM of its own: recordings, as a sensor sends them, each with all commands.
    static final class Run {
        public static void main(String[] recordings) throws IOException {
            OutputStream nowhere = OutputStream.nullOutputStream();
            for (String file : recordings) {
                byte[] recording = Files.readAllBytes(Path.of(file));
                for (String command : COMMANDS) {
                    String[] argv = command.split(" ");
                    byte[] stream = TrainingStream.live(recording, argv).bytes();
                    int status = Main.run(new ByteArrayInputStream(stream), nowhere, nowhere, nowhere);
                    System.out.println("status " + status + ": " + command);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"java.lang.runtime.ObjectMethods", "java.lang.runtime.SwitchBootstraps"})
    void theCommandsOfEveryDayMakeNothingAnew(String maker, @TempDir Path folder)
            throws IOException, InterruptedException {
        Recordings recordings = new Recordings(folder);
        Path log = folder.resolve("log");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:LogClassLoadingCauseFor=" + maker,
                        "-Xlog:class+load,class+load+cause:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Run.class.getName(),
                        recordings.file("healthy").toString(),
                        recordings.file("missing-fdb").toString(),
                        recordings.file("underlay-mtu").toString())
                .redirectErrorStream(true)
                .start();
        String out = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(out.lines().filter(l -> l.startsWith("status ")))
                .as(out)
                .hasSize(3 * COMMANDS.size())
                .allMatch(l -> l.startsWith("status 0: ") || l.startsWith("status 3: sonde check"));
        List<String> loaded = Files.readAllLines(log);
        assertThat(loaded).as("the log has all classes").anyMatch(l -> l.contains(" " + Main.class.getName() + " "));
        List<String> where = new ArrayList<>();
        for (String line : loaded) {
            if (line.contains(maker + " ") || line.contains("at dev.sonde.")) {
                where.add(line.replaceFirst("^(\\[[^]]*])*", ""));
            }
        }
        assertThat(where).as("what makes it, and is made anew at every start").isEmpty();
    }
}

package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A copy of the binary with another analysis beside it: `escape.c`, which tries every way out.
final class EscapeStandIn implements AutoCloseable {
    /// A folder that everyone may look into, with the binary, `sonde`, and what stands in for the JVM, `escape`.
    final Path folder;

    /// A file that only root may read and write.
    final Path secret;

    EscapeStandIn() throws IOException {
        folder = Files.createTempDirectory("sonde-it-cage");
        secret = folder.resolve("secret");
        Files.copy(Sonde.BINARY, folder.resolve("sonde"), StandardCopyOption.COPY_ATTRIBUTES);
        Path escape = folder.resolve("escape");
        boolean musl = Sonde.sh("command -v musl-gcc").status() == 0;
        Sonde.Result cc = Sonde.run(
                musl ? "musl-gcc" : "gcc",
                "-static",
                "-O1",
                "-Wall",
                "-Werror",
                "-pthread",
                "-idirafter",
                "/usr/include",
                "-o",
                escape.toString(),
                "src/test/c/escape.c");
        assertThat(cc.status()).as("%s", cc).isZero();
        starts(List.of());
        Sonde.run("chmod", "-R", "a+rX", folder.toString());
        Files.writeString(secret, "secret\n");
        Sonde.run("chmod", "600", secret.toString());
    }

    /// Writes down how the analysis is started: `escape` with these further arguments.
    void starts(List<String> further) throws IOException {
        String escape = folder.resolve("escape").toString();
        StringBuilder lines = new StringBuilder("!" + escape + "\n");
        for (String argument : arguments()) {
            lines.append(argument).append('\n');
        }
        further.forEach(f -> lines.append(f).append('\n'));
        Files.writeString(folder.resolve("sonde.analysis"), lines);
    }

    /// The command line without the sensor.
    List<String> arguments() {
        return List.of(
                folder.resolve("escape").toString(),
                folder.resolve("sonde").toString(),
                System.getProperty("java.home") + "/bin/java",
                secret.toString());
    }

    /// By the name of each way out: 0, it was open; or the errno.
    static Map<String, Integer> tries(Sonde.Result result) {
        assertThat(result.status()).as("%s", result).isZero();
        Map<String, Integer> all = new LinkedHashMap<>();
        result.out().lines().filter(l -> !l.startsWith("end ")).forEach(l -> {
            String[] words = l.split(" ");
            assertThat(all.put(words[0], Integer.valueOf(words[1]))).as(l).isNull();
        });
        assertThat(result.out().lines().filter(l -> l.startsWith("end "))).hasSize(1);
        return all;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path f : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(f);
            }
        }
    }
}

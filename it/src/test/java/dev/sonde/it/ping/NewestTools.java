package dev.sonde.it.ping;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The newest tools that apt can give (`tools/newest.sh`), unpacked beside this machine's own: for ping and nsenter.
public final class NewestTools {
    private static final String SUITE = "sid";
    private static Path folder;
    private static boolean asked;

    /// The folder of the programs, or nothing where they cannot be had. Asked once for each JVM.
    public static synchronized Optional<Path> folder() {
        if (!asked) {
            asked = true;
            folder = find();
        }
        return Optional.ofNullable(folder);
    }

    private static Path find() {
        try {
            Path script = Files.createTempFile("sonde-newest", ".sh");
            try (InputStream in = NewestTools.class.getResourceAsStream("/tools/newest.sh")) {
                Files.write(script, in.readAllBytes());
                Sonde.Result r = Sonde.run("bash", script.toString(), "/var/tmp/sonde-it-tools-" + SUITE, SUITE);
                return r.status() == 0 ? Path.of(r.out().lines().findFirst().orElseThrow()) : null;
            } finally {
                Files.delete(script);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private NewestTools() {}
}

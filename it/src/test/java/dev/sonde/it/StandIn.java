package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// A copy of the binary that starts another program in the place of its analysis, as if that had been taken over.
public final class StandIn {
    /// The copy, in `folder`: it starts `main` with these arguments. `needs`: what else is on the class path, by one
    /// class of each.
    public static Path of(Path folder, Class<?> main, List<String> arguments, Class<?>... needs) throws IOException {
        Path binary = folder.resolve("sonde");
        Files.copy(Sonde.BINARY, binary, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        // Another user must be able to read the classes: they are copied to where everyone may look.
        Path classes = folder.resolve("classes");
        copy(main, classes);
        for (Class<?> of : needs) {
            copy(of, classes);
        }
        Sonde.run("chmod", "-R", "a+rX", folder.toString());
        List<String> lines = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                main.getName()));
        lines.addAll(arguments);
        // What the JVM needs, as the build has written it down for the real one, and the classes.
        Files.readAllLines(Path.of(Sonde.BINARY + ".analysis")).stream()
                .filter(l -> l.startsWith("#") || l.startsWith("!") || l.startsWith("="))
                .forEach(lines::add);
        lines.add("#" + classes);
        Files.write(folder.resolve("sonde.analysis"), lines);
        return binary;
    }

    private static void copy(Class<?> of, Path to) {
        Path from =
                Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath());
        Sonde.Result r = Files.isDirectory(from)
                ? Sonde.sh("mkdir -p '" + to + "' && cp -r '" + from + "'/. '" + to + "'")
                : Sonde.sh("mkdir -p '" + to + "' && cd '" + to + "' && '" + System.getProperty("java.home")
                        + "/bin/jar' xf '" + from + "'");
        assertThat(r.status()).as("%s", r).isZero();
    }

    private StandIn() {}
}

package dev.sonde.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs programs for tests: the binary under test, and the real tools beside it.
public final class Sonde {
    /// The binary under test.
    public static final Path BINARY = Path.of(System.getProperty("sonde.binary", "../sensor-native/target/sonde"))
            .toAbsolutePath();

    /// Seconds. The longest that a test runs, a comparison of hundreds of lines, takes 20 on a quiet machine.
    private static final int LONGEST = 180;

    /// What a program left: exit status (128 + N when signal N ended it), stdout and stderr, byte for byte as
    /// ISO-8859-1 would read them when they are not UTF-8.
    public record Result(int status, byte[] outBytes, byte[] errBytes) {
        public String out() {
            return new String(outBytes, StandardCharsets.UTF_8);
        }

        public String err() {
            return new String(errBytes, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "status " + status + "\n--- stdout\n" + out() + "--- stderr\n" + err();
        }
    }

    /// The binary with these arguments.
    public static Result sonde(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(BINARY.toString());
        command.addAll(List.of(arguments));
        return run(command, Map.of());
    }

    /// The command line of the binary with these arguments, started so that SIGINT, SIGTERM and SIGHUP end it. A
    /// shell's job in the background ignores SIGINT, and so does all that it starts, these tests included.
    public static List<String> heeding(String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM,HUP", BINARY.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    public static Result run(String... command) {
        return run(List.of(command), Map.of());
    }

    /// `script` in a shell, with the binary as `$SONDE`.
    public static Result sh(String script) {
        return run(List.of("sh", "-c", script), Map.of("SONDE", BINARY.toString()));
    }

    /// Runs a program to its end, three minutes at most; stdin is empty.
    public static Result run(List<String> command, Map<String, String> environment) {
        return run(command, environment, LONGEST);
    }

    /// The same, `seconds` at most.
    public static Result run(List<String> command, Map<String, String> environment, int seconds) {
        try {
            Path out = Files.createTempFile("sonde-it", ".out");
            Path err = Files.createTempFile("sonde-it", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                // Remedies begin with the word sonde: whoever pastes them has it on PATH.
                builder.environment().merge("PATH", BINARY.getParent().toString(), (path, ours) -> ours + ":" + path);
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(
                            "still running after " + seconds + " s: " + command + "\n" + Files.readString(err));
                }
                return new Result(process.exitValue(), Files.readAllBytes(out), Files.readAllBytes(err));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// A new folder with a copy of the program, `sonde`, that every user can read and start, whatever the checkout's
    /// own folder allows. The caller removes it.
    public static Path forEveryone() throws IOException {
        Path folder = Files.createTempDirectory("sonde-it-all");
        Files.copy(BINARY, folder.resolve("sonde"), StandardCopyOption.COPY_ATTRIBUTES);
        List<String> lines = new ArrayList<>();
        String before = "";
        for (String line : Files.readAllLines(Path.of(BINARY + ".analysis"))) {
            if (before.equals("-cp")) {
                String copies = copied(folder, line);
                lines.add(copies);
                lines.addAll(Stream.of(copies.split(":")).map(c -> "#" + c).toList());
            } else if (!line.startsWith("-XX:SharedArchiveFile=") && !line.matches("#.*\\.(jar|jsa)")) {
                lines.add(line); // the cache holds for the original files only
            }
            before = line;
        }
        Files.write(folder.resolve("sonde.analysis"), lines);
        run("chmod", "-R", "a+rX", folder.toString());
        return folder;
    }

    /// A copy of the binary alone that every user can start; it goes when this JVM ends.
    public static Path everyonesBinary() {
        try {
            Path folder = Files.createTempDirectory("sonde-it-binary");
            Path copy = folder.resolve("sonde");
            Files.copy(BINARY, copy, StandardCopyOption.COPY_ATTRIBUTES);
            run("chmod", "-R", "a+rX", folder.toString());
            folder.toFile().deleteOnExit(); // the last registered is the first deleted
            copy.toFile().deleteOnExit();
            return copy;
        } catch (IOException e) {
            throw new AssertionError("cannot copy " + BINARY, e);
        }
    }

    private static String copied(Path folder, String classPath) {
        List<String> all = new ArrayList<>();
        for (String entry : classPath.split(":")) {
            Path to = folder.resolve("classes" + all.size() + (entry.endsWith(".jar") ? ".jar" : ""));
            Result copy = run("cp", "-r", entry, to.toString());
            if (copy.status() != 0) {
                throw new AssertionError("cannot copy " + entry + ": " + copy.err());
            }
            all.add(to.toString());
        }
        return String.join(":", all);
    }

    private Sonde() {}
}

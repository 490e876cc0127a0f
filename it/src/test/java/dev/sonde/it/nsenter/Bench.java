package dev.sonde.it.nsenter;

import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Starts programs in any state, byte for byte, and says how they ended: a JVM can pass only arguments of its own
/// character set, so a small program of C does it (`probe.c`).
final class Bench implements AutoCloseable {
    static final String REAL = "/usr/bin/nsenter";
    static final String OURS = Sonde.everyonesBinary().toString();

    /// How a program ended: `exit N` or `signal N`, after it was `stopped N`; what it wrote, one character a byte.
    record Outcome(List<String> events, String out, String err, String screen) {
        String end() {
            return events.getLast();
        }
    }

    /// A program to start: `setup` are lines that `probe.c` knows, strings are one character a byte.
    record Job(List<String> arguments, List<String> environment, List<String> setup, boolean terminal, String typed) {}

    private final Path probe;
    private final Process process;
    private final Writer to;
    private final BufferedReader from;
    private final String launcher;

    /// Compiles the probe into `folder` and starts its launcher.
    Bench(Path folder) throws IOException {
        Path source = folder.resolve("probe.c");
        try (InputStream in = Bench.class.getResourceAsStream("/nsenter/probe.c")) {
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        probe = folder.resolve("probe");
        Sonde.Result built =
                Sonde.run("gcc", "-O1", "-Wall", "-Werror", "-static", "-o", probe.toString(), source.toString());
        if (built.status() != 0) {
            throw new AssertionError("gcc: " + built);
        }
        process = new ProcessBuilder(probe.toString(), "run")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        to = process.outputWriter(StandardCharsets.ISO_8859_1);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
        launcher = from.readLine().substring("launcher ".length());
    }

    Path probe() {
        return probe;
    }

    /// The process that starts the programs: their parent.
    String launcher() {
        return launcher;
    }

    Outcome run(String executable, Job job) {
        try {
            line("exe", executable);
            for (String argument : job.arguments()) {
                line("arg", argument);
            }
            for (String variable : job.environment()) {
                line("env", variable);
            }
            for (String setup : job.setup()) {
                to.write(setup + "\n");
            }
            if (job.terminal()) {
                to.write("pty\n");
            }
            if (!job.typed().isEmpty()) {
                line("type", job.typed());
            }
            to.write("go\n");
            to.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String what, String bytes) throws IOException {
        to.write(what + " " + HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1)) + "\n");
    }

    private Outcome read() throws IOException {
        List<String> events = new ArrayList<>();
        String out = "";
        String err = "";
        String screen = "";
        String line = from.readLine();
        while (line != null && !line.equals("done")) {
            int blank = line.indexOf(' ');
            String word = blank < 0 ? line : line.substring(0, blank);
            String rest = blank < 0 ? "" : line.substring(blank + 1);
            switch (word) {
                case "out" -> out = unhex(rest);
                case "err" -> err = unhex(rest);
                case "screen" -> screen = unhex(rest);
                default -> events.add(line);
            }
            line = from.readLine();
        }
        if (line == null) {
            throw new AssertionError("the launcher ended: " + events);
        }
        return new Outcome(events, out, err, screen);
    }

    private static String unhex(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        to.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A process in namespaces of its own, which lives until this is closed (or the test's JVM ends).
    static final class Held implements AutoCloseable {
        private final Process process;
        private final int pid;

        /// `kinds`: letters of nsenter's options, and what else `probe.c` knows; `more`: its host name, its root.
        Held(List<String> through, Path probe, String kinds, String... more) throws IOException {
            List<String> command = new ArrayList<>(through);
            command.addAll(List.of(probe.toString(), "hold", kinds));
            command.addAll(List.of(more));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = process.inputReader().readLine();
            if (line == null) {
                throw new AssertionError("cannot hold namespaces " + kinds);
            }
            pid = Integer.parseInt(line);
        }

        int pid() {
            return pid;
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

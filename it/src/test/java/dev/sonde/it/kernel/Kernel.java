package dev.sonde.it.kernel;

import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/// A Linux kernel of a test's own, as a process (`kernel.sh`): for what this machine's kernel lacks. Its files are this
/// machine's; what it writes stays in its memory. It has one processor.
///
/// ```java
/// Kernel kernel = Kernel.boot(Kernel.Kind.BUILT);   // in @BeforeAll: skips the class where none can be had
/// kernel.sh("ip link add v0 type vrf table 10 && ip -j link");
/// kernel.close();                                    // in @AfterAll: all that was made ends with it
/// ```
public final class Kernel implements AutoCloseable {
    /// Where it is from.
    public enum Kind {
        /// Built here of the source that Debian sid has, by `kernel.config`: IPVS, ESP, nf_tables and the older tables,
        /// VLAN, VRF, bonding. The first time that takes minutes.
        BUILT,
        /// Debian sid's package: much of that, but no tables of a packet filter for IPv4.
        SID;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Seconds. Ten times as slow as this machine's kernel is what it may be.
    private static final int LONGEST = 400;

    /// Seconds for the first time.
    private static final int BUILD = 3000;

    private final Process process;
    private final Path io;
    private final AtomicInteger jobs = new AtomicInteger();
    private final Map<String, CompletableFuture<Integer>> running = new ConcurrentHashMap<>();

    /// Boots one, or skips the test: `./check` tells why.
    public static Kernel boot(Kind kind) {
        try {
            return new Kernel(kind);
        } catch (IOException e) {
            String why = "no kernel of our own (" + kind.word() + ") can be booted here: " + e.getMessage();
            System.err.println("skipped: " + why); // of a whole class no report tells why
            return Assumptions.abort(why);
        }
    }

    private Kernel(Kind kind) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw new IOException("it takes root");
        }
        Path scripts = Files.createTempDirectory("sonde-kernel");
        for (String name : List.of("kernel.config", "kernel.sh")) {
            try (InputStream in = Kernel.class.getResourceAsStream("/kernel/" + name)) {
                Files.write(scripts.resolve(name), in.readAllBytes());
            }
            scripts.resolve(name).toFile().deleteOnExit();
        }
        Path cache = Path.of("/var/tmp/sonde-it-kernel-" + kind.word());
        Path run = cache.resolve("run-" + ProcessHandle.current().pid() + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        io = run.resolve("io");
        String script = scripts.resolve("kernel.sh").toString();
        process = new ProcessBuilder("bash", script, "boot", cache.toString(), run.toString(), kind.word())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        CompletableFuture<String> up = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> listen(up));
        String said = "it never comes up";
        try {
            said = up.get(BUILD, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            said = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!said.equals("up")) {
            close();
            throw new IOException(said);
        }
    }

    /// What it says: `up` once, and `done JOB STATUS`; all else is why it is not.
    private void listen(CompletableFuture<String> up) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (line.equals("up")) {
                    up.complete("up");
                } else if (words.length == 3 && words[0].equals("done") && running.containsKey(words[1])) {
                    running.remove(words[1]).complete(Integer.parseInt(words[2]));
                } else {
                    said.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            said.append(e);
        }
        up.complete(said.toString().strip());
        running.values().forEach(f -> f.completeExceptionally(new IOException("the kernel has ended: " + said)));
    }

    /// A shell script inside, as root.
    public Sonde.Result sh(String script) {
        return run(List.of("sh", "-c", script), Map.of());
    }

    /// A command inside, as root.
    public Sonde.Result run(List<String> command, Map<String, String> environment) {
        StringBuilder script = new StringBuilder();
        environment.forEach((name, value) -> script.append("export ")
                .append(name)
                .append('=')
                .append(quoted(value))
                .append('\n'));
        script.append("exec");
        command.forEach(word -> script.append(' ').append(quoted(word)));
        String job = "j" + jobs.incrementAndGet();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        running.put(job, status);
        try {
            Files.writeString(io.resolve(job + ".sh"), script.append('\n'));
            synchronized (process) {
                OutputStream to = process.getOutputStream();
                to.write((job + "\n").getBytes(StandardCharsets.UTF_8));
                to.flush();
            }
            int ended = status.get(LONGEST, TimeUnit.SECONDS);
            Path out = io.resolve(job + ".out");
            Path err = io.resolve(job + ".err");
            return new Sonde.Result(ended, Files.readAllBytes(out), Files.readAllBytes(err));
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new AssertionError("in the kernel of our own: " + command, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /// Where both sides see the same files: [#SHARED] inside.
    public Path shared() {
        return io;
    }

    /// [#shared], inside.
    public static final String SHARED = "/run/io";

    /// Ends it, and with it all that it holds.
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

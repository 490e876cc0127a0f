package dev.sonde.it.ping;

import dev.sonde.it.Sonde;
import dev.sonde.protocol.Errno;
import dev.sonde.sensor.Main;
import dev.sonde.sensor.jvm.FfmSys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The namespaces of `network.sh`: they live as long as the shell that made them, which ends when its stdin does.
final class Network implements AutoCloseable {
    private final Process shell;
    private final Path script;
    private final String pid;
    /// Whether the last ping may have taught the namespaces something: an MTU, a router, a neighbour that is none.
    private boolean learned = true;

    Network() throws IOException {
        script = Files.createTempFile("sonde-ping", ".sh");
        try (InputStream in = Network.class.getResourceAsStream("/ping/network.sh")) {
            Files.write(script, in.readAllBytes());
        }
        shell = new ProcessBuilder("unshare", "--mount", "--net", "sh", script.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader lines = shell.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        String line = lines.readLine();
        while (line != null && !line.equals("ready")) {
            said.append(line).append('\n');
            line = lines.readLine();
        }
        if (line == null) {
            throw new AssertionError("the network was not made:\n" + said);
        }
        pid = Long.toString(shell.pid());
    }

    /// Runs `command` where `ip netns` knows the namespaces.
    Sonde.Result run(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", pid, "-m", "-n", "--"));
        all.addAll(command);
        return Sonde.run(all, Map.of("SONDE", Sonde.BINARY.toString(), "LC_ALL", "C"));
    }

    Sonde.Result sh(String script) {
        return run(List.of("sh", "-c", script));
    }

    /// Runs `command` in namespace `a`, which has learned nothing yet.
    Sonde.Result fresh(List<String> command, String arguments) {
        return fresh("a", command, arguments);
    }

    /// The same in another namespace. Single quotes keep a word together.
    Sonde.Result fresh(String namespace, List<String> command, String arguments) {
        if (learned) {
            sh("for n in a b r; do ip -n $n route flush cache; ip -n $n -6 route flush cache; done\n"
                    + "for n in a b r s; do ip -n $n neigh flush all; done");
        }
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        Matcher words = Pattern.compile("((?:'[^']*'|[^' ])+)").matcher(arguments);
        while (words.find()) {
            all.add(words.group(1).replace("'", ""));
        }
        Sonde.Result result = run(all);
        learned = result.status() != 0
                || result.out().contains("From ")
                || !result.err().isEmpty();
        return result;
    }

    static List<String> sonde() {
        return List.of(Sonde.BINARY.toString(), "ping");
    }

    /// Starts `router.py`, which does `what` on the link to `a`, in namespace `r`: ready when this returns.
    Process router(String what) throws IOException {
        Path python = Files.createTempFile("sonde-router", ".py");
        try (InputStream in = Network.class.getResourceAsStream("/ping/router.py")) {
            Files.write(python, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("nsenter", "-t", pid, "-m", "-n", "--", "ip", "netns", "exec"));
        command.addAll(List.of("r", "python3", python.toString(), what, "eth0", "10.1.0.7"));
        Process router = new ProcessBuilder(command).redirectErrorStream(true).start();
        // One byte at a time: what follows belongs to whoever reads on.
        StringBuilder said = new StringBuilder();
        int c = router.getInputStream().read();
        while (c >= 0 && c != '\n') {
            said.append((char) c);
            c = router.getInputStream().read();
        }
        Files.delete(python);
        if (!said.toString().equals("ready")) {
            throw new AssertionError(
                    "router.py: " + said + new String(router.getInputStream().readAllBytes()));
        }
        return router;
    }

    /// The sensor on the JVM, alone.
    static List<String> jvm() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                where(Main.class) + ":" + where(FfmSys.class) + ":" + where(Errno.class),
                "dev.sonde.sensor.jvm.JvmMain");
    }

    private static String where(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            if (!shell.waitFor(5, TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(script);
    }
}

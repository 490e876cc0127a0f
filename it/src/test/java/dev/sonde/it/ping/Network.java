package dev.sonde.it.ping;

import dev.sonde.it.Sonde;
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

/// The namespaces of `network.sh`: they live as long as the shell that made them, which ends when its stdin does.
final class Network implements AutoCloseable {
    private final Process shell;
    private final Path script;
    private final String pid;

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
        sh("ip -n a route flush cache; ip -n a -6 route flush cache; ip -n a neigh flush all; ip -n r neigh flush all");
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", "a"));
        all.addAll(command);
        if (!arguments.isEmpty()) {
            all.addAll(List.of(arguments.split(" ")));
        }
        return run(all);
    }

    /// The sensor on the JVM, alone.
    static List<String> jvm() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                where(Main.class) + ":" + where(FfmSys.class),
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

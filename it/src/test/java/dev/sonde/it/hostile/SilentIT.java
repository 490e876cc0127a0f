package dev.sonde.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A file system of a container that does not answer, wherever a scan meets it: it costs at most 2 s, never the
/// process, and no other its name; what was not read for it is told.
///
/// The scan runs in mount, pid and network namespaces of its own, so that nothing else is met there.
@Tag("kernel")
class SilentIT {
    private static final Path PROGRAM = Path.of("src/test/python/silent.py").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Milliseconds that silence may cost, and what a scan takes without, on a busy machine.
    private static final long MOST = 2000 + 1500;

    private Process process;
    private BufferedReader out;
    private Writer in;
    private long world;

    /// Makes the world: `before` is done in it, then the file system is mounted at `folder`. The pid of the
    /// process that uses it, as the world counts, or 0.
    private int world(String before, String folder, String kind) throws IOException {
        String script = "mount --make-rprivate / && mount -t tmpfs none /run && mount -t tmpfs none /etc/containers"
                + " && mount -t tmpfs none /home && ip netns add blue && " + before + " && echo $(readlink /proc/self)"
                + " && mount -t proc none /proc && exec python3 " + PROGRAM + " " + folder + " " + kind;
        Files.createDirectories(Path.of("/etc/containers"));
        process = new ProcessBuilder("unshare", "-n", "-m", "-p", "--fork", "--kill-child", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader(StandardCharsets.UTF_8);
        in = process.outputWriter(StandardCharsets.UTF_8);
        String pid = out.readLine();
        assertThat(pid).as("the world").isNotNull();
        world = process.children().findFirst().orElseThrow().pid();
        String line = out.readLine();
        assertThat(line).startsWith("ready ");
        return Integer.parseInt(line.substring(6));
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (process != null) {
            in.close();
            process.children().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    /// How many requests were left without an answer.
    private int unanswered() throws IOException {
        in.write("\n");
        in.flush();
        return Integer.parseInt(out.readLine());
    }

    private Sonde.Result sonde(String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "-t", Long.toString(world), "-n", "-m", "-p", Sonde.BINARY.toString()));
        all.addAll(List.of(arguments));
        return Sonde.run(all, Map.of());
    }

    /// `ls -j`, which ends in time and knows the namespace `blue`.
    private JsonNode ls() throws IOException {
        long start = System.nanoTime();
        Sonde.Result r = sonde("ls", "-j");
        long took = (System.nanoTime() - start) / 1_000_000;
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(took).as("milliseconds").isLessThan(MOST);
        JsonNode host = JSON.readTree(r.outBytes()).at("/hosts/0");
        assertThat(host.get("namespaces").toString()).contains("\"name\":\"blue\"");
        return host;
    }

    private static List<String> gaps(JsonNode host) {
        return StreamSupport.stream(host.get("gaps").spliterator(), false)
                .map(g -> g.get("what").asText() + ": " + g.get("why").asText())
                .toList();
    }

    /// Nobody waits for an answer any more: they are let go when the file system ends.
    private static String waiting() {
        return Sonde.sh("ps -eo stat,args | grep '^D.*[s]ensor-native/target/sonde' || true")
                .out();
    }

    @Test
    void aRootThatDoesNotAnswerIsNotAsked() throws IOException {
        int pid = world("mkdir /run/silent", "/run/silent", "root");
        JsonNode host = ls();
        assertThat(host.get("namespaces").toString()).contains("\"pid\":" + pid + ",");
        assertThat(unanswered()).as("questions").isZero();
        assertThat(gaps(host)).isEmpty();
    }

    /// It is looked at while it is a socket, and is a file when its copy is closed. Not each scan meets that moment.
    @Test
    @Tag("slow")
    void aDescriptorThatBecomesAFileCostsAReader() throws IOException {
        int pid = world("mkdir /run/silent", "/run/silent", "flush");
        List<String> gaps = List.of();
        for (int i = 0; i < 150 && gaps.isEmpty(); i++) {
            gaps = gaps(ls());
        }
        assertThat(gaps)
                .as("of at most 150 scans one met the moment")
                .singleElement()
                .asString()
                .isEqualTo("the command line and sockets of process " + pid + ": no answer in time");
        assertThat(unanswered()).isPositive();
        assertThat(waiting()).as("it cannot be ended").isNotEmpty();
        in.close();
        process.children().forEach(ProcessHandle::destroyForcibly);
        for (int i = 0; i < 50 && !waiting().isEmpty(); i++) {
            Sonde.run("sleep", "0.1");
        }
        assertThat(waiting()).isEmpty();
    }

    /// A folder or a file in which an engine keeps things: all others are read.
    @ParameterizedTest
    @CsvSource({
        "folder, /etc/containers/networks, /etc/containers/networks/*.json",
        "folder, /run/user/1000/netns, /run/user/1000",
        "folder, /home, /home/",
        "file, /run/containers/networks, /run/containers/networks/ipam.db",
    })
    void whatAnEngineKeepsIsLeftOut(String kind, String folder, String told) throws IOException {
        world("mkdir -p " + folder + " /home/a", folder, kind);
        List<String> gaps = gaps(ls());
        assertThat(unanswered()).as("questions").isPositive();
        assertThat(gaps).contains(told + ": no answer in time");
    }

    /// A socket that was found before the silence is asked, and what comes behind it is read.
    @Test
    @Tag("slow")
    void whatIsBehindTheSilentOneIsRead() throws IOException {
        String listen = "import socket, time; s = socket.socket(socket.AF_UNIX);"
                + " s.bind('/run/docker.sock'); s.listen(); time.sleep(600)";
        String before = "mkdir -p /etc/containers/networks && (exec python3 -c \"" + listen + "\" >/dev/null &)"
                + " && until [ -S /run/docker.sock ]; do sleep 0.02; done";
        world(before, "/etc/containers/networks", "folder");
        assertThat(gaps(ls()))
                .contains("/etc/containers/networks/*.json: no answer in time")
                .noneMatch(g -> g.startsWith("read "))
                .anyMatch(g -> g.contains("unix:///run/docker.sock"));
    }

    /// Who is never silent for long is silent too often. What is never silent at all: `ReaderTest`.
    @Test
    void whoAnswersSlowlyIsLeftOut() throws IOException {
        String home = "/home/a";
        String folder = home + "/.local/share/containers/storage/networks";
        world("mkdir -p " + folder + " && chown 1000:1000 " + home, folder, "slow");
        assertThat(gaps(ls())).contains(home + ": no answer in time");
    }

    /// The names of a target are asked of its own `/etc/hosts`.
    @Test
    void pingDoesNotWaitForTheNamesOfItsTarget() throws IOException {
        world("mkdir -p /run/silent", "/run/silent", "file");
        String script = "unshare -m sh -c 'mount --bind /run/silent/hosts /etc/hosts && exec sleep 60' & p=$!;"
                + " sleep 0.3; \"$SONDE\" ping -n pid:$p -c 1 -W 1 nobody; s=$?; kill $p; exit $s";
        long start = System.nanoTime();
        Sonde.Result r = Sonde.run(
                List.of("nsenter", "-t", Long.toString(world), "-n", "-m", "-p", "sh", "-c", script),
                Map.of("SONDE", Sonde.BINARY.toString()));
        assertThat((System.nanoTime() - start) / 1_000_000).as("milliseconds").isLessThan(MOST);
        assertThat(r.err()).contains("nobody");
        assertThat(unanswered()).as("questions").isPositive();
    }
}

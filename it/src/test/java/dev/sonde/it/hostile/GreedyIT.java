package dev.sonde.it.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.it.Figures;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who takes more than a share costs the others nothing: their lines, names and time; and what is cut is told. See
/// `greedy.py`.
@Tag("kernel")
@Tag("long")
class GreedyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROGRAM =
            Path.of("src/test/python/greedy.py").toAbsolutePath().toString();

    /// Runs a program and says on the last line of stderr how much memory the largest of its processes took, in KiB,
    /// and
    /// how much processor time all of them, in milliseconds.
    private static final String MEASURED = "import resource, subprocess, sys\n"
            + "status = subprocess.call(sys.argv[1:])\n"
            + "r = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            + "print(r.ru_maxrss, int(1000 * (r.ru_utime + r.ru_stime)), file=sys.stderr)\nsys.exit(status)";

    private Process process;
    private long world;
    private final long start = System.nanoTime();

    private void world(String kind, int number) throws IOException {
        String script = "mount --make-rprivate / && mount -t proc none /proc && mount -t tmpfs none /run"
                + " && mount -t tmpfs none /home && ip link set lo up && ip netns add blue && ip netns add large"
                + " && exec python3 " + PROGRAM + " " + kind + " " + number;
        process = new ProcessBuilder("unshare", "-n", "-m", "-p", "--fork", "--kill-child", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine()).isEqualTo("ready");
        world = process.children().findFirst().orElseThrow().pid();
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.children().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private long took;
    private long kibibytes;
    private long processor;

    /// The command in the world, which ends well.
    private Sonde.Result sonde(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "-t",
                Long.toString(world),
                "-n",
                "-m",
                "-p",
                "python3",
                "-c",
                MEASURED,
                Sonde.BINARY.toString()));
        all.addAll(List.of(arguments));
        long before = System.nanoTime();
        Sonde.Result r = Sonde.run(all, Map.of());
        took = (System.nanoTime() - before) / 1_000_000;
        assertThat(r.status()).as("%s: %s", List.of(arguments), r.err()).isZero();
        String[] lines = r.err().split("\n");
        String[] measured = lines[lines.length - 1].split(" ");
        kibibytes = Long.parseLong(measured[0]);
        processor = Long.parseLong(measured[1]);
        return r;
    }

    /// `ls -j`, in which the namespace `blue` has its line: what it says of this host.
    private JsonNode ls() throws IOException {
        JsonNode host = JSON.readTree(sonde("ls", "-j").outBytes()).at("/hosts/0");
        assertThat(host.get("namespaces").findValuesAsText("name")).contains("blue", "large");
        return host;
    }

    private static List<String> gaps(JsonNode host) {
        return StreamSupport.stream(host.get("gaps").spliterator(), false)
                .map(g -> g.get("what").asText() + ": " + g.get("why").asText())
                .toList();
    }

    @Test
    @Tag("slow")
    void manyNamesOfOneLargeFile() throws IOException {
        world("links", 128);
        assertThat(gaps(ls())).contains("further files of user 1005: too many for one scan");
        sonde("check");
        sonde("show", "blue");
        Figures.write(
                "greedy files", "files of 256 KiB by 128 names, of 5 users", "`ls`, `check`, `show` whole", start);
    }

    /// A search that finds nothing ends as well.
    @Test
    @Tag("slow")
    void manyNamesThatLeadNowhere() throws IOException, InterruptedException {
        world("nothing", 0);
        ls();
        long usual = took;
        end();
        world("names", 4000);
        String pattern = "/home/u0/.local/share/containers/storage/*-containers/*/userdata/config.json";
        assertThat(gaps(ls())).contains("open " + pattern + ": too many for one scan");
        assertThat(took).as("milliseconds, without %d", usual).isLessThan(usual + 2500);
        Figures.write(
                "names that lead nowhere",
                "16 million in each of 3 homes",
                took + " ms in place of " + usual + " ms",
                start);
    }

    @Test
    @Tag("slow")
    void manyNamespaces() throws IOException {
        int number = Programme.LONG ? 10_000 : 1_000;
        world("namespaces", number);
        assertThat(gaps(ls())).isEmpty();
        assertThat(processor).as("milliseconds of processor time").isLessThan(5_000);
        assertThat(kibibytes).as("KiB of the largest process").isLessThan(256 << 10);
        Figures.write(
                "many namespaces",
                number + " network namespaces",
                "`ls` in " + took + " ms, " + (kibibytes >> 10) + " MiB",
                start);
    }

    @Test
    @Tag("slow")
    void manyUsers() throws IOException {
        world("homes", 1100);
        assertThat(gaps(ls()))
                .contains("open /home/: too many for one scan", "getdents64 /run/user: too many for one scan");
    }

    @Test
    @Tag("slow")
    void manyDaemonsOfUsers() throws IOException {
        world("daemons", 40);
        assertThat(gaps(ls())).anyMatch(g -> g.contains("further daemons of container engines: "));
        Sonde.Result r = sonde("collect");
        assertThat(new String(r.outBytes(), StandardCharsets.ISO_8859_1)).contains("\"what root keeps\"");
        Figures.write("greedy daemons", "40 of 10 users", "root's is read, the cut is told", start);
    }

    @Test
    void endlessAnswersOfUsers() throws IOException {
        world("sockets", 5);
        assertThat(gaps(ls()))
                .contains("further files of user 1001: too many for one scan")
                .noneMatch(g -> g.contains("unix:///run/docker.sock"));
        String all = new String(sonde("collect").outBytes(), StandardCharsets.ISO_8859_1);
        assertThat(all).contains("what the host says").contains("/run/docker.sock /networks/docker_gwbridge");
        Figures.write("greedy answers", "5 users' sockets, 8 MB each", "this host's Docker is whole", start);
    }

    /// Of one process 65,536 are looked at, where it may have so many; of all in one namespace 131,072.
    @Test
    void manyDescriptors() throws IOException {
        int limit = Integer.parseInt(
                Sonde.sh("ulimit -Hn | sed s/unlimited/1000000/").out().strip());
        int each = Math.min(70_000, limit - 200);
        world("descriptors", each);
        JsonNode host = ls();
        int beyond = gaps(host).stream()
                .filter(g -> g.endsWith(" more open files: too many for one scan"))
                .mapToInt(g -> Integer.parseInt(g.substring(0, g.indexOf(' '))))
                .sum();
        int least = Math.max(0, each - (1 << 16)) + 10 * each - (1 << 17);
        assertThat(beyond).isBetween(least, least + 200);
        assertThat(host.get("namespaces").findValuesAsText("knownBy"))
                .as("who comes behind them")
                .contains("handles");
        String tried = each + " of one process, " + 10 * each + " of ten in one namespace";
        Figures.write("greedy descriptors", tried, "all namespaces are found, in " + took + " ms", start);
    }

    @Test
    @Tag("slow")
    void mountsOverEachOther() throws IOException, InterruptedException {
        int mounts = Programme.LONG ? 34_000 : 3_000;
        world("nothing", 0);
        ls();
        long usual = took;
        end();
        world("stack", mounts);
        ls();
        assertThat(took).as("milliseconds, without %d", usual).isLessThan(usual + 2500);
        Figures.write("mounts over each other", mounts + " mounts", took + " ms in place of " + usual + " ms", start);
    }

    @Test
    @Tag("slow")
    void aTableOfMillions() throws IOException {
        int routes = Programme.LONG
                ? 3_000_000
                : 700_000; // what is taken of one namespace are 32 MiB, of some 52 bytes each
        world("routes", routes);
        JsonNode host = ls();
        assertThat(gaps(host)).isEmpty();
        sonde("show", "blue");
        Sonde.Result r = sonde("snapshot");
        assertThat(kibibytes).as("KiB of the largest process").isLessThan(600 << 10);
        // Not the document itself, which would be told whole.
        assertThat(r.out().contains("\"blue\"")).isTrue();
        assertThat(r.out().contains("more than can be taken: the rest is missing"))
                .isTrue();
        Figures.write(
                "tables of millions",
                routes + " routes in one namespace",
                "`snapshot` in " + took + " ms, " + (kibibytes >> 10) + " MiB; the cut is told",
                start);
    }
}

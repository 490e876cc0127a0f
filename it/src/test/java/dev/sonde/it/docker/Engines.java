package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import dev.sonde.it.kernel.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;

/// Real Docker engines for tests: Debian's, in namespaces of their own (`engines.sh`). Each test class starts its own
/// and ends it, so that none sees what another has made; that takes a second or two.
///
/// ```java
/// Engines docker = Engines.one();                      // in @BeforeAll: skips the class where none can be started
/// docker.docker(1, "run", "-d", "--name", "a", "busybox", "sleep", "600");
/// docker.sonde(1, "ls", "--json");                      // the binary under test, on that host
/// docker.sh(1, "nsenter --net=... ip -j addr");         // the host's own tools, there
/// docker.close();                                       // in @AfterAll: all that was made ends with the engines
/// ```
///
/// `Engines.swarm(Suite.SID)` and its like start a newer Docker. Inside an engine everything is where Docker has it;
/// `busybox` is its one image. From outside, its files are below
/// [#root].
public final class Engines implements AutoCloseable {
    /// Of which suite of Debian the engine is. What `sid` has moves.
    public enum Suite {
        /// This machine's: 20.10 in Debian 12.
        OWN,
        /// 26.1.
        TRIXIE,
        /// 28.5 and later.
        SID;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The packages and the image: made once, by whoever needs them first.
        private Path cache() {
            return Path.of("/var/tmp/sonde-it-docker-0" + (this == OWN ? "" : "-" + word()));
        }
    }

    /// Of which suites tests start engines: of the newest, with `--long` of all; of one with `-Dsonde.suite=TRIXIE`.
    static List<Suite> suites() {
        String one = System.getProperty("sonde.suite", "");
        return !one.isEmpty()
                ? List.of(Suite.valueOf(one))
                : Programme.LONG ? List.of(Suite.values()) : List.of(Suite.SID);
    }

    /// Why none can be started: what failed once is not tried again.
    private static final Map<Suite, String> WHY = new EnumMap<>(Suite.class);

    /// Where commands run: on this machine, or in a kernel of our own.
    private interface Place {
        Sonde.Result run(List<String> command, Map<String, String> environment);
    }

    private final Suite suite;
    private final Path cache;
    private final Place place;
    private final Process process;
    private final Path run;
    private final Path script;
    private final long[] pids;
    private final long fabric;

    /// One engine that belongs to no swarm.
    public static Engines one() {
        return one(Suite.OWN);
    }

    public static Engines one(Suite suite) {
        return start(suite, 1, "alone");
    }

    /// Two engines, joined as a swarm whose manager is the first.
    public static Engines swarm() {
        return swarm(Suite.OWN);
    }

    /// Where the newest cannot be had, and nobody asked for it by name, this machine's own serves: it is said.
    public static synchronized Engines swarm(Suite suite) {
        boolean asked = Programme.LONG || !System.getProperty("sonde.suite", "").isEmpty();
        if (suite == Suite.OWN || asked) {
            return start(suite, 2, "swarm");
        }
        try {
            return new Engines(suite, 2, "swarm");
        } catch (IOException e) {
            System.err.println(
                    "engines: no Docker of " + suite.word() + " here, this machine's own instead: " + e.getMessage());
            return start(Suite.OWN, 2, "swarm");
        }
    }

    /// So many, joined as a swarm, or each alone; where these cannot be had the test is skipped.
    static Engines of(Suite suite, int n, boolean swarm) {
        return start(suite, n, swarm ? "swarm" : "alone");
    }

    /// Starts engines, or skips the test: `./check` tells why.
    private static synchronized Engines start(Suite suite, int n, String how) {
        if (!WHY.containsKey(suite)) {
            try {
                return new Engines(suite, n, how);
            } catch (IOException e) {
                WHY.put(suite, e.getMessage());
            }
        }
        return skip("no Docker engine (" + suite.word() + ") can be started here: " + WHY.get(suite));
    }

    /// Two engines, joined as a swarm, in a kernel of our own; they end with it. What speaks of this machine's
    /// processes and files ([#pid], [#root], [#socket], [#start]) is not for them.
    public static synchronized Engines inside(Kernel kernel, Suite suite) {
        try {
            return new Engines(kernel, suite);
        } catch (IOException e) {
            return skip(
                    "no Docker engine (" + suite.word() + ") can be started in a kernel of our own: " + e.getMessage());
        }
    }

    private Engines(Kernel kernel, Suite suite) throws IOException {
        this.suite = suite;
        fabric = 0;
        cache = suite.cache();
        place = kernel::run;
        process = null;
        script = script();
        run = cache.resolve("run-inside");
        // Inside there is no network: the packages are fetched here.
        Sonde.Result r = Sonde.run(List.of(script.toString(), "fetch", cache.toString(), suite.word()), Map.of());
        r = r.status() != 0
                ? r
                : kernel.run(
                        List.of(script.toString(), "inside", cache.toString(), run.toString(), suite.word()), Map.of());
        if (r.status() != 0) {
            throw new IOException(r.toString());
        }
        String[] words = r.out().strip().split("\\s+");
        pids = new long[words.length + 1];
        for (int i = 1; i < pids.length; i++) {
            pids[i] = Long.parseLong(words[i - 1]);
        }
    }

    private static Path script() throws IOException {
        Path script = Files.createTempFile("sonde-engines", ".sh");
        try (InputStream in = Engines.class.getResourceAsStream("/docker/engines.sh")) {
            Files.write(script, in.readAllBytes());
        }
        script.toFile().setExecutable(true);
        script.toFile().deleteOnExit();
        return script;
    }

    private Engines(Suite suite, int n, String how) throws IOException {
        this.suite = suite;
        cache = suite.cache();
        place = Sonde::run;
        if (!Files.isWritable(Path.of("/proc/self/oom_score_adj")) || !"root".equals(System.getProperty("user.name"))) {
            throw new IOException("it takes root");
        }
        script = script();
        // A pid alone is not unique: the tests of two pid namespaces may share the cache.
        run = cache.resolve("run-" + ProcessHandle.current().pid() + "-" + how + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        process = new ProcessBuilder(
                        script.toString(),
                        "run",
                        cache.toString(),
                        run.toString(),
                        Integer.toString(n),
                        how,
                        suite.word())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        StringBuilder said = new StringBuilder();
        CompletableFuture<Boolean> ready = CompletableFuture.supplyAsync(() -> ready(said));
        boolean up = false;
        try {
            up = ready.get(420, TimeUnit.SECONDS); // the first time the packages are downloaded
        } catch (ExecutionException | TimeoutException e) {
            said.append(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!up) {
            close();
            throw new IOException(said.toString().strip());
        }
        pids = new long[n + 1];
        for (int i = 1; i <= n; i++) {
            pids[i] = first("engine", Integer.toString(i));
        }
        fabric = first("fabric", Integer.toString(n) + "\0" + how);
    }

    private boolean ready(StringBuilder said) {
        try {
            BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("ready")) {
                    return true;
                }
                said.append(line).append('\n');
            }
        } catch (IOException e) {
            said.append(e);
        }
        return false;
    }

    /// The first process of an engine's pid namespace, or of the fabric's, as seen from here.
    private long first(String what, String which) throws IOException {
        String end = "\0" + script + "\0" + what + "\0" + cache + "\0" + run + "\0" + which + "\0";
        for (ProcessHandle p : process.descendants().toList()) {
            String line = Files.readString(Path.of("/proc/" + p.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
            if (line.endsWith(end) && !line.startsWith("unshare\0")) {
                return p.pid();
            }
        }
        throw new IOException(what + " " + which + " has no first process");
    }

    /// Ends the engines, and with them all that they hold.
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The first process of host `i`, whose namespaces are the host's.
    public long pid(int i) {
        return pids[i];
    }

    /// The root of host `i`'s files, as seen from here.
    public Path root(int i) {
        return Path.of("/proc/" + pids[i] + "/root");
    }

    /// The API socket of engine `i`, as seen from here.
    public Path socket(int i) {
        return run.resolve("n" + i).resolve("docker.sock");
    }

    /// A command on host `i`.
    public Sonde.Result exec(int i, List<String> command) {
        List<String> all =
                new ArrayList<>(List.of("nsenter", "-t", Long.toString(pids[i]), "-m", "-n", "-u", "-i", "-p", "--"));
        all.addAll(command);
        return place.run(all, Map.of("PATH", path(), "SONDE", Sonde.BINARY.toString(), "LC_ALL", "C"));
    }

    /// A shell script on host `i`.
    public Sonde.Result sh(int i, String script) {
        return exec(i, List.of("sh", "-c", script));
    }

    /// A shell script on host `i` that goes on meanwhile; nobody reads what it prints.
    public Process start(int i, String script) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("nsenter", "-t", Long.toString(pids[i]), "-m", "-n", "-u", "-i", "-p"));
        all.addAll(List.of("--", "sh", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PATH", path());
        return builder.start();
    }

    private String path() {
        return cache + "/pkg/usr/bin:" + cache + "/pkg/usr/sbin:" + System.getenv("PATH") + ":/usr/sbin:/sbin";
    }

    /// The engine's own `iptables` on host `i`, which writes nf_tables.
    public Sonde.Result iptables(int i, String arguments) {
        String pkg = cache + "/pkg";
        String lib = pkg + "/usr/lib/$(uname -m)-linux-gnu";
        return sh(
                i,
                "LD_LIBRARY_PATH=" + lib + " XTABLES_LIBDIR=" + lib + "/xtables " + pkg + "/first/iptables "
                        + arguments);
    }

    /// A shell script in the network between the engines: a bridge `fab0`, whose port `to-nodeI` leads to host `i`.
    /// Pids are those that the test sees.
    Sonde.Result fabric(String script) {
        return Sonde.run("nsenter", "-t", Long.toString(fabric), "-n", "--", "sh", "-c", script);
    }

    /// The binary under test on host `i`.
    public Sonde.Result sonde(int i, String... arguments) {
        List<String> all = new ArrayList<>(List.of(Sonde.BINARY.toString()));
        all.addAll(List.of(arguments));
        return exec(i, all);
    }

    /// `docker` on host `i`: what it printed, without the blanks around it. It must succeed.
    public String docker(int i, String... arguments) {
        List<String> all = new ArrayList<>(List.of("docker"));
        all.addAll(List.of(arguments));
        Sonde.Result r = exec(i, all);
        if (r.status() != 0) {
            throw new AssertionError("docker " + String.join(" ", arguments) + ": " + r);
        }
        return r.out().strip();
    }

    /// Brings the Podman of the engine's suite to host `i`, or skips the test.
    public void podman(int i) {
        Sonde.Result r =
                Sonde.run(List.of(script.toString(), "podman", cache.toString(), suite.word()), Map.of("LC_ALL", "C"));
        skipUnless(r, "no Podman can be had here: ");
        skipUnless(asPodman(i, "podman info >/dev/null"), "no Podman can be started here: ");
    }

    /// Starts a user's own Docker on host `i` by RootlessKit, or skips the test.
    public void rootless(int i) {
        Sonde.Result r = Sonde.run(
                List.of(script.toString(), "rootless", cache.toString(), suite.word()), Map.of("LC_ALL", "C"));
        skipUnless(r, "no RootlessKit can be had here: ");
        r = exec(i, List.of(script.toString(), "as-user", cache.toString()));
        skipUnless(r, "no Docker without root can be started here: ");
    }

    /// A shell script on host `i` with Podman in its path.
    public Sonde.Result asPodman(int i, String commands) {
        return exec(i, List.of(script.toString(), "as-podman", cache.toString(), "sh", "-c", commands));
    }

    /// The command of a further daemon on a host: its sockets and namespaces in one folder, its data in another.
    public String dockerd(String runtime, String data) {
        String pkg = cache + "/pkg";
        String lib = "/usr/lib/$(uname -m)-linux-gnu";
        return "env PATH=" + pkg + "/first:" + pkg + "/usr/sbin:" + pkg + "/usr/bin:$PATH LD_LIBRARY_PATH=" + pkg + lib
                + " XTABLES_LIBDIR=" + pkg + lib + "/xtables dockerd --host unix://" + runtime
                + "/docker.sock --exec-root "
                + runtime + "/docker --data-root " + data + " --pidfile " + runtime + "/docker.pid --bridge none"
                + " --iptables=false --ip6tables=false --storage-driver vfs --exec-opt native.cgroupdriver=cgroupfs"
                + " --oom-score-adjust 0 --cgroup-parent /"
                + run.getFileName().toString().replace("run-", "sonde-it-")
                + "/own";
    }

    /// The files of the one image, as a tar archive.
    public Path image() {
        return cache.resolve("busybox.tar");
    }

    /// Starts a containerd on host `i` beside that of Docker, for `ctr`, or skips the test.
    public void containerd(int i) {
        Sonde.Result r = exec(
                i, List.of(script.toString(), "containerd", cache.toString(), run.toString(), Integer.toString(i)));
        skipUnless(r, "no containerd can be started here: ");
    }

    /// Skips the test; of a whole class no report tells why, so it is said here as well.
    private static <T> T skip(String why) {
        System.err.println("skipped: " + why);
        return Assumptions.abort(why);
    }

    /// Skips the test where a command failed.
    private static void skipUnless(Sonde.Result r, String what) {
        if (r.status() != 0) {
            skip(what + r);
        }
    }

    /// What one host of a swarm holds of a network: endpoints of its own, as its engine tells, and of how many others
    /// the kernel has rows; -1: the network has no namespace there.
    private record Rows(int own, int neighbours, int forwarding) {}

    private Rows rows(int i, String network) {
        Sonde.Result r = sh(
                i,
                "i=$(docker network inspect -f '{{.Id}} {{len .Containers}}' " + network + ") || i='- 0';"
                        + " f=$(ls /run/docker/netns/*-$(echo $i | cut -c1-10)) || { echo ${i#* } -1 -1; exit; };"
                        + " echo ${i#* } $(nsenter --net=$f ip neigh show nud permanent | grep -c ' dev vxlan')"
                        + " $(nsenter --net=$f bridge fdb show | grep -c ' dev vxlan.* self permanent')");
        String[] words = r.out().strip().split(" ");
        assertThat(words).as("%s", r).hasSize(3);
        return new Rows(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }

    /// Waits until the swarm has come to rest: on each host there are rows of as many endpoints as the other one has,
    /// and no others. The host's own tools count; what sonde says of it is not asked.
    public void settled(String... networks) {
        for (String network : networks) {
            List<Rows> hosts = List.of();
            for (int i = 0; i < 300; i++) {
                hosts = List.of(rows(1, network), rows(2, network));
                if (agree(hosts.getFirst(), hosts.getLast()) && agree(hosts.getLast(), hosts.getFirst())) {
                    break;
                }
                assertThat(i).as("%s never comes to rest: %s", network, hosts).isLessThan(299);
                Sonde.run("sleep", "0.1");
            }
        }
    }

    private static boolean agree(Rows here, Rows there) {
        return here.neighbours == -1 || here.neighbours == there.own && here.forwarding == there.own;
    }

    /// What a test does meanwhile.
    interface Body {
        void run() throws IOException;
    }

    /// While nothing of the engine's state can be read on host `i`: only its folder of namespaces is there.
    void withoutState(int i, Body body) throws IOException {
        Sonde.Result hidden = sh(i, "mount -t tmpfs tmpfs /var/lib/docker && mount --bind /dev/null /run/docker.sock");
        assertThat(hidden.status()).as("%s", hidden).isZero();
        try {
            body.run();
        } finally {
            sh(i, "umount /var/lib/docker; umount /run/docker.sock");
        }
    }

    /// Ends the daemon of engine `i`; its containers end with it.
    public void stop(int i) {
        Sonde.Result r = sh(
                i,
                "p=$(cat /run/docker.pid) && kill $p && for t in $(seq 200); do [ -d /proc/$p ] || exit 0; sleep 0.1; done;"
                        + " kill -9 $p");
        if (r.status() != 0) {
            throw new AssertionError(r);
        }
    }

    /// Ends it at once, as a fault would: containers and namespaces stay.
    public void kill(int i) {
        sh(i, "p=$(cat /run/docker.pid) && kill -9 $p && while [ -d /proc/$p ]; do sleep 0.1; done");
    }

    /// Starts the daemon of engine `i` again, with the state that it had.
    public void restart(int i) {
        Sonde.Result r = sh(
                i,
                "export PATH=/usr/sbin:/usr/bin:/sbin:/bin; " + script + " dockerd " + run + " " + i
                        + "; PATH=" + cache
                        + "/pkg/usr/bin:$PATH; for t in $(seq 200); do docker version >/dev/null 2>&1 && exit 0; sleep 0.1;"
                        + " done; exit 1");
        if (r.status() != 0) {
            throw new AssertionError(r);
        }
    }
}

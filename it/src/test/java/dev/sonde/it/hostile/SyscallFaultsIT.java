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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// System calls of the sensor fail, one at a time or from one on, wherever in the command that is: strace(1) makes
/// them.
///
/// What comes of it is the result without the fault, or one that says what it lacks, or an error of a line or two; in
/// time; and never a name, or a way in, at another namespace than it belongs to. `-Dsonde.seed=N` takes other faults.
@Tag("kernel")
@Tag("long")
@Tag("slow")
class SyscallFaultsIT {
    private static final int FAULTS = Programme.LONG ? 1500 : 60;
    private static final long SEED = Long.getLong("sonde.seed", 1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HIDE =
            Path.of("src/test/python/hide.py").toAbsolutePath().toString();

    /// Milliseconds beyond the time without a fault, on a machine that is busy.
    private static final long MOST = 2000 + 500;

    private static final Map<String, List<String>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("ls", List.of("ls", "-j"));
        COMMANDS.put("collect", List.of("collect", "-o", "/run/stream"));
        COMMANDS.put("check", List.of("check", "-j"));
        COMMANDS.put("enter", List.of("enter", "hidden", "--", "readlink", "/proc/self/ns/net"));
        COMMANDS.put("ping", List.of("ping", "-n", "hidden", "-c", "1", "-W", "1", "10.77.0.1"));
    }

    private enum Outcome {
        RIGHT,
        PARTIAL,
        ERROR
    }

    @TempDir
    private static Path folder;

    private static Process process;
    private static long world;

    /// The inode of the world's own namespace.
    private static long home;

    @BeforeAll
    static void makeTheWorld() throws IOException {
        String script = "mount --make-rprivate / && mount -t proc none /proc && mount -t tmpfs none /run"
                + " && mkdir /run/h && ip link set lo up && exec python3 " + HIDE + " /run/h thread descriptor nameless"
                + " socket bind elsewhere iproute2 docker daemon";
        process = new ProcessBuilder("unshare", "-n", "-m", "-p", "--fork", "--kill-child", "sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (!"ready".equals(line)) {
            assertThat(line).as("what hide.py says").isNotNull();
            line = out.readLine();
        }
        world = process.children().findFirst().orElseThrow().pid();
        Sonde.Result r = inWorld(List.of(
                "sh",
                "-c",
                "ip link add near type veth peer name far netns hidden && ip addr add 10.77.0.1/24 dev near"
                        + " && ip link set near up && ip -n hidden addr add 10.77.0.2/24 dev far"
                        + " && ip -n hidden link set far up && ip -n hidden link set lo up"
                        + " && stat -Lc %i /proc/self/ns/net"));
        assertThat(r.status()).as("%s", r).isZero();
        home = Long.parseLong(r.out().strip());
    }

    @AfterAll
    static void end() throws InterruptedException {
        if (process != null) {
            process.children().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static Sonde.Result inWorld(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(world), "-n", "-m", "-p"));
        all.addAll(command);
        return Sonde.run(all, Map.of());
    }

    private record Run(Sonde.Result result, List<String> trace, long milliseconds) {}

    /// The command below strace(1), which lets go of what becomes another program; `options`: what it is to do.
    private static Run run(String command, List<String> options) throws IOException {
        Path trace = folder.resolve("trace");
        List<String> all = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-b",
                "execve",
                "-qq",
                "-o",
                trace.toAbsolutePath().toString()));
        all.addAll(options);
        all.add(Sonde.BINARY.toString());
        all.addAll(COMMANDS.get(command));
        inWorld(List.of("rm", "-f", "/run/stream"));
        long start = System.nanoTime();
        Sonde.Result r = inWorld(all);
        long took = (System.nanoTime() - start) / 1_000_000;
        if (command.equals("collect") && r.status() == 0) {
            r = inWorld(List.of(Sonde.BINARY.toString(), "ls", "-j", "--from", "/run/stream"));
        }
        return new Run(r, Files.readAllLines(trace, StandardCharsets.ISO_8859_1), took);
    }

    @Test
    void eachFaultIsTold() throws IOException {
        long start = System.nanoTime();
        Map<String, Run> without = new LinkedHashMap<>();
        Map<String, List<String>> traces = new LinkedHashMap<>();
        for (String command : COMMANDS.keySet()) {
            Run run = run(command, List.of());
            assertThat(run.result.status()).as("%s: %s", command, run.result).isZero();
            without.put(command, run);
            traces.put(command, run.trace);
        }
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        List<String> wrong = new ArrayList<>();
        int injected = 0;
        for (SyscallFault fault : SyscallFault.of(traces, FAULTS, SEED)) {
            Run run = run(fault.command(), List.of("-e", "trace=" + fault.syscall(), "-e", fault.inject()));
            List<String> met =
                    run.trace.stream().filter(l -> l.endsWith("(INJECTED)")).toList();
            injected += met.isEmpty() ? 0 : 1;
            try {
                outcomes.merge(judge(fault, run, without.get(fault.command())), 1, Integer::sum);
            } catch (AssertionError | IOException e) {
                wrong.add(fault + "\n  " + String.join("\n  ", met.subList(0, Math.min(3, met.size()))) + "\n"
                        + e.getMessage());
            }
        }
        assertThat(wrong)
                .as("%d of %d faults, seed %d", wrong.size(), FAULTS, SEED)
                .isEmpty();
        assertThat(injected).as("faults that were met").isGreaterThan(FAULTS * 9 / 10);
        assertThat(outcomes).as("of each outcome some").containsOnlyKeys(Outcome.values());
        Figures.write(
                "faults of system calls",
                FAULTS + " faults in `ls`, `collect`, `check`, `enter`, `ping`",
                outcomes.get(Outcome.RIGHT) + " right, " + outcomes.get(Outcome.PARTIAL) + " partial and said, "
                        + outcomes.get(Outcome.ERROR) + " errors, none wrong",
                start);
    }

    private static Outcome judge(SyscallFault fault, Run run, Run without) throws IOException {
        Sonde.Result r = run.result;
        assertThat(run.milliseconds).as("milliseconds").isLessThan(without.milliseconds + MOST);
        assertThat(r.err()).doesNotContain("Exception", "\tat ", "internal error", "Segmentation");
        assertThat(r.status()).as("%s", r).isLessThan(128);
        assertThat(r.err().lines().count()).as("lines of\n%s", r.err()).isLessThanOrEqualTo(3);
        if (r.status() != 0 && !(fault.command().equals("check") && !r.out().isEmpty())) {
            boolean nowhereToSay = fault.syscall().equals("write") && fault.lasting();
            assertThat(!r.err().isBlank() || nowhereToSay || r.out().contains("0 received"))
                    .as("an error: %s", r)
                    .isTrue();
            return Outcome.ERROR;
        }
        return switch (fault.command()) {
            case "ls", "collect" -> view(fault, r, without.result);
            case "check" -> check(fault, r, without.result);
            case "enter" -> {
                assertThat(r.out()).isEqualTo(without.result.out());
                yield r.err().isEmpty() ? Outcome.RIGHT : Outcome.PARTIAL;
            }
            default -> {
                assertThat(r.out()).contains("1 received");
                yield Outcome.RIGHT;
            }
        };
    }

    private static Outcome check(SyscallFault fault, Sonde.Result r, Sonde.Result without) throws IOException {
        JsonNode now = JSON.readTree(r.outBytes());
        JsonNode then = JSON.readTree(without.outBytes());
        assertThat(then.get("findings")).containsAll(now.get("findings"));
        if (now.equals(then)) {
            return Outcome.RIGHT;
        }
        boolean told = !now.get("whole").asBoolean()
                || !now.get("gaps").isEmpty()
                || !r.err().isEmpty();
        assertThat(told || fault.saysEnded()).as("no gap in %s", now).isTrue();
        return Outcome.PARTIAL;
    }

    private static Outcome view(SyscallFault fault, Sonde.Result r, Sonde.Result without) throws IOException {
        Map<Long, Set<String>> now = claims(JSON.readTree(r.outBytes()));
        Map<Long, Set<String>> then = claims(JSON.readTree(without.outBytes()));
        now.forEach((netns, claims) -> {
            for (String claim : claims) {
                if (claim.startsWith("links ") || claim.equals("cookie 0")) {
                    continue; // many may be like that
                }
                then.forEach((other, theirs) -> assertThat(!other.equals(netns)
                                && theirs.contains(claim)
                                && !then.getOrDefault(netns, Set.of()).contains(claim))
                        .as("netns %d claims what is of netns %d: %s", netns, other, claim)
                        .isFalse());
            }
        });
        if (now.equals(then)) {
            return Outcome.RIGHT;
        }
        JsonNode host = JSON.readTree(r.outBytes()).at("/hosts/0");
        JsonNode before = JSON.readTree(without.outBytes()).at("/hosts/0");
        // A file that could not be opened says why among the left-over ones; and a cookie of 0, that it is not known.
        boolean told = !host.get("gaps").isEmpty()
                || host.get("leftOvers").size() > before.get("leftOvers").size()
                || !r.err().isEmpty()
                || now.values().stream().anyMatch(c -> c.contains("cookie 0"));
        assertThat(told || fault.saysEnded())
                .as("no gap, but %s", difference(now, then))
                .isTrue();
        return Outcome.PARTIAL;
    }

    private static String difference(Map<Long, Set<String>> now, Map<Long, Set<String>> then) {
        StringBuilder text = new StringBuilder();
        for (long netns : new TreeSet<>(List.of(now.keySet(), then.keySet()).stream()
                .flatMap(Set::stream)
                .toList())) {
            Set<String> ours = now.getOrDefault(netns, Set.of());
            Set<String> theirs = then.getOrDefault(netns, Set.of());
            ours.stream().filter(c -> !theirs.contains(c)).forEach(c -> text.append("\n  + " + netns + " " + c));
            theirs.stream().filter(c -> !ours.contains(c)).forEach(c -> text.append("\n  - " + netns + " " + c));
        }
        return text.toString();
    }

    /// What is said of each namespace: its name, and the ways to it. Of that in which the scan itself runs the
    /// processes are left out, and names of processes, which several may have.
    private static Map<Long, Set<String>> claims(JsonNode ls) {
        Map<Long, Set<String>> all = new TreeMap<>();
        for (JsonNode n : ls.at("/hosts/0/namespaces")) {
            boolean own = n.get("netns").asLong() == home;
            Set<String> claims = all.computeIfAbsent(n.get("netns").asLong(), k -> new TreeSet<>());
            if (!n.get("knownBy").asText().equals("processes")) {
                claims.add("name " + n.get("name").asText());
            }
            claims.add("cookie " + n.get("cookie"));
            claims.add("links " + n.get("links") + " " + n.get("addresses"));
            for (JsonNode h : n.get("handles")) {
                if (!own || !h.get("type").asText().equals("process")) {
                    claims.add("handle " + h);
                }
            }
        }
        return all;
    }
}

package dev.sonde.it.nsenter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Options that the nsenter of the machine may not have yet: what they do is asserted on ours alone.
@Tag("kernel")
class OursIT {
    @TempDir
    static Path folder;

    private static World world;

    @BeforeAll
    static void begin() throws IOException {
        world = new World(folder);
    }

    @AfterAll
    static void end() throws IOException {
        world.close();
    }

    private static Bench.Outcome ours(List<String> setup, String arguments) {
        List<String> words = new ArrayList<>(List.of("nsenter"));
        words.addAll(List.of(world.fill(arguments).split(" ")));
        return world.bench().run(Bench.OURS, new Bench.Job(words, List.of("PATH=/usr/bin:/bin"), setup, false, ""));
    }

    private static Bench.Outcome ours(String arguments) {
        return ours(List.of(), arguments);
    }

    private static List<String> lines(Bench.Outcome o, String beginning) {
        return o.out().lines().filter(l -> l.startsWith(beginning)).toList();
    }

    @Test
    void asACommandOfSonde() {
        List<String> words = List.of("sonde", "nsenter", "-t", world.name("full"), "-a", world.name("state"), "a");
        Bench.Job asCommand = new Bench.Job(words, List.of("A=1"), List.of(), false, "");
        List<String> named = new ArrayList<>(words.subList(1, words.size()));
        Bench.Job asName = new Bench.Job(named, List.of("A=1"), List.of(), false, "");
        assertThat(State.normal(world.bench().run(Bench.OURS, asCommand), world))
                .startsWith("exit 0")
                .isEqualTo(State.normal(world.bench().run(Bench.OURS, asName), world));
    }

    @Test
    void environmentOfTheTargetInItsOrder() throws IOException {
        byte[] environ = Files.readAllBytes(Path.of("/proc/" + world.name("full") + "/environ"));
        List<String> expected = Arrays.stream(new String(environ, StandardCharsets.ISO_8859_1).split("\0"))
                .filter(v -> v.indexOf('=') > 0)
                .map(v -> "env " + HexFormat.of().formatHex(v.getBytes(StandardCharsets.ISO_8859_1)))
                .toList();
        Bench.Outcome o = ours("-t {full} -n -e {state}");
        assertThat(lines(o, "env ")).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void ownerOfTheTarget() throws IOException {
        List<String> through = List.of("setpriv", "--reuid", "1234", "--regid", "77", "--clear-groups");
        try (Bench.Held held = new Bench.Held(through, world.bench().probe(), "")) {
            Bench.Outcome o = ours("-t " + held.pid() + " -n/proc/{full}/ns/net -S follow -G follow {state}");
            assertThat(lines(o, "uid ")).containsExactly("uid 1234 1234 1234 gid 77 77 77 groups");
            o = ours("-t " + held.pid() + " -n/proc/{full}/ns/net --setuid=follow {state}");
            assertThat(lines(o, "uid ")).containsExactly("uid 1234 1234 1234 gid 0 0 0 groups");
        }
    }

    @Test
    void parentOfTheUserNamespace() {
        assertThat(ours("-t {nested} --user-parent test /proc/self/ns/user -ef /proc/{onlyuser}/ns/user")
                        .end())
                .isEqualTo("exit 0");
        assertThat(ours("-U/proc/{nested}/ns/user -t {full} --user-parent test /proc/self/ns/user -ef"
                                + " /proc/{onlyuser}/ns/user")
                        .end())
                .isEqualTo("exit 0");
    }

    @Test
    void parentOfTheFirstUserNamespace() {
        Bench.Outcome o = ours("-t {full} --user-parent true");
        assertThat(State.ending(o, world))
                .isEqualTo("exit 1 nsenter: failed to open parent namespace: Operation not permitted");
    }

    @Test
    void namespaceOfASocket() {
        assertThat(ours("-t {full} -N 50 test /proc/self/ns/net -ef /proc/{full}/ns/net")
                        .end())
                .isEqualTo("exit 0");
        assertThat(lines(ours("-t {full} --net-socket=50 -u {state}"), "host ")).containsExactly("host full");
        assertThat(ours("-t {full} -N 0 true").err()).endsWith("SIOCGSKNS): Inappropriate ioctl for device\n");
        assertThat(ours("-t {dead} -N 0 true").err())
                .contains("failed to pidfd_open() for {dead}".replace("{dead}", world.name("dead")));
    }

    @Test
    void capabilitiesKept() {
        String without = String.join("", lines(ours("-t {user} -U {state}"), "caps "));
        String with = String.join("", lines(ours("-t {user} -U --keep-caps {state}"), "caps "));
        assertThat(without).endsWith(" amb " + "0".repeat(64));
        assertThat(with).contains(" amb 11111111");
        // Only what a user namespace gave is kept.
        assertThat(lines(ours("-t {full} -n --keep-caps {state}"), "caps ")).allMatch(l -> l.endsWith("0".repeat(64)));
    }

    @Test
    void processAndInode() {
        String inode = Sonde.run(world.name("state"), "pidfd", world.name("full"))
                .out()
                .strip();
        assertThat(lines(ours("-t {full}:" + inode + " -u {state}"), "host ")).containsExactly("host full");
        assertThat(State.ending(ours("-t {full}:" + (Long.parseLong(inode) + 1) + " -u true"), world))
                .isEqualTo("exit 1 nsenter: failed to obtain a valid file descriptor for PID {full}: No such process");
        assertThat(State.ending(ours("-t {dead}:" + inode + " -u true"), world))
                .isEqualTo("exit 1 nsenter: failed to obtain a valid file descriptor for PID {dead}: No such process");
    }

    @Test
    void namespaceByANumberThatNoneHas() {
        assertThat(State.ending(ours("-n:1 true"), world))
                .isEqualTo("exit 1 nsenter: cannot open namespace of id 1: Stale file handle");
    }

    /// stdin stays the caller's, no fd is added, and a colon in the cgroup's name is part of it.
    @Test
    void cgroupOfTheTarget() throws IOException {
        Path mount = Files.readAllLines(Path.of("/proc/mounts")).stream()
                .map(l -> l.split(" "))
                .filter(f -> f[2].equals("cgroup2"))
                .map(f -> Path.of(f[1]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cgroup v2 is mounted: mount -t cgroup2 none /mnt"));
        Path group = Files.createDirectory(
                mount.resolve("sonde:it:" + ProcessHandle.current().pid()));
        try (Bench.Held held = new Bench.Held(List.of(), world.bench().probe(), "")) {
            Files.writeString(group.resolve("cgroup.procs"), Integer.toString(held.pid()));
            List<String> setup = List.of("cgroup2");
            String target = "-t " + held.pid();
            Bench.Outcome o = ours(setup, target + " -n -c cat /proc/self/cgroup");
            assertThat(o.out().lines()).contains("0::/" + group.getFileName());
            List<String> fds = lines(ours(setup, target + " -n {state}"), "fd ");
            assertThat(lines(ours(setup, target + " -n -c {state}"), "fd ")).isEqualTo(fds);
            List<String> closed = List.of("cgroup2", "close 0");
            assertThat(lines(ours(closed, target + " -n -c {state}"), "fd "))
                    .isEqualTo(fds.stream().filter(l -> !l.startsWith("fd 0 ")).toList());
        } finally {
            Files.delete(group);
        }
    }

    @Test
    void oldSystemsWithoutProgramsInMemory() {
        // The sysctl belongs to the pid namespace: it is set in one of its own.
        Sonde.Result r = Sonde.sh("unshare -p -f -m --mount-proc sh -c 'echo 2 >/proc/sys/vm/memfd_noexec"
                + " && unshare -p -f sleep 5 & sleep 0.3; $SONDE nsenter -t $(pgrep -x sleep) -p sh -c \"exit 6\"'");
        assertThat(r.status()).as("%s", r).isEqualTo(6);
    }
}

package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.protocol.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The cage round the analysis: one that has been taken over ([EscapeStandIn]) finds no way out, under root,
/// under sudo and as an ordinary user; without the cage the same ways are open, so the tries are known to bite.
@Tag("kernel")
class CageIT {
    private static final int EROFS = 30;
    private static final Map<String, String> SUDO = Map.of("SUDO_UID", "65533", "SUDO_GID", "65533");

    /// What a file system says, not the filter: what is not shown is not there.
    private static final Set<String> FILES =
            Set.of("read-shadow", "read-secret", "root-of-1", "read-proc", "device-mem", "mem-of-parent");

    /// Open to root without the cage on every kernel that runs these tests; of all others a kernel may lack what they
    /// try.
    private static final Set<String> BITE = Set.of(
            "fds",
            "memory",
            "threads",
            "read-shadow",
            "read-secret",
            "write-secret",
            "write-cron",
            "write-tmp",
            "write-root",
            "core-pattern",
            "write-binary",
            "write-java",
            "root-of-1",
            "read-proc",
            "mkdir",
            "mknod",
            "chmod",
            "chown",
            "unlink",
            "rename",
            "exec-shell",
            "exec-java",
            "exec-binary",
            "fork",
            "clone",
            "memfd",
            "execveat",
            "ptrace-parent",
            "read-memory-of-parent",
            "write-memory-of-parent",
            "mem-of-parent",
            "signal-parent",
            "signal-1",
            "signal-group",
            "tgkill-parent",
            "tkill-parent",
            "queue-signal",
            "pidfd-parent",
            "limit-of-parent",
            "priority-of-parent",
            "affinity-of-parent",
            "scheduler-of-parent",
            "owner-of-signals",
            "socket-inet",
            "socket-inet6",
            "socket-unix",
            "socket-netlink",
            "socket-packet",
            "socket-raw",
            "socketpair",
            "send-fd",
            "read-1",
            "read-2",
            "dup",
            "tiocsti-1",
            "tiocsti-2",
            "mount",
            "umount",
            "unshare-uts",
            "unshare-user",
            "setns",
            "chroot",
            "pivot-root",
            "fsopen",
            "open-tree",
            "open-by-handle",
            "capset",
            "setuid-0",
            "setgid-0",
            "setgroups",
            "personality",
            "reboot",
            "sethostname",
            "settimeofday",
            "inotify",
            "prctl-dumpable",
            "prctl-seccomp",
            "seccomp");

    private static EscapeStandIn standIn;

    @BeforeAll
    static void build() throws IOException {
        standIn = new EscapeStandIn();
    }

    @AfterAll
    static void remove() throws IOException {
        standIn.close();
    }

    private static boolean open(int errno) {
        return errno != Errno.EPERM && errno != Errno.EACCES && errno != Errno.ENOSYS;
    }

    private static String sonde() {
        return standIn.folder.resolve("sonde").toString();
    }

    @Test
    void withoutTheCageTheWaysAreOpen() {
        Map<String, Integer> tries = EscapeStandIn.tries(Sonde.run(standIn.arguments(), Map.of()));
        Set<String> shut = new TreeSet<>();
        for (String name : BITE) {
            assertThat(tries).containsKey(name);
            if (!open(tries.get(name))) {
                shut.add(name + " " + Errno.text(tries.get(name)));
            }
        }
        assertThat(shut).isEmpty();
        assertThat(BITE).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void asRoot() {
        nothingIsOpen(Sonde.run(List.of(sonde(), "ls"), Map.of()), true);
    }

    @Test
    void underSudo() {
        nothingIsOpen(Sonde.run(List.of(sonde(), "ls"), SUDO), true);
    }

    @Test
    void asAnOrdinaryUser() {
        nothingIsOpen(Sonde.run(DemoIT.asNobody("exec '" + sonde() + "' ls")), false);
    }

    /// Where it may make no user namespace, as in a chroot, it gets no root of its own: the other walls stand.
    @Test
    void asAnOrdinaryUserWithoutUserNamespaces() {
        String nobody = String.join(" ", List.of(DemoIT.asNobody("")).subList(0, 8));
        Sonde.Result r = Sonde.sh(
                "unshare -m sh -c 'mount --rbind / /mnt && exec chroot /mnt " + nobody + " " + sonde() + " ls'");
        nothingIsOpen(r, false);
        Sonde.Result walls = Sonde.sh("unshare -m sh -c 'mount --rbind / /mnt && exec chroot /mnt " + nobody + " "
                + sonde() + " --version -v'");
        assertThat(walls.out())
                .contains("  network       no: Operation not permitted", "  files         no: Operation not permitted")
                .contains("  Landlock      yes: ", "  system calls  yes: ", "  session       yes: ");
    }

    /// `root`: then threads are counted, and no memory is shared with others of the same user.
    private static void nothingIsOpen(Sonde.Result result, boolean root) {
        Map<String, Integer> tries = EscapeStandIn.tries(result);
        assertThat(tries).hasSizeGreaterThanOrEqualTo(100);
        List<String> wrong = new ArrayList<>();
        tries.forEach((name, errno) -> {
            boolean good = switch (name) {
                case "fds" -> errno == Errno.EMFILE;
                case "memory" -> errno == Errno.ENOMEM;
                case "threads" -> errno == Errno.EAGAIN || !root;
                default ->
                    errno == Errno.EPERM
                            || FILES.contains(name)
                                    && (errno == Errno.EACCES || errno == Errno.ENOENT || errno == EROFS);
            };
            if (!good) {
                wrong.add(name + " " + (errno == 0 ? "done" : Errno.text(errno)));
            }
        });
        assertThat(wrong).isEmpty();
    }

    /// What the kernel says of the process, looked at from outside while it waits.
    @Test
    void theKernelSaysTheSame() throws Exception {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), SUDO)) {
            standIn.starts(List.of("wait"));
            Path out = Files.createTempFile("sonde-it-cage", ".out");
            ProcessBuilder builder = new ProcessBuilder(sonde(), "ls").redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process sensor = builder.start();
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (!Files.readString(out).contains("\nend ") && System.nanoTime() < end) {
                    Thread.sleep(10);
                }
                assertThat(Files.readString(out)).contains("\nend ");
                long child = sensor.children().findFirst().orElseThrow().pid();
                Path proc = Path.of("/proc/" + child);
                List<String> status = Files.readAllLines(proc.resolve("status"));
                long own = 0x70000000L + (child & 0x3fffff);
                assertThat(status)
                        .contains("Uid:" + ("\t" + own).repeat(4), "Gid:" + ("\t" + own).repeat(4))
                        .contains("NoNewPrivs:\t1", "Seccomp:\t2", "Groups:\t ");
                assertThat(status.stream().filter(l -> l.startsWith("Cap")))
                        .hasSize(5)
                        .allMatch(l -> l.endsWith("\t0000000000000000"));
                // state, ppid, pgrp, session, tty_nr
                String[] stat = Files.readString(proc.resolve("stat"))
                        .replaceAll(".*\\) ", "")
                        .split(" ");
                assertThat(stat[3]).as("session").isEqualTo(Long.toString(child));
                assertThat(stat[4]).as("terminal").isEqualTo("0");
                for (String kind : List.of("net", "mnt", "ipc", "uts")) {
                    assertThat(Files.readSymbolicLink(proc.resolve("ns/" + kind)))
                            .as(kind)
                            .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/" + kind)));
                }
                try (Stream<Path> fds = Files.list(proc.resolve("fd"))) {
                    assertThat(fds.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("0", "1", "2");
                }
                assertThat(Files.readAllLines(proc.resolve("net/dev")))
                        .hasSize(3)
                        .last()
                        .asString()
                        .contains("lo:");
                List<String> mounts = Files.readAllLines(proc.resolve("mountinfo"));
                assertThat(mounts).allMatch(m -> m.matches(".* /\\S* ro,nosuid,nodev.* - .*"));
                assertThat(mounts.stream().map(m -> m.split(" ")[4]))
                        .contains("/", standIn.folder.resolve("escape").toString())
                        .doesNotContain("/proc", "/sys", "/dev", "/tmp", "/etc");
                sensor.destroyForcibly().waitFor();
                while (Files.exists(proc) && System.nanoTime() < end) {
                    Thread.sleep(10);
                }
                assertThat(Files.exists(proc)).as("it ends with the sensor").isFalse();
            } finally {
                sensor.destroyForcibly().waitFor();
                Files.delete(out);
                standIn.starts(List.of());
            }
        }
    }

    /// What the host has does not hold the analysis, nor the namespace in which it is kept.
    @Test
    void itIsNoneOfTheHosts() {
        Set<String> first = new TreeSet<>();
        for (int i = 0; i < 10; i++) {
            Sonde.Result r = Sonde.sonde("ls", "-j");
            assertThat(r.status()).as("%s", r).isZero();
            Set<String> namespaces = new TreeSet<>(r.out()
                    .lines()
                    .filter(l -> l.contains("\"netns\":") || l.contains("\"processes\":"))
                    .toList());
            if (i == 0) {
                first.addAll(namespaces);
            }
            assertThat(namespaces).isNotEmpty().isEqualTo(first);
            assertThat(r.out().lines().filter(l -> l.contains("\"command\": \"sonde\"")))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void theWallsAreTold() {
        Sonde.Result r = Sonde.sonde("--version", "-v");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out().lines())
                .hasSize(10)
                .filteredOn(l -> l.matches("  [A-Za-z ]{14}yes: .*"))
                .hasSize(8);
        assertThat(Sonde.sonde("--version").out().lines()).hasSize(1);
    }
}

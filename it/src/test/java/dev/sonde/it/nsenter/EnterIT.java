package dev.sonde.it.nsenter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sonde enter` with targets that need no names: what is entered, and the second line under every error.
@Tag("kernel")
class EnterIT {
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

    private static Sonde.Result enter(String arguments) {
        return Sonde.sh("exec $SONDE enter " + world.fill(arguments));
    }

    /// The kinds in which the program is with the target, of net, uts, mnt and pid.
    private static String joined(String arguments, String target) {
        StringBuilder joined = new StringBuilder();
        String script = "for k in net uts mnt pid; do test /proc/self/ns/$k -ef " + world.fill(target)
                + "/$k && echo $k; done; true";
        Sonde.Result r = enter(arguments + " -- sh -c '" + script + "'");
        assertThat(r.status()).as("%s", r).isZero();
        r.out().lines().forEach(l -> joined.append(l).append(' '));
        return joined.toString().strip();
    }

    @Test
    void networkNamespaceByDefault() {
        for (String target : List.of("{full}", "pid:{full}", "/proc/{full}/ns/net")) {
            assertThat(joined(target, "/proc/{full}/ns")).as(target).isEqualTo("net");
        }
    }

    @Test
    void kindsByOption() {
        assertThat(joined("-u {full}", "/proc/{full}/ns")).isEqualTo("uts");
        assertThat(joined("{full} --uts --net", "/proc/{full}/ns")).isEqualTo("net uts");
        Sonde.Result all = enter("--all {full} -- sh -c 'uname -n; test $$ -lt 1000 && ls /proc | grep -c ^1$'");
        assertThat(all.out()).isEqualTo("full\n1\n");
    }

    @Test
    void commandWithoutDashes() {
        assertThat(enter("{full} echo -n x").out()).isEqualTo("x");
        assertThat(enter("{full} -- sh -c 'exit 7'").status()).isEqualTo(7);
        assertThat(enter("{full} nosuchprogram").status()).isEqualTo(127);
        assertThat(enter("-a {full} -- sh -c 'exit 8'").status()).isEqualTo(8);
    }

    @Test
    void nameOfIpNetns() {
        // In a mount namespace of its own, so that the host's /run/netns stays as it is.
        Sonde.Result r = Sonde.sh("unshare -m sh -c 'mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns &&"
                + " ip netns add blue && for t in blue netns:blue /run/netns/blue; do $SONDE enter $t -- sh -c \""
                + "test /proc/self/ns/net -ef /run/netns/blue && echo in\"; done; ip netns del blue'");
        assertThat(r.out()).as("%s", r).isEqualTo("in\nin\nin\n");
    }

    @Test
    void sysShowsTheTarget() {
        String before = Sonde.sh("grep ' /sys' /proc/self/mountinfo").out();
        Sonde.Result fixed = enter("--fix-sys {net} -- ls /sys/class/net");
        assertThat(fixed.out()).as("%s", fixed).isEqualTo("lo\n");
        assertThat(Sonde.sh("grep ' /sys' /proc/self/mountinfo").out())
                .as("outside nothing changed")
                .isEqualTo(before);
    }

    @Test
    void filesOfEtcNetns() {
        Sonde.Result r = Sonde.sh("unshare -m sh -c 'mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns &&"
                + " mount -t tmpfs tmpfs /mnt && cp -a /etc/hosts /etc/passwd /etc/group /mnt && mount --bind /mnt /etc"
                + " && mkdir -p /etc/netns/blue && echo here >/etc/netns/blue/hosts && ip netns add blue &&"
                + " $SONDE enter --fix-sys blue cat /etc/hosts; ip netns del blue'");
        assertThat(r.out()).as("%s", r).isEqualTo("here\n");
    }

    @Test
    void throughTheOwnerOfALab() throws IOException {
        List<String> user = List.of("setpriv", "--reuid", "1234", "--regid", "77", "--clear-groups");
        try (Bench.Held held = new Bench.Held(user, world.bench().probe(), "Un")) {
            String script = "test /proc/self/ns/net -ef /proc/" + held.pid() + "/ns/net && id -u";
            Sonde.Result asUser = Sonde.sh("exec setpriv --reuid 1234 --regid 77" + " --clear-groups " + copy()
                    + " enter " + held.pid() + " -- sh -c '" + script + "'");
            assertThat(asUser.out()).as("%s", asUser).isEqualTo("0\n");
            assertThat(enter(held.pid() + " -- sh -c '" + script + "'").out()).isEqualTo("0\n");
        }
    }

    /// The binary where every user may start it.
    private static String copy() throws IOException {
        Path to = folder.resolve("sonde");
        if (!Files.exists(to)) {
            Files.copy(Sonde.BINARY, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return to.toString();
    }

    @Test
    void terminalOfItsOwn() {
        // TIOCSTI and the caller's terminal: what runs inside sees another one.
        Sonde.Result r = Sonde.run(
                List.of(
                        "script",
                        "-qec",
                        "stty rows 33 cols 77; tty; " + Sonde.BINARY + " enter --pty " + world.name("full")
                                + " -- sh -c 'stty size; tty; exit 5'; echo status $?; stty -a | grep -c ' icanon'",
                        "/dev/null"),
                Map.of());
        List<String> lines = r.out().replace("\r", "").lines().toList();
        assertThat(lines).as("%s", r).hasSize(5);
        assertThat(lines.get(1)).endsWith("33 77");
        assertThat(lines.get(2)).startsWith("/dev/pts/").isNotEqualTo(lines.get(0));
        assertThat(lines.get(3)).isEqualTo("status 5");
        assertThat(lines.get(4)).as("the caller's terminal is as before").isEqualTo("1");
    }

    @Test
    void terminalOfItsOwnWithoutOne() {
        assertThat(enter("--pty {full} -- sh -c 'test -t 0 && echo yes'").out()).isEqualTo("yes\r\n");
        assertThat(enter("--pty -a {full} -- sh -c 'kill -9 $$'").status()).isEqualTo(137);
        assertThat(Sonde.sh("echo typed | $SONDE enter --pty " + world.name("full") + " -- head -1")
                        .out())
                .contains("typed\r\n");
    }

    private static void fails(String arguments, int status, String err) {
        Sonde.Result r = enter(arguments);
        assertThat(r.err()).isEqualTo(world.fill(err));
        assertThat(r.status()).isEqualTo(status);
        assertThat(r.out()).isEmpty();
    }

    private static final String USAGE =
            "  usage: sonde enter [-amuinpUCTrwe] [--fix-sys] [--pty|--no-pty] TARGET [-- COMMAND [ARGUMENT...]]\n";

    @Test
    void wrongUse() {
        fails("", 2, "sonde: enter: no target\n" + USAGE);
        fails("-Q x", 2, "sonde: enter: invalid option -- 'Q'\n" + USAGE);
        fails("--nosuch x", 2, "sonde: enter: unrecognized option '--nosuch'\n" + USAGE);
        fails("pid:0", 2, "sonde: enter: no process id: pid:0\n  write pid:N, with the number that `ps` shows\n");
        fails("pid:x", 2, "sonde: enter: no process id: pid:x\n  write pid:N, with the number that `ps` shows\n");
    }

    /// In one of another kind the program would be in this host's network.
    @Test
    void aNamespaceOfAnotherKind() {
        for (String kind : List.of("uts", "ipc", "mnt", "pid", "user")) {
            String option = kind.equals("mnt") ? "mount" : kind;
            fails(
                    "/proc/{full}/ns/" + kind + " true",
                    1,
                    "sonde: enter: /proc/{full}/ns/" + kind + ": a " + option
                            + " namespace, not a network namespace\n  to enter it: sonde nsenter --" + option
                            + "=/proc/{full}/ns/" + kind + "\n");
        }
    }

    @Test
    void noNamespace() {
        for (String file : List.of("{file}", "/etc/passwd", "/dev/null", "/")) {
            fails(
                    file + " true",
                    1,
                    "sonde: enter: reassociate to namespace 'ns/net' failed: Invalid argument\n"
                            + "  it is no namespace: sonde ls lists them\n");
        }
    }

    /// An image need not have the caller's shell.
    @Test
    void theShellOfAnImage() {
        Sonde.Result r =
                Sonde.sh("echo 'echo in $0' | SHELL=/nonexistent/zsh \"$SONDE\" enter -m " + world.name("full"));
        assertThat(r.out()).as("%s", r).isEqualTo("in -sh\n");
    }

    @Test
    void leftOverFile() throws IOException {
        Path folder = Files.createTempDirectory("left").resolve("netns");
        Files.createDirectory(folder);
        Path file = Files.createFile(folder.resolve("old"));
        Sonde.Result r = Sonde.sonde("enter", file.toString(), "true");
        assertThat(r.err()).endsWith("a left-over of one that has ended; it can be removed\n");
        Files.delete(file);
        Files.delete(folder);
        Files.delete(folder.getParent());
    }

    @Test
    void noFile() {
        fails(
                "/nonexistent true",
                1,
                "sonde: enter: cannot open /nonexistent: No such file or directory\n"
                        + "  no such file: sonde ls lists the namespaces\n");
    }

    @Test
    void deadProcess() {
        fails(
                "{dead} true",
                1,
                "sonde: enter: cannot open /proc/{dead}/ns/net: No such file or directory\n"
                        + "  the process is gone: sonde ls shows what is there now\n");
        fails(
                "pid:{full}:1 true",
                1,
                "sonde: enter: failed to obtain a valid file descriptor for PID {full}: No such process\n"
                        + "  the process is gone: sonde ls shows what is there now\n");
    }

    @Test
    void noProgram() {
        fails("{full} nosuch", 127, "sonde: enter: failed to execute nosuch: No such file or directory\n");
        fails(
                "-m {full} nosuch",
                127,
                "sonde: enter: failed to execute nosuch: No such file or directory\n"
                        + "  the target's own programs are run with -a or -m: without them this host's are\n");
    }

    @Test
    void moreThanAFileHas() {
        fails(
                "-a /proc/{full}/ns/net true",
                1,
                "sonde: enter: /proc/{full}/ns/net is one namespace, not a process\n"
                        + "  name a process or a container to enter more than its network namespace\n");
    }

    @Test
    void missingCapability() throws IOException {
        Sonde.Result r = Sonde.sh(
                "exec setpriv --reuid 1234 --clear-groups " + copy() + " enter " + world.name("full") + " true");
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err())
                .isEqualTo(world.fill("sonde: enter: cannot open /proc/{full}/ns/net: Permission denied\n"
                        + "  CAP_SYS_ADMIN is missing: run it as root (sudo), in a container with --cap-add"
                        + " SYS_ADMIN\n"));
    }

    /// As in a container that has the folder of namespaces mounted, but not what is mounted there later.
    @Test
    void mountedAfterTheContainerStarted() {
        Sonde.Result r = Sonde.sh("unshare -m -p -f sh -c 'mount -t proc proc /proc; mount --make-rprivate /;"
                + " mount -t tmpfs tmpfs /mnt && touch /mnt/late && unshare -m sh -c \"sleep 0.5; $SONDE enter"
                + " /mnt/late true; $SONDE enter /proc/1/root/mnt/late true && echo in\" & sleep 0.2;"
                + " unshare -n sh -c \"mount --bind /proc/self/ns/net /mnt/late\"; wait'");
        assertThat(r.err())
                .isEqualTo("sonde: enter: reassociate to namespace 'ns/net' failed: Invalid argument\n"
                        + "  it was mounted after this container started, and does not show here: sonde enter"
                        + " /proc/1/root/mnt/late\n");
        assertThat(r.out()).isEqualTo("in\n");
    }
}

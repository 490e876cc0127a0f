package dev.sonde.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.it.Sonde;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What an ordinary user sees: which processes share a namespace that he may not enter, and what `/proc/PID/net` tells
/// everyone of it; and a line that says what needs which privilege.
@Tag("kernel")
class UnprivilegedIT {
    private static final String NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
    private static final String MORE =
            ": only what /proc/PID/net tells everyone; the rest needs CAP_SYS_PTRACE (to find"
                    + " namespaces) and CAP_SYS_ADMIN (to enter them)\n  run it as root: sudo sonde ...\n";

    private static Path program;
    private static Process container;
    private static long pid;

    /// Two processes in a namespace with a bridge, a veth, addresses, a route and a neighbour.
    @BeforeAll
    static void up() throws IOException, InterruptedException {
        program = Sonde.forEveryone();
        container = new ProcessBuilder("unshare", "-n", "sh", "-ec", """
                ip link set lo up
                ip link add br0 type bridge
                ip addr add 10.71.0.1/24 dev br0
                ip link set br0 up
                ip link add v0 type veth peer name v1
                ip addr add 10.72.0.1/16 dev v0
                ip link set v0 up
                ip link set v1 up
                ip route add default via 10.72.0.9
                ip neigh add 10.72.0.9 lladdr 02:00:00:00:00:09 dev v0
                sleep 300 &
                echo ready
                exec sleep 300
                """)
                .redirectErrorStream(true)
                .start();
        byte[] line = container.getInputStream().readNBytes(6);
        assertThat(new String(line, java.nio.charset.StandardCharsets.US_ASCII)).isEqualTo("ready\n");
        pid = container.pid();
    }

    @AfterAll
    static void down() throws InterruptedException {
        container.descendants().forEach(ProcessHandle::destroyForcibly);
        Sonde.sh(
                "for p in $(grep -l 10.71.0.1 /proc/[0-9]*/net/fib_trie); do kill -KILL $(echo $p | cut -d/ -f3); done");
        container.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        Sonde.run("rm", "-rf", program.toString());
    }

    private static Sonde.Result sonde(String arguments) {
        return Sonde.run(List.of("sh", "-c", NOBODY + program.resolve("sonde") + " " + arguments), Map.of());
    }

    @Test
    void lsGroupsTheProcessesOfOthers() {
        Sonde.Result r = sonde("ls");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out().replaceAll(" +", " "))
                .containsPattern("\n\\? process [a-z]+ pid [0-9]+ denied 2 4 10.71.0.1/24 10.72.0.1/16\n")
                .containsPattern(
                        "\n- not read the namespaces of [0-9]+ processes [. ]* Permission denied: CAP_SYS_PTRACE is missing\n");
        assertThat(r.err()).containsPattern("^sonde: [0-9]+ namespaces?").endsWith(MORE);
        // Our own is known, by our own processes.
        assertThat(r.out()).containsPattern("\n[0-9]{10}  (host|own) ");
    }

    @Test
    void showTellsWhatTheFilesTell() {
        Sonde.Result r = sonde("show pid:" + pid);
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out().replaceAll(" +", " "))
                .containsPattern("\nlo 127.0.0.1/8 ::1/128 RX [0-9]+ TX [0-9]+\n")
                .containsPattern("\nbr0 10.71.0.1/24 RX [0-9]+ TX [0-9]+\n")
                .containsPattern("\nv0 10.72.0.1/16 RX [0-9]+ TX [0-9]+\n")
                .contains("\n 02:00:00:00:00:09 10.72.0.9 ? neighbour PERMANENT\n")
                .contains("\nroute default via 10.72.0.9 dev v0\n")
                .contains("\nroute 10.71.0.0/24 dev br0\n")
                .contains("\nroute 10.72.0.0/16 dev v0\n");
        assertThat(r.err()).isEqualTo("sonde: pid:" + pid + MORE);
    }

    @Test
    void whoFindsAnAddressThere() {
        Sonde.Result r = sonde("who 10.72.0.1");
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).contains("  v0  10.72.0.1/16  ").contains("  netns    ?  process  ");
    }

    /// What root would find is not called nobody's.
    @Test
    void whoCannotTellOfTheRest() {
        for (String wanted : new String[] {"02:42:0a:00:02:07", "10.72.0.9", "nosuchname"}) {
            Sonde.Result r = sonde("who " + wanted);
            assertThat(r.status()).as("%s", r).isOne();
            assertThat(r.out()).isEmpty();
            assertThat(r.err())
                    .isEqualTo("sonde: " + wanted + ": cannot tell without root\n  run it as root: sudo sonde ...\n");
        }
    }

    @Test
    void whoSaysInOneLineWhatItDidNotRead() {
        Sonde.Result r = sonde("who 10.72.0.1");
        assertThat(r.err()
                        .lines()
                        .filter(l -> l.endsWith(": Permission denied"))
                        .count())
                .as("%s", r)
                .isLessThanOrEqualTo(1);
    }

    @Test
    void aTargetThatOnlyRootSeesIsCalledSo() {
        Sonde.Result r = sonde("enter nosuchname true");
        assertThat(r.status()).as("%s", r).isOne();
        assertThat(r.err()).isEqualTo("sonde: nosuchname: not visible without root\n  try sudo\n");
    }

    /// The tables of such a namespace are marked as incomplete, with the reason.
    @Test
    void snapshotMarksWhatIsMissing() {
        Sonde.Result r = sonde("snapshot");
        assertThat(r.status()).as("%s", r).isZero();
        String ours = r.out().substring(r.out().lastIndexOf("\"netns\"", r.out().indexOf("10.71.0.1")));
        assertThat(ours.substring(0, ours.indexOf("10.71.0.1")))
                .contains("\"netns\": 0,")
                .contains("\"complete\": false,")
                .contains("\"errno\": 13,")
                .contains("only what /proc/PID/net tells everyone");
        assertThat(ours).contains("{\"link\": ");
    }

    @Test
    void whatCannotBeEnteredIsSaidSo() {
        Sonde.Result r = sonde("ip -n pid:" + pid + " link");
        assertThat(r.status()).as("%s", r).isNotZero();
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).contains("Permission denied").doesNotContain("Exception");
    }

    /// With hidepid the processes of others are not there at all: that is said as well.
    @Test
    void processesThatAreHiddenAreMissed() {
        Sonde.Result r = Sonde.run(
                List.of(
                        "unshare",
                        "-m",
                        "sh",
                        "-ec",
                        "mount -t proc -o hidepid=invisible proc /proc && exec " + NOBODY + program.resolve("sonde")
                                + " ls"),
                Map.of());
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).contains("the processes of others").contains("hidden by an option of /proc (hidepid)");
        assertThat(r.err()).contains("run it as root: sudo sonde ...");
    }
}

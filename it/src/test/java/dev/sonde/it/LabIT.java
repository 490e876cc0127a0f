package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The lab as the real tools see it.
@Tag("kernel")
class LabIT {
    private static Lab lab;
    private static String linksBefore;

    @BeforeAll
    static void up() {
        linksBefore = links();
        lab = Lab.up();
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// Names and numbers of the host's own links.
    private static String links() {
        return Sonde.sh("ip -o link | sed 's/ state .*//'").out();
    }

    @Test
    void nothingOfItIsInTheHostsOwnNetwork() {
        assertThat(links()).isEqualTo(linksBefore);
    }

    @Test
    void placesTheTasksInTurn() {
        assertThat(lab.task(1).host()).isEqualTo(lab.host(2));
        assertThat(lab.task(2).host()).isEqualTo(lab.host(1));
        assertThat(lab.task(3).host()).isEqualTo(lab.host(2));
        assertThat(lab.task(2).address()).isEqualTo("10.0.1.4/24");
        assertThat(lab.task(2).mac()).isEqualTo("02:42:0a:00:01:04");
    }

    @Test
    void remoteTasksHaveTheRowsThatDockerWritesAndLocalOnesHaveNone() {
        assertThat(rows(Lab.in(lab.segment(lab.host(1)), "bridge fdb show br br0"), "self permanent", "dst"))
                .containsExactlyInAnyOrder(
                        "02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 link-netnsid 0 self permanent",
                        "02:42:0a:00:01:05 dev vxlan0 dst 10.99.0.2 link-netnsid 0 self permanent",
                        "02:42:0a:00:01:07 dev vxlan0 dst 10.99.0.2 link-netnsid 0 self permanent");
        assertThat(rows(Lab.in(lab.segment(lab.host(1)), "ip neigh"), "PERMANENT"))
                .containsExactlyInAnyOrder(
                        "10.0.1.3 dev vxlan0 lladdr 02:42:0a:00:01:03 PERMANENT",
                        "10.0.1.5 dev vxlan0 lladdr 02:42:0a:00:01:05 PERMANENT",
                        "10.0.1.7 dev vxlan0 lladdr 02:42:0a:00:01:07 PERMANENT");
        assertThat(rows(Lab.in(lab.segment(lab.host(2)), "bridge fdb show br br0"), "self permanent", "dst"))
                .containsExactlyInAnyOrder(
                        "02:42:0a:00:01:04 dev vxlan0 dst 10.99.0.1 link-netnsid 0 self permanent",
                        "02:42:0a:00:01:06 dev vxlan0 dst 10.99.0.1 link-netnsid 0 self permanent");
        assertThat(rows(Lab.in(lab.segment(lab.host(2)), "ip neigh"), "PERMANENT"))
                .containsExactlyInAnyOrder(
                        "10.0.1.4 dev vxlan0 lladdr 02:42:0a:00:01:04 PERMANENT",
                        "10.0.1.6 dev vxlan0 lladdr 02:42:0a:00:01:06 PERMANENT");
    }

    /// The lines that hold all of `words`, without blanks at the end.
    private static List<String> rows(String text, String... words) {
        List<String> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (List.of(words).stream().allMatch(line::contains)) {
                rows.add(line.strip());
            }
        }
        return rows;
    }

    @Test
    void bridgeAndTunnelAreAsDockerMakesThem() {
        String vxlan = Lab.in(lab.segment(lab.host(1)), "ip -d link show vxlan0");
        assertThat(vxlan)
                .contains("mtu 1450", "master br0", "link-netnsid 0", "UP")
                .contains("vxlan id 4097 srcport 0 0 dstport 4789 proxy l2miss l3miss", " udpcsum ")
                .doesNotContain("nolearning");
        assertThat(Lab.in(lab.segment(lab.host(1)), "ip -o -4 addr show br0"))
                .contains("inet 10.0.1.1/24 brd 10.0.1.255 scope global br0");
        assertThat(Lab.in(lab.segment(lab.host(1)), "ip route").strip())
                .isEqualTo("10.0.1.0/24 dev br0 proto kernel scope link src 10.0.1.1");
        assertThat(Lab.in(lab.segment(lab.host(2)), "brctl show br0 2>/dev/null || true"))
                .isNotNull();
        assertThat(Lab.in(lab.segment(lab.host(2)), "bridge link"))
                .contains("vxlan0", "veth0", "veth1", "veth2")
                .doesNotContain("veth3");
    }

    /// As in Docker: an endpoint on each host, behind the first port, in a namespace without a process.
    @Test
    void everyHostHasALoadBalancerOfTheNetwork() {
        LabState.Network network = lab.state().networks().getFirst();
        assertThat(network.balancers())
                .extracting(LabState.Balancer::address)
                .containsExactly("10.0.1.6/24", "10.0.1.7/24");
        for (int i = 0; i < 2; i++) {
            LabState.Balancer b = network.balancers().get(i);
            assertThat(Lab.in(lab.file(b.file()), "ip -o -4 addr show eth0"))
                    .contains("inet " + b.address() + " brd 10.0.1.255 scope global eth0");
            assertThat(Lab.in(lab.file(b.file()), "ip -o link show eth0"))
                    .contains(b.mac(), "mtu 1450", "eth0@if" + b.port());
            assertThat(Lab.in(lab.segment(b.host()), "ip -o link show veth0"))
                    .contains("veth0@if" + b.inside(), "master br0");
            String target = "nsenter-test-endpoint@" + b.host();
            Sonde.Result r = Sonde.sonde("ip", "-n", target, "-4", "-o", "addr");
            assertThat(r.out()).as("%s", r).contains("inet " + b.address());
            assertThat(ping(lab.task(2), "-c 1", b.ip()).status()).as(b.ip()).isZero();
        }
        Sonde.Result ls = Sonde.sonde("ls", "--kind", "load balancer");
        assertThat(ls.out()).as("%s", ls).contains("10.0.1.6/24", "10.0.1.7/24");
    }

    @Test
    void tasksAreRealProcessesInNamespacesOfTheirOwn() throws IOException {
        for (LabState.Task task : lab.state().networks().getFirst().tasks()) {
            Path process = Path.of("/proc/" + task.pid());
            assertThat(Files.readString(process.resolve("cmdline"))).isEqualTo(task.name() + "\0lab-task\0");
            assertThat(Sonde.sh("stat -L -c %i " + process + "/ns/net").out())
                    .isEqualTo(
                            Sonde.sh("stat -L -c %i " + lab.file(task.file())).out());
            assertThat(Sonde.sh("nsenter -t " + task.pid() + " -u hostname")
                            .out()
                            .strip())
                    .isEqualTo(task.container().substring(0, 12));
            assertThat(Lab.in(lab.file(task.file()), "ip -o -4 addr show eth0"))
                    .contains("inet " + task.address() + " brd 10.0.1.255 scope global eth0");
            assertThat(Lab.in(lab.file(task.file()), "ip link show eth0")).contains(task.mac(), "mtu 1450");
            try (var fds = Files.list(process.resolve("fd"))) {
                assertThat(fds.count()).as("open files of a task").isEqualTo(3);
            }
        }
    }

    private static final Pattern PACKETS = Pattern.compile("\"packets\":(\\d+)");

    /// Received and sent.
    private static long[] packets(String file, String link) {
        Matcher m = PACKETS.matcher(Lab.in(file, "ip -j -s link show " + link));
        long[] n = new long[2];
        for (int i = 0; i < 2; i++) {
            assertThat(m.find()).isTrue();
            n[i] = Long.parseLong(m.group(1));
        }
        return n;
    }

    private static Sonde.Result ping(LabState.Task from, String options, LabState.Task to) {
        return ping(from, options, to.ip());
    }

    private static Sonde.Result ping(LabState.Task from, String options, String to) {
        return Sonde.sh("nsenter -t " + from.pid() + " -n ping -W 2 " + options + " " + to);
    }

    @Test
    void realPacketsCrossTheTunnel() {
        long[] one = packets(lab.segment(lab.host(1)), "vxlan0");
        long[] two = packets(lab.segment(lab.host(2)), "vxlan0");
        long[] wire = packets(lab.file("host1"), "eth0");
        Sonde.Result r = ping(lab.task(2), "-c 3 -i 0.2", lab.task(1));
        assertThat(r.out()).as("%s", r).contains("3 packets transmitted, 3 received, 0% packet loss");
        long[] oneAfter = packets(lab.segment(lab.host(1)), "vxlan0");
        long[] twoAfter = packets(lab.segment(lab.host(2)), "vxlan0");
        long[] wireAfter = packets(lab.file("host1"), "eth0");
        for (int i = 0; i < 2; i++) {
            assertThat(oneAfter[i] - one[i]).isGreaterThanOrEqualTo(3);
            assertThat(twoAfter[i] - two[i]).isGreaterThanOrEqualTo(3);
            assertThat(wireAfter[i] - wire[i]).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void fullSizedPacketsFitAndLargerOnesDoNot() {
        assertThat(ping(lab.task(2), "-c 1 -M do -s 1422", lab.task(3)).status())
                .isZero();
        assertThat(ping(lab.task(2), "-c 1 -M do -s 1423", lab.task(3)).status())
                .isNotZero();
    }

    @Test
    void tasksOfOneHostNeedNoTunnel() {
        long[] before = packets(lab.segment(lab.host(1)), "vxlan0");
        assertThat(ping(lab.task(1), "-c 1", lab.task(3)).status()).isZero();
        assertThat(packets(lab.segment(lab.host(1)), "vxlan0")[0] - before[0])
                .as("unicast frames that host1 received for a ping within host2")
                .isLessThanOrEqualTo(1);
    }

    @Test
    void statusSaysWhatThereIs() {
        Sonde.Result text = Sonde.sonde("lab", "status", "--name", lab.name());
        assertThat(text.status()).as("%s", text).isZero();
        assertThat(text.out())
                .startsWith(lab.name() + ": up, 2 hosts, 1 network, 3 tasks, kept by process "
                        + lab.state().keeper() + "\n")
                .contains("overlay network nsenter-test", "VNI 4097  10.0.1.0/24")
                .contains("pid " + lab.task(3).pid() + "\n");
        Sonde.Result json = Sonde.sonde("lab", "status", "--name", lab.name(), "-j");
        assertThat(json.out())
                .contains("\"name\": \"" + lab.name() + "\"", "\"alive\": true", "\"vni\": 4097")
                .contains("\"pid\": " + lab.task(3).pid());
    }

    @Test
    void aSecondOneOfTheSameNameIsRefused() {
        Sonde.Result r = Sonde.sonde("lab", "up", "--name", lab.name());
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.out()).isEmpty();
        assertThat(r.err())
                .isEqualTo("sonde: lab up: there is a lab " + lab.name() + " already\n"
                        + "  to remove it: sonde lab down --name " + lab.name() + "; or choose another --name\n");
        assertThat(Lab.keepers(lab.name())).containsExactly((long) lab.state().keeper());
    }

    @Test
    void downLeavesNothing() throws IOException {
        String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        Lab other = Lab.up("--hosts", "3", "--networks", "2", "--replicas", "7");
        LabState state = other.state();
        assertThat(state.hosts()).hasSize(3);
        assertThat(state.tasks()).isEqualTo(14);
        LabState.Network second = state.networks().get(1);
        assertThat(Sonde.sh("nsenter -t " + second.tasks().get(0).pid() + " -n ping -c 1 -W 2 "
                                + second.tasks().get(1).ip())
                        .status())
                .isZero();
        Sonde.Result r = Sonde.sonde("lab", "down", "--name", other.name());
        assertThat(r.status()).as("%s", r).isZero();
        assertThat(r.out()).isEqualTo(other.name() + ": removed\n");
        assertThat(Lab.ended(state.keeper())).isTrue();
        for (LabState.Network network : state.networks()) {
            for (LabState.Task task : network.tasks()) {
                assertThat(Lab.ended(task.pid())).isTrue();
            }
        }
        assertThat(Lab.files(Lab.REGISTRY, other.name())).isEmpty();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
        assertThat(links()).isEqualTo(linksBefore);
        Sonde.Result again = Sonde.sonde("lab", "down", "--name", other.name());
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).startsWith("sonde: lab down: there is no lab " + other.name() + "\n");
    }

    @Test
    void aTaskThatEndsIsReaped() throws Exception {
        try (Lab other = Lab.up("--replicas", "1")) {
            int pid = other.task(1).pid();
            assertThat(Sonde.sh("kill -9 " + pid).status()).isZero();
            Path process = Path.of("/proc/" + pid);
            for (int i = 0; i < 100 && Files.exists(process); i++) {
                Thread.sleep(20);
            }
            assertThat(process).doesNotExist();
            assertThat(Lab.keepers(other.name())).hasSize(1);
        }
    }

    @Test
    void theKeeperEndsOnTerminate() throws Exception {
        try (Lab other = Lab.up("--replicas", "1")) {
            assertThat(Sonde.sh("kill -TERM " + other.state().keeper()).status())
                    .isZero();
            for (int i = 0; i < 100 && !Lab.ended(other.state().keeper()); i++) {
                Thread.sleep(20);
            }
            assertThat(Lab.ended(other.state().keeper())).isTrue();
            assertThat(Lab.ended(other.task(1).pid())).isTrue();
            assertThat(Sonde.sonde("lab", "status", "--name", other.name()).out())
                    .startsWith(other.name() + ": dead");
            Sonde.Result next = Sonde.sonde("lab", "up", "--name", other.name(), "--replicas", "1");
            assertThat(next.status()).as("a dead lab is replaced: %s", next).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lab | lab: missing action",
                "lab make | lab: make: no such action",
                "lab up --colour | lab up: unknown option --colour",
                "lab up --hosts 0 | lab up: --hosts: 0 is not a number from 1 to 64",
                "lab up --hosts 99999999999 | lab up: --hosts: 99999999999 is not a number from 1 to 64",
                "lab up --replicas -1 | lab up: --replicas: -1 is not a number from 1 to 9000",
                "lab up --name | lab up: --name: missing argument NAME",
                "lab up --name ../etc | lab: --name: ../etc cannot be the name of a lab",
                "lab up --name .x | lab: --name: .x cannot be the name of a lab",
                "lab up --name 012345678901234567890123456789012 | lab: --name: 012345678901234567890123456789012"
                        + " cannot be the name of a lab",
                "lab up --all | lab up: unknown option --all",
                "lab up a b | lab up: unexpected argument b",
                "lab break | lab break: missing argument FAULT",
                "lab down --name a --all | lab down: either --name or --all",
            })
    void wrongUsageIsToldInOneLineAndChangesNothing(String line, String message) {
        Sonde.Result r = Sonde.sonde(line.split(" "));
        assertThat(r.status()).as("%s", r).isEqualTo(2);
        assertThat(r.out()).isEmpty();
        assertThat(r.err()).startsWith("sonde: " + message + "\n  ");
    }

    @Test
    void theHiddenCommandsDoNothingForPeople() {
        for (String command : List.of("lab-keeper", "lab-task")) {
            Sonde.Result r = Sonde.sonde(command, "x");
            assertThat(r.status()).isEqualTo(2);
            assertThat(r.err()).startsWith("sonde: " + command + ": sonde starts this itself");
        }
    }
}

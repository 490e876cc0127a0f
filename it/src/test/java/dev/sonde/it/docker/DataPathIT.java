package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Programme;
import dev.sonde.it.Sonde;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A swarm whose tunnels have a port and a network of their own: `--data-path-port 7788`, `--data-path-addr` on `eth1`.
@Tag("docker")
@Tag("long")
@Tag("slow")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
class DataPathIT {
    private static final int REPLICAS = 4;
    private static Engines docker;
    private static CheckedSwarm swarm;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        docker = Engines.of(suite, 2, false);
        swarm = new CheckedSwarm(docker);
        Sonde.Result r = docker.fabric("ip link add fab1 type bridge && ip link set fab1 up");
        assertThat(r.status()).as("%s", r).isZero();
        for (int i = 1; i <= 2; i++) {
            r = docker.fabric("ip link add data" + i + " type veth peer name eth1 netns " + docker.pid(i)
                    + " && ip link set data" + i + " master fab1 up");
            assertThat(r.status()).as("%s", r).isZero();
            swarm.run(i, "ip addr add 10.98.0." + i + "/24 dev eth1 && ip link set eth1 up");
        }
        swarm.run(
                1,
                "docker swarm init --advertise-addr 10.99.0.1 --listen-addr 10.99.0.1:2377 --data-path-addr eth1"
                        + " --data-path-port 7788");
        String token = docker.docker(1, "swarm", "join-token", "-q", "worker");
        swarm.run(
                2,
                "docker swarm join --advertise-addr 10.99.0.2 --listen-addr 10.99.0.2:2377 --data-path-addr 10.98.0.2"
                        + " --token " + token + " 10.99.0.1:2377");
        docker.docker(1, "network", "create", "-d", "overlay", "--attachable", CheckedSwarm.NETWORK);
        swarm.service(CheckedSwarm.SERVICE, "--replicas", Integer.toString(REPLICAS), "-p", "8088:80");
        swarm.settled(CheckedSwarm.SERVICE, REPLICAS);
        docker.docker(2, "run", "-d", "--name", "c2", "--network", CheckedSwarm.NETWORK, "busybox", "sleep", "6000");
        docker.settled(CheckedSwarm.NETWORK);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    private static void healthy() {
        for (int node = 1; node <= 2; node++) {
            Sonde.Result r = docker.sonde(node, "check", "-j");
            assertThat(r.status()).as("%s", r).isZero();
            assertThat(CheckedSwarm.findings(r)).isEmpty();
        }
        assertThat(swarm.outside()).isEmpty();
    }

    /// Code, what the finding says, script. `-`: nothing is lost, and nothing is found. `$in` enters the network's
    /// namespace on node 1, `$mac` is that of a task on node 2.
    private static final String FAULTS = """
            S101 | dst 10.98.0.2 self permanent | $in bridge fdb del $mac dev vxlan0 dst 10.98.0.2 self
            S313 | drops UDP 7788 | nft 'add table ip t; add chain ip t in { type filter hook input priority 0; }; add rule ip t in udp dport 7788 drop'
            - | - | nft 'add table ip t; add chain ip t in { type filter hook input priority 0; }; add rule ip t in udp dport 4789 drop; add rule ip t in iifname eth0 udp dport 7788 drop' && ip link set eth0 mtu 1400
            S102 | dst 10.98.0.2 self permanent | $in bridge fdb replace $mac dev vxlan0 dst 10.99.0.2 self permanent
            S316 | eth1 is down | ip link set eth1 down
            S307 | mtu 1400 on the path to 10.98.0.2 | ip link set eth1 mtu 1400
            """;

    /// In the gate the first of them.
    static Stream<Arguments> faults() {
        return FAULTS.lines()
                .limit(Programme.LONG ? Long.MAX_VALUE : 3)
                .map(l -> Arguments.of((Object[]) l.split(" \\| ", 3)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatIsWrongIsFoundAndMended(String code, String what, String fault) {
        CheckedSwarm.Task here = swarm.tasks(1).getFirst();
        CheckedSwarm.Task there = swarm.tasks(2).getFirst();
        assertThat(swarm.answers(here, there)).isTrue();
        swarm.run(1, "in='nsenter --net=" + swarm.overlay(1) + "'; mac=" + there.mac() + "; " + fault);
        try {
            assertThat(swarm.answers(here, there)).isEqualTo(code.equals("-"));
            List<JsonNode> found = CheckedSwarm.findings(docker.sonde(1, "check", "-j"));
            assertThat(found).hasSize(code.equals("-") ? 0 : 1);
            for (JsonNode f : found) {
                assertThat(f.get("code").asText()).as("%s", f).isEqualTo(code);
                assertThat(f.toString()).contains(what);
                swarm.run(1, f.at("/remedy/command").asText());
            }
            assertThat(swarm.answers(here, there)).as("mended").isTrue();
        } finally {
            docker.sh(1, "nft delete table ip t; ip link set eth0 mtu 1500");
        }
        healthy();
    }

    @ParameterizedTest
    @CsvSource({"1, 10.98.0.2", "2, 10.98.0.1"})
    void viewsTellWhereTheTunnelsEnd(int node, String other) {
        CheckedSwarm.Task there = swarm.tasks(3 - node).getFirst();
        String show = docker.sonde(node, "show", CheckedSwarm.NETWORK).out();
        assertThat(show).contains("VNI 4097, UDP 7788").containsPattern(other + " +fdb ok +neighbour ok");
        assertThat(show).doesNotContain("MISSING", "unknown");
        assertThat(docker.sonde(node, "who", there.ip()).out())
                .contains(there.name())
                .containsPattern("way +" + CheckedSwarm.NETWORK + " br0 → vxlan0 \\(VNI 4097\\) → " + other);
    }
}

package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What people do with a swarm day by day is no fault: services are updated, nodes are drained, daemons are restarted
/// or die, nodes leave and join again. `check` is asked all the while, on each host and where both are seen.
@Tag("docker")
@Tag("long")
@Tag("slow")
@ParameterizedClass
@MethodSource("dev.sonde.it.docker.Engines#suites")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwarmMotionIT {
    private static final int REPLICAS = 4;

    /// So many times each host is asked while something moves.
    private static final int LOOKS = 40;

    private static Engines docker;
    private static CheckedSwarm swarm;

    @Parameter
    Engines.Suite suite;

    @BeforeParameterizedClassInvocation
    static void start(Engines.Suite suite) {
        docker = Engines.swarm(suite);
        swarm = new CheckedSwarm(docker);
        docker.docker(1, "network", "create", "-d", "overlay", "--attachable", CheckedSwarm.NETWORK);
        swarm.service(
                CheckedSwarm.SERVICE,
                "--replicas",
                Integer.toString(REPLICAS),
                "-p",
                "8088:80",
                "--update-failure-action",
                "continue");
        swarm.settled(CheckedSwarm.SERVICE, REPLICAS);
        docker.docker(1, "run", "-d", "--name", "alone", "--network", CheckedSwarm.NETWORK, "busybox", "sleep", "6000");
        docker.settled(CheckedSwarm.NETWORK);
    }

    @AfterParameterizedClassInvocation
    static void end() {
        if (docker != null) {
            docker.close();
        }
    }

    /// What one look on each host of these, and one from outside, finds.
    private static List<String> look(int... nodes) {
        List<String> all = new ArrayList<>();
        for (int node : nodes) {
            Sonde.Result r = docker.sonde(node, "check", "-j");
            CheckedSwarm.findings(r).forEach(f -> all.add("node" + node + ": " + f));
        }
        swarm.outside().forEach(f -> all.add("outside: " + f));
        return all;
    }

    /// Looks again and again until a command of the host is done. How often.
    private static int quietWhile(String script, int... nodes) throws Exception {
        Process doing = docker.start(1, script);
        List<String> found = new ArrayList<>();
        int looks = 0;
        do {
            found.addAll(look(nodes));
            looks++;
        } while (doing.isAlive());
        assertThat(doing.exitValue()).as(script).isZero();
        assertThat(found).as("while: %s", script).isEmpty();
        return looks;
    }

    private static void atRest() {
        swarm.settled(CheckedSwarm.SERVICE, REPLICAS);
        docker.settled(CheckedSwarm.NETWORK);
        assertThat(look(1, 2)).as("at rest").isEmpty();
    }

    @Test
    @Order(1)
    void aRollingUpdate() throws Exception {
        quietWhile("docker service update -q --force --update-delay 1s " + CheckedSwarm.SERVICE, 1, 2);
        atRest();
    }

    @Test
    @Order(2)
    void aDrainedNode() throws Exception {
        quietWhile("docker node update --availability drain node2 && sleep 3", 1, 2);
        quietWhile(
                "docker node update --availability active node2 && docker service update -q --force "
                        + CheckedSwarm.SERVICE,
                1,
                2);
        atRest();
    }

    /// All of it in turn, until each host was asked so often while services were scaled, updated and moved.
    @Test
    @Tag("longest")
    @Order(3)
    void fortyLooksWhileAllMoves() throws Exception {
        int looks = 0;
        for (int round = 0; looks < LOOKS; round++) {
            assertThat(round).as("rounds, after %d looks", looks).isLessThan(10);
            for (String change : List.of(
                    "service scale -d NAME=6",
                    "service update -q --force NAME",
                    "node update --availability drain node2",
                    "service scale NAME=3",
                    "node update --availability active node2",
                    "service update -q --force NAME",
                    "service scale NAME=" + REPLICAS)) {
                looks += quietWhile("docker " + change.replace("NAME", CheckedSwarm.SERVICE) + " && sleep 1", 1, 2);
            }
        }
        atRest();
        assertThat(looks).isGreaterThanOrEqualTo(LOOKS);
    }

    @Test
    @Tag("longest")
    @Order(4)
    void aRestartedDaemon() {
        docker.stop(2);
        for (int i = 0; i < 4; i++) {
            assertThat(look(1)).as("while the daemon of node 2 is stopped").isEmpty();
        }
        docker.restart(2);
        for (int i = 0; i < 3; i++) {
            assertThat(look(1, 2)).as("after it").isEmpty();
        }
        docker.docker(1, "service", "update", "-q", "--force", CheckedSwarm.SERVICE);
        atRest();
    }

    @Test
    @Tag("longest")
    @Order(5)
    void aDaemonThatDies() {
        docker.kill(2);
        for (int i = 0; i < 4; i++) {
            // Its containers live on, and only their names resolve no more.
            assertThat(look(1)).allMatch(f -> f.startsWith("outside: ") && f.contains("\"code\":\"S121\""));
        }
        docker.restart(2);
        // What it can no longer clear away itself: its tasks run elsewhere now, and nobody uses their network here.
        List<JsonNode> left = CheckedSwarm.findings(docker.sonde(2, "check", "-j"));
        assertThat(left).allMatch(f -> f.get("code").asText().equals("S114"));
        List<JsonNode> outside = swarm.outside();
        assertThat(outside)
                .hasSameSizeAs(left)
                .allMatch(f -> f.at("/where/host").asText().equals("node2"));
        for (JsonNode f : left) {
            swarm.run(2, f.at("/remedy/command").asText());
        }
        for (int i = 0; i < 3; i++) {
            assertThat(look(1, 2)).as("after it").isEmpty();
        }
        docker.docker(1, "service", "update", "-q", "--force", CheckedSwarm.SERVICE);
        atRest();
    }

    @Test
    @Tag("longest")
    @Order(6)
    void aNodeThatLeavesAndJoinsAgain() {
        String token = docker.docker(1, "swarm", "join-token", "-q", "worker");
        docker.docker(2, "swarm", "leave");
        for (int i = 0; i < 4; i++) {
            assertThat(look(1)).as("after it left").isEmpty();
        }
        docker.docker(
                2,
                "swarm",
                "join",
                "--token",
                token,
                "--advertise-addr",
                "10.99.0.2",
                "--listen-addr",
                "10.99.0.2:2377",
                "10.99.0.1:2377");
        for (int i = 0; i < 2; i++) {
            assertThat(look(1, 2)).as("after it joined again").isEmpty();
        }
        docker.docker(1, "service", "update", "-q", "--force", CheckedSwarm.SERVICE);
        atRest();
    }
}

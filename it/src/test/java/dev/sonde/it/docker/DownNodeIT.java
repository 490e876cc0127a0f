package dev.sonde.it.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sonde.it.Sonde;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A node of a swarm that the others lose and find again: while its entries come and go nothing is found; what stays,
/// or
/// is written again, is named with the node and its state.
@Tag("docker")
@Tag("long")
@Tag("longest")
class DownNodeIT {
    private static final String NETWORK = "lost-net";

    /// Between node 1 and node 3 nothing arrives, as by a switch that drops it.
    private static final String APART = "ip neigh replace 10.99.0.%d lladdr 02:00:00:00:00:01 dev eth0 nud permanent";

    private Engines docker;

    private String state(int node) {
        return docker.sh(1, "docker node ls --format '{{.Hostname}} {{.Status}}' | sed -n 's/^node" + node + " //p'")
                .out()
                .strip();
    }

    /// Rows of the network on a host that lead to node 3.
    private int rows(int node) {
        Sonde.Result r = docker.sh(
                node, in() + "$in bridge fdb show dev vxlan0 | grep -c ' dst 10.99.0.3 .*self permanent' || true");
        assertThat(r.status()).as("%s", r).isZero();
        return Integer.parseInt(r.out().strip());
    }

    private String in() {
        String id = docker.docker(1, "network", "inspect", "-f", "{{.Id}}", NETWORK);
        return "in=\"nsenter --net=$(ls /run/docker/netns/*-" + id.substring(0, 10) + ")\"; ";
    }

    private List<JsonNode> look(int... nodes) {
        List<JsonNode> all = new ArrayList<>();
        for (int node : nodes) {
            all.addAll(CheckedSwarm.findings(docker.sonde(node, "check", "-j")));
        }
        return all;
    }

    private interface Condition {
        boolean holds();
    }

    /// Looks until a condition holds, and then so many seconds more: not a line all the while.
    private void quietUntil(String what, Condition condition, int more, int... nodes) {
        long until = 0;
        for (int i = 0; until == 0 || System.nanoTime() < until; i++) {
            assertThat(look(nodes)).as("until %s", what).isEmpty();
            assertThat(i).as(what).isLessThan(300);
            if (until == 0 && condition.holds()) {
                until = System.nanoTime() + more * 1_000_000_000L;
            }
        }
    }

    private void run(int node, String script) {
        Sonde.Result r = docker.sh(node, script);
        assertThat(r.status()).as("%s", r).isZero();
    }

    private void fabric(String script) {
        Sonde.Result r = docker.fabric(script);
        assertThat(r.status()).as("%s", r).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.sonde.it.docker.Engines#suites")
    void itsEntriesComeAndGoAndWhatStaysIsNamed(Engines.Suite suite) {
        try (Engines engines = Engines.of(suite, 3, true)) {
            docker = engines;
            docker.docker(1, "network", "create", "-d", "overlay", "--attachable", NETWORK);
            for (String how :
                    List.of("--name web --replicas 6 -p 8088:80", "--name rr --endpoint-mode dnsrr --mode global")) {
                run(
                        1,
                        "docker service create -q -d --no-resolve-image --stop-grace-period 1s --network " + NETWORK
                                + " " + how + " busybox sleep 6000");
            }
            run(3, "docker run -d --name alone --network " + NETWORK + " busybox sleep 6000");
            quietUntil("all tasks run", () -> rows(1) == 5 && rows(2) == 5, 15, 1, 2, 3);
            aNodeWhoseFirewallDropsGossip();
            aNodeThatNobodyHears();
            aNodeThatItsManagerDoesNotHear();
            rowsThatAreWrittenAgain();
        }
    }

    /// The rule that drops it is the fault: that the node hears of no other is not named beside it.
    private void aNodeWhoseFirewallDropsGossip() {
        run(
                3,
                "nft 'add table inet t; add chain inet t in { type filter hook input priority 0; }; add rule inet t in"
                        + " meta l4proto { tcp, udp } th dport 7946 drop; add rule inet t in meta l4proto { tcp, udp } th sport"
                        + " 7946 drop'");
        String peers = "docker network inspect -f '{{len .Peers}}' ingress";
        for (int i = 0; !docker.sh(3, peers).out().strip().equals("1"); i++) {
            assertThat(i).isLessThan(300);
            Sonde.run("sleep", "0.2");
        }
        assertThat(look(3)).extracting(f -> f.get("code").asText()).isNotEmpty().allMatch(c -> c.equals("S314"));
        run(3, "nft delete table inet t");
        quietUntil("it hears of the others", () -> rows(1) == 5 && rows(2) == 5, 20, 1, 2, 3);
    }

    private void aNodeThatNobodyHears() {
        fabric("ip link set to-node3 nomaster");
        quietUntil("nobody has rows of it", () -> rows(1) == 0 && rows(2) == 0, 0, 1, 2);
        quietUntil("it is down", () -> state(3).equals("Down"), 75, 1, 2);
        itSaysThatItHearsOfNoOther();
        fabric("ip link set to-node3 master fab0");
        quietUntil("it is back", () -> state(3).equals("Ready") && rows(1) > 0 && rows(2) > 0, 20, 1, 2, 3);
    }

    /// What it knew of the others is gone: there is nothing to compare, and that is the fault.
    private void itSaysThatItHearsOfNoOther() {
        List<JsonNode> found = look(3);
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText() + " " + f.get("severity").asText() + ": "
                        + f.get("headline").asText())
                .isEqualTo(
                        "S319 error: node3 hears of no other node of its swarm: it reaches no endpoint of other hosts");
        assertThat(f.at("/remedy/look").asText()).contains("10.99.0.1 2377");
        assertThat(docker.sh(3, f.at("/remedy/look").asText()).status()).isNotZero();
    }

    /// The others hear of it by node 2: its entries stay.
    private void aNodeThatItsManagerDoesNotHear() {
        run(1, APART.formatted(3));
        run(3, APART.formatted(1));
        List<JsonNode> found = List.of();
        for (int i = 0; found.isEmpty(); i++) {
            assertThat(i).isLessThan(300);
            found = look(1);
            assertThat(look(2)).isEmpty();
        }
        assertThat(state(3)).isEqualTo("Down");
        assertThat(rows(1)).isPositive();
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText() + " " + f.get("severity").asText() + ": "
                        + f.get("headline").asText())
                .isEqualTo("S122 warning: node1 sends to node3, which is down, as the swarm's manager says");
        assertThat(f.get("victim").asText()).isEqualTo("node3");
        assertThat(f.get("found").asText())
                .containsPattern(" rows lead to node3 \\(10\\.99\\.0\\.3\\): to .*\\b(alone|rr|web)\\b");
        assertThat(f.at("/evidence/0/line").asText()).contains(" dst 10.99.0.3 ");
        assertThat(docker.sh(1, f.at("/remedy/look").asText()).status()).isNotZero();
        run(1, "ip neigh del 10.99.0.3 dev eth0");
        run(3, "ip neigh del 10.99.0.1 dev eth0");
        for (int i = 0; !state(3).equals("Ready"); i++) {
            assertThat(i).isLessThan(300);
            Sonde.run("sleep", "0.1");
        }
        quietUntil("it is up again", () -> rows(1) == rows(2), 10, 1, 2, 3);
    }

    private void rowsThatAreWrittenAgain() {
        fabric("ip link set to-node3 nomaster");
        quietUntil("it is down", () -> state(3).equals("Down") && rows(1) == 0, 0, 1, 2);
        String nobody = in() + "n=$(docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' " + NETWORK
                + " | cut -d. -f1-3); ";
        run(
                1,
                nobody
                        + "$in ip neigh add $n.200 lladdr 02:42:0a:00:00:c8 dev vxlan0 nud permanent && $in bridge fdb add"
                        + " 02:42:0a:00:00:c8 dev vxlan0 dst 10.99.0.3 self permanent");
        assertThat(look(1)).as("what was just written").isEmpty();
        Sonde.run("sleep", "15.2");
        List<JsonNode> found = look(1, 2);
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText() + " " + f.get("found").asText())
                .isEqualTo("S106 permanent rows to node3, which is down, as the swarm's manager says");
        run(1, f.at("/remedy/command").asText());
        assertThat(look(1, 2)).isEmpty();
    }
}

package dev.sonde.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sonde.core.engine.LabState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A lab of kind flannel: pods ping each other across nodes; each of its faults is found with a list of nodes and
/// without
/// one, and mended by pasting what is printed, and by `lab mend`. A ping is the judge.
@Tag("kernel")
class FlannelLabIT {
    @TempDir
    static Path folder;

    private static Lab lab;
    private static LabState.Cluster cluster;
    private static Path nodes;

    @BeforeAll
    static void up() throws IOException {
        Path plan = Files.writeString(
                folder.resolve("plan.json"),
                "{\"kind\": \"flannel\", \"hosts\": 3, \"pods\": [{\"name\": \"web\", \"replicas\": 4}]}");
        lab = Lab.up(plan.toString());
        cluster = lab.state().cluster();
        nodes = list("nodes.json", cluster.nodes());
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    /// Whatever a test left.
    @AfterEach
    void mend() {
        lab.run("mend");
    }

    /// What `kubectl get nodes -o json` would print of these nodes.
    private static Path list(String name, List<LabState.Node> of) throws IOException {
        List<String> items = new ArrayList<>();
        for (LabState.Node n : of) {
            String ip = lab.state().host(n.host()).address();
            items.add("""
                    {"apiVersion": "v1", "kind": "Node",
                     "metadata": {"name": "%s", "annotations": {
                       "flannel.alpha.coreos.com/backend-data": "{\\"VNI\\":1,\\"VtepMAC\\":\\"%s\\"}",
                       "flannel.alpha.coreos.com/backend-type": "vxlan",
                       "flannel.alpha.coreos.com/public-ip": "%s"}},
                     "spec": {"podCIDR": "%s", "podCIDRs": ["%s"]},
                     "status": {"addresses": [{"address": "%s", "type": "InternalIP"}]}}
                    """.formatted(n.host(), n.mac(), ip, n.range(), n.range(), ip));
        }
        return Files.writeString(
                folder.resolve(name),
                "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [" + String.join(",", items) + "]}");
    }

    private static String host(int node) {
        return cluster.nodes().get(node - 1).host();
    }

    private static boolean answers(int from, int to) {
        LabState.Pod a = cluster.pods().get(from - 1);
        LabState.Pod b = cluster.pods().get(to - 1);
        return Sonde.run("nsenter", "--net=" + lab.file(a.file()), "ping", "-q", "-c", "1", "-W", "1", b.ip())
                        .status()
                == 0;
    }

    private static void on(int node, String script) {
        Sonde.Result r = Sonde.sonde("enter", host(node), "--", "sh", "-c", script);
        assertThat(r.status()).as("%s: %s", script, r).isZero();
    }

    private static List<JsonNode> byTheList(Path file) {
        Sonde.Result r = Sonde.sonde("check", "-j", "--nodes", file.toString());
        assertThat(r.status()).as("%s", r).isIn(0, 3, 4);
        try {
            return lab.own(new ObjectMapper().readTree(r.out()));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + r, e);
        }
    }

    private static void paste(JsonNode finding) {
        String command = finding.at("/remedy/command").asText();
        assertThat(command).as("%s", finding).isNotEmpty();
        Sonde.Result pasted = Sonde.sh(command);
        assertThat(pasted.status()).as("%s: %s", finding, pasted).isZero();
    }

    private static void healthy() {
        assertThat(answers(1, 2)).as("1 to 2").isTrue();
        assertThat(answers(1, 3)).as("1 to 3").isTrue();
        assertThat(lab.own(Lab.check())).isEmpty();
        assertThat(byTheList(nodes)).isEmpty();
    }

    @Test
    void eachPodReachesEachOther() {
        for (int from = 1; from <= 4; from++) {
            for (int to = 1; to <= 4; to++) {
                assertThat(from == to || answers(from, to))
                        .as("%d to %d", from, to)
                        .isTrue();
            }
        }
        healthy();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pod-route-lost        | the pods in 10.244.1.0/24 on NODE2 | the pods of node NODE2           | ip route replace 10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink
            wrong-vtep-mac        | the pods in 10.244.1.0/24 on NODE2 | the pods of node NODE2           | ip neigh replace 10.244.1.0 lladdr MAC2 dev flannel.1 nud permanent
            missing-pod-neighbour | the pods in 10.244.1.0/24 on NODE2 | the pods of node NODE2           | ip neigh replace 10.244.1.0 lladdr MAC2 dev flannel.1 nud permanent
            missing-pod-fdb       | the pods in 10.244.1.0/24 on NODE2 | the pods of node NODE2           | bridge fdb replace MAC2 dev flannel.1 dst 10.99.0.2 self permanent
            wrong-node            | the pods in 10.244.1.0/24 on NODE2 | the pods of node NODE2           | bridge fdb replace MAC2 dev flannel.1 dst 10.99.0.2 self permanent
            pod-tunnel-down       | the pods of nodes NODE2, NODE3     | the pods of nodes NODE2, NODE3   | ip link set dev flannel.1 up
            """)
    void isFoundAndMendedByPasting(String fault, String victim, String node, String command) {
        assertThat(answers(1, 2)).isTrue();
        lab.run("break", fault);
        assertThat(answers(1, 2)).as(fault).isFalse();
        assertThat(answers(2, 3)).as("others are not touched: %s", fault).isTrue();
        JsonNode seen = only(lab.own(Lab.check()), victim, command);
        JsonNode listed = only(byTheList(nodes), node, command);
        assertThat(seen.get("remedy")).isEqualTo(listed.get("remedy"));
        paste(listed);
        healthy();
        lab.run("mend");
        assertThat(answers(1, 2)).as("mended twice: %s", fault).isTrue();
    }

    private static JsonNode only(List<JsonNode> found, String victim, String command) {
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("code").asText() + " " + f.get("severity").asText()).isEqualTo("S318 error");
        assertThat(f.at("/where/host").asText()).isEqualTo(host(1));
        assertThat(f.get("victim").asText()).isEqualTo(names(victim));
        assertThat(f.at("/remedy/command").asText()).contains(names(command));
        return f;
    }

    private static String names(String text) {
        return text.replace("NODE2", host(2))
                .replace("NODE3", host(3))
                .replace("MAC2", cluster.nodes().get(1).mac());
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({
        "pod-route-lost",
        "wrong-vtep-mac",
        "missing-pod-neighbour",
        "missing-pod-fdb",
        "wrong-node",
        "pod-tunnel-down"
    })
    void isTakenBack(String fault) {
        String before = rows();
        assertThat(lab.run("break", fault, host(3) + "@" + host(2)))
                .contains(": broken: " + fault + " of " + host(3) + " in flannel.1@" + host(2));
        assertThat(answers(2, 3)).isFalse();
        assertThat(lab.run("status")).contains("  broken by lab break: " + fault + " of " + host(3));
        lab.run("mend");
        assertThat(rows()).isEqualTo(before);
        assertThat(lab.run("status")).doesNotContain("broken");
        assertThat(answers(2, 3)).isTrue();
    }

    /// What the real tools say of the way to other nodes, on each; neighbours that age are not flannel's.
    private static String rows() {
        StringBuilder b = new StringBuilder();
        for (LabState.Host h : lab.state().hosts()) {
            String file = lab.file(h.file());
            b.append(Lab.in(file, "ip route"))
                    .append(Lab.in(file, "ip neigh show dev flannel.1 nud permanent"))
                    .append(Lab.in(file, "bridge fdb show dev flannel.1"))
                    .append(Lab.in(file, "ip -o link show flannel.1").replaceAll("state \\S+", ""));
        }
        return b.toString().lines().map(String::strip).sorted().toList().toString();
    }

    /// flannel #1330, #1788: the other nodes send to a MAC that the device has not.
    @Test
    void aDeviceWithAnotherMacThanItsNodeTells() {
        String told = cluster.nodes().get(1).mac();
        on(2, "ip link set dev flannel.1 address 0e:00:00:00:00:22");
        assertThat(answers(1, 2)).isFalse();
        List<JsonNode> found = byTheList(nodes);
        assertThat(found).hasSize(3); // the kernel took its neighbours of both others away as well
        JsonNode f = found.getFirst();
        assertThat(f.at("/where/host").asText()).isEqualTo(host(2));
        assertThat(f.get("severity").asText()).isEqualTo("error");
        assertThat(f.get("headline").asText()).isEqualTo("other nodes do not reach the pods of node " + host(2));
        assertThat(f.at("/evidence/0/line").asText()).isEqualTo("link/ether 0e:00:00:00:00:22");
        assertThat(f.at("/remedy/command").asText()).contains("ip link set dev flannel.1 address " + told + " && ");
        paste(f);
        healthy();
    }

    /// With it all rows went: nothing on the node is wrong any more, and only the list says what is missing.
    @Test
    @Tag("slow")
    void aDeviceThatWasDeleted() throws IOException {
        Lab before = lab;
        LabState.Cluster whole = cluster;
        Path plan = Files.writeString(
                folder.resolve("deleted.json"),
                "{\"kind\": \"flannel\", \"hosts\": 2, \"pods\": [{\"name\": \"web\", \"replicas\": 2}]}");
        try (Lab own = Lab.up(plan.toString())) {
            lab = own;
            cluster = own.state().cluster();
            Path list = list("two.json", cluster.nodes());
            assertThat(byTheList(list)).isEmpty();
            on(1, "ip link del flannel.1");
            assertThat(answers(1, 2)).isFalse();
            List<JsonNode> found = byTheList(list);
            assertThat(found).hasSize(1);
            JsonNode f = found.getFirst();
            assertThat(f.get("code").asText() + " " + f.get("severity").asText())
                    .isEqualTo("S318 error");
            assertThat(f.get("headline").asText()).isEqualTo(host(1) + " does not reach the pods of node " + host(2));
            assertThat(f.get("expected").asText())
                    .contains(
                            "a VXLAN device with the number 1",
                            cluster.nodes().getFirst().mac());
            assertThat(f.at("/remedy/text").asText()).contains("kubectl delete pod");
        } finally {
            lab = before;
            cluster = whole;
        }
    }

    @Test
    @Tag("slow")
    void rowsOfANodeThatIsGone() {
        on(
                1,
                "ip route add 10.244.9.0/24 via 10.244.9.0 dev flannel.1 onlink"
                        + " && ip neigh replace 10.244.9.0 lladdr 0e:00:00:00:00:09 dev flannel.1 nud permanent"
                        + " && bridge fdb replace 0e:00:00:00:00:09 dev flannel.1 dst 10.99.0.9 self permanent");
        assertThat(lab.own(Lab.check())).isEmpty();
        List<JsonNode> found = byTheList(nodes);
        assertThat(found).hasSize(1);
        JsonNode f = found.getFirst();
        assertThat(f.get("severity").asText()).isEqualTo("warning");
        assertThat(f.get("victim").asText()).isEqualTo("10.244.9.0/24");
        assertThat(f.get("source").asText()).isEqualTo("the list of nodes");
        paste(f);
        assertThat(rows()).doesNotContain("10.244.9.0", "0e:00:00:00:00:09");
        healthy();
    }

    /// The list may come by a pipe, and with a recording.
    @Test
    void theListComesByAPipeAndWithARecording() {
        lab.run("break", "missing-pod-fdb");
        Sonde.Result piped = Sonde.sh("cat " + nodes + " | \"$SONDE\" check --nodes /dev/stdin");
        assertThat(piped.out()).contains("does not reach the pods of node " + host(2));
        Path frames = folder.resolve("frames");
        assertThat(Sonde.sonde("collect", "-o", frames.toString()).status()).isZero();
        Sonde.Result recorded = Sonde.sonde("check", "--from", frames.toString(), "--nodes=" + nodes);
        assertThat(recorded.out()).contains("does not reach the pods of node " + host(2));
    }

    @Test
    void viewsNamePodsAndNodes() {
        LabState.Pod pod = cluster.pods().get(1);
        assertThat(Sonde.sonde("who", pod.ip()).out()).startsWith("default/web-2  eth0  " + pod.mac());
        assertThat(Sonde.sonde("ls", "--kind", "pod").out()).contains("default/web-1", "default/web-4");
        assertThat(Sonde.sonde("show", host(1)).out()).contains("flannel.1 of " + host(2), "eth0 of default/web-1");
        assertThat(lab.run("status"))
                .contains("3 hosts, 4 pods", "  node " + host(2) + "  10.244.1.0/24", "default/web-2");
    }

    @Test
    void aFaultOfAnotherKindIsRefused() {
        Sonde.Result r = Sonde.sonde("lab", "break", "missing-fdb", "--name", lab.name());
        assertThat(r.status()).isEqualTo(1);
        assertThat(r.err())
                .startsWith("sonde: lab break: missing-fdb is a fault of overlay networks; the lab " + lab.name()
                        + " is of kind flannel\n");
        try (Lab overlay = Lab.up()) {
            r = Sonde.sonde("lab", "break", "missing-pod-fdb", "--name", overlay.name());
            assertThat(r.status()).isEqualTo(1);
            assertThat(r.err())
                    .startsWith("sonde: lab break: missing-pod-fdb is a fault of a lab of kind flannel; the lab "
                            + overlay.name() + " has overlay networks\n");
        }
    }
}

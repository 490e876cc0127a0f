package dev.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `check --nodes` on recordings of a lab of kind flannel, with lists of its nodes and of others that are not seen.
class NodesTest {
    private static final String NODE1 = node("node1", "10.244.0.0/24", "0e:34:75:c4:2b:a1", "10.99.0.1");
    private static final String NODE2 = node("node2", "10.244.1.0/24", "0e:b6:0b:78:8f:cc", "10.99.0.2");
    private static final String NODE3 = node("node3", "10.244.2.0/24", "0e:41:48:5d:9d:84", "10.99.0.3");

    @TempDir
    static Path folder;

    /// A node as `kubectl` prints it, of what is read.
    private static String node(String name, String range, String mac, String ip) {
        return """
                {"apiVersion": "v1", "kind": "Node",
                 "metadata": {"name": "%s", "annotations": {
                   "flannel.alpha.coreos.com/backend-data": "{\\"VNI\\":1,\\"VtepMAC\\":\\"%s\\"}",
                   "flannel.alpha.coreos.com/backend-type": "vxlan",
                   "flannel.alpha.coreos.com/public-ip": "%s"}},
                 "spec": {"podCIDR": "%s", "podCIDRs": ["%s"]},
                 "status": {"addresses": [{"address": "%s", "type": "InternalIP"}]}}
                """.formatted(name, mac, ip, range, range, ip);
    }

    /// Node N of those that are not seen.
    private static String unseen(int n) {
        return node("worker-" + n, "10.244." + n + ".0/24", "0e:00:00:00:00:0" + n, "10.99.0." + n);
    }

    private static Recordings.Result check(String recording, List<String> nodes, String... more) throws IOException {
        Path list = Files.writeString(
                Files.createTempFile(folder, "nodes", ".json"),
                "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [" + String.join(",", nodes) + "]}");
        String[] words = Stream.concat(Stream.of("check", "--nodes", list.toString()), Stream.of(more))
                .toArray(String[]::new);
        return new Recordings(folder).run(recording, words);
    }

    private static List<String> found(Recordings.Result r) {
        List<String> all = new ArrayList<>();
        for (JsonNode f : r.json().get("findings")) {
            assertThat(f.get("code").asText()).isEqualTo("S318");
            assertThat(f.get("evidence")).isNotEmpty();
            all.add(f.get("severity").asText() + " | " + f.at("/where/host").asText() + " | "
                    + f.get("victim").asText() + " | " + f.get("source").asText() + " | "
                    + f.at("/remedy/command").asText().replace("sonde enter node1 -- ", ""));
        }
        return all;
    }

    private static List<String> open(Recordings.Result r) {
        List<String> all = new ArrayList<>();
        r.json()
                .get("open")
                .forEach(o ->
                        all.add(o.get("what").asText() + ": " + o.get("why").asText()));
        return all;
    }

    @Test
    void aHealthyCluster() throws IOException {
        Recordings.Result r = check("healthy-cluster", List.of(NODE1, NODE2, NODE3), "-j");
        assertThat(found(r)).isEmpty();
        assertThat(open(r)).isEmpty();
        assertThat(r.status()).isZero();
    }

    /// The list names the nodes of what is found without it.
    @Test
    void theVictimIsANode() throws IOException {
        assertThat(found(check("missing-pod-fdb", List.of(NODE1, NODE2, NODE3), "-j")))
                .containsExactly("error | node1 | the pods of node node2 | always so | bridge fdb replace"
                        + " 0e:b6:0b:78:8f:cc dev flannel.1 dst 10.99.0.2 self permanent");
    }

    private static final List<String> ALL = List.of(NODE1, NODE2, NODE3, unseen(4), unseen(5), unseen(6), unseen(7));

    private static final String FDB9 = "warning | node1 | 10.99.0.99 | the list of nodes | bridge fdb del"
            + " 0e:00:00:00:00:99 dev flannel.1 dst 10.99.0.99 self";

    /// What only the list tells.
    @Test
    void nodesThatAreNotSeen() throws IOException {
        assertThat(found(check("cluster-unseen", ALL, "node1", "-j")))
                .containsExactlyInAnyOrder(
                        "error | node1 | the pods of node worker-5 | the list of nodes | ip neigh replace 10.244.5.0"
                                + " lladdr 0e:00:00:00:00:05 dev flannel.1 nud permanent && bridge fdb replace"
                                + " 0e:00:00:00:00:05 dev flannel.1 dst 10.99.0.5 self permanent",
                        "error | node1 | the pods of node worker-6 | the list of nodes | bridge fdb replace"
                                + " 0e:00:00:00:00:06 dev flannel.1 dst 10.99.0.6 self permanent",
                        "error | node1 | the pods of node worker-7 | the list of nodes | ip route replace"
                                + " 10.244.7.0/24 via 10.244.7.0 dev flannel.1 onlink",
                        FDB9);
    }

    /// On a host without any row of them all three are missing.
    @Test
    void aNodeThatIsNew() throws IOException {
        List<String> found = found(check("healthy-cluster", List.of(NODE1, NODE2, NODE3, unseen(4)), "-j"));
        assertThat(found).hasSize(3);
        assertThat(found)
                .contains("error | node1 | the pods of node worker-4 | the list of nodes | ip route replace"
                        + " 10.244.4.0/24 via 10.244.4.0 dev flannel.1 onlink && ip neigh replace 10.244.4.0 lladdr"
                        + " 0e:00:00:00:00:04 dev flannel.1 nud permanent && bridge fdb replace 0e:00:00:00:00:04 dev"
                        + " flannel.1 dst 10.99.0.4 self permanent");
    }

    @Test
    void aNodeThatIsGone() throws IOException {
        List<String> without4 = new ArrayList<>(ALL);
        without4.remove(3);
        assertThat(found(check("cluster-unseen", without4, "node1", "-j")))
                .hasSize(5)
                .contains(
                        FDB9,
                        "warning | node1 | 10.244.4.0/24 | the list of nodes | ip route del 10.244.4.0/24 via"
                                + " 10.244.4.0 dev flannel.1 onlink && ip neigh del 10.244.4.0 dev flannel.1 &&"
                                + " bridge fdb del 0e:00:00:00:00:04 dev flannel.1 dst 10.99.0.4 self");
        // Of what has no range a row may be: nothing is called gone then.
        List<String> unknown = new ArrayList<>(without4);
        unknown.add("{\"metadata\": {\"name\": \"x\"}}");
        assertThat(found(check("cluster-unseen", unknown, "node1", "-j")))
                .hasSize(3)
                .noneMatch(f -> f.startsWith("warning"));
    }

    /// Nodes of another backend have no rows here, and are not judged.
    @Test
    void anotherBackendIsLeftAlone() throws IOException {
        String other = unseen(4).replace("\"vxlan\"", "\"wireguard\"");
        assertThat(found(check("healthy-cluster", List.of(NODE1, NODE2, NODE3, other), "-j")))
                .isEmpty();
    }

    /// Its device has another MAC than it tells; those who are seen have the right one.
    @Test
    void aMacThatIsNotTheDevices() throws IOException {
        String wrong = NODE1.replace("0e:34:75:c4:2b:a1", "0e:00:00:00:00:01");
        assertThat(found(check("healthy-cluster", List.of(wrong, NODE2, NODE3), "-j")))
                .containsExactly("warning | node1 | the pods of node node1 | the list of nodes | ip link set dev"
                        + " flannel.1 address 0e:00:00:00:00:01 && ip neigh replace 10.244.1.0 lladdr"
                        + " 0e:b6:0b:78:8f:cc dev flannel.1 nud permanent && ip neigh replace 10.244.2.0 lladdr"
                        + " 0e:41:48:5d:9d:84 dev flannel.1 nud permanent");
    }

    /// To judge by the list of another cluster would be a false alarm, to say nothing a false all-clear.
    @Test
    void aListOfOthersIsSaid() throws IOException {
        Recordings.Result r = check("healthy-cluster", List.of(unseen(4), unseen(5)), "node1", "-j");
        assertThat(found(r)).isEmpty();
        assertThat(open(r))
                .containsExactly("flannel.1 of node1 by the list of nodes: no node in it, or more than one, has this"
                        + " host's name, addresses and MAC");
        r = check("healthy", List.of(NODE1, NODE2), "-j");
        assertThat(open(r)).containsExactly("the list of nodes: no host here has a VXLAN device of flannel or Calico");
        r = check("healthy", List.of("{\"metadata\": {\"name\": \"x\"}}"), "-j");
        assertThat(open(r)).containsExactly("the list of nodes: none of its 1 has a VXLAN device of flannel or Calico");
        assertThat(check("healthy", List.of(NODE1)).out()).startsWith("no fault found, but not all could be judged; ");
    }

    /// Names that a terminal would obey come out escaped.
    @Test
    void aHostileName() throws IOException {
        String evil = node("\\u001b]0;x\\u0007; rm -rf /", "10.244.4.0/24", "0e:00:00:00:00:04", "10.99.0.4");
        String out =
                check("healthy-cluster", List.of(NODE1, NODE2, NODE3, evil)).out();
        assertThat(out).contains("rm -rf /").doesNotContain("\033", "\007");
        assertThat(out.lines().filter(l -> l.startsWith("  mend ")))
                .isNotEmpty()
                .noneMatch(l -> l.contains("rm -rf"));
    }

    /// Without [Recordings]: what goes wrong before a recording is read.
    private static String err(String... words) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new ByteArrayInputStream(new TrainingStream(words).bytes()),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream(),
                err,
                MainTest::open);
        assertThat(status).isIn(1, 2);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNoListIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("pods.json"), "{\"kind\": \"Node\", \"metadata\": {}}");
        String expected = "\n  expected: what kubectl get nodes -o json prints, of all nodes\n";
        assertThat(err("sonde", "check", "--nodes", file.toString()))
                .isEqualTo("sonde: check: --nodes " + file + ": it is one node, not the list of all" + expected);
        assertThat(err("sonde", "check", "--nodes", "/nowhere"))
                .isEqualTo("sonde: check: --nodes /nowhere: No such file or directory" + expected);
        assertThat(err("sonde", "check", "--nodes", "-")).startsWith("sonde: check: --nodes -: stdin is not read");
    }
}

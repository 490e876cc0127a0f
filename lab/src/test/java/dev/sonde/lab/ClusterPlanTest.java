package dev.sonde.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.LinkAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plans of kind flannel.
class ClusterPlanTest {
    private static LabPlan read(String json) {
        return PlanFile.read(json.getBytes(StandardCharsets.UTF_8), "");
    }

    /// The second example of docs/lab.md.
    private static String example() throws IOException {
        List<String> examples = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/lab.md")))
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(examples).hasSize(2);
        return examples.get(1);
    }

    @Test
    void theExampleOfTheDocument() throws IOException {
        LabPlan plan = read(example());
        assertThat(plan.name()).isEqualTo("cluster");
        assertThat(plan.networks()).isEmpty();
        LabState.Cluster c = plan.cluster();
        assertThat(c.nodes()).extracting(LabState.Node::host).containsExactly("control", "worker-1", "worker-2");
        assertThat(c.nodes())
                .extracting(LabState.Node::range)
                .containsExactly("10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24");
        assertThat(c.pods())
                .extracting(p -> p.fullName() + " " + p.host() + " " + p.address())
                .containsExactly(
                        "default/web-1 worker-1 10.244.1.2/24",
                        "default/web-2 worker-2 10.244.2.2/24",
                        "default/web-3 worker-1 10.244.1.3/24",
                        "default/web-4 worker-2 10.244.2.3/24",
                        "kube-system/coredns control 10.244.0.2/24");
        assertThat(plan.namespaces()).isEqualTo(8);
    }

    @Test
    void whatIsLeftOut() {
        LabPlan plan = read("{\"kind\": \"flannel\"}");
        assertThat(plan.hosts()).extracting(LabState.Host::name).containsExactly("node1", "node2");
        assertThat(plan.cluster().pods())
                .extracting(p -> p.fullName() + " " + p.host())
                .containsExactly("default/web-1 node1", "default/web-2 node2");
        assertThat(read("{\"kind\": \"overlay\", \"containers\": [{\"name\": \"c\"}]}")
                        .cluster())
                .isNull();
    }

    /// No two have one MAC, and each is that of one station.
    @Test
    void theMacsOfManyNodes() {
        LabPlan plan = read("{\"kind\": \"flannel\", \"hosts\": 64, \"subnet\": \"10.0.0.0/12\"}");
        assertThat(plan.cluster().nodes()).extracting(LabState.Node::mac).doesNotHaveDuplicates();
        for (LabState.Node n : plan.cluster().nodes()) {
            assertThat(LinkAddress.parse(n.mac()).toArray()[0] & 3).isEqualTo(2);
        }
        assertThat(plan.cluster().nodes().getLast().range()).isEqualTo("10.0.63.0/24");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"kind\": \"calico\"} | kind: calico is no kind of lab: overlay or flannel",
                "{\"kind\": 7} | kind: this is a text, not 7",
                "{\"kind\": \"flannel\", \"networks\": []} | plan: a plan of kind flannel has no networks, but kind, name, hosts, subnet, pods",
                "{\"kind\": \"flannel\", \"subnet\": \"10.99.0.0/16\"} | subnet: 10.99.0.0/16 is for other things: the lab's underlay has 10.99.0.0/16",
                "{\"kind\": \"flannel\", \"subnet\": \"10.244.0.0/25\"} | subnet: 10.244.0.0/25 is not an IPv4 subnet from /8 to /24, such as 10.244.0.0/16",
                "{\"kind\": \"flannel\", \"subnet\": \"10.244.0.0/23\", \"hosts\": 3} | subnet: 10.244.0.0/23 has no /24 for each of 3 hosts",
                "{\"kind\": \"flannel\", \"pods\": [{\"name\": \"a\"}, {\"name\": \"a\"}]} | pods[1].name: there is a pod default/a already",
                "{\"kind\": \"flannel\", \"pods\": [{\"name\": \"a\", \"replicas\": 600}]} | pods[0]: node1 would have more than 253 pods",
                "{\"kind\": \"flannel\", \"pods\": [{\"name\": \"a\", \"hosts\": [\"x\"]}]} | pods[0].hosts[0]: there is no host x",
                "{\"kind\": \"flannel\", \"pods\": [{\"name\": \"a\", \"hosts\": [3]}]} | pods[0].hosts[0]: this is a number from 1 to 2, not 3",
                "{\"pods\": []} | plan: a plan has no pods, but kind, name, hosts, gateway, networks, containers",
            })
    void whatCannotBeIsToldWithItsPlace(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(LabException.class).hasMessage(message);
    }

    /// A fault of the other kind of lab is refused.
    @Test
    void eachFaultIsOfOneKind() {
        LabState overlay = state(LabPlan.of("o", 2, 1, 2));
        LabState cluster = state(read("{\"kind\": \"flannel\", \"name\": \"c\"}"));
        for (Fault f : Fault.ALL) {
            f.fits(f.ofCluster() ? cluster : overlay);
            assertThatThrownBy(() -> f.fits(f.ofCluster() ? overlay : cluster))
                    .isInstanceOf(LabException.class)
                    .hasMessageStartingWith(f.name() + " is a fault of ");
            assertThat(f.summary().startsWith("flannel: ")).isEqualTo(f.ofCluster());
        }
    }

    private static LabState state(LabPlan p) {
        return new LabState(p.name(), 1, p.hosts(), p.networks(), p.bridges(), p.containers(), p.cluster(), List.of());
    }

    @Test
    void theSpotOfAFault() {
        LabState lab = state(read("{\"kind\": \"flannel\", \"hosts\": 3}"));
        Fault f = new PodFaults.MissingFdb();
        assertThat(f.spot(lab, "").remember(f))
                .isEqualTo(new LabState.Broken("missing-pod-fdb", "flannel.1", "node1", "node2"));
        assertThat(f.spot(lab, "node3").node().host()).isEqualTo("node3");
        FaultSite pod = f.spot(lab, "default/web-1@node3");
        assertThat(pod.host() + " " + pod.node().host()).isEqualTo("node3 node1");
        assertThat(FaultSite.of(lab, pod.remember(f))).isEqualTo(pod);
        assertThatThrownBy(() -> f.spot(lab, "web-9")).hasMessage("there is no node or pod web-9 in the lab lab");
        assertThatThrownBy(() -> f.spot(lab, "node1@node9")).hasMessage("there is no node or pod node9 in the lab lab");
        assertThatThrownBy(() -> f.spot(lab, "node1@node1"))
                .hasMessage("there is no place for missing-pod-fdb at node1@node1");
    }
}

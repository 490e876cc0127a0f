package dev.sonde.core.check.rule.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.SwarmPeer;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which hosts of a network's endpoints are none of its peers.
class AbsentPeerTest {
    private static Endpoint on(String host, String vtep) {
        Workload w = new Workload(Kind.TASK, "web.1." + host, "web", "", host, 0);
        return Endpoint.of("e" + host, w, "02:42:0a:00:01:03", "10.0.1.3/24", "", host, vtep);
    }

    private static SwarmPeer peer(String host, String address) {
        return new SwarmPeer(host, IpAddress.parse(address));
    }

    private static Network network(List<SwarmPeer> peers, Endpoint... endpoints) {
        return new Network(
                EngineId.answering(EngineId.Kind.DOCKER, "20.10", "", "/run/docker.sock", 0, 0),
                "web",
                "id",
                "swarm",
                "overlay",
                false,
                false,
                List.of(),
                List.of(),
                List.of(endpoints),
                "",
                0,
                peers,
                List.of(),
                null,
                List.of());
    }

    @Test
    void namesTheHostThatIsMissing() {
        List<SwarmPeer> peers = List.of(peer("node1", "10.99.0.1"), peer("node2", "10.99.0.2"));
        Network n = network(
                peers,
                on("node1", "10.99.0.1"),
                on("node2", "10.99.0.2"),
                on("node3", "10.99.0.3"),
                on("10.99.0.4", "10.99.0.4"));
        assertThat(AbsentPeer.absent(n, "node1"))
                .containsOnly(Map.entry("10.99.0.3", "node3"), Map.entry("10.99.0.4", ""));
    }

    @Test
    void saysNothingWhereItCannotKnow() {
        assertThat(AbsentPeer.absent(network(List.of(), on("node1", "10.99.0.1")), "node1"))
                .isEmpty();
        // --data-path-addr: the peers are told by other addresses than those of the tunnels
        List<SwarmPeer> others = List.of(peer("node1", "192.168.7.1"), peer("node2", "192.168.7.2"));
        assertThat(AbsentPeer.absent(network(others, on("node1", "10.99.0.1"), on("node2", "10.99.0.2")), "node1"))
                .isEmpty();
        // of this host the engine tells the address of the peer
        assertThat(AbsentPeer.absent(network(others, on("node1", "192.168.7.1"), on("node2", "10.99.0.2")), "node1"))
                .isEmpty();
        List<SwarmPeer> whole = List.of(peer("node1", "10.99.0.1"));
        assertThat(AbsentPeer.absent(network(whole, on("node1", "10.99.0.1"), on("node2", "")), "node1"))
                .isEmpty();
    }
}

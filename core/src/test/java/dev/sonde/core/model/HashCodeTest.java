package dev.sonde.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Maps and sets of namespaces and networks are made for every command: what is hashed of one does not grow with its
/// network.
class HashCodeTest {
    private static final EngineId ENGINE = EngineId.lab("a", 0);

    private static Network network(int endpoints) {
        List<Endpoint> all = new ArrayList<>();
        for (int i = 0; i < endpoints; i++) {
            Workload w = new Workload(Kind.TASK, "web." + i, "web", "c" + i, "h", i);
            all.add(Endpoint.of("e" + i, w, "02:42:0a:00:00:05", "10.0.0.5/24", "", "h", "10.9.0.1"));
        }
        return new Network(
                ENGINE, "n", "id", "swarm", "overlay", false, false, List.of(), List.of(), all, "", 0, List.of(),
                List.of(), null, List.of());
    }

    private static Namespace namespace(Network of) {
        return new Namespace(
                new NamespaceId(4, 200, 1400),
                2,
                State.HELD,
                Kind.OVERLAY,
                "n",
                "h",
                of,
                null,
                List.of(),
                new NameSource.ByEngine(ENGINE),
                0,
                List.of(),
                0);
    }

    @Test
    void isOfTheIdAlone() {
        Network small = network(1);
        Network large = network(100);
        assertThat(large).isNotEqualTo(small).hasSameHashCodeAs(small);
        assertThat(namespace(large)).isNotEqualTo(namespace(small)).hasSameHashCodeAs(namespace(small));
        assertThat(namespace(network(100))).isEqualTo(namespace(large));
    }

    @Test
    void differsFromEndpointToEndpoint() {
        List<Endpoint> all = network(100).endpoints();
        assertThat(all.stream().map(Endpoint::hashCode).distinct()).hasSize(100);
        assertThat(all.stream().map(e -> e.workload().hashCode()).distinct()).hasSize(100);
    }
}

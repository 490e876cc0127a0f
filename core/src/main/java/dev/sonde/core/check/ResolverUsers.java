package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The namespaces of containers whose names Docker itself resolves: those on a network that somebody made. The default
/// bridge has no resolver, and what Docker attaches by itself alone decides nothing.
public final class ResolverUsers {
    private static final Set<String> DOCKERS_OWN = Set.of("bridge", "host", "none", "docker_gwbridge", "ingress");

    public static List<Namespace> of(Snapshot snapshot) {
        Set<String> containers = new HashSet<>();
        for (Network n : snapshot.networks()) {
            boolean made = n.engine().kind() == EngineId.Kind.DOCKER && !DOCKERS_OWN.contains(n.name());
            for (Endpoint e : made ? n.endpoints() : List.<Endpoint>of()) {
                if (e.workload() != null && !e.workload().container().isEmpty()) {
                    containers.add(e.workload().container());
                }
            }
        }
        List<Namespace> some = new ArrayList<>();
        for (Namespace n : containers.isEmpty() ? List.<Namespace>of() : snapshot.namespaces()) {
            boolean dockers = n.engine() != null && n.engine().kind() == EngineId.Kind.DOCKER;
            if (dockers
                    && n.workload() != null
                    && containers.contains(n.workload().container())) {
                some.add(n);
            }
        }
        return some;
    }

    private ResolverUsers() {}
}

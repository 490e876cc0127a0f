package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The namespaces of containers whose names Docker itself resolves: those on a network that somebody made. The default
/// bridge has no resolver, and what Docker attaches by itself alone decides nothing. Docker makes the resolver while it
/// starts a container, and takes it away while it ends one: only such count as have had a process for a while.
public final class ResolverUsers {
    /// Nanoseconds of a tick of the clock by which the kernel tells when a process was started (USER_HZ).
    private static final long TICK = 10_000_000;

    /// Ten seconds, in ticks.
    private static final long WHILE = 1000;

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
        long now = containers.isEmpty() ? 0 : now(snapshot);
        for (Namespace n : containers.isEmpty() ? List.<Namespace>of() : snapshot.namespaces()) {
            boolean dockers = n.engine() != null && n.engine().kind() == EngineId.Kind.DOCKER;
            boolean its = dockers
                    && n.workload() != null
                    && containers.contains(n.workload().container());
            Handle.Process oldest = its ? n.process() : null;
            if (oldest != null && now - oldest.started() >= WHILE) {
                some.add(n);
            }
        }
        return some;
    }

    /// When the host was read. A host that sleeps stops one clock and not the other: then the youngest process tells.
    private static long now(Snapshot snapshot) {
        long now = snapshot.host().monotonicNanos() / TICK;
        for (Namespace n : snapshot.namespaces()) {
            Handle.Process p = n.process();
            now = Math.max(now, p == null ? 0 : p.started());
        }
        return now;
    }

    private ResolverUsers() {}
}

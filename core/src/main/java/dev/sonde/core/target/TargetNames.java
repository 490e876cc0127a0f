package dev.sonde.core.target;

import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.core.model.Workload;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// The names of what is on a host, as they are typed: what is suggested for a mistyped one, and what a shell completes.
public final class TargetNames {
    /// What may stand for a target, but for numbers, ids and paths.
    public static Collection<String> targets(Snapshot s) {
        Collection<String> names = new TreeSet<>(services(s));
        for (Namespace n : s.namespaces()) {
            n.tenants().forEach(w -> names.add(w.name()));
            if (n.kind() == Kind.PROCESS || n.kind() == Kind.HOST || n.kind() == Kind.OWN) {
                continue;
            }
            names.add(n.name());
            if (n.kind() == Kind.OVERLAY || n.kind() == Kind.TASK) {
                names.add(label(n));
            }
        }
        for (Network n : s.networks()) {
            if (s.namespace(n) != null) {
                names.add(n.name());
            }
        }
        return names;
    }

    /// Its networks, also those that are not here now.
    public static Collection<String> networks(Snapshot s) {
        Collection<String> names = new TreeSet<>();
        s.networks().forEach(n -> names.add(n.name()));
        return names;
    }

    public static Collection<String> services(Snapshot s) {
        Collection<String> names = new TreeSet<>();
        for (Namespace n : s.namespaces()) {
            Workload w = n.workload();
            if (w != null && !w.service().isEmpty()) {
                names.add(w.service());
            }
        }
        return names;
    }

    /// The host, and those that are on it: simulated ones, and nodes of swarms.
    public static Collection<String> hosts(Snapshot s) {
        Collection<String> names = new TreeSet<>(List.of(s.host().name()));
        s.namespaces().forEach(n -> names.add(n.host()));
        for (SwarmNode n : s.nodes()) {
            if (n.self()) {
                names.add(n.host());
            }
        }
        return names;
    }

    /// A target that names this namespace.
    static String label(Namespace n) {
        return switch (n.kind()) {
            case OVERLAY -> n.name() + "@" + n.host();
            case TASK -> DisplayNames.of(n.workload());
            case CONTAINER, NAMED, LAB_HOST, NODE -> n.name();
            case POD -> "pod:" + n.name();
            case PEER -> Targets.nsid(n);
            default -> "netns:" + n.id().ino();
        };
    }

    private TargetNames() {}
}

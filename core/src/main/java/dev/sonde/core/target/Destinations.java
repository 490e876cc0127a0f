package dev.sonde.core.target;

import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Workload;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// Which addresses a name has for whoever is in a namespace: those of a container or a task in a network that both
/// are in.
///
/// `known`: whether something has this name. `ipv4`, `ipv6`: in the first network that is shared; null: none there.
/// `called`: how those that have the name are called, more than one where it means several.
public record Destinations(boolean known, IpAddress ipv4, IpAddress ipv6, List<String> called) {
    public static Destinations of(Snapshot snapshot, Namespace from, String name) {
        List<Endpoint> shared = new ArrayList<>(1);
        List<String> called = new ArrayList<>(1);
        boolean known = false;
        for (Network network : snapshot.networks()) {
            boolean in = isIn(snapshot, network, from);
            for (Endpoint e : network.endpoints()) {
                if (e.workload() == null || !means(snapshot, e.workload(), name)) {
                    continue;
                }
                known = true;
                String title = DisplayNames.of(e.workload());
                if (in && !called.contains(title)) {
                    called.add(title);
                    shared.add(e);
                }
            }
        }
        Endpoint one = shared.size() == 1 ? shared.getFirst() : null;
        return new Destinations(known, one == null ? null : one.ip(), one == null ? null : one.ip6(), called);
    }

    /// Whether packets for a network's addresses have a way from a namespace: one of its endpoints is there, or it is
    /// the network's own, or the one that holds its bridge.
    private static boolean isIn(Snapshot snapshot, Network network, Namespace from) {
        if (from.network() == network && from.kind() == Kind.OVERLAY || snapshot.namespace(network) == from) {
            return true;
        }
        for (Endpoint e : network.endpoints()) {
            Workload w = e.workload();
            if (w != null
                    && (w == from.workload()
                            || w.equals(from.workload())
                            || from.tenants().contains(w))) {
                return true;
            }
        }
        return false;
    }

    /// Whether a workload, or one that lives in its namespace, is called so.
    private static boolean means(Snapshot snapshot, Workload w, String name) {
        if (named(w, name)) {
            return true;
        }
        for (Namespace n : snapshot.namespaces()) {
            if (!n.tenants().isEmpty() && w.equals(n.workload())) {
                return n.tenants().stream().anyMatch(t -> named(t, name));
            }
        }
        return false;
    }

    /// A container's id counts from its first twelve digits on, as `docker ps` shows it.
    private static boolean named(Workload w, String name) {
        return w.name().equals(name)
                || DisplayNames.of(w).equals(name)
                || !w.service().isEmpty() && w.service().equals(name)
                || name.length() >= 12 && w.container().startsWith(name);
    }
}

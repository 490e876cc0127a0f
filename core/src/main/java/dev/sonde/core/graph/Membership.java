package dev.sonde.core.graph;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.List;

/// On which of an engine's networks the links of a namespace are: a container may be on several, each by a link of its
/// own.
public final class Membership {
    /// The network in which a link is: that of the endpoint with its MAC or address. Where none is known, that of its
    /// namespace; null also where this is on several.
    public static Network network(Snapshot snapshot, LinkRef link) {
        List<Network> joined = networks(snapshot, link.namespace());
        for (Network n : joined) {
            if (endpoint(n, link) != null) {
                return n;
            }
        }
        return joined.size() > 1 ? null : link.namespace().network();
    }

    /// The networks on which the workload of a namespace is, or its load balancer.
    private static List<Network> networks(Snapshot snapshot, Namespace n) {
        List<Network> all = new ArrayList<>(2);
        for (Network network : snapshot.networks()) {
            if (network.endpoints().stream().anyMatch(e -> lives(n, e))) {
                all.add(network);
            }
        }
        return all;
    }

    /// The endpoint of a network that a link is: it has its MAC, or its address; null: none.
    private static Endpoint endpoint(Network network, LinkRef link) {
        Endpoint found = null;
        for (Endpoint e : network.endpoints()) {
            if (!lives(link.namespace(), e)) {
                continue;
            }
            if (e.mac() != null && e.mac().equals(link.link().mac())) {
                return e;
            }
            found = e.ip() != null && Graph.holds(link, e.ip()) ? e : found;
        }
        return found;
    }

    /// Whether an endpoint is of what lives in a namespace. A network's own list calls a container otherwise than the
    /// engine does: its id is the same.
    private static boolean lives(Namespace n, Endpoint e) {
        Workload w = e.workload();
        if (w == null || !Graph.local(n, e)) {
            return false;
        }
        if (n.kind() == Kind.LOAD_BALANCER || n.kind() == Kind.INGRESS) {
            return w.kind() == Kind.LOAD_BALANCER;
        }
        boolean own = n.workload() != null && w.container().equals(n.workload().container());
        return w.equals(n.workload())
                || own && !w.container().isEmpty()
                || n.tenants().contains(w);
    }

    private Membership() {}
}

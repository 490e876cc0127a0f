package dev.sonde.core.view;

import dev.sonde.core.check.Segment;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is behind the tunnel of an overlay network where no engine gives a name: what can be said, and who would
/// know.
///
/// The names of tasks on other hosts are nowhere on this one's disk (a manager has them in its log, beside secrets:
/// that is not read). Load balancers of other hosts are told by no engine at all: each host has one, so of a host
/// with a single stranger it is that.
final class UnknownRemotes {
    private static final int MOST = 3;

    private final Graph graph;
    private final Namespace here;
    private final boolean informed;

    /// The unknown MACs at each VTEP.
    private final Map<IpAddress, Set<LinkAddress>> behind = new HashMap<>();

    /// `segment`: the overlay network's, as the rules of the check see it; null: it is none.
    UnknownRemotes(Graph graph, NamespaceTables in, Segment segment) {
        this.graph = graph;
        this.here = in.namespace();
        Network n = here.network();
        this.informed = n != null && n.wholeCluster();
        for (FdbEntry row : here.kind() == Kind.OVERLAY ? in.fdb() : List.<FdbEntry>of()) {
            boolean tunnel = in.link(row.link()) instanceof Link.Vxlan && row.dst() != null;
            boolean known = row.hasMac()
                    && (graph.endpoint(row.mac(), here) != null
                            || segment != null && segment.remoteEndpoint(row.mac()) != null);
            if (tunnel && row.hasMac() && !row.mac().isZero() && !known) {
                behind.computeIfAbsent(row.dst(), k -> new LinkedHashSet<>()).add(row.mac());
            }
        }
    }

    private boolean among(LinkAddress mac, IpAddress vtep) {
        return vtep != null && behind.getOrDefault(vtep, Set.of()).contains(mac);
    }

    /// Whose it may be; empty where that is anybody's guess.
    String owner(LinkAddress mac, IpAddress vtep) {
        boolean only =
                informed && !here.lab() && among(mac, vtep) && behind.get(vtep).size() == 1;
        return only ? "perhaps load balancer" : "";
    }

    /// Why no name is known; empty where this is known.
    String why(LinkAddress mac, IpAddress vtep) {
        if (!among(mac, vtep)) {
            return "";
        }
        return informed ? "unknown to the engine" : "task unknown";
    }

    /// For people, below the tables: what is missing, and who knows it; empty where nothing is.
    String note() {
        if (behind.isEmpty() || informed) {
            return "";
        }
        Network n = here.network();
        StringBuilder b = new StringBuilder("the tasks of other hosts are not known here: ");
        b.append(
                n == null
                        ? "no engine reports this network"
                        : "only the engine has their names, and it does not answer");
        b.append(". Start it, or run sonde show ")
                .append(n == null ? here.name() : n.name())
                .append(" on ");
        int i = 0;
        // As text: these are few, and people look for them so.
        for (IpAddress vtep : behind.keySet().stream()
                .sorted(Comparator.comparing(IpAddress::toString))
                .limit(MOST)
                .toList()) {
            String host = graph.host(vtep, n);
            b.append(i++ == 0 ? "" : ", ").append(host.isEmpty() ? vtep : host);
        }
        return b.append(behind.size() > MOST ? ", …" : "").toString();
    }
}

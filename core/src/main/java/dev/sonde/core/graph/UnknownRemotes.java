package dev.sonde.core.graph;

import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who is behind the tunnel of an overlay network where no engine gives a name: what can be said, and who would know.
///
/// The names of tasks on other hosts are nowhere on this one's disk (a manager has them in its log, beside secrets:
/// that is not read). Load balancers of other hosts are told by no engine at all: each host has one, so of a host with
/// a single stranger it is that.
final class UnknownRemotes {
    private static final int MOST = 3;

    private final Topology topology;
    private final Namespace here;
    private final boolean overlay;
    private final boolean informed;

    /// The unknown MACs at each VTEP.
    private final Map<String, Set<String>> behind = new HashMap<>();

    UnknownRemotes(Topology topology, NamespaceTables in) {
        this.topology = topology;
        this.here = in.namespace();
        this.overlay = here.kind() == Kind.OVERLAY;
        Network n = here.network();
        this.informed = n != null && n.wholeCluster();
        if (!overlay) {
            return;
        }
        for (NeighbourMessage m : in.fdb()) {
            LinkAddress address = m.linkAddress();
            LinkMessage link = in.link(m.header().ifindex());
            boolean tunnel = link != null && link.kind().equals("vxlan") && m.destination() != null;
            if (tunnel && address != null && address.length() == 6 && !address.isZero()) {
                String mac = address.toString();
                if (topology.endpoint(mac, here) == null) {
                    behind.computeIfAbsent(m.destination().toString(), k -> new LinkedHashSet<>())
                            .add(mac);
                }
            }
        }
    }

    private boolean among(String mac, String vtep) {
        return behind.getOrDefault(vtep, Set.of()).contains(mac);
    }

    /// Whose it may be; empty where that is anybody's guess.
    String owner(String mac, String vtep) {
        boolean only =
                informed && !here.lab() && among(mac, vtep) && behind.get(vtep).size() == 1;
        return only ? "perhaps load balancer" : "";
    }

    /// Why no name is known; empty where this is no stranger.
    String why(String mac, String vtep) {
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
                        ? "no engine tells of this network"
                        : "only the engine has their names, and it does not answer");
        b.append(". Start it, or run sonde show ")
                .append(n == null ? here.name() : n.name())
                .append(" on ");
        int i = 0;
        for (String vtep : behind.keySet().stream().sorted().limit(MOST).toList()) {
            String host = topology.host(vtep, n);
            b.append(i++ == 0 ? "" : ", ").append(host.isEmpty() ? vtep : host);
        }
        return b.append(behind.size() > MOST ? ", …" : "").toString();
    }
}

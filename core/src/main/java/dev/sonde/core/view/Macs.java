package dev.sonde.core.view;

import dev.sonde.core.graph.Graph;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// The MACs of endpoints whose engine keeps only their addresses, as Podman does: those of the links that have
/// them.
public final class Macs {
    /// The network, its endpoints with the MACs that their links have. Nothing is read where none is missing.
    public static Network of(Inventory inventory, Network network) {
        if (network.endpoints().stream().noneMatch(Macs::missing)) {
            return network;
        }
        List<Namespace> some = new ArrayList<>();
        for (Namespace n : inventory.names().namespaces()) {
            if (n.workload() != null && n.readable()) {
                some.add(n);
            }
        }
        inventory.read(EnumSet.of(Table.LINKS, Table.ADDRESSES), some);
        Graph graph = new Graph(inventory.snapshot());
        List<Endpoint> whole = new ArrayList<>(network.endpoints().size());
        for (Endpoint e : network.endpoints()) {
            LinkAddress mac = missing(e) ? mac(graph, e) : e.mac();
            whole.add(new Endpoint(e.id(), e.workload(), mac, e.ipv4(), e.ipv6(), e.host(), e.vtep()));
        }
        return network.with(whole);
    }

    private static boolean missing(Endpoint e) {
        return e.mac() == null && e.ip() != null && e.workload() != null;
    }

    private static LinkAddress mac(Graph graph, Endpoint e) {
        for (NamespaceTables in : graph.all()) {
            Namespace n = in.namespace();
            if (n.workload().container().equals(e.workload().container())) {
                for (Address a : in.addresses()) {
                    Link l = e.ip().equals(a.address()) ? in.link(a.link()) : null;
                    if (l != null) {
                        return l.mac();
                    }
                }
            }
        }
        return null;
    }

    private Macs() {}
}

package dev.sonde.core.graph;

import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The way from a link towards other hosts, link by link: through its veth to a bridge, and through that one's
/// tunnel.
///
/// `start`: the link. `end`: where it is a veth that leads elsewhere, its other end, else null. `port`: the link
/// that is a port of `master`, which is null where there is none. `tunnel`: the VXLAN device of that bridge, or
/// null. `vteps`: the hosts to which it sends.
public record Way(
        LinkRef start, Graph.FarEnd end, LinkRef port, LinkRef master, LinkRef tunnel, List<IpAddress> vteps) {
    /// Where it is not known which of several links is at the other end, the way ends there.
    public static Way of(Graph graph, LinkRef start) {
        boolean leaves = start.link() instanceof Link.Veth && start.link().linkNetnsid() != null;
        Graph.FarEnd end = leaves ? graph.farEnd(start) : null;
        LinkRef port = end == null ? start : end.only();
        Link master = port == null ? null : port.in().link(port.link().master());
        LinkRef bridge = master == null ? null : new LinkRef(port.in(), master);
        LinkRef tunnel = start.link() instanceof Link.Vxlan
                ? start
                : bridge == null || port.link() instanceof Link.Vxlan ? null : tunnel(port.in(), master.index());
        return new Way(start, end, port, bridge, tunnel, tunnel == null ? List.of() : vteps(tunnel));
    }

    /// The VXLAN device of a bridge; of index 0 the first of the namespace; null: there is none.
    public static LinkRef tunnel(NamespaceTables in, int bridge) {
        for (Link l : in.links()) {
            if (l instanceof Link.Vxlan && (l.master() == bridge || bridge == 0)) {
                return new LinkRef(in, l);
            }
        }
        return null;
    }

    /// Where a tunnel's rows lead, in their order; none where they were not read.
    public static List<IpAddress> vteps(LinkRef tunnel) {
        List<IpAddress> some = new ArrayList<>(1);
        for (FdbEntry row : tunnel.in().has(Table.FDB) ? tunnel.in().fdb() : List.<FdbEntry>of()) {
            if (row.link() == tunnel.index() && row.dst() != null && !some.contains(row.dst())) {
                some.add(row.dst());
            }
        }
        return some;
    }
}

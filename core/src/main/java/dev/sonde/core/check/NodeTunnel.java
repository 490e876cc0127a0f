package dev.sonde.core.check;

import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.List;

/// A VXLAN device of a host by which the pods of a Kubernetes cluster reach those of other nodes, as flannel and Calico
/// make it: it learns nothing, and each route into it, `PODS via GATEWAY dev flannel.1 onlink`, names another node.
///
/// `routes`: those. A device that takes the number of its network from elsewhere (`external`) is none.
public record NodeTunnel(NamespaceTables host, Link.Vxlan vxlan, List<Route> routes) {
    /// Those of all hosts that are seen.
    public static List<NodeTunnel> of(Overlays all) {
        List<NodeTunnel> tunnels = new ArrayList<>(0);
        for (NamespaceTables in : all.all) {
            for (Link l : in.namespace().ofHost() ? in.links() : List.<Link>of()) {
                if (l instanceof Link.Vxlan v
                        && v.vni() > 0
                        && !v.learning()
                        && v.group() == null
                        && in.has(Table.ROUTES)) {
                    List<Route> routes = new ArrayList<>();
                    for (Route r : in.routes()) {
                        boolean into = r.link() == v.index() && r.onlink() && r.gateway() != null;
                        if (into && r.type() == RouteType.UNICAST) {
                            routes.add(r);
                        }
                    }
                    if (!routes.isEmpty()) {
                        tunnels.add(new NodeTunnel(in, v, routes));
                    }
                }
            }
        }
        return tunnels;
    }

    /// Whether all that a route's way consists of was read.
    public boolean whole() {
        return host.whole(Table.ROUTES)
                && host.whole(Table.NEIGHBOURS)
                && host.whole(Table.FDB)
                && host.whole(Table.LINKS);
    }

    /// The neighbour of a route's gateway, or null.
    public Neighbour neighbour(IpAddress gateway) {
        for (Neighbour n : host.neighbours()) {
            if (n.link() == vxlan.index() && gateway.equals(n.ip())) {
                return n;
            }
        }
        return null;
    }

    /// The row that says on which node a MAC is, or null.
    public FdbEntry forwarding(LinkAddress mac) {
        for (FdbEntry row : host.fdb()) {
            if (row.link() == vxlan.index() && row.self() && row.dst() != null && mac.equals(row.mac())) {
                return row;
            }
        }
        return null;
    }

    /// Whether frames without a row go somewhere all the same.
    public boolean floods() {
        return forwarding(LinkAddress.of((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0)) != null;
    }

    public Compared compared() {
        String name = vxlan.name();
        return new Compared(where(), name + " " + vxlan.vni() + " " + vxlan.udpPort(), 0, 0, 2 * routes.size());
    }

    public Finding.Where where() {
        return new Finding.Where(
                vxlan.name(),
                vxlan.vni(),
                host.namespace().host(),
                host.namespace().path());
    }
}

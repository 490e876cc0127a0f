package dev.sonde.core.check;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A VXLAN device of a host by which the pods of a Kubernetes cluster reach those of other nodes, as flannel and Calico
/// make it: it learns nothing, and each route into it, `PODS via GATEWAY dev flannel.1 onlink`, names another node.
///
/// `family`: `AF_INET` or `AF_INET6`; 0: not known. `routes`: those. `own`: the node that this host is, as the list of
/// nodes has it; null: there is no list, or it is not in it. `peers`: the others of which more is known than the rows
/// here, by the addresses of their devices. A device
/// that takes the number of its network from elsewhere (`external`) is none.
public record NodeTunnel(
        NamespaceTables host,
        Link.Vxlan vxlan,
        int family,
        List<Route> routes,
        ClusterNode own,
        Map<IpAddress, NodePeer> peers) {
    /// Those of all hosts that are seen.
    public static List<NodeTunnel> of(Overlays all) {
        List<Device> devices = new ArrayList<>(0);
        for (NamespaceTables in : all.all) {
            for (Link l : in.namespace().ofHost() ? in.links() : List.<Link>of()) {
                if (l instanceof Link.Vxlan v
                        && v.vni() > 0
                        && !v.learning()
                        && v.group() == null
                        && in.has(Table.ROUTES)) {
                    devices.add(Device.of(in, v));
                }
            }
        }
        List<NodeTunnel> tunnels = new ArrayList<>(0);
        for (Device d : devices) {
            NodeTunnel t = d.tunnel(all.nodes, devices);
            if (!t.routes.isEmpty() || t.own != null || !t.peers.isEmpty()) {
                tunnels.add(t);
            }
        }
        return tunnels;
    }

    /// A device that may be one. `addresses`: its own, without a subnet; `family`: that of these and of the routes,
    /// 0: it has neither.
    private record Device(
            NamespaceTables host, Link.Vxlan vxlan, List<Route> routes, List<IpAddress> addresses, int family) {
        static Device of(NamespaceTables in, Link.Vxlan v) {
            List<Route> routes = new ArrayList<>();
            for (Route r : in.routes()) {
                boolean into = r.link() == v.index() && r.onlink() && r.gateway() != null;
                if (into && r.type() == RouteType.UNICAST) {
                    routes.add(r);
                }
            }
            List<IpAddress> addresses = new ArrayList<>(1);
            for (Address a : in.addresses(v.index())) {
                if (a.address() != null && a.prefixLength() == 8 * a.address().length()) {
                    addresses.add(a.address());
                }
            }
            int family = !routes.isEmpty()
                    ? routes.getFirst().gateway().family()
                    : addresses.isEmpty() ? 0 : addresses.getFirst().family();
            return new Device(in, v, routes, addresses, family);
        }

        NodeTunnel tunnel(ClusterNodes nodes, List<Device> devices) {
            ClusterNode own = nodes.own(host, vxlan, family);
            Map<IpAddress, NodePeer> seen = seen(devices);
            Map<IpAddress, NodePeer> peers = new LinkedHashMap<>(seen);
            Set<IpAddress> twice = new HashSet<>();
            for (ClusterNode n : own == null ? List.<ClusterNode>of() : nodes.all()) {
                ClusterNode.Vtep v = n == own ? null : n.vtep(family, vxlan.vni());
                if (v == null || v.calico() != own.vtep(family, vxlan.vni()).calico()) {
                    continue;
                }
                NodePeer told = NodePeer.told(n, v);
                NodePeer known = seen.get(v.gateway());
                NodePeer before = peers.put(v.gateway(), known == null ? told : NodePeer.merged(told, known));
                if (before != null && before != known) {
                    twice.add(v.gateway()); // of two nodes: nobody can say which is meant
                }
            }
            peers.keySet().removeAll(twice);
            return new NodeTunnel(host, vxlan, family, routes, own, peers);
        }

        /// The others that are seen, and to which a row of this device leads, or a row of theirs has its MAC: another
        /// cluster may use the same addresses.
        private Map<IpAddress, NodePeer> seen(List<Device> devices) {
            NodeTunnel bare = bare();
            Set<IpAddress> backward = new HashSet<>();
            Map<IpAddress, NodePeer> seen = new LinkedHashMap<>();
            Set<IpAddress> twice = new HashSet<>();
            for (Device d : devices) {
                boolean other = d.host != host && d.vxlan.vni() == vxlan.vni() && d.vxlan.mac() != null;
                boolean back = other && led(d.bare());
                for (IpAddress a : other ? d.addresses : List.<IpAddress>of()) {
                    if (a.family() == family && seen.put(a, d.peer(a)) != null) {
                        twice.add(a);
                    }
                    if (back) {
                        backward.add(a);
                    }
                }
            }
            seen.keySet().removeAll(twice);
            seen.values().removeIf(p -> !bare.leadsTo(p) && !backward.contains(p.gateway()));
            return seen;
        }

        /// Alone, without the others.
        private NodeTunnel bare() {
            return new NodeTunnel(host, vxlan, family, routes, null, Map.of());
        }

        /// Whether a row of that device has the MAC of this one.
        private boolean led(NodeTunnel from) {
            for (IpAddress a : vxlan.mac() == null ? List.<IpAddress>of() : addresses) {
                if (a.family() == family && from.knows(peer(a))) {
                    return true;
                }
            }
            return false;
        }

        private NodePeer peer(IpAddress address) {
            return new NodePeer(null, host, vxlan, address, range(address), vxlan.mac(), vxlan.local());
        }

        /// The range of the host's pods, as flannel gives it to their bridge: it begins with the address of the device.
        /// Null: there is none.
        private Prefix range(IpAddress address) {
            for (Route r : host.routes()) {
                boolean own = r.type() == RouteType.UNICAST && r.protocol() == RouteProtocol.KERNEL;
                if (own && address.equals(r.destination()) && r.gateway() == null && r.link() != vxlan.index()) {
                    return r.destinationLength() < 8 * address.length() ? r.prefix() : null;
                }
            }
            return null;
        }
    }

    private boolean leadsTo(NodePeer p) {
        Neighbour n = neighbour(p.gateway());
        FdbEntry row = n == null || !n.hasMac() ? null : forwarding(n.mac());
        return knows(p) || row != null && row.dst().equals(p.vtep());
    }

    /// Whether a row has the MAC of its device, which no other cluster has.
    private boolean knows(NodePeer p) {
        Neighbour n = neighbour(p.gateway());
        return n != null && p.mac().equals(n.mac()) || forwarding(p.mac()) != null;
    }

    /// What the list tells of this very device, or null.
    public ClusterNode.Vtep ownVtep() {
        return own == null ? null : own.vtep(family, vxlan.vni());
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

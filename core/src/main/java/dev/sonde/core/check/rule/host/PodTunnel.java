package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.ClusterNode;
import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.NodePeer;
import dev.sonde.core.check.NodeTunnel;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.graph.Fib;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Route;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What [PodRoute] judges of a device as a whole, by what is known of the other nodes: not of a route that is there.
///
/// `rule`: whose findings these are.
record PodTunnel(Rule rule, NodeTunnel t) {
    /// Steps that one command has at most: of a large cluster the daemon writes the rows.
    private static final int MOST = 64;

    /// A device that is down: the kernel took its routes and neighbours away.
    void down(Findings out) {
        if (t.peers().isEmpty()) {
            return; // nobody says that it is used
        }
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.LinkUp(t.host().namespace(), device()));
        boolean all = t.vxlan().mac() != null;
        boolean listed = false;
        for (NodePeer p : t.peers().values()) {
            all &= p.range() != null && p.vtep() != null && p.gateway().isV4();
            listed |= p.host() == null;
            if (all) {
                steps.addAll(way(p));
            }
        }
        all &= steps.size() <= MOST;
        List<Evidence> rows = List.of(IprouteText.flags(t.host(), t.vxlan()));
        NodePeer only = t.peers().size() == 1 ? t.peers().values().iterator().next() : null;
        PodFinding f = new PodFinding(rule, t, only, null);
        if (only == null) {
            f.victim("the pods of " + names(t.peers().values()));
        }
        if (listed) {
            f.byTheList();
        }
        f.expected(device().name() + " is up")
                .found(device().name() + " is down: routes through it, and its neighbours, went with that")
                .evidence(rows)
                .remedy(all ? new Remedy.Command(steps, false) : PodFinding.anew(t.host()))
                .see("ip", "link", "show", "dev", device().name())
                .to(out);
    }

    /// The device that a node tells of is not there. `v`: what it tells.
    static Finding missing(Rule rule, ClusterNodes nodes, NamespaceTables host, ClusterNode node, ClusterNode.Vtep v) {
        List<String> others = new ArrayList<>();
        for (ClusterNode n : nodes.tunnelled()) {
            if (n != node) {
                others.add(n.name());
            }
        }
        String victim = "the pods of " + (others.isEmpty() ? "other nodes" : named(others));
        String here = host.namespace().host();
        String path = host.namespace().path();
        String[] words = {"ip", "-d", "link", "show", "type", "vxlan"};
        return new Finding(
                rule,
                rule.severity(),
                here + " does not reach " + victim,
                victim,
                new Finding.Where("flannel." + v.vni(), v.vni(), here, path),
                new Finding.Expected(
                        "a VXLAN device with the number " + v.vni() + " and link/ether " + v.mac() + ", as "
                                + v.annotation() + " tells the other nodes",
                        ClusterNodes.SOURCE),
                "no VXLAN device has this number: all routes and rows of other nodes went with it",
                List.of(),
                PodFinding.anew(host),
                Segment.inside(host.namespace(), words));
    }

    /// Nodes by their names; of many the first.
    private static String names(Collection<NodePeer> peers) {
        List<String> names = new ArrayList<>(peers.size());
        for (NodePeer p : peers) {
            names.add(p.name());
        }
        return named(names);
    }

    private static String named(List<String> names) {
        int more = names.size() - NAMED;
        return (names.size() == 1 ? "node " : "nodes ")
                + String.join(", ", more > 0 ? names.subList(0, NAMED) : names)
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static final int NAMED = 3;

    private Step.Device device() {
        return Step.Device.of(t.vxlan());
    }

    /// What leads to another node: the route, and the rows that are missing or wrong.
    private List<Step> way(NodePeer p) {
        List<Step> steps = new ArrayList<>(3);
        steps.add(new Step.PutRoute(t.host().namespace(), route(p)));
        Neighbour n = t.vxlan().up() ? t.neighbour(p.gateway()) : null;
        if (n == null || !p.mac().equals(n.mac())) {
            steps.add(new Step.PutNeighbour(t.host().namespace(), device(), p.gateway(), p.mac()));
        }
        FdbEntry row = t.forwarding(p.mac());
        if (p.vtep() != null && (row == null || !p.vtep().equals(row.dst()))) {
            steps.add(new Step.PutForwarding(t.host().namespace(), device(), p.mac(), p.vtep()));
        }
        return steps;
    }

    private String route(NodePeer p) {
        return p.range() + " via " + p.gateway() + " dev " + device().name() + " onlink";
    }

    /// The MAC of the device is another one than its node tells the others (flannel #1330, #1788): they send frames
    /// that the device drops.
    void mac(List<NodeTunnel> tunnels, Findings out) {
        ClusterNode.Vtep v = t.ownVtep();
        LinkAddress mac = t.vxlan().mac();
        if (v == null || mac == null || mac.equals(v.mac())) {
            return;
        }
        boolean works = false;
        for (NodeTunnel other : tunnels) {
            Neighbour n = other == t ? null : other.neighbour(v.gateway());
            works |= n != null && mac.equals(n.mac());
        }
        String node = t.own().name();
        PodFinding f = new PodFinding(rule, t, null, null).byTheList().victim("the pods of node " + node);
        f.headline(
                works
                        ? "node " + node + " tells another MAC of " + device().name()
                                + " than it has; the rows of nodes that are seen hold the right one"
                        : "other nodes do not reach the pods of node " + node,
                works ? Severity.WARNING : Severity.ERROR);
        f.expected(device().name() + " link/ether " + v.mac() + ", as " + v.annotation() + " tells the other nodes")
                .found("link/ether " + mac)
                .evidence(List.of(IprouteText.mac(t.host(), t.vxlan())))
                .remedy(address(v.mac()))
                .see("ip", "link", "show", "dev", device().name())
                .to(out);
    }

    /// Gives the device its MAC. The kernel takes the neighbours away with the old one.
    private Remedy address(LinkAddress mac) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.LinkMac(t.host().namespace(), device(), mac));
        for (Route r : t.routes()) {
            NodePeer p = t.peers().get(r.gateway());
            if (p == null || steps.size() == MOST) {
                return PodFinding.anew(t.host());
            }
            steps.add(new Step.PutNeighbour(t.host().namespace(), device(), p.gateway(), p.mac()));
        }
        return new Remedy.Command(steps, false);
    }

    /// Routes to the pods of other nodes that are missing, where it is known which there have to be.
    void lost(Overlays all, Findings out) {
        for (NodePeer p : t.peers().values()) {
            Route there = null;
            boolean led = p.range() == null;
            for (Route r : t.host().routes()) {
                if (p.range() != null && p.range().equals(r.prefix())) {
                    boolean into = r.link() == t.vxlan().index();
                    // Another link: flannel's DirectRouting, or whoever else leads there.
                    led |= r.type() == RouteType.UNICAST
                            && (!into || p.gateway().equals(r.gateway()));
                    there = r;
                }
            }
            if (!led) {
                lost(all, p, there, out);
            }
        }
    }

    /// `there`: the route that is there in its place, or null.
    private void lost(Overlays all, NodePeer p, Route there, Findings out) {
        List<Evidence> rows = new ArrayList<>();
        Fib.Answer now = all.fib(t.host()).lookup(p.gateway(), null);
        String found = "no such route";
        if (there == null && now instanceof Fib.Leaves way) {
            boolean usual = way.route().prefix() == null;
            found = "no such route: packets leave by " + (usual ? "the default route" : "another one");
            rows.add(PodRoute.line(t, way.route()));
        } else if (there != null) {
            found = "another route in its place";
        }
        Neighbour n = t.neighbour(p.gateway());
        if (n != null) {
            rows.add(IprouteText.neighbours(t.host(), n));
        }
        FdbEntry row = t.forwarding(p.mac());
        if (row != null) {
            rows.add(IprouteText.row(t.host(), row));
        }
        if (rows.isEmpty() && there == null) {
            rows.add(IprouteText.flags(t.host(), t.vxlan())); // the device is fine, and nothing leads into it
        }
        new PodFinding(rule, t, p, there)
                .victim(p.pods(null))
                .expected(route(p))
                .found(found)
                .evidence(rows)
                .remedy(new Remedy.Command(way(p), false))
                .see("ip", "route", "show")
                .to(out);
    }

    /// Routes and rows of nodes that are not in the list.
    void gone(ClusterNodes nodes, Findings out) {
        ClusterNode.Vtep own = t.ownVtep();
        if (own == null || !nodes.complete(own.calico(), t.family())) {
            return;
        }
        Set<IpAddress> gateways = new LinkedHashSet<>();
        for (Route r : t.routes()) {
            gateways.add(r.gateway());
        }
        for (Neighbour n : t.host().neighbours()) {
            boolean written = (n.state() & NeighbourState.PERMANENT) != 0; // those of broadcast are but NOARP
            if (written && n.link() == t.vxlan().index() && n.hasMac() && n.ip().family() == t.family()) {
                gateways.add(n.ip());
            }
        }
        gateways.removeIf(g -> nodes.has(g) || t.peers().containsKey(g) || g.isMulticast());
        Set<LinkAddress> told = new HashSet<>();
        for (IpAddress g : gateways) {
            Neighbour n = t.neighbour(g);
            FdbEntry row = n == null || !n.hasMac() ? null : t.forwarding(n.mac());
            boolean its = row != null && !nodes.has(row.dst());
            if (n != null && n.hasMac()) {
                told.add(n.mac());
            }
            gone(g, n, its ? row : null, out);
        }
        for (Neighbour n : t.host().neighbours()) {
            if (n.link() == t.vxlan().index() && n.hasMac()) {
                told.add(n.mac());
            }
        }
        for (FdbEntry row : t.host().fdb()) {
            boolean its = row.link() == t.vxlan().index() && row.self() && row.permanent() && row.dst() != null;
            if (its && row.hasMac() && !nodes.has(row.dst()) && !told.contains(row.mac())) {
                gone(null, null, row, out);
            }
        }
    }

    /// What is left of one node. `gateway`: the address of its device; null: there is but the forwarding row.
    private void gone(IpAddress gateway, Neighbour n, FdbEntry row, Findings out) {
        List<Evidence> rows = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        String victim = gateway == null ? row.dst().toString() : gateway.toString();
        for (Route r : gateway == null ? List.<Route>of() : t.routes()) {
            if (r.gateway().equals(gateway)) {
                victim = r.prefix() == null ? victim : r.prefix().toString();
                rows.add(PodRoute.line(t, r));
                steps.add(new Step.DeleteRoute(t.host().namespace(), IprouteText.route(t.host(), r)));
            }
        }
        if (n != null) {
            rows.add(IprouteText.neighbours(t.host(), n));
            steps.add(new Step.DeleteNeighbour(t.host().namespace(), device(), n.ip()));
        }
        if (row != null) {
            rows.add(IprouteText.row(t.host(), row));
            steps.add(new Step.DeleteForwarding(t.host().namespace(), device(), row.mac(), row.dst()));
        }
        String here = t.host().namespace().host();
        new PodFinding(rule, t, null, null)
                .byTheList()
                .victim(victim)
                .headline(
                        here + " keeps the way to " + victim + ", of a node that is not in the list", Severity.WARNING)
                .expected("no rows of nodes that are gone")
                .found(rows.size() == 1 ? "a row of one" : rows.size() + " rows of one")
                .evidence(rows)
                .remedy(new Remedy.Command(steps, false))
                .see("ip", "neigh", "show", "dev", device().name())
                .to(out);
    }
}

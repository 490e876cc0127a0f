package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.ClusterNode;
import dev.sonde.core.check.ClusterNodes;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.NodePeer;
import dev.sonde.core.check.NodeTunnel;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.graph.Fib;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The way from a node of a Kubernetes cluster to the pods of another one is broken: a row of flannel's or Calico's
/// VXLAN device is missing or wrong, or the device itself is.
public record PodRoute() implements Rule.OfHost {
    @Override
    public String code() {
        return "S318";
    }

    @Override
    public String title() {
        return "a node's way to the pods of another one is wrong";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "For each route `PODS via GATEWAY dev flannel.1 onlink` (Calico: vxlan.calico) of a host there must be"
                        + " a neighbour row of the gateway on this device, an FDB row of its MAC on the device, and a"
                        + " way to the address in it. The device must be up. Where the other node is seen as well,"
                        + " its own VXLAN device tells the MAC and the address. With `--nodes FILE`, which holds what"
                        + " `kubectl get nodes -o json` prints, the annotations tell them of all nodes: then also a"
                        + " route to a node's pods that is missing (flannel), rows of nodes that are not in the list,"
                        + " and a device whose MAC is not the one that its node tells the others are found, and a"
                        + " device that is not there at all (flannel). The host must be in the list: two at least of"
                        + " name, address, device's address and MAC must be the same. Nodes whose backend is not vxlan are not judged, nor are the routes of Calico, which"
                        + " the list does not tell. Devices that learn, and those with a multicast group, are not"
                        + " compared; nor are Cilium's, whose rows are in a BPF map.",
                "The pods of this node do not reach those of the other one; nodes and services of that node alone seem"
                        + " to be ill. Rows of a node that is gone are a warning: they harm when its range is given to"
                        + " another node.",
                "flannel or Calico missed that a node was made anew, with another MAC or address; the device was made"
                        + " anew, set down, or its MAC changed; somebody flushed neighbours or routes; or a node was"
                        + " removed while the daemon here did not run.",
                "`ip route`, `ip neigh show dev flannel.1` and `bridge fdb show dev flannel.1` on the node, against the"
                        + " annotations of the other one (`kubectl get node -o yaml`: backend-data, public-ip; Calico:"
                        + " IPv4VXLANTunnelAddr, VXLANTunnelMACAddr): `kubectl get nodes -o json >nodes.json`, then"
                        + " `sonde check --nodes nodes.json`.",
                "The command writes the row, or removes what is left of a node that is gone: see first that the list is"
                        + " of now. Where nobody knows what a row has to be, the pod of flannel or Calico on this"
                        + " node writes all of them when it starts.");
    }

    @Override
    public List<Need> needs() {
        return List.of(
                Need.OVERLAY_TABLES.getFirst(),
                Need.of(Need.Of.HOSTS, Table.ROUTES, Table.RULES, Table.FDB),
                Need.of(Need.Of.VXLAN_HOSTS, Table.NEIGHBOURS));
    }

    @Override
    public void check(Overlays all, Findings out) {
        List<NodeTunnel> tunnels = NodeTunnel.of(all);
        for (NodeTunnel t : tunnels) {
            if (all.nodes.given() && t.own() == null) {
                String host = t.host().namespace().host();
                out.unjudged(
                        host,
                        t.vxlan().name() + " of " + host + " by " + ClusterNodes.SOURCE,
                        "no node in it, or more than one, has this host's name, addresses and MAC");
            }
            if (!t.whole() || t.floods()) {
                continue;
            }
            PodTunnel device = new PodTunnel(this, t);
            if (!t.vxlan().up()) {
                device.down(out);
                continue;
            }
            device.mac(tunnels, out);
            for (Route r : t.routes()) {
                route(all, t, r, out);
            }
            device.lost(all, out);
            device.gone(all.nodes, out);
        }
        boolean none = all.nodes.given() && noDevice(all, out);
        if (all.nodes.given() && tunnels.isEmpty() && !none) {
            String why = all.nodes.tunnelled().isEmpty()
                    ? "none of its " + all.nodes.all().size() + " has a VXLAN device of flannel or Calico"
                    : "no host here has a VXLAN device of flannel or Calico";
            out.unjudged("", ClusterNodes.SOURCE, why);
        }
    }

    /// Nodes on which the device is missing altogether: with it went all its rows and routes.
    private boolean noDevice(Overlays all, Findings out) {
        boolean found = false;
        for (NamespaceTables host : all.all) {
            boolean read = host.namespace().ofHost() && host.whole(Table.LINKS) && host.whole(Table.ADDRESSES);
            ClusterNode node = read ? all.nodes.named(host) : null;
            for (ClusterNode.Vtep v : node == null ? List.<ClusterNode.Vtep>of() : node.vteps()) {
                if (v.vni() > 0 && !has(host, v)) {
                    found = true;
                    out.add(PodTunnel.missing(this, all.nodes, host, node, v));
                }
            }
        }
        return found;
    }

    /// Whether there is a device that it may be: Calico's eBPF makes one that takes the number from elsewhere.
    private static boolean has(NamespaceTables host, ClusterNode.Vtep v) {
        for (Link l : host.links()) {
            if (l instanceof Link.Vxlan x && (x.vni() == v.vni() || x.vni() <= 0)) {
                return true;
            }
        }
        return false;
    }

    private void route(Overlays all, NodeTunnel t, Route r, Findings out) {
        Neighbour n = t.neighbour(r.gateway());
        NodePeer other = t.peers().get(r.gateway());
        Step.Device dev = Step.Device.of(t.vxlan());
        PodFinding f = new PodFinding(this, t, other, r);
        if (n == null || !n.hasMac()) {
            LinkAddress mac = other != null ? other.mac() : onlyUnused(t);
            f.expected(r.gateway() + " dev " + dev.name() + " lladdr " + (mac == null ? "MAC" : mac) + " PERMANENT")
                    .found(n == null ? "no such row" : "a row without a MAC")
                    .evidence(n == null ? List.of() : List.of(IprouteText.neighbours(t.host(), n)))
                    .remedy(mac == null ? PodFinding.anew(t.host()) : rows(t, r, mac, other))
                    .see("ip", "neigh", "show", "dev", dev.name())
                    .to(out);
            return;
        }
        if (other != null && !n.mac().equals(other.mac()) && !other.told(n.mac())) {
            f.expected(r.gateway() + " dev " + dev.name() + " lladdr " + other.mac() + ": " + other.macOf())
                    .found("lladdr " + n.mac())
                    .evidence(List.of(IprouteText.neighbours(t.host(), n)))
                    .remedy(rows(t, r, other.mac(), other))
                    .see("ip", "neigh", "show", "dev", dev.name())
                    .to(out);
            return;
        }
        forwarding(all, t, n, f, out);
    }

    /// The row of the neighbour's MAC, and the way to the address in it.
    private static void forwarding(Overlays all, NodeTunnel t, Neighbour n, PodFinding f, Findings out) {
        FdbEntry row = t.forwarding(n.mac());
        Step.Device dev = Step.Device.of(t.vxlan());
        IpAddress vtep = f.peer() == null ? null : f.peer().vtep();
        Remedy put = vtep == null
                ? PodFinding.anew(t.host())
                : Remedy.unsafe(new Step.PutForwarding(t.host().namespace(), dev, n.mac(), vtep));
        if (row == null) {
            f.expected(n.mac() + " dev " + dev.name() + " dst " + (vtep == null ? "NODE" : vtep) + " self permanent")
                    .found("no such row; the neighbour " + n.ip() + " is there, so the sender looks healthy")
                    .evidence(List.of(IprouteText.neighbours(t.host(), n)))
                    .remedy(put)
                    .see("bridge", "fdb", "show", "dev", dev.name())
                    .to(out);
            return;
        }
        if (vtep != null && !vtep.equals(row.dst())) {
            f.expected(n.mac() + " dev " + dev.name() + " dst " + vtep + " self permanent")
                    .found("dst " + row.dst())
                    .evidence(List.of(IprouteText.row(t.host(), row)))
                    .remedy(put)
                    .see("bridge", "fdb", "show", "dev", dev.name())
                    .to(out);
            return;
        }
        Fib.Answer way = all.fib(t.host()).lookup(row.dst(), t.vxlan().local());
        boolean lost = way instanceof Fib.None || way instanceof Fib.Blocked;
        if (lost || way instanceof Fib.Local) {
            f.expected("a way to " + row.dst())
                    .found(
                            lost
                                    ? NoRoute.why(t.host(), way, row.dst())
                                    : row.dst() + " is an address of this node itself")
                    .evidence(List.of(IprouteText.row(t.host(), row)))
                    .remedy(lost ? NoRoute.remedy(t.host(), way, row.dst()) : PodFinding.anew(t.host()))
                    .see("ip", "route", "show")
                    .to(out);
        }
    }

    /// The neighbour of a route's gateway, and the forwarding row of its MAC where that is missing too, or leads to
    /// another node.
    private static Remedy rows(NodeTunnel t, Route r, LinkAddress mac, NodePeer other) {
        List<Step> steps = new ArrayList<>(2);
        Step.Device dev = Step.Device.of(t.vxlan());
        steps.add(new Step.PutNeighbour(t.host().namespace(), dev, r.gateway(), mac));
        IpAddress vtep = other == null ? null : other.vtep();
        FdbEntry row = t.forwarding(mac);
        if (vtep != null && (row == null || !vtep.equals(row.dst()))) {
            steps.add(new Step.PutForwarding(t.host().namespace(), dev, mac, vtep));
        }
        return new Remedy.Command(steps, false);
    }

    /// The MAC of the one forwarding row that no neighbour has, if one gateway alone has none; else null.
    private static LinkAddress onlyUnused(NodeTunnel t) {
        int without = 0;
        for (Route r : t.routes()) {
            Neighbour n = t.neighbour(r.gateway());
            without += n == null || !n.hasMac() ? 1 : 0;
        }
        Set<LinkAddress> used = new HashSet<>();
        for (Neighbour n : t.host().neighbours()) {
            if (n.link() == t.vxlan().index() && n.hasMac()) {
                used.add(n.mac());
            }
        }
        List<LinkAddress> unused = new ArrayList<>();
        for (FdbEntry row : t.host().fdb()) {
            boolean its = row.link() == t.vxlan().index() && row.self() && row.dst() != null && row.hasMac();
            if (its && row.permanent() && !used.contains(row.mac())) {
                unused.add(row.mac());
            }
        }
        return without == 1 && unused.size() == 1 ? unused.getFirst() : null;
    }

    /// As evidence: the line of `ip route` that is at fault, or that shows it.
    static Evidence line(NodeTunnel t, Route r) {
        return new Evidence(t.host().namespace().path(), "ip route show", IprouteText.route(t.host(), r));
    }
}

package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.NodeTunnel;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.graph.Fib;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
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
/// VXLAN device is missing or wrong.
public record PodRoute() implements Rule.OfHost {
    @Override
    public String code() {
        return "S318";
    }

    @Override
    public String title() {
        return "a node has no way to the pods of another one";
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
                        + " way to the address in it. No control plane is asked. Where the other node is seen as well,"
                        + " its own VXLAN device tells the MAC and the address. Devices that learn, and those with a"
                        + " multicast group, are not compared; nor are Cilium's, whose rows are in a BPF map.",
                "The pods of this node do not reach those of the other one; nodes and services of that node alone seem"
                        + " to be ill.",
                "flannel or Calico missed that a node was made anew, with another MAC or address; the device was made"
                        + " anew; or somebody flushed neighbours.",
                "`ip route`, `ip neigh show dev flannel.1` and `bridge fdb show dev flannel.1` on the node, against the"
                        + " annotations of the other one (`kubectl get node -o yaml`: backend-data, public-ip; Calico:"
                        + " IPv4VXLANTunnelAddr, VXLANTunnelMACAddr).",
                "The command writes the row. Where nobody knows what it has to be, the pod of flannel or Calico on this"
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
        for (NodeTunnel t : NodeTunnel.of(all)) {
            for (Route r : t.whole() && t.vxlan().up() && !t.floods() ? t.routes() : List.<Route>of()) {
                route(all, t, r, out);
            }
        }
    }

    /// The device of another node that is seen: by its address or by its MAC.
    private record Other(NamespaceTables host, Link.Vxlan vxlan) {
        IpAddress vtep() {
            return vxlan.local();
        }
    }

    private void route(Overlays all, NodeTunnel t, Route r, Findings out) {
        Neighbour n = t.neighbour(r.gateway());
        Other other = other(all, t, r);
        Step.Device dev = Step.Device.of(t.vxlan());
        if (n == null || !n.hasMac()) {
            LinkAddress mac = other != null ? other.vxlan.mac() : onlyUnused(t);
            String row = r.gateway() + " dev " + dev.name() + " lladdr " + (mac == null ? "MAC" : mac) + " PERMANENT";
            report(
                    t,
                    r,
                    other,
                    row,
                    n == null ? "no such row" : "a row without a MAC",
                    n == null ? List.of() : List.of(IprouteText.neighbours(t.host(), n)),
                    mac == null ? anew(t) : rows(t, r, mac, other),
                    List.of("ip", "neigh", "show", "dev", dev.name()),
                    out);
            return;
        }
        FdbEntry row = t.forwarding(n.mac());
        boolean wrong = other != null && !n.mac().equals(other.vxlan.mac());
        if (wrong) {
            report(
                    t,
                    r,
                    other,
                    r.gateway() + " dev " + dev.name() + " lladdr " + other.vxlan.mac() + ": the MAC of "
                            + other.vxlan.name() + " there",
                    "lladdr " + n.mac(),
                    List.of(IprouteText.neighbours(t.host(), n)),
                    rows(t, r, other.vxlan.mac(), other),
                    List.of("ip", "neigh", "show", "dev", dev.name()),
                    out);
            return;
        }
        if (row == null) {
            IpAddress vtep = other == null ? null : other.vtep();
            report(
                    t,
                    r,
                    other,
                    n.mac() + " dev " + dev.name() + " dst " + (vtep == null ? "NODE" : vtep) + " self permanent",
                    "no such row; the neighbour " + r.gateway() + " is there, so the sender looks healthy",
                    List.of(IprouteText.neighbours(t.host(), n)),
                    vtep == null
                            ? anew(t)
                            : Remedy.unsafe(new Step.PutForwarding(t.host().namespace(), dev, n.mac(), vtep)),
                    List.of("bridge", "fdb", "show", "dev", dev.name()),
                    out);
            return;
        }
        if (other != null && other.vtep() != null && !other.vtep().equals(row.dst())) {
            report(
                    t,
                    r,
                    other,
                    n.mac() + " dev " + dev.name() + " dst " + other.vtep() + " self permanent",
                    "dst " + row.dst(),
                    List.of(IprouteText.row(t.host(), row)),
                    Remedy.unsafe(new Step.PutForwarding(t.host().namespace(), dev, n.mac(), other.vtep())),
                    List.of("bridge", "fdb", "show", "dev", dev.name()),
                    out);
            return;
        }
        Fib.Answer way = all.fib(t.host()).lookup(row.dst(), t.vxlan().local());
        boolean lost = way instanceof Fib.None || way instanceof Fib.Blocked;
        if (lost || way instanceof Fib.Local) {
            report(
                    t,
                    r,
                    other,
                    "a way to " + row.dst(),
                    lost ? NoRoute.why(t.host(), way, row.dst()) : row.dst() + " is an address of this node itself",
                    List.of(IprouteText.row(t.host(), row)),
                    lost ? NoRoute.remedy(t.host(), way, row.dst()) : anew(t),
                    List.of("ip", "route", "show"),
                    out);
        }
    }

    /// The neighbour of a route's gateway, and the forwarding row of its MAC where that is missing too.
    private static Remedy rows(NodeTunnel t, Route r, LinkAddress mac, Other other) {
        List<Step> steps = new ArrayList<>(2);
        Step.Device dev = Step.Device.of(t.vxlan());
        steps.add(new Step.PutNeighbour(t.host().namespace(), dev, r.gateway(), mac));
        if (t.forwarding(mac) == null && other != null && other.vtep() != null) {
            steps.add(new Step.PutForwarding(t.host().namespace(), dev, mac, other.vtep()));
        }
        return new Remedy.Command(steps, false);
    }

    private static Remedy anew(NodeTunnel t) {
        return new Remedy.Manual("start the pod of flannel or Calico on "
                + t.host().namespace().host() + " anew (kubectl delete pod): it writes the rows of all nodes");
    }

    /// The node that is seen and has the route's gateway on such a device of its own, and to which a row of this device
    /// leads: by its MAC or its address. Another cluster may use the same addresses. Null: none, or several.
    private static Other other(Overlays all, NodeTunnel t, Route r) {
        Other found = null;
        for (LinkRef ref : all.graph.withAddress(r.gateway(), null)) {
            boolean its = ref.in() != t.host() && ref.namespace().ofHost() && ref.link() instanceof Link.Vxlan;
            if (its
                    && ref.link() instanceof Link.Vxlan v
                    && v.vni() == t.vxlan().vni()) {
                if (found != null) {
                    return null;
                }
                found = new Other(ref.in(), v);
            }
        }
        if (found == null) {
            return null;
        }
        Neighbour n = t.neighbour(r.gateway());
        FdbEntry row = n == null || !n.hasMac() ? null : t.forwarding(n.mac());
        LinkAddress mac = found.vxlan.mac();
        boolean leads = mac != null
                && (n != null && mac.equals(n.mac())
                        || row != null && row.dst().equals(found.vtep())
                        || t.forwarding(mac) != null);
        return leads ? found : null;
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

    private void report(
            NodeTunnel t,
            Route r,
            Other other,
            String expected,
            String found,
            List<Evidence> rows,
            Remedy remedy,
            List<String> see,
            Findings out) {
        String here = t.host().namespace().host();
        String victim = "the pods in " + r.prefix()
                + (other == null ? "" : " on " + other.host.namespace().name());
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence(t.host().namespace().path(), "ip route show", IprouteText.route(t.host(), r)));
        evidence.addAll(rows);
        out.add(new Finding(
                this,
                severity(),
                here + " does not reach " + victim,
                victim,
                t.where(),
                new Finding.Expected(expected, Finding.NATURE),
                found,
                evidence,
                remedy,
                Segment.inside(t.host().namespace(), see.toArray(String[]::new))));
    }
}

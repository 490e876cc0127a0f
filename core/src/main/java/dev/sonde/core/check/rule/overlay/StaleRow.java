package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.FarSegments.Held;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.DockerMac;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.core.model.SwarmNode;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Rows of an endpoint that is gone, or that is on this host.
public record StaleRow() implements Rule.OfSegment {
    /// What the tables of the tunnel hold of one MAC that no remote endpoint has; either row may be null.
    private record Rest(LinkAddress mac, Neighbour neighbour, FdbEntry forwarding) {}

    @Override
    public String code() {
        return "S106";
    }

    @Override
    public String title() {
        return "rows of an endpoint that does not exist";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each permanent row of vxlan0 must belong to an endpoint on another host. The engine says"
                        + " which endpoints there are. Load balancers of other hosts have rows too, one for each"
                        + " host; Docker does not report them. Where that host is seen as well, the kernel tells"
                        + " there; where not, one unknown address of each host is taken for its load balancer's, and"
                        + " of two nobody knows which it is. Rows of the last 15 s are left out: their engine may"
                        + " not tell yet for whom they are; and so are those of ingress to hosts of the network,"
                        + " whose endpoints newer engines do not tell.",
                "None while nobody has the address. When it is assigned again, frames for its new owner"
                        + " go to the wrong host, or ARP is answered with an old MAC. If the endpoint is on this"
                        + " host, this happens at once: then it is an error.",
                "The notice that the endpoint was removed was lost, or arrived before the notice that it"
                        + " was added.",
                "`ip neigh show dev vxlan0` and `bridge fdb show dev vxlan0` in the network's namespace,"
                        + " against `docker network inspect -v`.",
                "The command removes the rows. First make sure that the engine really has no such"
                        + " endpoint: it may have been added this second.");
    }

    @Override
    public void check(Segment s, Findings out) {
        Map<IpAddress, List<Rest>> open = new LinkedHashMap<>();
        judge(
                s,
                r -> stale(s, r, out),
                r -> open.computeIfAbsent(r.forwarding.dst(), k -> new ArrayList<>(2))
                        .add(r));
        open.forEach((vtep, some) -> oneOf(s, vtep, some, out));
    }

    /// The MACs whose rows are a finding of their own.
    public static Set<LinkAddress> macs(Segment s) {
        Set<LinkAddress> macs = new HashSet<>();
        judge(s, r -> macs.add(r.mac), r -> {});
        return macs;
    }

    /// Gives each of the MACs that no remote endpoint has; to `open` those of which one may be a load balancer's.
    private static void judge(Segment s, Consumer<Rest> out, Consumer<Rest> open) {
        if (!s.whole() || !s.informed()) {
            return;
        }
        Map<LinkAddress, Rest> rests = rests(s);
        Map<IpAddress, Integer> unknown = new HashMap<>();
        Set<IpAddress> moving = new HashSet<>();
        for (Rest r : rests.values()) {
            if (r.forwarding != null && owner(s, r) == null) {
                unknown.merge(r.forwarding.dst(), 1, Integer::sum);
                if (untold(s, r)) {
                    moving.add(r.forwarding.dst());
                }
            }
        }
        for (Rest r : rests.values()) {
            IpAddress vtep = r.forwarding == null || owner(s, r) != null ? null : r.forwarding.dst();
            Held held = s.overlays.far.holds(s, vtep, r.mac);
            if (untold(s, r) || held == Held.YES) {
                continue;
            }
            // One address of each host is that of its load balancer, which Docker does not tell.
            boolean balancers = held == Held.UNKNOWN && !s.here.lab() && vtep != null && s.livesAt(vtep);
            if (!balancers) {
                out.accept(r);
            } else if (unknown.get(vtep) > 1 && !moving.contains(vtep)) {
                open.accept(r);
            }
        }
    }

    /// Whether an engine need not tell of the endpoint that such a row is for: it writes rows some seconds before it
    /// tells of their task, and newer ones tell nothing of the ingress endpoints of other hosts.
    private static boolean untold(Segment s, Rest r) {
        if (s.here.lab() || r.forwarding == null || owner(s, r) != null) {
            return false;
        }
        NetworkSettings settings = s.network.settings();
        boolean ingress = settings != null && settings.ingress();
        boolean young = r.neighbour == null ? r.forwarding.young() : r.neighbour.young();
        return young || ingress && (s.remote.isEmpty() || peer(s, r.forwarding.dst()));
    }

    /// Whether a host that the engine names as one of the network's has this tunnel address.
    private static boolean peer(Segment s, IpAddress vtep) {
        return s.livesAt(vtep) || s.network.peers().stream().anyMatch(p -> vtep.equals(p.address()));
    }

    private static Map<LinkAddress, Rest> rests(Segment s) {
        Map<LinkAddress, Rest> rests = new LinkedHashMap<>();
        for (Neighbour n : s.neighbours.values()) {
            if (n.hasMac() && s.remoteEndpoint(n.ip()) == null && n.ip().isV4()) {
                rests.put(n.mac(), new Rest(n.mac(), n, null));
            }
        }
        for (FdbEntry f : s.forwarding.values()) {
            LinkAddress mac = f.mac();
            // A tunnel that is down has lost its neighbours: whose MAC it is cannot be told without.
            boolean kept = f.permanent() && !f.dst().isUnspecified() && !mac.isZero() && up(s, f);
            if (kept && s.remoteEndpoint(mac) == null && !s.own(f.dst())) {
                Rest r = rests.get(mac);
                rests.put(mac, new Rest(mac, r == null ? null : r.neighbour, f));
            }
        }
        // A neighbour alone is that of an endpoint whose forwarding row is missing: another rule's.
        rests.values().removeIf(r -> r.forwarding == null && owner(s, r) == null);
        return rests;
    }

    private static boolean up(Segment s, FdbEntry row) {
        Link tunnel = s.tunnels.get(row.link());
        return tunnel != null && tunnel.up();
    }

    /// The endpoint of this host that has the address or the MAC, or null.
    private static Endpoint owner(Segment s, Rest r) {
        Endpoint p = r.neighbour == null ? null : s.endpoint(r.neighbour.ip());
        return p != null ? p : s.endpoint(r.mac);
    }

    private static List<Evidence> evidence(Segment s, Rest r) {
        List<Evidence> evidence = new ArrayList<>(2);
        if (r.neighbour != null) {
            evidence.add(s.row(r.neighbour));
        }
        if (r.forwarding != null) {
            evidence.add(s.row(r.forwarding));
        }
        return evidence;
    }

    /// What removes the rows. `safe`: they are surely wrong.
    private static Remedy.Command without(Segment s, Rest r, boolean safe) {
        List<Step> steps = new ArrayList<>(2);
        if (r.neighbour != null) {
            steps.add(new Step.DeleteNeighbour(s.here, s.device(r.neighbour.link()), r.neighbour.ip()));
        }
        if (r.forwarding != null) {
            steps.add(new Step.DeleteForwarding(s.here, s.device(r.forwarding.link()), r.mac, r.forwarding.dst()));
        }
        return new Remedy.Command(steps, safe);
    }

    private static String called(Rest r) {
        return r.neighbour != null ? r.neighbour.ip().toString() : r.mac.toString();
    }

    private static List<String> see(Segment s, Rest r) {
        int link = r.forwarding == null ? r.neighbour.link() : r.forwarding.link();
        return s.inside("bridge", "fdb", "show", "dev", s.device(link).name());
    }

    private void stale(Segment s, Rest r, Findings out) {
        Endpoint owner = owner(s, r);
        String victim = owner != null ? Segment.name(owner) : called(r);
        // ARP for an endpoint of this host is answered by the tunnel too, with another MAC: some frames are lost.
        boolean answers = owner != null && r.neighbour != null && !r.mac.equals(owner.mac());
        out.add(
                new Finding(
                        this,
                        answers ? Severity.ERROR : severity(),
                        owner != null
                                ? s.here.host() + " has tunnel rows for " + victim + ", which is on this host"
                                : s.here.host() + " keeps rows for " + victim + ", which no endpoint has",
                        victim,
                        s.where(),
                        s.expected(
                                owner != null
                                        ? "no row of an endpoint that is on this host"
                                        : "no row of this address"),
                        owner != null ? "a permanent row" : "permanent rows" + down(s, r),
                        evidence(s, r),
                        without(s, r, owner != null),
                        see(s, r)),
                owner == null ? r.mac : owner);
    }

    /// That the rows lead to a node which is down, as far as a manager tells.
    private static String down(Segment s, Rest r) {
        SwarmNode n = r.forwarding == null || s.network == null
                ? null
                : s.overlays.snapshot.down(s.network.engine(), r.forwarding.dst());
        return n == null ? "" : " to " + n.host() + ", which is down, as the swarm's manager says";
    }

    /// Of several addresses at one host one is its load balancer's, and the others nobody has. Which, cannot be known
    /// from here.
    private void oneOf(Segment s, IpAddress vtep, List<Rest> some, Findings out) {
        List<String> names = new ArrayList<>(some.size());
        List<Evidence> evidence = new ArrayList<>();
        for (Rest r : some) {
            names.add(called(r));
            evidence.addAll(evidence(s, r));
        }
        String last = names.removeLast();
        String victim = String.join(", ", names) + " or " + last;
        String all = String.join(", ", names) + " and " + last;
        String there = s.overlays.graph.host(vtep, s.network);
        String host = there.isEmpty() ? vtep.toString() : there;
        out.add(new Finding(
                this,
                severity(),
                s.here.host() + " keeps rows for " + all + ": only one of " + (some.size() == 2 ? "the two" : "them")
                        + " exists",
                victim,
                s.where(),
                s.expected("rows of one address that is not an endpoint's: that of the load balancer of " + host),
                some.size() + " such addresses",
                evidence,
                ask(s, some, host),
                see(s, some.getFirst())));
    }

    /// A load balancer answers pings, and of two the one that does has the address: asked from inside an endpoint of
    /// this host.
    private static Remedy ask(Segment s, List<Rest> some, String host) {
        SegmentPort from = null;
        for (SegmentPort p : s.ports) {
            boolean inside = p.inside() != null && p.inside() != s.host;
            from = inside && (from == null || s.balancer(p)) ? p : from;
        }
        List<List<String>> pings = new ArrayList<>(2);
        for (Rest r : some) {
            IpAddress ip = r.neighbour != null ? r.neighbour.ip() : DockerMac.address(r.mac);
            if (ip != null && from != null) {
                pings.add(Segment.inside(from.inside().namespace(), "ping", "-q", "-c", "3", "-W", "1", ip.toString()));
            }
        }
        return pings.size() == 2 && some.size() == 2
                ? new Remedy.OneOf(
                        pings.getFirst(),
                        pings.getLast(),
                        without(s, some.getFirst(), false),
                        without(s, some.getLast(), false))
                : new Remedy.Manual("see on " + host + " which address its load balancer has (docker network inspect "
                        + s.where().network() + "), and remove the rows of the others here (ip neigh del, bridge fdb"
                        + " del)");
    }
}

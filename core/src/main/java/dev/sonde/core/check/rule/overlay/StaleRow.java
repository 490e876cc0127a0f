package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
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
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.NetworkSettings;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

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
                        + " host; Docker does not report them. Rows of the last 15 s are left out: their engine may"
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
        judge(s, (rest, balancer) -> stale(s, rest, out, balancer));
    }

    /// The MACs whose rows are a finding.
    public static Set<LinkAddress> macs(Segment s) {
        Set<LinkAddress> macs = new HashSet<>();
        judge(s, (rest, balancer) -> macs.add(rest.mac));
        return macs;
    }

    /// Gives each of the MACs that no remote endpoint has, and whether it may be a load balancer's.
    private static void judge(Segment s, BiConsumer<Rest, Boolean> out) {
        if (!s.whole() || !s.informed()) {
            return;
        }
        Map<LinkAddress, Rest> rests = rests(s);
        Map<IpAddress, Integer> unknown = new HashMap<>();
        for (Rest r : rests.values()) {
            if (r.forwarding != null && owner(s, r) == null) {
                unknown.merge(r.forwarding.dst(), 1, Integer::sum);
            }
        }
        for (Rest r : rests.values()) {
            IpAddress vtep = r.forwarding == null ? null : r.forwarding.dst();
            if (untold(s, r)) {
                continue;
            }
            // One address of each host is that of its load balancer, which Docker does not tell.
            boolean balancers = !s.here.lab() && vtep != null && owner(s, r) == null && s.livesAt(vtep);
            if (!balancers) {
                out.accept(r, false);
            } else if (unknown.get(vtep) > 1) {
                out.accept(r, true);
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
        return r.forwarding.young() || ingress && peer(s, r.forwarding.dst());
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
            boolean kept = f.permanent() && !f.dst().isUnspecified() && !mac.isZero();
            if (kept && s.remoteEndpoint(mac) == null && !s.own(f.dst())) {
                Rest r = rests.get(mac);
                rests.put(mac, new Rest(mac, r == null ? null : r.neighbour, f));
            }
        }
        // A neighbour alone is that of an endpoint whose forwarding row is missing: another rule's.
        rests.values().removeIf(r -> r.forwarding == null && owner(s, r) == null);
        return rests;
    }

    /// The endpoint of this host that has the address or the MAC, or null.
    private static Endpoint owner(Segment s, Rest r) {
        Endpoint p = r.neighbour == null ? null : s.endpoint(r.neighbour.ip());
        return p != null ? p : s.endpoint(r.mac);
    }

    private void stale(Segment s, Rest r, Findings out, boolean balancer) {
        Endpoint owner = owner(s, r);
        List<Evidence> evidence = new ArrayList<>(2);
        List<Step> steps = new ArrayList<>(2);
        if (r.neighbour != null) {
            evidence.add(s.row(r.neighbour));
            steps.add(new Step.DeleteNeighbour(s.here, s.device(r.neighbour.link()), r.neighbour.ip()));
        }
        if (r.forwarding != null) {
            evidence.add(s.row(r.forwarding));
            steps.add(new Step.DeleteForwarding(s.here, s.device(r.forwarding.link()), r.mac, r.forwarding.dst()));
        }
        String victim = owner != null
                ? Segment.name(owner)
                : r.neighbour != null ? r.neighbour.ip().toString() : r.mac.toString();
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
                        owner != null
                                ? "a permanent row"
                                : balancer
                                        ? "rows, of which one pair may be those of the load balancer at "
                                                + r.forwarding.dst()
                                        : "permanent rows",
                        evidence,
                        balancer
                                ? ask(s, r, new Remedy.Command(steps, false).line())
                                : new Remedy.Command(steps, owner != null),
                        s.inside(
                                "bridge",
                                "fdb",
                                "show",
                                "dev",
                                s.device(r.forwarding == null ? r.neighbour.link() : r.forwarding.link())
                                        .name())),
                owner == null ? r.mac : owner);
    }

    /// A load balancer answers pings, and of those that do it is the one that has the address: asked from inside an
    /// endpoint of this host.
    private static Remedy ask(Segment s, Rest r, String then) {
        IpAddress ip = r.neighbour != null ? r.neighbour.ip() : DockerMac.address(r.mac);
        SegmentPort from = null;
        for (SegmentPort p : s.ports) {
            boolean inside = p.inside() != null && p.inside() != s.host;
            from = inside && (from == null || s.balancer(p)) ? p : from;
        }
        return ip == null || from == null
                ? new Remedy.Manual("on the host with " + r.forwarding.dst()
                        + " see which address its load balancer has (docker network inspect "
                        + s.where().network() + "), and if it is not this one: " + then)
                : new Remedy.Look(
                        Segment.inside(from.inside().namespace(), "ping", "-c", "3", "-W", "1", ip.toString()),
                        "if it answers it is the load balancer's, else: " + then);
    }
}

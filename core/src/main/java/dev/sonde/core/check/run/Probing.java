package dev.sonde.core.check.run;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.LossCounters;
import dev.sonde.core.check.NetworkView;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.rule.probe.Pair;
import dev.sonde.core.check.rule.probe.PairRule;
import dev.sonde.core.check.rule.probe.Pairs;
import dev.sonde.core.connection.EchoEntry;
import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.ProbeRequest;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Snapshot;
import dev.sonde.netlink.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// `check --probe`: pings between the endpoints of overlay networks, from inside, and what their silence means.
///
/// Planned first, so that it can be announced, and bounded: each host pings one endpoint of every other host, small
/// and in full size, and then, as far as the bound allows, every other endpoint of its networks. By IPv4, and where
/// both ends have an IPv6 address in the network by that too.
public final class Probing {
    /// Pairs that are tried in one run; the sensor's own bound is above what two runs need.
    private static final int MOST = 600;

    private static final int MILLISECONDS = 1000;
    private static final int PACKETS = 3;

    private final Live live;
    private final Inventory inventory;
    private final List<Pair> pairs = new ArrayList<>();
    private final Set<String> networks = new HashSet<>();
    private int untried;

    /// `wanted`: which networks, by name and host.
    public Probing(Live live, Snapshot names, Predicate<Finding.Where> wanted) {
        this.live = live;
        this.inventory = new Inventory(live, names);
        Reading reading = new Reading(inventory, wanted);
        reading.read(Rules.ALL.stream().filter(PairRule.class::isInstance).toList());
        Overlays overlays = new Overlays(new Graph(reading.snapshot()));
        Set<Pair> first = new HashSet<>();
        List<Pair> all = new ArrayList<>();
        for (NetworkView n : overlays.networks()) {
            Map<String, SegmentPort> there = new HashMap<>();
            for (Segment s : n.segments()) {
                for (SegmentPort p : s.ports) {
                    if (p.endpoint() != null && p.inside() != null) {
                        there.put(p.endpoint().id(), p);
                    }
                }
            }
            for (Segment s : n.segments()) {
                if (wanted.test(s.where())) {
                    plan(s, there, all, first);
                }
            }
        }
        // Host pairs first: what the bound cuts off are further endpoints of hosts that were tried.
        all.stream().filter(first::contains).limit(MOST).forEach(pairs::add);
        all.stream().filter(p -> !first.contains(p)).limit(MOST - pairs.size()).forEach(pairs::add);
        untried = all.size() - pairs.size();
        for (Pair p : pairs) {
            networks.add(p.segment.where().network());
            if (p.other != null && !pairs.contains(p.other)) {
                p.other = null; // beyond the bound
            }
        }
    }

    private static void plan(Segment s, Map<String, SegmentPort> there, List<Pair> all, Set<Pair> first) {
        List<SegmentPort> sources = new ArrayList<>();
        for (SegmentPort p : s.ports) {
            if (p.inside() != null && p.far() != null && p.endpoint() != null && !s.balancer(p) && usable(s, p)) {
                sources.add(p);
            }
        }
        if (sources.isEmpty()) {
            return;
        }
        Set<String> hosts = new HashSet<>();
        int next = 0;
        for (List<Endpoint> side : List.of(s.remote, s.local)) {
            for (Endpoint target : side) {
                SegmentPort destination = there.get(target.id());
                boolean v4 = target.ip() != null && target.ip().isV4();
                if (!v4 && target.ip6() == null || isBalancer(target)) {
                    continue;
                }
                SegmentPort source = null;
                for (int i = 0; source == null && i < sources.size(); i++) {
                    SegmentPort p = sources.get((next + i) % sources.size());
                    boolean other = !target.equals(p.endpoint()) && sameSubnet(p, target.ip());
                    source = other ? p : null;
                }
                if (source == null) {
                    continue; // it is alone on this host, or in its subnet
                }
                next = sources.indexOf(source) + 1;
                boolean far = !target.host().equals(s.here.host());
                boolean full = far && hosts.add(target.host());
                boolean v6 = target.ip6() != null && source.endpoint().ipv6() != null;
                Pair four = v4 ? new Pair(s, source, target, target.ip(), destination, full) : null;
                Pair six = v6 ? new Pair(s, source, target, target.ip6(), destination, full) : null;
                if (four != null) {
                    four.other = six;
                    all.add(four);
                }
                if (six != null) {
                    six.other = four;
                    all.add(six);
                }
                if (full && four != null) {
                    first.add(four);
                }
                if (full && six != null) {
                    first.add(six);
                }
            }
        }
    }

    /// Between the subnets of one network nothing is routed.
    private static boolean sameSubnet(SegmentPort source, IpAddress target) {
        Prefix own = source.endpoint().ipv4();
        boolean told = own != null && own.address().isV4();
        return target == null
                || !target.isV4()
                || !told
                || own.address().sharesPrefix(target, Math.max(0, own.length()));
    }

    private static boolean isBalancer(Endpoint p) {
        return p.workload() == null || p.workload().kind() == Kind.LOAD_BALANCER;
    }

    /// Never from a host's own namespace.
    private static boolean usable(Segment s, SegmentPort p) {
        Namespace n = p.inside().namespace();
        return n.number() > NamespaceEntry.OWN
                && p.inside() != s.host
                && p.far().mtu() > 0;
    }

    /// The pairs that are tried, of which each family is one.
    public List<Pair> pairs() {
        return pairs;
    }

    /// Of how many pairs IPv6 is tried.
    public int six() {
        return (int) pairs.stream().filter(Pair::v6).count();
    }

    /// How many are beyond the bound.
    public int untried() {
        return untried;
    }

    /// In how many networks.
    public int networks() {
        return networks.size();
    }

    /// Pings, and adds what it means to what was found before: findings that explain a silence are named.
    public List<Finding> run(List<Finding> before, Consumer<String> progress) {
        Map<NamespaceTables, Segment> passed = passed();
        Map<NamespaceTables, List<Link>> counted = new LinkedHashMap<>();
        passed.keySet().forEach(in -> counted.put(in, inventory.countersNow(in.namespace())));
        progress.accept("pinging between " + pairs.size() + " pairs of endpoints");
        ping(pairs);
        List<Pair> again = new ArrayList<>();
        for (Pair p : pairs) {
            if (p.fails() || p.losesLarge()) {
                again.add(p);
            }
        }
        if (!again.isEmpty()) {
            progress.accept("pinging once more where there was no answer");
            ping(again);
        }
        Findings out = new Findings();
        progress.accept("looking at the counters of lost packets");
        List<LossCounters.Rise> rises = new ArrayList<>();
        passed.forEach((in, segment) ->
                rises.addAll(LossCounters.rises(segment, in, counted.get(in), inventory.countersNow(in.namespace()))));
        Pairs all = new Pairs(pairs, before, rises);
        for (Rule r : Rules.ALL) {
            if (r instanceof PairRule rule) {
                rule.check(all, out);
            }
        }
        return out.all();
    }

    /// The namespaces by which the pings go, each with the first network that is concerned.
    private Map<NamespaceTables, Segment> passed() {
        Map<NamespaceTables, Segment> where = new LinkedHashMap<>();
        Set<Segment> segments = new LinkedHashSet<>();
        for (Pair p : pairs) {
            segments.add(p.segment);
            where.putIfAbsent(p.segment.in, p.segment);
            where.putIfAbsent(p.source.inside(), p.segment);
            if (p.destination != null) {
                where.putIfAbsent(p.destination.inside(), p.segment);
            }
        }
        for (Segment s : segments) {
            if (s.host != null) {
                where.putIfAbsent(s.host, s);
            }
        }
        return where;
    }

    private void ping(List<Pair> some) {
        List<ProbeRequest> probes = new ArrayList<>();
        for (Pair p : some) {
            NamespaceEntry to = p.destination == null ? null : entry(p.destination);
            probes.add(new ProbeRequest(entry(p.source), to, p.ip.toArray(), p.small(), true));
            if (p.full) {
                probes.add(new ProbeRequest(entry(p.source), to, p.ip.toArray(), p.size(), false));
            }
        }
        List<EchoEntry> echoes = live.probe(MILLISECONDS, PACKETS, probes);
        int at = 0;
        for (Pair p : some) {
            p.small = echoes.get(at++);
            if (p.full) {
                p.large = echoes.get(at++);
            }
        }
    }

    private NamespaceEntry entry(SegmentPort p) {
        return live.namespace(p.inside().namespace().number());
    }
}

package dev.sonde.core.view;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.LossCounters;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.run.Rules;
import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.Counters;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.model.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Puts together what is inside one namespace: links below their masters, addresses, and behind each link the rows
/// of the forwarding table with their owners.
public final class NamespaceViewBuilder {
    private static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

    private final Graph graph;
    private final NamespaceTables in;
    private final Namespace here;

    /// By the index of the master.
    private final Map<Integer, List<Link>> ports = new HashMap<>();

    /// The other end of a veth, by the link's index, where it is known which.
    private final Map<Integer, LinkRef> peers = new HashMap<>();

    private final Map<Integer, String> peerNames = new HashMap<>();
    private final Set<Integer> placed = new HashSet<>();
    private FdbView fdb;

    private NamespaceViewBuilder(Graph graph, Namespace here) {
        this.graph = graph;
        this.in = graph.of(here);
        this.here = here;
    }

    /// Has read what the view of a namespace needs: all of it, and of all others the links and their addresses.
    public static Graph read(Inventory inventory, Namespace here) {
        inventory.readAll(EnumSet.of(Table.LINKS, Table.ADDRESSES));
        inventory.read(
                EnumSet.of(Table.LINKS, Table.ADDRESSES, Table.NEIGHBOURS, Table.FDB, Table.ROUTES, Table.RULES),
                List.of(here));
        inventory.readIds(List.of(here));
        return new Graph(inventory.snapshot());
    }

    /// `graph`: of a snapshot that [#read] made.
    public static NamespaceView of(Graph graph, Namespace here) {
        return new NamespaceViewBuilder(graph, here).build();
    }

    private NamespaceView build() {
        List<Link> links = in.links();
        for (Link l : links) {
            peerNames.put(l.index(), peer(l));
            if (l.master() != 0) {
                ports.computeIfAbsent(l.master(), k -> new ArrayList<>()).add(l);
            }
        }
        List<Segment> segments = new Overlays(graph, n -> n == here).segments;
        fdb = new FdbView(graph, in, segments.isEmpty() ? null : segments.getFirst(), peers);
        List<LinkView> roots = new ArrayList<>();
        for (Link l : links) {
            if (in.link(l.master()) == null) {
                roots.add(link(l, 0));
            }
        }
        // Masters in a ring, or a tower of them: no kernel makes that, but a stream may say anything.
        for (Link l : links) {
            if (!placed.contains(l.index())) {
                roots.add(link(l, 0));
            }
        }
        RouteLines routes = new RouteLines(graph, in);
        return new NamespaceView(
                here,
                roots,
                routes.lines(),
                routes.others(),
                RuleLines.of(in.rules()),
                fdb.notes(),
                findings(segments),
                in.gaps());
    }

    /// What the rules find that look at a network's namespace alone: what they need of it was read.
    private static List<Finding> findings(List<Segment> segments) {
        Findings found = new Findings();
        for (Rule r : Rules.ALL) {
            if (r instanceof Rule.OfSegment rule && r.needs().equals(Need.OVERLAY_TABLES)) {
                segments.forEach(s -> rule.check(s, found));
            }
        }
        return found.all();
    }

    /// The kernel stacks eight links at most.
    private static final int DEEPEST = 16;

    private LinkView link(Link l, int depth) {
        placed.add(l.index());
        List<LinkView> below = new ArrayList<>();
        for (Link p : ports.getOrDefault(l.index(), List.of())) {
            if (!placed.contains(p.index()) && depth < DEEPEST) {
                below.add(link(p, depth + 1));
            }
        }
        String state = here.unseen() ? "" : !l.up() ? "down" : !l.lowerUp() ? "no carrier" : "up";
        List<FdbRow> behind = fdb.behind(l.index());
        Link.Vxlan tunnel = l instanceof Link.Vxlan v ? v : null;
        return new LinkView(
                l.index(),
                l.name(),
                l.kind(),
                state,
                DisplayNames.mac(l),
                l.mtu(),
                tunnel == null ? Link.UNKNOWN : tunnel.vni(),
                tunnel == null ? 0 : tunnel.udpPort(),
                l.counters() == null ? NONE : l.counters(),
                LossCounters.countsUnsent(l) || behind.stream().anyMatch(FdbRow::faulty),
                peerNames.get(l.index()),
                l instanceof Link.Bridge ? network(l) : "",
                addresses(l),
                behind,
                below);
    }

    private List<String> addresses(Link l) {
        List<String> all = new ArrayList<>(2);
        for (Address a : in.addresses(l.index())) {
            if (a.address() != null) {
                all.add(a.prefix().toString());
            }
        }
        return all;
    }

    /// The other end of a veth, or the link below another, for people; empty where there is none.
    private String peer(Link l) {
        if (l.link() == 0 || l.link() == l.index() && l.linkNetnsid() == null) {
            return "";
        }
        if (l.linkNetnsid() == null) {
            Link other = in.link(l.link());
            return other == null ? "link " + l.link() : other.name();
        }
        String number = "link " + l.link();
        if (!(l instanceof Link.Veth)) {
            NamespaceTables host = graph.host(in, l.linkNetnsid());
            if (host == null) {
                return l.link() == l.index() ? "" : number + " of another namespace";
            }
            // Without a link below, which then is its own index, its packets come from whatever the host routes by.
            Link below = l.link() == l.index() ? null : host.link(l.link());
            String name = DisplayNames.of(host.namespace(), here);
            return below == null ? name : below.name() + " of " + name;
        }
        Graph.FarEnd end = graph.farEnd(new LinkRef(in, l));
        LinkRef one = end.only();
        if (one == null) {
            return end.fit().isEmpty()
                    ? number + " of a namespace that was not found"
                    : number + " of one of " + end.fit().size() + " namespaces";
        }
        peers.put(l.index(), one);
        String name = one.name() + " of " + DisplayNames.of(one.namespace(), here);
        return end.proven() ? name : "perhaps " + name;
    }

    /// The engine's network whose bridge this is: Docker names the link as it was told, or after the network's id,
    /// or gives it the network's gateway as its address.
    private String network(Link bridge) {
        if (here.network() != null) {
            return "";
        }
        for (Network n : graph.snapshot().networks()) {
            if (n.driver().equals("bridge") && of(n, bridge)) {
                return n.name();
            }
        }
        return "";
    }

    private boolean of(Network n, Link bridge) {
        String name = bridge.name();
        if (n.settings() != null && name.equals(n.settings().options().get("com.docker.network.bridge.name"))) {
            return true;
        }
        if (name.startsWith("br-") && name.length() >= 15 && n.id().startsWith(name.substring(3))) {
            return true;
        }
        for (Subnet s : n.subnets()) {
            for (Address a :
                    s.gateway() == null || s.range() == null ? List.<Address>of() : in.addresses(bridge.index())) {
                if (s.gateway().equals(a.address())
                        && a.prefixLength() == s.range().length()) {
                    return true;
                }
            }
        }
        return false;
    }
}

package dev.sonde.core.view;

import dev.sonde.core.check.Resolution;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.UntoldRows;
import dev.sonde.core.check.rule.overlay.MissingNeighbour;
import dev.sonde.core.check.rule.overlay.StaleRow;
import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.graph.NeighbourStates;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.DockerMac;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The MACs behind the links of a namespace: rows of the forwarding table and of the neighbours with the same MAC
/// are one, joined with the endpoint that the engine knows by it. What of them is faulty the rules of the check
/// say.
final class FdbView {
    /// What the tables hold of one MAC behind one link.
    private static final class Row {
        final int link;
        final LinkAddress mac;

        /// Of the bridge's table, and of the device's own; null: none.
        FdbEntry bridge;

        FdbEntry self;
        final List<Neighbour> neighbours = new ArrayList<>(1);
        Endpoint endpoint;

        Row(int link, LinkAddress mac) {
            this.link = link;
            this.mac = mac;
        }

        /// Where the tunnel sends what is for it, or null.
        IpAddress vtep() {
            return self == null ? null : self.dst();
        }

        /// The neighbour with the endpoint's address; else the first with an IPv4 one, else the first.
        Neighbour neighbour() {
            Neighbour best = null;
            for (Neighbour n : neighbours) {
                if (endpoint != null && n.ip().equals(endpoint.ip())) {
                    return n;
                }
                best = best == null || n.ip().isV4() && !best.ip().isV4() ? n : best;
            }
            return best;
        }
    }

    private record Key(int link, LinkAddress mac) {
        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && k.link == link && Objects.equals(k.mac, mac);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(mac) + link;
        }
    }

    private final Graph graph;
    private final NamespaceTables in;
    private final Namespace here;
    private final Segment segment;
    private final Map<Integer, LinkRef> peers;
    private final UnknownRemotes unknown;
    private final Set<LinkAddress> stale;
    private final Set<LinkAddress> alone;
    private final Map<Key, Row> rows = new HashMap<>();
    private final Map<LinkAddress, Row> byMac = new HashMap<>();
    private final Map<Integer, List<Row>> byLink = new HashMap<>();
    private final Map<Integer, List<Link>> ports = new HashMap<>();

    /// The endpoints of the network, by identity: two may be told alike.
    private final Set<Endpoint> ofNetwork = Collections.newSetFromMap(new IdentityHashMap<>());

    /// The MACs of the links of this namespace: on a bridge all of them are in its table.
    private final Set<LinkAddress> own = new HashSet<>();

    /// Neighbours without a MAC, by link: an answer never came.
    private final Map<Integer, List<Neighbour>> unanswered = new HashMap<>();

    /// `segment`: of an overlay network, as the rules of the check see it, else null. `peers`: the other ends of
    /// the veths, by their indexes here.
    FdbView(Graph graph, NamespaceTables in, Segment segment, Map<Integer, LinkRef> peers) {
        this.graph = graph;
        this.in = in;
        this.here = in.namespace();
        this.segment = segment;
        this.peers = peers;
        this.unknown = new UnknownRemotes(graph, in, segment);
        this.stale = segment == null ? Set.of() : StaleRow.macs(segment);
        this.alone = segment == null ? Set.of() : MissingNeighbour.macs(segment);
        for (Link l : in.links()) {
            if (l.mac() != null) {
                own.add(l.mac());
            }
            if (l.master() != 0) {
                ports.computeIfAbsent(l.master(), k -> new ArrayList<>()).add(l);
            }
        }
        in.fdb().forEach(this::forwarding);
        in.neighbours().forEach(this::neighbour);
        if (known()) {
            ofNetwork.addAll(here.network().endpoints());
            here.network().endpoints().forEach(this::expect);
            segment.remote.stream().filter(ofNetwork::add).forEach(this::expect);
        }
        for (Row row : rows.values()) {
            if (row.endpoint == null) {
                row.endpoint = graph.endpoint(row.mac, here);
            }
        }
    }

    /// Whether the endpoints of an engine's network should be seen in the tables.
    private boolean known() {
        return segment != null && segment.network != null;
    }

    private void forwarding(FdbEntry m) {
        if (!m.hasMac() || (m.mac().toArray()[0] & 1) != 0 || own.contains(m.mac())) {
            return; // multicast: what a link listens to
        }
        Row row = row(m.link(), m.mac());
        if (m.self()) {
            row.self = m;
        } else {
            row.bridge = m;
        }
    }

    private void neighbour(Neighbour n) {
        if ((n.state() & NeighbourState.NOARP) != 0 || n.ip() == null) {
            return;
        }
        if (!n.hasMac()) {
            unanswered.computeIfAbsent(n.link(), k -> new ArrayList<>(1)).add(n);
            return;
        }
        // On a bridge the MAC is behind one of its ports.
        Row row = rows.get(new Key(n.link(), n.mac()));
        for (Link l : ports.getOrDefault(n.link(), List.of())) {
            row = row == null ? rows.get(new Key(l.index(), n.mac())) : row;
        }
        (row == null ? row(n.link(), n.mac()) : row).neighbours.add(n);
    }

    /// An endpoint of the network is here: behind the veth to its workload, or behind the tunnel.
    private void expect(Endpoint e) {
        boolean local = segment.isLocal(e);
        LinkAddress mac = local || !e.complete() ? e.mac() : segment.macOf(e);
        if (mac == null || own.contains(mac)) {
            return;
        }
        Row known = byMac.get(mac);
        if (known != null) {
            known.endpoint = e;
            return;
        }
        for (Link l : in.links()) {
            LinkRef far = peers.get(l.index());
            boolean veth = far != null && mac.equals(far.link().mac());
            if (local ? veth : l instanceof Link.Vxlan) {
                row(local ? l.index() : segment.tunnel(e).index(), mac).endpoint = e;
                return;
            }
        }
    }

    private Row row(int link, LinkAddress mac) {
        return rows.computeIfAbsent(new Key(link, mac), k -> {
            Row row = new Row(link, mac);
            byMac.putIfAbsent(mac, row);
            byLink.computeIfAbsent(link, l -> new ArrayList<>(1)).add(row);
            return row;
        });
    }

    /// In the order of their MACs; last those that never answered.
    List<FdbRow> behind(int link) {
        List<FdbRow> all = new ArrayList<>();
        for (Row row : byLink.getOrDefault(link, List.of())) {
            add(all, row);
        }
        for (Neighbour n : unanswered.getOrDefault(link, List.of())) {
            String owner = RouteLines.ownerOf(graph, here, n.ip());
            all.add(new FdbRow("", n.ip().toString(), owner, "", "", "", "", state(n), false, false));
        }
        all.sort((a, b) -> {
            int r = Boolean.compare(a.mac().isEmpty(), b.mac().isEmpty());
            r = r != 0 ? r : a.mac().compareTo(b.mac());
            return r != 0 ? r : a.ip().compareTo(b.ip());
        });
        return all;
    }

    private static String state(Neighbour n) {
        return "neighbour ".concat(NeighbourStates.text(n.state()));
    }

    /// What is said of a row, and whether it is a fault.
    private record Mark(String text, boolean faulty) {}

    private void add(List<FdbRow> all, Row row) {
        Endpoint e = row.endpoint;
        boolean tunnel = in.link(row.link) instanceof Link.Vxlan;
        boolean remote = e != null && known() && !segment.isLocal(e) && ofNetwork.contains(e);
        Neighbour main = row.neighbour();
        LinkRef far = e == null ? only(graph.withMac(row.mac, here)) : null;
        IpAddress ip = e != null ? e.ip() : main != null ? main.ip() : address(row.mac, far);
        Mark fdb = tunnel && segment != null ? tunnelRow(row, remote) : new Mark(plain(row, tunnel), false);
        Mark neighbour = tunnel && remote ? resolution(e, main) : new Mark(main == null ? "" : state(main), false);
        if (tunnel && alone.contains(row.mac)) {
            neighbour = new Mark("neighbour MISSING", true);
        }
        Endpoint called = e != null || main == null || segment == null ? e : segment.endpoint(main.ip());
        String owner = called != null ? owner(called) : owner(row.mac, far, row.vtep());
        owner = owner.isEmpty() && main != null && ip != null ? graph.peer(ip) : owner;
        String why = owner.isEmpty() ? unknown.why(row.mac, row.vtep()) : "";
        IpAddress vtep = e != null ? e.vtep() : row.vtep();
        String host = e != null
                ? e.host()
                : vtep != null
                        ? graph.host(vtep, here.network())
                        : far == null ? "" : far.namespace().host();
        all.add(new FdbRow(
                row.mac.toString(),
                text(ip),
                owner,
                why,
                host,
                text(vtep),
                fdb.text,
                neighbour.text,
                fdb.faulty,
                neighbour.faulty));
        for (Neighbour n : row.neighbours) {
            if (n != main) {
                all.add(new FdbRow(
                        row.mac.toString(), n.ip().toString(), owner, why, host, "", "", state(n), false, false));
            }
        }
    }

    private static String text(Object address) {
        return address == null ? "" : address.toString();
    }

    /// A row of a link that is no overlay network's tunnel.
    private String plain(Row row, boolean tunnel) {
        if (tunnel) {
            if (row.self == null) {
                return in.whole(Table.FDB) ? "learned" : "";
            }
            return row.vtep() == null ? "fdb without address" : "fdb to " + row.vtep();
        }
        if (row.bridge != null) {
            return (row.bridge.state() & NeighbourState.PERMANENT) != 0 ? "permanent" : "learned";
        }
        return row.self != null ? "fdb" : row.endpoint != null && known() ? "not seen yet" : "";
    }

    /// A row of an overlay network's tunnel, as the rules of the check judge it.
    private Mark tunnelRow(Row row, boolean remote) {
        if (remote) {
            return switch (segment.forwarding(row.endpoint)) {
                case PRESENT -> new Mark("fdb ok", false);
                case MISSING -> new Mark("fdb MISSING", true);
                case LEARNED -> new Mark("fdb LEARNED: it ages", true);
                case WRONG_VTEP, TO_ITSELF -> new Mark("fdb WRONG: to ".concat(text(row.vtep())), true);
                case NOT_JUDGED -> new Mark(plain(row, true), false);
            };
        }
        for (Neighbour n : row.neighbours) {
            if (n.permanent() && UntoldRows.lacksForwarding(segment, n)) {
                return new Mark("fdb MISSING", true);
            }
            if (n.permanent() && segment.informed() && UntoldRows.learned(segment, n) != null) {
                return new Mark("fdb LEARNED: it ages", true);
            }
        }
        if (stale.contains(row.mac)) {
            return new Mark(row.vtep() == null ? "STALE" : "fdb STALE: to ".concat(text(row.vtep())), true);
        }
        if (row.self != null && row.self.permanent() && row.vtep() != null && segment.own(row.vtep())) {
            return new Mark("fdb WRONG: to ".concat(text(row.vtep())), true);
        }
        return new Mark(plain(row, true), false);
    }

    /// The neighbour of a remote endpoint. `main`: the row that is there, of whatever state, or null.
    private Mark resolution(Endpoint e, Neighbour main) {
        boolean six = segment.needsSix(e) && bad(segment.resolution(e, e.ip6()));
        return switch (segment.resolution(e, e.ip())) {
            case PRESENT -> six ? new Mark("IPv6 neighbour MISSING", true) : new Mark("neighbour ok", false);
            case MISSING -> new Mark(main == null ? "neighbour MISSING" : "neighbour not PERMANENT", true);
            case WRONG_MAC ->
                new Mark("neighbour WRONG: " + segment.neighbours.get(e.ip()).mac(), true);
            case NOT_JUDGED -> new Mark(main == null ? "" : state(main), false);
        };
    }

    private static boolean bad(Resolution r) {
        return r == Resolution.MISSING || r == Resolution.WRONG_MAC;
    }

    private static LinkRef only(List<LinkRef> some) {
        return some.size() == 1 ? some.getFirst() : null;
    }

    private String owner(LinkAddress mac, LinkRef far, IpAddress vtep) {
        if (mac.isZero()) {
            return "every address without a row";
        }
        return far == null ? unknown.owner(mac, vtep) : far.name() + " of " + DisplayNames.of(far.namespace(), here);
    }

    /// A load balancer is one of this network: its name says no more.
    private String owner(Endpoint e) {
        boolean balancer = e.workload() != null && e.workload().kind() == Kind.LOAD_BALANCER;
        return balancer && known() ? "load balancer" : DisplayNames.of(e);
    }

    /// What cannot be said of those behind the links, and who would know.
    List<String> notes() {
        String note = unknown.note();
        return note.isEmpty() ? List.of() : List.of(note);
    }

    /// The IPv4 address of the link with this MAC, or the one of which Docker has made the MAC.
    private static IpAddress address(LinkAddress mac, LinkRef far) {
        for (Address a : far == null ? List.<Address>of() : far.in().addresses(far.index())) {
            if (a.address() != null && a.address().isV4()) {
                return a.address();
            }
        }
        return DockerMac.address(mac);
    }
}

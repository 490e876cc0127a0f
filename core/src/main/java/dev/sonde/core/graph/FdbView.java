package dev.sonde.core.graph;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The stations behind the links of a namespace: rows of the forwarding table and of the neighbours with the same
/// MAC are one, joined with the endpoint that the engine knows by it.
final class FdbView {

    /// What the tables hold of one MAC behind one link.
    private static final class Row {
        final int link;
        final String mac;
        boolean bridge;
        boolean bridgePermanent;
        IpAddress self;
        boolean hasSelf;
        final List<NeighbourMessage> neighbours = new ArrayList<>(1);
        Endpoint endpoint;

        Row(int link, String mac) {
            this.link = link;
            this.mac = mac;
        }

        /// The neighbour with the endpoint's address; else the first with an IPv4 one, else the first.
        NeighbourMessage neighbour() {
            NeighbourMessage best = null;
            for (NeighbourMessage m : neighbours) {
                boolean better = best == null
                        || m.destination().isV4() && !best.destination().isV4();
                if (endpoint != null && m.destination().toString().equals(endpoint.ip())) {
                    return m;
                }
                best = better ? m : best;
            }
            return best;
        }
    }

    private final Topology topology;
    private final NamespaceTables in;
    private final Namespace here;
    private final Map<Integer, LinkIndexEntry> peers;
    private final UnknownRemotes strangers;
    private final Map<String, Row> rows = new HashMap<>();
    private final Map<String, Row> byMac = new HashMap<>();
    private final Map<Integer, List<Row>> byLink = new HashMap<>();
    private final Map<Integer, List<LinkMessage>> ports = new HashMap<>();

    /// The MACs of the links of this namespace: on a bridge all of them are in its table.
    private final Set<String> own = new HashSet<>();

    /// Neighbours without a MAC, by link: an answer never came.
    private final Map<Integer, List<NeighbourMessage>> unanswered = new HashMap<>();

    /// `peers`: the ports at the other ends of the veths, by their indexes here.
    FdbView(Topology topology, NamespaceTables in, Map<Integer, LinkIndexEntry> peers) {
        this.topology = topology;
        this.in = in;
        this.here = in.namespace();
        this.peers = peers;
        this.strangers = new UnknownRemotes(topology, in);
        for (LinkMessage l : in.links()) {
            own.add(DisplayNames.mac(l));
            if (l.master() != 0) {
                ports.computeIfAbsent(l.master(), k -> new ArrayList<>()).add(l);
            }
        }
        for (NeighbourMessage m : in.fdb()) {
            forwarding(m);
        }
        for (NeighbourMessage m : in.neighbours()) {
            neighbour(m);
        }
        if (NamespaceViewBuilder.expects(here)) {
            for (Endpoint e : here.network().endpoints()) {
                expect(e);
            }
        }
        for (Row row : rows.values()) {
            if (row.endpoint == null) {
                row.endpoint = topology.endpoint(row.mac, here);
            }
        }
    }

    private void forwarding(NeighbourMessage m) {
        LinkAddress address = m.linkAddress();
        if (address == null || address.length() != 6 || (address.toArray()[0] & 1) != 0) {
            return; // multicast: what a link listens to
        }
        String mac = address.toString();
        if (own.contains(mac)) {
            return;
        }
        Row row = row(m.header().ifindex(), mac);
        if ((m.header().flags() & NeighbourFlags.SELF) != 0) {
            row.hasSelf = true;
            row.self = m.destination();
        } else {
            row.bridge = true;
            row.bridgePermanent = (m.header().state() & NeighbourState.PERMANENT) != 0;
        }
    }

    private void neighbour(NeighbourMessage m) {
        if ((m.header().state() & NeighbourState.NOARP) != 0 || m.destination() == null) {
            return;
        }
        int link = m.header().ifindex();
        if (m.linkAddress() == null || m.linkAddress().length() != 6) {
            unanswered.computeIfAbsent(link, k -> new ArrayList<>(1)).add(m);
            return;
        }
        String mac = m.linkAddress().toString();
        // On a bridge the station is behind one of its ports.
        Row row = rows.get(key(link, mac));
        for (LinkMessage l : ports.getOrDefault(link, List.of())) {
            if (row == null) {
                row = rows.get(key(l.index(), mac));
            }
        }
        (row == null ? row(link, mac) : row).neighbours.add(m);
    }

    /// An endpoint of the network is here: behind the veth to its workload, or behind the tunnel.
    private void expect(Endpoint e) {
        if (e.mac().isEmpty() || own.contains(e.mac())) {
            return;
        }
        Row known = byMac.get(e.mac());
        if (known != null) {
            known.endpoint = e;
            return;
        }
        boolean local = NamespaceViewBuilder.local(here, e);
        for (LinkMessage l : in.links()) {
            LinkIndexEntry far = peers.get(l.index());
            boolean veth = far != null && far.mac().equals(e.mac());
            if (local ? veth : l.kind().equals("vxlan")) {
                row(l.index(), e.mac()).endpoint = e;
                return;
            }
        }
    }

    private static String key(int link, String mac) {
        return mac.concat(" ").concat(Integer.toString(link));
    }

    private Row row(int link, String mac) {
        return rows.computeIfAbsent(key(link, mac), k -> {
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
            station(all, row);
        }
        for (NeighbourMessage m : unanswered.getOrDefault(link, List.of())) {
            String ip = m.destination().toString();
            String owner = RouteLines.ownerOf(topology, here, ip);
            all.add(new FdbRow("", ip, owner, "", "", "", "", state(m), false));
        }
        all.sort((a, b) -> {
            int r = Boolean.compare(a.mac().isEmpty(), b.mac().isEmpty());
            r = r != 0 ? r : a.mac().compareTo(b.mac());
            return r != 0 ? r : a.ip().compareTo(b.ip());
        });
        return all;
    }

    private static String state(NeighbourMessage m) {
        return "neighbour ".concat(NeighbourStates.text(m.header().state()));
    }

    private void station(List<FdbRow> all, Row row) {
        Endpoint e = row.endpoint;
        LinkMessage link = in.link(row.link);
        boolean tunnel = link != null && link.kind().equals("vxlan");
        boolean remote = e != null && !NamespaceViewBuilder.local(here, e) && NamespaceViewBuilder.expects(here);
        NeighbourMessage main = row.neighbour();
        LinkIndexEntry far = e == null ? only(topology.withMac(row.mac, here)) : null;
        String ip = e != null ? e.ip() : main != null ? main.destination().toString() : address(row.mac, far);
        boolean faulty = false;
        String fdb;
        if (tunnel) {
            boolean should = remote || permanent(main);
            if (!row.hasSelf) {
                fdb = should ? "fdb MISSING" : "learned";
                faulty = should;
            } else if (row.self == null) {
                fdb = "fdb without address";
            } else if (remote && !e.vtep().isEmpty() && !row.self.toString().equals(e.vtep())) {
                fdb = "fdb WRONG: to ".concat(row.self.toString());
                faulty = true;
            } else {
                fdb = remote ? "fdb ok" : "fdb to ".concat(row.self.toString());
            }
        } else if (row.bridge) {
            fdb = row.bridgePermanent ? "permanent" : "learned";
        } else {
            fdb = row.hasSelf ? "fdb" : e != null && NamespaceViewBuilder.expects(here) ? "not seen yet" : "";
        }
        String neighbour = "";
        if (tunnel && remote) {
            boolean ok = permanent(main) && main.destination().toString().equals(e.ip());
            neighbour = ok ? "neighbour ok" : main == null ? "neighbour MISSING" : "neighbour not PERMANENT";
            faulty |= !ok;
        } else if (main != null) {
            neighbour = state(main);
        }
        String self = row.self == null ? "" : row.self.toString();
        String owner = e != null ? owner(e) : owner(row.mac, far, self);
        owner = owner.isEmpty() && main != null ? topology.peer(ip) : owner;
        String why = owner.isEmpty() ? strangers.why(row.mac, self) : "";
        String vtep = e != null ? e.vtep() : self;
        String host = e != null
                ? e.host()
                : !vtep.isEmpty() ? topology.host(vtep, here.network()) : far == null ? "" : host(far);
        all.add(new FdbRow(row.mac, ip, owner, why, host, vtep, fdb, neighbour, faulty));
        for (NeighbourMessage m : row.neighbours) {
            if (m != main) {
                String other = m.destination().toString();
                all.add(new FdbRow(row.mac, other, owner, why, host, "", "", state(m), false));
            }
        }
    }

    private static LinkIndexEntry only(List<LinkIndexEntry> some) {
        return some.size() == 1 ? some.getFirst() : null;
    }

    private static String host(LinkIndexEntry far) {
        return far.in().namespace().host();
    }

    private static boolean permanent(NeighbourMessage m) {
        return m != null && (m.header().state() & NeighbourState.PERMANENT) != 0;
    }

    private String owner(String mac, LinkIndexEntry far, String vtep) {
        if (mac.equals("00:00:00:00:00:00")) {
            return "every address without a row";
        }
        return far == null
                ? strangers.owner(mac, vtep)
                : far.name() + " of " + DisplayNames.of(far.in().namespace(), here);
    }

    /// A load balancer is one of this network: its name says no more.
    private String owner(Endpoint e) {
        boolean balancer = e.workload() != null && e.workload().kind() == Kind.LOAD_BALANCER;
        return balancer && NamespaceViewBuilder.expects(here) ? "load balancer" : DisplayNames.of(e);
    }

    /// What cannot be said of those behind the links, and who would know.
    List<String> notes() {
        String note = strangers.note();
        return note.isEmpty() ? List.of() : List.of(note);
    }

    /// The IPv4 address of the link with this MAC, or the one of which Docker has made the MAC: `02:42` and its bytes.
    private static String address(String mac, LinkIndexEntry far) {
        if (far != null) {
            for (String a : far.in().addresses(far.index())) {
                if (a.indexOf(':') < 0) {
                    return a.substring(0, a.indexOf('/'));
                }
            }
        }
        return derived(mac);
    }

    /// Docker makes a MAC of `02:42` and the IPv4 address.
    static String derived(String mac) {
        if (!mac.startsWith("02:42:")) {
            return "";
        }
        StringBuilder b = new StringBuilder(15);
        for (int i = 6; i < 17; i += 3) {
            b.append(i == 6 ? "" : ".").append(Integer.parseInt(mac, i, i + 2, 16));
        }
        return b.toString();
    }
}

package dev.sonde.core.topology;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Namespace;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The stations behind the links of a namespace: rows of the forwarding table and of the neighbours with the same
/// MAC are one, joined with the endpoint that the engine knows by it.
final class Stations {
    private static final int NUD_NOARP = 0x40;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NTF_SELF = 2;

    /// What the tables hold of one MAC behind one link.
    private static final class Row {
        final int link;
        final String mac;
        boolean bridge;
        boolean bridgePermanent;
        IpAddress self;
        boolean hasSelf;
        NeighbourMessage neighbour;
        Endpoint endpoint;

        Row(int link, String mac) {
            this.link = link;
            this.mac = mac;
        }
    }

    private final Namespace here;
    private final List<LinkMessage> links;
    private final Map<Integer, Owners.Far> peers;
    private final Owners owners;
    private final Map<String, Row> rows = new HashMap<>();
    private final List<Row> inOrder = new ArrayList<>();

    /// Neighbours without a MAC: an answer never came.
    private final List<NeighbourMessage> unanswered = new ArrayList<>();

    Stations(Namespace here, List<LinkMessage> links, Map<Integer, Owners.Far> peers, Owners owners) {
        this.here = here;
        this.links = links;
        this.peers = peers;
        this.owners = owners;
    }

    void add(List<NeighbourMessage> fdb, List<NeighbourMessage> neighbours) {
        for (NeighbourMessage m : fdb) {
            LinkAddress address = m.linkAddress();
            if (address == null || address.length() != 6 || multicast(address) || own(address.toString())) {
                continue;
            }
            Row row = row(m.header().ifindex(), address.toString());
            if ((m.header().flags() & NTF_SELF) != 0) {
                row.hasSelf = true;
                row.self = m.destination();
            } else {
                row.bridge = true;
                row.bridgePermanent = (m.header().state() & NUD_PERMANENT) != 0;
            }
        }
        for (NeighbourMessage m : neighbours) {
            neighbour(m);
        }
        if (Details.expects(here)) {
            for (Endpoint e : here.network().endpoints()) {
                expect(e);
            }
        }
        for (Row row : inOrder) {
            if (row.endpoint == null) {
                row.endpoint = owners.endpoint(row.mac);
            }
        }
    }

    private void neighbour(NeighbourMessage m) {
        if ((m.header().state() & NUD_NOARP) != 0 || m.destination() == null) {
            return;
        }
        if (m.linkAddress() == null || m.linkAddress().length() != 6) {
            unanswered.add(m);
            return;
        }
        String mac = m.linkAddress().toString();
        // On a bridge the station is behind one of its ports.
        Row row = rows.get(key(m.header().ifindex(), mac));
        for (LinkMessage l : links) {
            if (row == null && l.master() == m.header().ifindex()) {
                row = rows.get(key(l.index(), mac));
            }
        }
        if (row == null) {
            row = row(m.header().ifindex(), mac);
        }
        if (row.neighbour == null || !row.neighbour.destination().isV4()) {
            row.neighbour = m;
        }
    }

    /// An endpoint of the network is here: behind the veth to its workload, or behind the tunnel.
    private void expect(Endpoint e) {
        for (Row row : inOrder) {
            if (row.mac.equals(e.mac())) {
                row.endpoint = e;
                return;
            }
        }
        boolean local = Details.local(here, e);
        for (LinkMessage l : links) {
            Owners.Far far = peers.get(l.index());
            boolean veth = far != null && far.namespace().workload() == e.workload();
            if (local ? veth : l.kind().equals("vxlan")) {
                row(l.index(), e.mac()).endpoint = e;
                return;
            }
        }
    }

    private static boolean multicast(LinkAddress a) {
        return (a.toArray()[0] & 1) != 0;
    }

    /// Whether it is the MAC of a link of this namespace: on a bridge all of them are in its table.
    private boolean own(String mac) {
        for (LinkMessage l : links) {
            if (Owners.mac(l).equals(mac)) {
                return true;
            }
        }
        return false;
    }

    private static String key(int link, String mac) {
        return mac.concat(" ").concat(Integer.toString(link));
    }

    private Row row(int link, String mac) {
        String key = key(link, mac);
        Row row = rows.get(key);
        if (row == null) {
            row = new Row(link, mac);
            rows.put(key, row);
            inOrder.add(row);
        }
        return row;
    }

    List<Station> behind(int link) {
        List<Station> all = new ArrayList<>();
        for (Row row : inOrder) {
            if (row.link == link) {
                all.add(station(row));
            }
        }
        for (NeighbourMessage m : unanswered) {
            if (m.header().ifindex() == link) {
                String state =
                        "neighbour ".concat(NeighbourStates.text(m.header().state()));
                all.add(new Station("", m.destination().toString(), "", "", "", "", state, false));
            }
        }
        all.sort((a, b) ->
                a.mac().equals(b.mac()) ? a.ip().compareTo(b.ip()) : a.mac().compareTo(b.mac()));
        return all;
    }

    private Station station(Row row) {
        Endpoint e = row.endpoint;
        boolean tunnel = kind(row.link).equals("vxlan");
        boolean remote = e != null && !Details.local(here, e) && Details.expects(here);
        String ip = e != null
                ? e.ip()
                : row.neighbour != null ? row.neighbour.destination().toString() : derived(row.mac);
        boolean faulty = false;
        String fdb;
        if (tunnel) {
            boolean should = remote || permanent(row.neighbour);
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
            fdb = row.hasSelf ? "fdb" : e != null && Details.expects(here) ? "not seen yet" : "";
        }
        String neighbour = "";
        if (tunnel && remote) {
            boolean ok = permanent(row.neighbour)
                    && row.neighbour.destination().toString().equals(e.ip());
            neighbour = ok ? "neighbour ok" : row.neighbour == null ? "neighbour MISSING" : "neighbour not PERMANENT";
            faulty |= !ok;
        } else if (row.neighbour != null) {
            neighbour = "neighbour "
                    .concat(NeighbourStates.text(row.neighbour.header().state()));
        }
        String owner = e != null ? Owners.name(e) : owner(row.mac);
        return new Station(
                row.mac, ip, owner, e == null ? "" : e.host(), e == null ? "" : e.vtep(), fdb, neighbour, faulty);
    }

    private static boolean permanent(NeighbourMessage m) {
        return m != null && (m.header().state() & NUD_PERMANENT) != 0;
    }

    private String owner(String mac) {
        if (mac.equals("00:00:00:00:00:00")) {
            return "every address without a row";
        }
        Owners.Far far = owners.link(mac);
        return far == null ? "" : Details.name(far.link()).concat(" of ").concat(Owners.name(far.namespace()));
    }

    private String kind(int link) {
        for (LinkMessage l : links) {
            if (l.index() == link) {
                return l.kind();
            }
        }
        return "";
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

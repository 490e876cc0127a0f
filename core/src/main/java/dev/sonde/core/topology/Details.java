package dev.sonde.core.topology;

import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.stream.Source;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts together what is inside one namespace: links below their masters, addresses, and behind each link the
/// stations with their owners.
public final class Details {
    private static final int IFF_UP = 1;
    private static final int IFF_LOWER_UP = 1 << 16;

    private final Namespace here;
    private final Tables tables;
    private final Owners owners;
    private final Map<Integer, LinkMessage> byIndex = new HashMap<>();

    /// The namespace at the other end of a veth, by the link's index.
    private final Map<Integer, Owners.Far> peers = new HashMap<>();

    private Details(Source source, Snapshot snapshot, Namespace here) {
        this.here = here;
        this.tables = Tables.of(source, here);
        this.owners = new Owners(source, snapshot, here);
    }

    public static Detail of(Source source, Snapshot snapshot, Namespace here) {
        return new Details(source, snapshot, here).build();
    }

    private Detail build() {
        List<LinkMessage> links = tables.links();
        for (LinkMessage l : links) {
            byIndex.put(l.index(), l);
        }
        Map<Integer, List<String>> addresses = new HashMap<>();
        for (AddressMessage a : tables.addresses()) {
            if (a.address() != null) {
                addresses
                        .computeIfAbsent(a.header().index(), k -> new ArrayList<>(1))
                        .add(a.address() + "/" + a.header().prefixLength());
            }
        }
        Map<Integer, String> peerNames = new HashMap<>();
        for (LinkMessage l : links) {
            peerNames.put(l.index(), peer(l));
        }
        Stations stations = new Stations(here, links, peers, owners);
        stations.add(tables.fdb(), tables.neighbours());
        List<LinkDetail> roots = new ArrayList<>();
        for (LinkMessage l : links) {
            if (!byIndex.containsKey(l.master())) {
                List<LinkDetail> ports = new ArrayList<>();
                for (LinkMessage p : links) {
                    if (p.master() == l.index() && p != l) {
                        ports.add(link(p, addresses, peerNames, stations, List.of()));
                    }
                }
                roots.add(link(l, addresses, peerNames, stations, ports));
            }
        }
        List<String> routes = new ArrayList<>();
        RouteLines.add(routes, tables.routes(false), byIndex);
        RouteLines.add(routes, tables.routes(true), byIndex);
        return new Detail(here, roots, routes, tables.gaps());
    }

    private LinkDetail link(
            LinkMessage l,
            Map<Integer, List<String>> addresses,
            Map<Integer, String> peerNames,
            Stations stations,
            List<LinkDetail> ports) {
        int flags = l.header().flags();
        String state = (flags & IFF_UP) == 0 ? "down" : (flags & IFF_LOWER_UP) == 0 ? "no carrier" : "up";
        LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
        VxlanAttr.Vni vni = l.data(VxlanAttr.Vni.class);
        VxlanAttr.Port port = l.data(VxlanAttr.Port.class);
        LinkAttr.Stats64 stats = l.find(LinkAttr.Stats64.class);
        return new LinkDetail(
                l.index(),
                name(l),
                l.kind(),
                state,
                Owners.mac(l),
                mtu == null ? 0 : (int) mtu.bytes(),
                vni == null ? -1 : vni.vni(),
                port == null ? 0 : port.udpPort(),
                stats == null ? 0 : stats.stats().txDropped(),
                peerNames.get(l.index()),
                addresses.getOrDefault(l.index(), List.of()),
                stations.behind(l.index()),
                ports);
    }

    /// The other end of a veth, for people; empty for other links.
    private String peer(LinkMessage l) {
        if (!l.kind().equals("veth") || l.link() == 0) {
            return "";
        }
        if (l.linkNetnsid() == null) {
            LinkMessage other = byIndex.get(l.link());
            return other == null ? "link " + l.link() : name(other);
        }
        List<Owners.Far> far = owners.peers(tables, here, l);
        if (far.size() == 1) {
            peers.put(l.index(), far.getFirst());
            return name(far.getFirst().link()) + " of "
                    + Owners.name(far.getFirst().namespace());
        }
        return far.isEmpty()
                ? "link " + l.link() + " of a namespace that was not found"
                : "link " + l.link() + " of one of " + far.size() + " namespaces";
    }

    static String name(LinkMessage l) {
        return l.name() == null ? "link " + l.index() : l.name();
    }

    /// Where an endpoint's frames should come from: the veth to its workload's own namespace, or the tunnel.
    static boolean local(Namespace here, Endpoint e) {
        return e.host().equals(here.host());
    }

    /// Whether the engine's endpoints should be seen in this namespace's tables.
    static boolean expects(Namespace here) {
        return here.kind() == Kind.OVERLAY && here.network() != null;
    }
}

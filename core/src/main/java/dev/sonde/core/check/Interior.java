package dev.sonde.core.check;

import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.stream.Source;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.route.RouteMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is inside one namespace: each table is read when a rule first asks for it, and once.
final class Interior {
    final Namespace namespace;
    final Tables tables;
    private final Map<Integer, LinkMessage> byIndex = new HashMap<>();
    private List<LinkMessage> links;
    private List<AddressMessage> addresses;
    private List<NeighbourMessage> neighbours;
    private List<NeighbourMessage> fdb;
    private List<RouteMessage> routes;

    Interior(Source source, Namespace namespace) {
        this.namespace = namespace;
        this.tables = Tables.of(source, namespace);
    }

    List<LinkMessage> links() {
        if (links == null) {
            links = tables.links();
            for (LinkMessage l : links) {
                byIndex.put(l.index(), l);
            }
        }
        return links;
    }

    /// The link of this index, or null.
    LinkMessage link(int index) {
        links();
        return byIndex.get(index);
    }

    List<AddressMessage> addresses() {
        if (addresses == null) {
            addresses = tables.addresses();
        }
        return addresses;
    }

    List<NeighbourMessage> neighbours() {
        if (neighbours == null) {
            neighbours = tables.neighbours();
        }
        return neighbours;
    }

    List<NeighbourMessage> fdb() {
        if (fdb == null) {
            fdb = tables.fdb();
        }
        return fdb;
    }

    /// Whether all addresses could be read.
    boolean addressesWhole() {
        addresses();
        return whole("addresses");
    }

    boolean fdbWhole() {
        fdb();
        return whole("forwarding table");
    }

    private boolean whole(String table) {
        for (Gap g : tables.gaps()) {
            if (g.what().endsWith(table)) {
                return false;
            }
        }
        return true;
    }

    /// Of IPv4 and of IPv6.
    List<RouteMessage> routes() {
        if (routes == null) {
            routes = tables.routes(false);
            routes.addAll(tables.routes(true));
        }
        return routes;
    }
}

package dev.sonde.core.table;

import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Namespace;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.route.RouteMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is inside one namespace: each table is understood when it is first asked for, and kept.
public final class NamespaceTables {
    private final Namespace namespace;
    private final TableReader tables;
    private final Map<Integer, LinkMessage> byIndex = new HashMap<>();
    private List<LinkMessage> links;
    private List<LinkMessage> counted;
    private List<AddressMessage> addresses;
    private Map<Integer, List<String>> byLink;
    private List<NeighbourMessage> neighbours;
    private List<NeighbourMessage> fdb;
    private List<RouteMessage> routes;

    public NamespaceTables(Source source, Namespace namespace) {
        this(namespace, TableReader.of(source, namespace));
    }

    public NamespaceTables(Namespace namespace, TableReader tables) {
        this.namespace = namespace;
        this.tables = tables;
    }

    public Namespace namespace() {
        return namespace;
    }

    public TableReader tables() {
        return tables;
    }

    public List<LinkMessage> links() {
        if (links == null) {
            links = tables.links();
            for (LinkMessage l : links) {
                byIndex.put(l.index(), l);
            }
        }
        return links;
    }

    /// The same link with its counters, which are read when they are first asked for.
    public LinkMessage counted(LinkMessage link) {
        if (link.find(LinkAttr.Stats64.class) != null) {
            return link;
        }
        if (counted == null) {
            counted = tables.countedLinks();
        }
        for (LinkMessage l : counted) {
            if (l.index() == link.index()) {
                return l;
            }
        }
        return link;
    }

    /// The link of this index, or null.
    public LinkMessage link(int index) {
        links();
        return byIndex.get(index);
    }

    public List<AddressMessage> addresses() {
        if (addresses == null) {
            addresses = tables.addresses();
        }
        return addresses;
    }

    /// The addresses of a link with their prefix lengths, as `10.0.1.4/24`.
    public List<String> addresses(int link) {
        if (byLink == null) {
            byLink = new HashMap<>();
            for (AddressMessage a : addresses()) {
                if (a.address() != null) {
                    byLink.computeIfAbsent(a.header().index(), k -> new ArrayList<>(1))
                            .add(a.address() + "/" + a.header().prefixLength());
                }
            }
        }
        return byLink.getOrDefault(link, List.of());
    }

    public List<NeighbourMessage> neighbours() {
        if (neighbours == null) {
            neighbours = tables.neighbours();
        }
        return neighbours;
    }

    /// Whether they were asked for.
    public boolean hasNeighbours() {
        return neighbours != null;
    }

    /// It has no neighbours: whoever says so knows it otherwise.
    public void withoutNeighbours() {
        neighbours = List.of();
    }

    public List<NeighbourMessage> fdb() {
        if (fdb == null) {
            fdb = tables.fdb();
        }
        return fdb;
    }

    /// Of IPv4 and of IPv6.
    public List<RouteMessage> routes() {
        if (routes == null) {
            routes = new ArrayList<>(tables.routes(false));
            routes.addAll(tables.routes(true));
        }
        return routes;
    }

    /// Whether all addresses could be read.
    public boolean addressesWhole() {
        addresses();
        return whole("addresses");
    }

    public boolean fdbWhole() {
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
}

package dev.sonde.core.topology;

import dev.sonde.core.discover.Tables;
import dev.sonde.core.model.Namespace;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is in one namespace. Each table is understood when it is first asked for, and kept.
final class Interior {
    private final Namespace namespace;
    private final Tables tables;
    private List<LinkMessage> links;
    private final Map<Integer, LinkMessage> byIndex = new HashMap<>();
    private Map<Integer, List<String>> addresses;
    private List<NeighbourMessage> fdb;
    private List<NeighbourMessage> neighbours;

    Interior(Namespace namespace, Tables tables) {
        this.namespace = namespace;
        this.tables = tables;
    }

    Namespace namespace() {
        return namespace;
    }

    Tables tables() {
        return tables;
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

    /// The link with this index, or null.
    LinkMessage link(int index) {
        links();
        return byIndex.get(index);
    }

    /// The addresses of a link with their prefix lengths, as `10.0.1.4/24`.
    List<String> addresses(int link) {
        if (addresses == null) {
            addresses = new HashMap<>();
            for (AddressMessage a : tables.addresses()) {
                if (a.address() != null) {
                    addresses
                            .computeIfAbsent(a.header().index(), k -> new ArrayList<>(1))
                            .add(a.address() + "/" + a.header().prefixLength());
                }
            }
        }
        return addresses.getOrDefault(link, List.of());
    }

    List<NeighbourMessage> fdb() {
        if (fdb == null) {
            fdb = tables.fdb();
        }
        return fdb;
    }

    List<NeighbourMessage> neighbours() {
        if (neighbours == null) {
            neighbours = tables.neighbours();
        }
        return neighbours;
    }
}

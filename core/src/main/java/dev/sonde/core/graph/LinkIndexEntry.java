package dev.sonde.core.graph;

import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.link.LinkMessage;

/// What an index over the links of all namespaces keeps of one: little, because there may be a hundred thousand.
/// `mac`: empty where it has none of six bytes. `end`: the index of a veth's other end, else 0. `nsid`: the id of the
/// namespace in which `end` counts; [#HERE] where that is its own.
record LinkIndexEntry(NamespaceTables in, int index, String name, String mac, int end, int nsid) {
    static final int HERE = -1;

    static LinkIndexEntry of(NamespaceTables in, LinkMessage l) {
        boolean veth = l.kind().equals("veth");
        Integer nsid = l.linkNetnsid();
        return new LinkIndexEntry(
                in,
                l.index(),
                DisplayNames.of(l),
                DisplayNames.mac(l),
                veth ? l.link() : 0,
                !veth || nsid == null ? HERE : nsid);
    }

    /// The whole link, or null where it cannot be read any more.
    LinkMessage link() {
        return in.link(index);
    }
}

package dev.sonde.core.table;

import dev.sonde.core.connection.Dump;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.NeighbourTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.neigh.NeighbourTableAttr;
import java.util.ArrayList;
import java.util.List;

/// Reads how large the kernel's tables of neighbours are, and how they are set.
public final class NeighbourTables {
    /// `struct rtgenmsg`, padded.
    private static final int HEADER = 4;

    /// Both; empty where they could not be read whole.
    public static List<NeighbourTable> of(Source source) {
        Dump dump = source.dump(NamespaceEntry.OWN, Requests.neighbourTables());
        if (!dump.complete()) {
            return List.of();
        }
        List<NeighbourTable> all = new ArrayList<>(2);
        try {
            for (byte[] chunk : dump.chunks()) {
                for (NetlinkMessage m : NetlinkMessage.split(chunk)) {
                    if (m.type() == Nlmsg.RTM_NEWNEIGHTBL) {
                        Attrs<NeighbourTableAttr> attrs = m.attrs(NeighbourTableAttr.TABLE, HEADER, 0);
                        var config = attrs.find(NeighbourTableAttr.Config.class);
                        if (config != null) { // the other messages tell of single links
                            all.add(table(attrs, config.config().entries()));
                        }
                    }
                }
            }
        } catch (MalformedMessage e) {
            return List.of();
        }
        return all;
    }

    private static NeighbourTable table(Attrs<NeighbourTableAttr> attrs, long entries) {
        var name = attrs.find(NeighbourTableAttr.Name.class);
        var soft = attrs.find(NeighbourTableAttr.Threshold2.class);
        var most = attrs.find(NeighbourTableAttr.Threshold3.class);
        var stats = attrs.find(NeighbourTableAttr.Stats.class);
        return new NeighbourTable(
                name == null ? "" : name.name(),
                entries,
                soft == null ? 0 : soft.rows(),
                most == null ? 0 : most.rows(),
                stats == null ? 0 : stats.stats().tableFulls());
    }

    private NeighbourTables() {}
}

package dev.sonde.core.discover;

import dev.sonde.core.stream.Dump;
import dev.sonde.core.stream.NamespaceEntry;
import dev.sonde.core.stream.Source;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.neigh.NeighbourTableAttr;

/// How many neighbours the kernel holds in all namespaces together.
///
/// It keeps those of all namespaces in one table, and looks at every row of it to answer for one: five thousand
/// questions about five thousand rows are the longest part of a check. Whoever has seen as many rows as there are
/// knows that the namespaces that are left have none.
public final class NeighbourCount {
    public static final int UNKNOWN = -1;

    /// `struct rtgenmsg`, padded.
    private static final int HEADER = 4;

    /// Of IPv4 and IPv6 together; [#UNKNOWN].
    public static long of(Source source) {
        Dump dump = source.dump(NamespaceEntry.OWN, Dumps.neighbourTables());
        if (!dump.complete()) {
            return UNKNOWN;
        }
        long count = 0;
        int tables = 0;
        try {
            for (byte[] chunk : dump.chunks()) {
                for (NetlinkMessage m : NetlinkMessage.split(chunk)) {
                    var config = m.type() != Dumps.RTM_NEWNEIGHTBL
                            ? null
                            : m.attrs(NeighbourTableAttr.TABLE, HEADER, 0).find(NeighbourTableAttr.Config.class);
                    if (config != null) { // the other messages tell of single links
                        count += config.config().entries();
                        tables++;
                    }
                }
            }
        } catch (MalformedMessage e) {
            return UNKNOWN;
        }
        return tables > 0 ? count : UNKNOWN;
    }

    private NeighbourCount() {}
}

package dev.sonde.core.table;

import dev.sonde.core.model.NeighbourTable;
import java.util.List;

/// How many neighbours the kernel holds in all namespaces together.
///
/// It keeps those of all namespaces in one table, and looks at every row of it to answer for one: five thousand
/// questions about five thousand rows are the longest part of a check. Whoever has seen as many rows as there are
/// knows that the namespaces that are left have none.
public final class NeighbourCount {
    public static final int UNKNOWN = -1;

    /// Of IPv4 and IPv6 together; [#UNKNOWN].
    public static long of(List<NeighbourTable> tables) {
        long count = 0;
        for (NeighbourTable t : tables) {
            count += t.entries();
        }
        return tables.isEmpty() ? UNKNOWN : count;
    }

    private NeighbourCount() {}
}

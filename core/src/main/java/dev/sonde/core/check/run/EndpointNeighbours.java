package dev.sonde.core.check.run;

import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.connection.Recorded;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NeighbourTable;
import dev.sonde.core.model.Table;
import dev.sonde.core.table.NeighbourCount;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads the neighbours of the namespaces of endpoints, where the kernel can tell them in time.
final class EndpointNeighbours {
    /// So many rows the kernel is made to look at: 30 ns each.
    private static final long MOST_LOOKS = 4_000_000;

    private static final Set<Table> NEIGHBOURS = EnumSet.of(Table.NEIGHBOURS);

    /// `endpoints`: of the networks that are wanted; `others`: of those that are not. What takes too long is added
    /// to `unread`.
    static void read(
            Inventory inventory,
            Set<Namespace> endpoints,
            Set<Namespace> others,
            List<NeighbourTable> tables,
            List<Inconclusive> unread) {
        if (inventory.source() instanceof Recorded) {
            inventory.read(NEIGHBOURS, endpoints); // it has them
            inventory.read(NEIGHBOURS, others);
            return;
        }
        inventory.withoutNeighbours(others);
        if (endpoints.isEmpty()) {
            return;
        }
        long rows = NeighbourCount.of(tables);
        if (rows == inventory.neighbours()) {
            // Where the kernel has no others than those that were read, the endpoints have none, and are not asked.
            inventory.withoutNeighbours(endpoints);
        } else if (inTime(endpoints.size(), rows)) {
            inventory.read(NEIGHBOURS, endpoints);
        } else {
            inventory.withoutNeighbours(endpoints);
            unread.add(new Inconclusive(
                    inventory.names().host().name(),
                    "the neighbours of " + endpoints.size() + " endpoints",
                    "for each the kernel looks through all " + rows
                            + " of the host; sonde check NETWORK looks at those of one",
                    false));
        }
    }

    /// Whether the kernel is asked for the neighbours of so many endpoints, where it holds so many rows
    /// ([NeighbourCount#UNKNOWN]: it does not tell).
    static boolean inTime(int endpoints, long rows) {
        return endpoints * rows <= MOST_LOOKS;
    }

    private EndpointNeighbours() {}
}

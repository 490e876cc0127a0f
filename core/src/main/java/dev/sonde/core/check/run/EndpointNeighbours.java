package dev.sonde.core.check.run;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.connection.Recorded;
import dev.sonde.core.connection.Source;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.core.table.NeighbourCount;
import dev.sonde.protocol.ScanBit;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/// The endpoints as those who ask for others: their neighbours are read, where that can be done in time.
///
/// The kernel keeps the neighbours of all namespaces in one table, and looks at every row of it to answer for one
/// namespace. Five thousand endpoints that have just talked to each other would take it ten seconds.
public final class EndpointNeighbours {
    /// So many rows the kernel is made to look at: 30 ns each.
    private static final long MOST_LOOKS = 4_000_000;

    private final Source source;
    private final Overlays inventory;
    private final Predicate<Finding.Where> wanted;

    EndpointNeighbours(Source source, Overlays inventory, Predicate<Finding.Where> wanted) {
        this.source = source;
        this.inventory = inventory;
        this.wanted = wanted;
    }

    /// Reads the neighbours of the endpoints of the networks that are wanted; says of how many that takes too long.
    void ask(Findings findings) {
        if (source instanceof Recorded) {
            return; // it has them
        }
        Set<NamespaceTables> endpoints = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<NamespaceTables> others = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Segment s : inventory.segments) {
            for (SegmentPort p : s.ports) {
                if (p.inside() != null && !inventory.whole.contains(p.inside())) {
                    (wanted.test(s.where()) ? endpoints : others).add(p.inside());
                }
            }
        }
        others.removeAll(endpoints);
        others.forEach(NamespaceTables::withoutNeighbours);
        if (endpoints.isEmpty()) {
            return;
        }
        long rows = NeighbourCount.of(source);
        if (rows == found()) {
            endpoints.forEach(NamespaceTables::withoutNeighbours);
        } else if (inTime(endpoints.size(), rows)) {
            Overlays.fetch(source, ScanBit.NEIGHBOURS, endpoints);
        } else {
            endpoints.forEach(NamespaceTables::withoutNeighbours);
            findings.unread(new Inconclusive(
                    inventory.snapshot.host().name(),
                    "the neighbours of " + endpoints.size() + " endpoints",
                    "for each the kernel looks through all " + rows
                            + " of the host; sonde check NETWORK looks at those of one"));
        }
    }

    /// Whether the kernel is asked for the neighbours of so many endpoints, where it holds so many rows
    /// ([NeighbourCount#UNKNOWN]: it does not tell).
    public static boolean inTime(int endpoints, long rows) {
        return endpoints * rows <= MOST_LOOKS;
    }

    /// How many neighbours were read: where the kernel has no others, the endpoints have none, and are not asked.
    private long found() {
        long found = 0;
        for (NamespaceTables in : inventory.whole) {
            found += in.neighbours().size();
        }
        return found;
    }
}

package dev.sonde.core.check;

import dev.sonde.core.discover.Interior;
import dev.sonde.core.discover.NeighbourCount;
import dev.sonde.core.stream.Frame;
import dev.sonde.core.stream.Recorded;
import dev.sonde.core.stream.Source;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/// The endpoints as those who ask for others: their neighbours are read, where that can be done in time.
///
/// The kernel keeps the neighbours of all namespaces in one table, and looks at every row of it to answer for one
/// namespace. Five thousand endpoints that have just talked to each other would take it ten seconds.
final class Askers {
    /// So many rows the kernel is made to look at: 30 ns each.
    private static final long MOST_LOOKS = 4_000_000;

    private final Source source;
    private final Inventory inventory;
    private final Predicate<Finding.Where> wanted;

    Askers(Source source, Inventory inventory, Predicate<Finding.Where> wanted) {
        this.source = source;
        this.inventory = inventory;
        this.wanted = wanted;
    }

    /// Reads the neighbours of the endpoints of the networks that are wanted; says of how many that takes too long.
    void ask(Findings findings) {
        if (source instanceof Recorded) {
            return; // it has them
        }
        Set<Interior> endpoints = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Interior> others = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Segment s : inventory.segments) {
            for (Port p : s.ports) {
                if (p.inside() != null && !inventory.whole.contains(p.inside())) {
                    (wanted.test(s.where()) ? endpoints : others).add(p.inside());
                }
            }
        }
        others.removeAll(endpoints);
        others.forEach(Interior::withoutNeighbours);
        if (endpoints.isEmpty()) {
            return;
        }
        long rows = NeighbourCount.of(source);
        if (rows == found()) {
            endpoints.forEach(Interior::withoutNeighbours);
        } else if (inTime(endpoints.size(), rows)) {
            Inventory.fetch(source, Frame.NEIGHBOURS, endpoints);
        } else {
            endpoints.forEach(Interior::withoutNeighbours);
            findings.unread(new Open(
                    inventory.snapshot.host().name(),
                    "the neighbours of " + endpoints.size() + " endpoints",
                    "for each the kernel looks through all " + rows
                            + " of the host; sonde check NETWORK looks at those of one"));
        }
    }

    /// Whether the kernel is asked for the neighbours of so many endpoints, where it holds so many rows
    /// ([NeighbourCount#UNKNOWN]: it does not tell).
    static boolean inTime(int endpoints, long rows) {
        return endpoints * rows <= MOST_LOOKS;
    }

    /// How many neighbours were read: where the kernel has no others, the endpoints have none, and are not asked.
    private long found() {
        long found = 0;
        for (Interior in : inventory.whole) {
            found += in.neighbours().size();
        }
        return found;
    }
}

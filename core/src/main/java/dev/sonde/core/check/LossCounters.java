package dev.sonde.core.check;

import dev.sonde.core.model.Counters;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The counters of lost packets of links, looked at twice: by how much they rose meanwhile.
public final class LossCounters {
    /// A counter that rose: `TX dropped`, by so many, to so many now.
    public record Rise(Segment segment, NamespaceTables in, Link link, String counter, long by, long now) {}

    /// What a counter is called, and what it says of a link.
    private record Kind(String name, ToLongFunction<Counters> value) {}

    private static final List<Kind> TUNNEL = List.of(
            new Kind("RX errors", Counters::rxErrors),
            new Kind("RX dropped", Counters::rxDropped),
            new Kind("TX errors", Counters::txErrors));

    /// What a tunnel drops when it sends is multicast, in good health, or what a missing row explains.
    private static final List<Kind> OTHERS =
            List.of(TUNNEL.get(0), TUNNEL.get(1), TUNNEL.get(2), new Kind("TX dropped", Counters::txDropped));

    /// Fewer may be anything: what was sent before the other end was up.
    public static final int FEW = 3;

    /// The counters that rose between two looks at the links of a namespace, which is `segment`'s or has to do with
    /// it.
    public static List<Rise> rises(Segment segment, NamespaceTables in, List<Link> before, List<Link> after) {
        Map<Integer, Link> first = new HashMap<>();
        before.forEach(l -> first.put(l.index(), l));
        List<Rise> all = new ArrayList<>();
        for (Link now : after) {
            Link then = first.get(now.index());
            boolean counted = then != null && then.counters() != null && now.counters() != null;
            for (Kind k : !counted ? List.<Kind>of() : countsUnsent(now) ? OTHERS : TUNNEL) {
                long n = k.value.applyAsLong(now.counters());
                long by = n - k.value.applyAsLong(then.counters());
                if (by >= FEW) {
                    all.add(new Rise(segment, in, now, k.name, by, n));
                }
            }
        }
        return all;
    }

    /// Whether packets that a link could not send count as lost.
    public static boolean countsUnsent(Link link) {
        return !(link instanceof Link.Vxlan);
    }

    private LossCounters() {}
}

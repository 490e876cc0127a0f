package dev.sonde.core.check;

import dev.sonde.core.check.rule.probe.Pair;
import dev.sonde.core.connection.Live;
import dev.sonde.core.graph.Counters;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.link.LinkMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/// The counters of lost packets of all links that probes went by, looked at twice: by how much they rose meanwhile.
public final class LossCounters {
    /// A counter that rose: `TX dropped`, by so many, to so many now.
    public record Rise(Segment segment, NamespaceTables in, LinkMessage link, String counter, long by, long now) {}

    /// What a counter is called, and what it says of a link.
    private record Kind(String name, ToLongFunction<Counters> value) {}

    private static final List<Kind> TUNNEL = List.of(
            new Kind("RX errors", Counters::rxErrors),
            new Kind("RX dropped", Counters::rxDropped),
            new Kind("TX errors", Counters::txErrors));

    /// What a tunnel drops when it sends is multicast, in good health, or what a missing row explains.
    private static final List<Kind> OTHERS =
            List.of(TUNNEL.get(0), TUNNEL.get(1), TUNNEL.get(2), new Kind("TX dropped", Counters::txDropped));

    /// Fewer may be anything.
    private static final int FEW = 3;

    private final List<Pair> pairs;

    public LossCounters(List<Pair> pairs) {
        this.pairs = pairs;
    }

    /// Reads the counters again: what rose since they were read first.
    public List<Rise> since(Live live) {
        Map<NamespaceTables, Segment> where = new LinkedHashMap<>();
        Set<Segment> segments = new LinkedHashSet<>();
        for (Pair p : pairs) {
            segments.add(p.segment);
            where.putIfAbsent(p.segment.in, p.segment);
            where.putIfAbsent(p.source.inside(), p.segment);
            if (p.destination != null) {
                where.putIfAbsent(p.destination.inside(), p.segment);
            }
        }
        for (Segment s : segments) {
            if (s.host != null) {
                where.putIfAbsent(s.host, s);
            }
        }
        List<Rise> all = new ArrayList<>();
        where.forEach((in, segment) -> rises(live, segment, in, all));
        return all;
    }

    private static void rises(Live live, Segment segment, NamespaceTables in, List<Rise> to) {
        TableReader tables = in.tables();
        in.links(); // they were read before, and are kept
        live.forget(tables.number());
        for (LinkMessage now : new TableReader(live, tables.number()).links()) {
            LinkMessage before = in.link(now.index());
            for (Kind k : before == null ? List.<Kind>of() : now.kind().equals("vxlan") ? TUNNEL : OTHERS) {
                long n = k.value.applyAsLong(Counters.of(now));
                long by = n - k.value.applyAsLong(Counters.of(before));
                if (by >= FEW) {
                    to.add(new Rise(segment, in, now, k.name, by, n));
                }
            }
        }
    }
}

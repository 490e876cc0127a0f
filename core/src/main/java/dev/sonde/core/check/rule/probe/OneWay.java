package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Findings;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Frames pass from one host to another, and not back.
public record OneWay() implements PairRule {
    @Override
    public String code() {
        return "S203";
    }

    @Override
    public String title() {
        return "frames pass one way only";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe, where both ends are seen from here: whether echo requests arrive that are not answered, and whether those of the other direction do.",
                "Nothing works, though half of the packets arrive: each side sees the other's requests at best.",
                "The port of the tunnel is dropped on one host only, incoming or outgoing; or one host has a wrong address for the other.",
                "`tcpdump udp port 4789` on both hosts while `ping` runs inside an endpoint.",
                "Where a passive rule explains it, its command. Else let the tunnel's port pass on the way that is named.");
    }

    @Override
    public void check(Pairs all, Findings out) {
        Map<Pairs.Way, List<Pair>> broken = new LinkedHashMap<>();
        for (List<Pair> pairs : all.ways().values()) {
            for (Pair p : pairs) {
                Pairs.Way way = p.fails() ? all.oneWay(p) : null;
                boolean spoken = p.spoken() && all.oneWay(p.other) != null;
                if (way != null && !spoken) {
                    broken.computeIfAbsent(way, w -> new ArrayList<>()).add(p);
                }
            }
        }
        broken.forEach((way, pairs) -> {
            Pair first = pairs.getFirst();
            boolean single = first.other != null && !first.other.fails();
            String headline = "nothing of " + way.network() + " arrives from " + way.from() + " on " + way.to()
                    + (single ? first.family() : "") + ", but the other way it does";
            out.add(ProbeFindings.of(this, severity(), headline, pairs, all));
        });
    }
}

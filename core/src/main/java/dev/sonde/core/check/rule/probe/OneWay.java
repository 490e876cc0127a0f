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
        return "frames pass in one direction only";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe, if both ends are seen from here: whether echo requests arrive without an"
                        + " answer, while those of the other direction arrive too.",
                "Nothing works, though half of the packets arrive: at best each side sees the other's" + " requests.",
                "One host drops the tunnel's port, incoming or outgoing; or one host has a wrong address"
                        + " for the other.",
                "`tcpdump udp port 4789` on both hosts while `ping` runs inside an endpoint.",
                "If another finding explains it, use its command. Otherwise open the tunnel's port in the"
                        + " direction that is named.");
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
                    + (single ? first.family() : "") + "; the other direction works";
            out.add(ProbeFindings.of(this, severity(), headline, pairs, all));
        });
    }
}

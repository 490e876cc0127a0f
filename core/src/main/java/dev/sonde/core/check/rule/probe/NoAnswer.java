package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An endpoint that does not answer a ping from another one.
public record NoAnswer() implements PairRule {
    @Override
    public String code() {
        return "S201";
    }

    @Override
    public String title() {
        return "an endpoint gets no answer from another";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe: up to three echo requests from inside one endpoint to another, small"
                        + " enough for every underlay, then the same once more; by IPv4, and by IPv6 if both have"
                        + " such addresses in the network.",
                "What the two send to each other is lost. If the finding of another rule explains it, it"
                        + " is named: mend that one.",
                "Without such a finding: the tunnel's UDP port (4789, unless the swarm has another) is"
                        + " blocked on one of the hosts or in the underlay; the target's host is down; or a"
                        + " firewall inside the target drops echo requests. If only IPv6 fails: nobody wrote the"
                        + " neighbour row of its IPv6 address. Docker's overlay driver writes rows for IPv4 only,"
                        + " and the VXLAN device forwards no neighbour discovery, so by IPv6 only containers of one"
                        + " host can reach each other.",
                "`ping` in the source's namespace, while `tcpdump udp port 4789` runs on both hosts.",
                "If another finding explains it, use its command. Otherwise open the tunnel's port in"
                        + " both directions: on both hosts, and between them.");
    }

    /// What one finding explains is one finding here as well.
    @Override
    public void check(Pairs all, Findings out) {
        Map<Finding, List<Pair>> explained = new LinkedHashMap<>();
        all.ways().forEach((way, pairs) -> {
            List<Pair> open = new ArrayList<>();
            for (Pair p : pairs) {
                if (p.fails() && !p.spoken() && all.oneWay(p) == null) {
                    Finding cause = all.cause(p, false);
                    (cause == null ? open : explained.computeIfAbsent(cause, f -> new ArrayList<>())).add(p);
                }
            }
            if (open.size() == pairs.size() && open.size() > 1) {
                String victims =
                        String.join(", ", open.stream().map(Pair::to).distinct().toList());
                String headline = way.from() + " reaches nobody on " + way.to() + by(open) + ": " + victims;
                out.add(ProbeFindings.of(this, severity(), headline, open, all));
            } else {
                open.forEach(p -> one(List.of(p), all, out));
            }
        });
        explained.values().forEach(pairs -> one(pairs, all, out));
    }

    private void one(List<Pair> pairs, Pairs all, Findings out) {
        Pair first = pairs.getFirst();
        String headline = pairs.size() == 1
                ? first.from() + " gets no answer from " + first.to() + by(pairs)
                : pairs.size() + " pairs of endpoints get no answer" + by(pairs);
        out.add(ProbeFindings.of(this, severity(), headline, pairs, all));
    }

    /// The family by which alone these fail, or nothing.
    private static String by(List<Pair> pairs) {
        for (Pair p : pairs) {
            if (p.other == null || p.other.fails()) {
                return "";
            }
        }
        return pairs.getFirst().family();
    }
}

package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Findings;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Severity;
import java.util.ArrayList;
import java.util.List;

/// An endpoint that does not answer a ping from another one.
public record NoAnswer() implements PairRule {
    @Override
    public String code() {
        return "S201";
    }

    @Override
    public String title() {
        return "an endpoint does not answer another";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe: up to three echo requests from inside one endpoint to another, small enough for every underlay, and the same once more; by IPv4, and by IPv6 where both have such addresses in the network.",
                "What the two say to each other is lost. A finding of a passive rule that explains it is named, and is what has to be mended.",
                "Without such a finding: UDP of the tunnel's port (4789, unless the swarm has another) is dropped between the two hosts, or in the underlay; the host of the target is down; or a filter inside the target drops echo requests. By IPv6 alone: nobody wrote the neighbour of its IPv6 address. Docker's overlay driver writes those of IPv4 only, and the VXLAN device passes no neighbour discovery on, so by IPv6 containers of one host reach each other at most.",
                "`ping` inside the source's namespace, while `tcpdump udp port 4789` runs on both hosts.",
                "Where a passive rule explains it, its command. Else let the tunnel's port pass in both directions: on both hosts, and between them.");
    }

    @Override
    public void check(Pairs all, Findings out) {
        all.ways().forEach((way, pairs) -> {
            List<Pair> failing = new ArrayList<>();
            for (Pair p : pairs) {
                if (p.fails() && !p.spoken() && all.oneWay(p) == null) {
                    failing.add(p);
                }
            }
            boolean none = failing.size() == pairs.size() && failing.size() > 1;
            if (none && failing.stream().allMatch(p -> all.cause(p, false) == null)) {
                String victims = String.join(
                        ", ", failing.stream().map(Pair::to).distinct().toList());
                out.add(ProbeFindings.of(
                        this,
                        severity(),
                        way.from() + " reaches nobody on " + way.to() + by(failing) + ": " + victims,
                        failing,
                        all));
                return;
            }
            for (Pair p : failing) {
                out.add(ProbeFindings.of(
                        this,
                        severity(),
                        p.from() + " gets no answer from " + p.to() + by(List.of(p)),
                        List.of(p),
                        all));
            }
        });
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

package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.LossCounters;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import java.util.List;

/// A link lost packets while endpoints were pinged.
public record PacketLoss() implements PairRule {
    @Override
    public String code() {
        return "S204";
    }

    @Override
    public String title() {
        return "a link loses packets";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "With --probe: the error and drop counters of all links that the pings used (of"
                        + " endpoints, their networks' namespaces, and hosts), before and after. An increase of two"
                        + " or less is not reported. Neither is what a tunnel drops when it sends: on a healthy"
                        + " network that is multicast, which it sends nowhere; otherwise a row is missing, which"
                        + " other rules find.",
                "What is dropped there is lost, pings or not. The link shows where.",
                "No route to a host, a queue that is too short, a filter of the device, or packets that"
                        + " do not fit. If the same host has another finding, that is usually the cause: then this"
                        + " is information.",
                "`ip -s link show dev LINK`, twice.",
                "The command shows what the link counts. What drops the packets cannot be known without"
                        + " looking further.");
    }

    @Override
    public void check(Pairs all, Findings out) {
        for (LossCounters.Rise r : all.rises()) {
            Segment s = r.segment();
            String name = r.link().name();
            Finding.Where at = r.in() == s.in
                    ? s.where()
                    : r.in() == s.host
                            ? new Finding.Where(
                                    "", -1, s.here.host(), s.host.namespace().path())
                            : new Finding.Where(
                                    s.where().network(),
                                    s.vni(),
                                    r.in().namespace().host(),
                                    r.in().namespace().path());
            String line = name + " " + r.counter() + " " + Long.toUnsignedString(r.now());
            out.add(new Finding(
                    this,
                    all.known(at) ? Severity.INFO : severity(),
                    name + " of " + r.in().namespace().name() + " on " + at.host() + " loses packets",
                    name,
                    at,
                    new Finding.Expected("no packet lost", Finding.NATURE),
                    r.by() + " more since the look before: " + r.counter(),
                    List.of(new Evidence(at.file(), "ip -s link show dev " + name, line)),
                    new Remedy.Look(
                            Segment.inside(r.in().namespace(), "ip", "-s", "-s", "link", "show", "dev", name),
                            "find what drops them: routes, filters and queues of " + name),
                    Segment.inside(r.in().namespace(), "ip", "-s", "link", "show", "dev", name)));
        }
    }
}

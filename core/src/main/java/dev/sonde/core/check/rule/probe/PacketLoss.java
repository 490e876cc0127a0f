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
                "With --probe: the counters of errors and of dropped packets of all links by which pings went (of"
                        + " endpoints, their networks' namespaces and hosts), before and after. Two more or fewer are no"
                        + " finding, nor is what a tunnel drops when it sends: in good health that is multicast, which it"
                        + " has nowhere to send to, and else a row is missing, which other rules find.",
                "What is dropped there is lost, pings or not: the link shows where.",
                "No route to a host, a queue that is too short, a filter of the device, packets that do not fit. Where"
                        + " another finding is of the same host it is the cause as a rule: then this is information.",
                "`ip -s link show dev LINK`, twice.",
                "The command shows what the link counts; what it is that drops is not known without more.");
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

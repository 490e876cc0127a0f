package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.LinkAddress;
import java.util.List;

/// An endpoint's interface does not have the MAC or the IP address that the engine assigned.
public record WrongAddress() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S111";
    }

    @Override
    public String title() {
        return "the endpoint does not have the address that its engine assigned";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The interface at the other end of an endpoint's veth must have the MAC and the IP"
                        + " address that the engine reports.",
                "All other hosts have rows for the assigned address: frames for it arrive, and nobody"
                        + " accepts them.",
                "Something inside the container changed it; a container with NET_ADMIN may do so.",
                "`ip addr` inside the container, against `docker network inspect`.",
                "The command sets the assigned address. Connections of the other address end.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (SegmentPort p : s.ports) {
            if (p.endpoint() == null || p.far() == null || out.explained(p.inside())) {
                continue;
            }
            Endpoint e = p.endpoint();
            LinkAddress mac = p.far().mac();
            Step.Device dev = Step.Device.of(p.far());
            if (e.mac() != null && mac != null && !e.mac().equals(mac)) {
                report(
                        s,
                        p,
                        dev.name() + " address " + e.mac(),
                        "address " + mac,
                        IprouteText.mac(p.inside(), p.far()),
                        new Step.LinkMac(p.inside().namespace(), dev, e.mac()),
                        out);
            } else if (e.ip() != null && p.inside().whole(Table.ADDRESSES) && !Graph.holds(p.end(), e.ip())) {
                int length = e.ipv4().length() < 0 ? 32 : e.ipv4().length();
                report(
                        s,
                        p,
                        e.ipv4() + " dev " + dev.name(),
                        "no such address",
                        IprouteText.flags(p.inside(), p.far()),
                        new Step.AddAddress(p.inside().namespace(), dev, e.ip(), length),
                        out);
            }
        }
    }

    private void report(
            Segment s, SegmentPort p, String expected, String found, Evidence evidence, Step step, Findings out) {
        String victim = s.name(p);
        out.add(
                new Finding(
                        this,
                        severity(),
                        victim + " does not have its assigned address",
                        victim,
                        s.where(p.inside()),
                        s.expected(expected),
                        found,
                        List.of(evidence),
                        Remedy.safe(step),
                        Segment.inside(
                                p.inside().namespace(),
                                "ip",
                                "addr",
                                "show",
                                "dev",
                                p.far().name())),
                p.inside());
    }
}

package dev.sonde.core.check.rule.overlay;

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
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import java.util.List;

/// An endpoint's veth has another MTU than its network.
public record TaskMtu() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S308";
    }

    @Override
    public String title() {
        return "the MTU of an endpoint differs from its network's";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The MTU of both ends of each endpoint's veth must be that of the network's VXLAN device.",
                "If it is larger, the endpoint sends packets that its network cannot carry: they are"
                        + " lost. If it is smaller (a warning, because TCP adapts), larger packets from others are"
                        + " lost on arrival.",
                "The MTU was set inside the container, or on the veth by hand.",
                "`ip link` inside the container and in the network's namespace.",
                "The command sets the network's MTU. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        int right = s.mtu();
        if (right == 0) {
            return;
        }
        for (SegmentPort p : s.ports) {
            if (p.far() == null) {
                continue;
            }
            if (p.far().mtu() != right) {
                report(s, p, p.inside(), p.far(), right, out);
            }
            if (p.link().mtu() != right) {
                report(s, p, s.in, p.link(), right, out);
            }
        }
    }

    private void report(Segment s, SegmentPort p, NamespaceTables in, Link l, int right, Findings out) {
        String victim = s.name(p);
        int mtu = l.mtu();
        boolean large = mtu > right;
        out.add(
                new Finding(
                        this,
                        large && in != s.in || !large && in == s.in ? severity() : Severity.WARNING,
                        victim + (large ? " may send packets that are too large" : " receives no full-size packets"),
                        victim,
                        s.where(in),
                        new Finding.Expected(
                                l.name() + " mtu " + right + ", as " + s.vxlan.name() + " of the network has",
                                Finding.NATURE),
                        "mtu " + mtu,
                        List.of(IprouteText.flags(in, l), IprouteText.flags(s.in, s.vxlan)),
                        Remedy.safe(new Step.LinkMtu(in.namespace(), Step.Device.of(l), right)),
                        Segment.inside(in.namespace(), "ip", "link", "show", "dev", l.name())),
                s.ref(p.link()));
    }
}

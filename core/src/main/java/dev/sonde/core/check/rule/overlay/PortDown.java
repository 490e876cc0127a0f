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
import java.util.List;

/// The bridge's side of an endpoint's veth is down.
public record PortDown() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S104";
    }

    @Override
    public String title() {
        return "the bridge port of an endpoint is down";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each endpoint of this host is behind a veth; the end in the network's namespace must be" + " up.",
                "While it is down, the endpoint reaches nobody and nobody reaches it. Inside, its"
                        + " interface says NO-CARRIER.",
                "Somebody set it down, or it was never set up.",
                "`ip link` in the network's namespace: the veth lacks UP.",
                "The command sets it up. Affects nothing else.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (SegmentPort p : s.ports) {
            if (p.up() || p.inside() == null) {
                continue;
            }
            String victim = s.name(p);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            victim + " is cut off: its port is down",
                            victim,
                            s.where(),
                            s.expected(p.name() + " up"),
                            p.name() + " down",
                            List.of(IprouteText.flags(s.in, p.link())),
                            Remedy.safe(new Step.LinkUp(s.here, Step.Device.of(p.link()))),
                            s.inside("ip", "link", "show", "dev", p.name())),
                    s.ref(p.link()),
                    p.inside());
        }
    }
}

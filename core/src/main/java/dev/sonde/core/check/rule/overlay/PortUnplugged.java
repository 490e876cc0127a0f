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

/// An endpoint's veth is no port of the network's bridge.
public record PortUnplugged() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S105";
    }

    @Override
    public String title() {
        return "the veth of an endpoint is no port of a bridge";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each endpoint of this host is behind a veth whose one end is a port of the bridge in the network's"
                        + " namespace.",
                "Without a master it passes nothing on: the endpoint reaches nobody, and nobody reaches it.",
                "Somebody took it out, or it was never put in.",
                "`bridge link` inside the network's namespace does not list the veth.",
                "The command puts it into the bridge. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (SegmentPort p : s.ports) {
            if (s.bridge == null || p.inside() == null || p.link().master() != 0) {
                continue;
            }
            String victim = s.name(p);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            victim + " is cut off: its veth is not in the bridge",
                            victim,
                            s.where(),
                            s.expected(p.name() + " master " + s.bridge.name()),
                            p.name() + " without a master",
                            List.of(IprouteText.flags(s.in, p.link())),
                            Remedy.safe(
                                    new Step.LinkMaster(s.here, Step.Device.of(p.link()), Step.Device.of(s.bridge))),
                            s.inside("bridge", "link", "show")),
                    s.ref(p.link()),
                    p.inside());
        }
    }
}

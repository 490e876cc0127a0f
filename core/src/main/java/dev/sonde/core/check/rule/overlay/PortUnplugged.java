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
        return "the veth of an endpoint is not attached to a bridge";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each endpoint of this host is behind a veth; the end in the network's namespace must be"
                        + " a port of the bridge there.",
                "Without a master the veth forwards nothing: the endpoint reaches nobody, and nobody" + " reaches it.",
                "Somebody removed it from the bridge, or it was never added.",
                "`bridge link` in the network's namespace does not list the veth.",
                "The command attaches it to the bridge. Affects nothing else.");
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
                            victim + " is cut off: its veth is not attached to the bridge",
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

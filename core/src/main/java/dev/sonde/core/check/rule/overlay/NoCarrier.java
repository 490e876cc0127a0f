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

/// An endpoint's own interface is down.
public record NoCarrier() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S302";
    }

    @Override
    public String title() {
        return "the interface of an endpoint is down";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The other end of each veth that is a port of a network's bridge must be up.",
                "The endpoint reaches nobody on this network; its port says NO-CARRIER.",
                "Something inside the container set it down; a container with NET_ADMIN may do so.",
                "`ip link` inside the container; `ip link` in the network's namespace: NO-CARRIER.",
                "The command sets it up. It does not restore routes that were added to this interface by" + " hand.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (SegmentPort p : s.ports) {
            if (p.far() == null || p.far().up()) {
                continue;
            }
            String victim = s.name(p);
            String name = p.far().name();
            out.add(
                    new Finding(
                            this,
                            severity(),
                            victim + " is cut off: its " + name + " is down",
                            victim,
                            s.where(p.inside()),
                            new Finding.Expected(name + " up", Finding.NATURE),
                            name + " down",
                            List.of(IprouteText.flags(p.inside(), p.far()), IprouteText.flags(s.in, p.link())),
                            Remedy.safe(new Step.LinkUp(p.inside().namespace(), Step.Device.of(p.far()))),
                            Segment.inside(p.inside().namespace(), "ip", "link", "show", "dev", name)),
                    p.inside());
        }
    }
}

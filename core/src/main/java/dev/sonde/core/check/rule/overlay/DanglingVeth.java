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
import dev.sonde.core.model.LinkRef;
import java.util.List;

/// A veth of a network's namespace leads to no namespace that was found.
public record DanglingVeth() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S303";
    }

    @Override
    public String title() {
        return "a veth leads nowhere";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The other end of each veth in a network's namespace has to be in a namespace to which something else"
                        + " leads than links: a process, a file, a socket. All places have to have been looked at.",
                "None by itself. Something that cannot be seen holds the namespace of an endpoint that is gone, and its"
                        + " MAC may stay in the forwarding table.",
                "A container that ended while its namespace was on its way from one process to another, or was held by"
                        + " the kernel itself.",
                "`ip link` inside the network's namespace: an `@ifN` that no namespace has in which a process is; `sonde"
                        + " ls --kind link` lists the one behind it.",
                "The command removes the veth, and with it its other end. Look first who is behind it.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (!s.overlays.complete()) {
            return;
        }
        for (SegmentPort p : s.ports) {
            boolean elsewhere = p.link().linkNetnsid() != null;
            if (p.inside() != null || !elsewhere || held(s.overlays.opposite(s.ref(p.link())))) {
                continue;
            }
            out.add(
                    new Finding(
                            this,
                            severity(),
                            p.name() + " of " + s.where().network() + " on " + s.here.host() + " leads nowhere",
                            p.name(),
                            s.where(),
                            new Finding.Expected("its other end in a namespace that something holds", Finding.NATURE),
                            s.overlays.opposite(s.ref(p.link())).isEmpty()
                                    ? "none that was found has link " + p.link().link() + " with this other end"
                                    : "nothing but the veth itself leads to the namespace with its other end",
                            List.of(IprouteText.flags(s.in, p.link())),
                            Remedy.unsafe(new Step.DeleteLink(s.here, Step.Device.of(p.link()))),
                            s.inside("ip", "link", "show", "dev", p.name())),
                    s.ref(p.link()));
        }
    }

    /// Whether something else than links leads to one of the ends.
    private static boolean held(List<LinkRef> ends) {
        for (LinkRef v : ends) {
            if (!v.namespace().path().isEmpty()) {
                return true;
            }
        }
        return false;
    }
}

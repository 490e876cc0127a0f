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
                "The other end of each veth in a network's namespace must be in a namespace that"
                        + " something other than a link holds: a process, a file, a socket. This is judged only if"
                        + " sonde could look in all places.",
                "None by itself. Something invisible holds the namespace of an endpoint that is gone, and"
                        + " its MAC may stay in the FDB.",
                "A container ended while its namespace was being passed from one process to another, or"
                        + " while the kernel itself held it.",
                "`ip link` in the network's namespace: an `@ifN` that no namespace with a process has;"
                        + " `sonde ls --kind link` lists the namespace behind it.",
                "The command removes the veth, and its other end with it. First look what is behind it.");
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
                                    ? "no namespace that was found has its other end, link "
                                            + p.link().link()
                                    : "only the veth itself leads to the namespace of its other end",
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

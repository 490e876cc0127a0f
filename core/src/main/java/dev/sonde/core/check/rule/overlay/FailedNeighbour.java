package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.List;

/// An endpoint asked for the MAC of another one, and got no answer.
public record FailedNeighbour() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S304";
    }

    @Override
    public String title() {
        return "an endpoint asked for another's MAC and got no answer";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "In the neighbour table of each endpoint's interface, no endpoint of the same network may"
                        + " be FAILED. What another finding explains is left out. With thousands of endpoints the"
                        + " kernel would need seconds to answer: then sonde says that they were not judged, and"
                        + " `sonde check NETWORK` looks at those of one network.",
                "What it sent then was lost. The kernel asks again at the next packet.",
                "The other endpoint was gone, cut off, or not yet there at that time.",
                "`ip neigh` inside the container: FAILED.",
                "The command removes the row, so that the next packet asks at once. If it comes back,"
                        + " `sonde check --probe` finds where the request is lost.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.ENDPOINTS, Table.NEIGHBOURS));
    }

    @Override
    public void check(Segment s, Findings out) {
        for (SegmentPort p : s.ports) {
            if (p.inside() == null || out.explained(p.inside()) || out.explained(s.ref(p.link()))) {
                continue;
            }
            for (Neighbour n : p.inside().neighbours()) {
                boolean failed = (n.state() & NeighbourState.FAILED) != 0;
                if (!failed || n.link() != p.far().index() || n.ip() == null) {
                    continue;
                }
                Endpoint of = s.endpoint(n.ip());
                if (of != null && !out.explained(of) || s.network == null) {
                    report(s, p, n, of == null ? n.ip().toString() : Segment.name(of), out);
                }
            }
        }
    }

    private void report(Segment s, SegmentPort p, Neighbour n, String other, Findings out) {
        String victim = s.name(p);
        out.add(new Finding(
                this,
                severity(),
                victim + " got no answer from " + other,
                victim,
                s.where(p.inside()),
                new Finding.Expected("an answer from " + other + " (" + n.ip() + ")", Finding.NATURE),
                "the neighbour is FAILED",
                List.of(IprouteText.neighbours(p.inside(), n)),
                Remedy.safe(new Step.DeleteNeighbour(p.inside().namespace(), Step.Device.of(p.far()), n.ip())),
                Segment.inside(
                        p.inside().namespace(),
                        "ip",
                        "neigh",
                        "show",
                        "dev",
                        p.far().name())));
    }
}

package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import java.util.ArrayList;
import java.util.List;

/// A host knows nothing of a remote endpoint: both its rows are missing.
public record MissingPeer() implements Rule.OfSegment {
    @Override
    public String code() {
        return "S108";
    }

    @Override
    public String title() {
        return "a host knows nothing of a remote endpoint";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "For each endpoint on another host there have to be its neighbour and its forwarding row in the"
                        + " network's namespace. The engine says which endpoints there are.",
                "ARP for the endpoint is not answered: from this host it cannot be reached at all.",
                "The news of the endpoint did not reach this host (Docker's nodes tell each other by port 7946), or"
                        + " were overtaken by those of its end.",
                "`ip neigh show dev vxlan0` and `bridge fdb show dev vxlan0` inside the network's namespace;"
                        + " `ip monitor neigh` prints a miss for each request.",
                "The command writes both rows. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (!s.whole()) {
            return;
        }
        for (Segment.Peer p : s.remote) {
            if (!p.complete()
                    || !s.tunnelUp(p)
                    || s.neighbours.containsKey(p.ip())
                    || s.forwarding.containsKey(p.mac())) {
                continue;
            }
            List<Evidence> evidence = new ArrayList<>(1);
            s.dropped(evidence);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            s.here.host() + " knows nothing of " + p.name(),
                            p.name(),
                            s.where(),
                            s.expected(p.ip() + " dev " + IprouteText.name(s.tunnel(p)) + " lladdr " + p.mac()
                                    + " PERMANENT, and " + s.forward(p, p.mac())),
                            "neither of the two rows",
                            evidence,
                            new Remedy.Command(rows(s, p), true),
                            s.inside("ip", "neigh", "show", "dev", IprouteText.name(s.tunnel(p)))),
                    p.endpoint());
        }
    }

    private static List<Step> rows(Segment s, Segment.Peer p) {
        Step.Device dev = Step.Device.of(s.tunnel(p));
        List<Step> steps = new ArrayList<>(3);
        steps.add(new Step.PutNeighbour(s.here, dev, p.ip(), p.mac()));
        if (s.needsSix(p) && !s.neighbours.containsKey(p.ip6())) {
            steps.add(new Step.PutNeighbour(s.here, dev, p.ip6(), p.mac()));
        }
        steps.add(new Step.PutForwarding(s.here, dev, p.mac(), p.vtep()));
        return steps;
    }
}

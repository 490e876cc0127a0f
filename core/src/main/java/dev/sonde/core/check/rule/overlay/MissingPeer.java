package dev.sonde.core.check.rule.overlay;

import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.LinkAddress;
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
        return "a host has no rows for a remote endpoint";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "Each endpoint on another host needs a neighbour row and an FDB row in the network's"
                        + " namespace. The engine says which endpoints there are.",
                "Nobody answers ARP for the endpoint: it cannot be reached from this host.",
                "The notice about the endpoint did not reach this host (Docker's nodes tell each other on"
                        + " port 7946), or the notice of its removal overtook it.",
                "`ip neigh show dev vxlan0` and `bridge fdb show dev vxlan0` in the network's namespace;"
                        + " `ip monitor neigh` prints a miss for each request.",
                "The command writes both rows. Affects nothing else. Of a container, which may have a MAC that"
                        + " somebody chose, its own host has to be asked first.");
    }

    @Override
    public void check(Segment s, Findings out) {
        for (Endpoint e : s.remote) {
            if (!s.knowsNothing(e)) {
                continue;
            }
            List<Evidence> evidence = new ArrayList<>(1);
            s.dropped(evidence);
            String name = Segment.name(e);
            String dev = s.tunnel(e).name();
            LinkAddress mac = s.macOf(e);
            out.add(
                    new Finding(
                            this,
                            severity(),
                            s.here.host() + " has no rows for " + name,
                            name,
                            s.where(),
                            s.expected(
                                    e.ip() + " dev " + dev + " lladdr " + mac + " PERMANENT, and " + s.forward(e, mac)),
                            "neither of the two rows",
                            evidence,
                            s.guessed(e) ? ask(s, e) : new Remedy.Command(rows(s, e), true),
                            s.inside("ip", "neigh", "show", "dev", dev)),
                    e);
        }
    }

    /// A container may have a MAC that somebody chose, and no engine tells it here: who knows it, and what to do then.
    private static Remedy ask(Segment s, Endpoint e) {
        return new Remedy.Look(
                List.of(
                        "docker",
                        "inspect",
                        "-f",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.MacAddress}}{{println}}{{end}}",
                        Segment.name(e)),
                "on " + e.host() + " says the MAC of " + e.ip() + ". If it is " + e.mac() + ": "
                        + new Remedy.Command(rows(s, e), false).line() + "; if it is another, with that one");
    }

    private static List<Step> rows(Segment s, Endpoint e) {
        LinkAddress mac = s.macOf(e);
        Step.Device dev = Step.Device.of(s.tunnel(e));
        List<Step> steps = new ArrayList<>(3);
        steps.add(new Step.PutNeighbour(s.here, dev, e.ip(), mac));
        if (s.needsSix(e) && !s.neighbours.containsKey(e.ip6())) {
            steps.add(new Step.PutNeighbour(s.here, dev, e.ip6(), mac));
        }
        steps.add(new Step.PutForwarding(s.here, dev, mac, e.vtep()));
        return steps;
    }
}

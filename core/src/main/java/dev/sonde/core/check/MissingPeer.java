package dev.sonde.core.check;

import java.util.ArrayList;
import java.util.List;

/// A host knows nothing of a remote endpoint: both its rows are missing.
record MissingPeer() implements Rule.OfSegment {
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
    public Page page() {
        return new Page(
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
                            s.expected(p.ip() + " dev " + Rows.name(s.tunnel(p)) + " lladdr " + p.mac()
                                    + " PERMANENT, and " + s.forward(p, p.mac())),
                            "neither of the two rows",
                            evidence,
                            Remedy.safe(
                                    new Step.PutNeighbour(s.here, Step.Device.of(s.tunnel(p)), p.ip(), p.mac()),
                                    new Step.PutForwarding(s.here, Step.Device.of(s.tunnel(p)), p.mac(), p.vtep())),
                            s.inside("ip", "neigh", "show", "dev", Rows.name(s.tunnel(p)))),
                    p.endpoint());
        }
    }
}

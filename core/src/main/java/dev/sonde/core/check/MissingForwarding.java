package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import java.util.function.Consumer;

/// The row that says on which host a remote endpoint is was lost, or never written.
record MissingForwarding() implements Rule {
    @Override
    public String code() {
        return "S101";
    }

    @Override
    public String title() {
        return "the forwarding row of a remote endpoint is missing";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String explanation() {
        return "Each endpoint on another host needs a row `MAC dev vxlan0 dst VTEP self permanent`. Without it the VXLAN"
                + " device drops every frame for that MAC. While the neighbour is there the sender looks healthy."
                + "\nsee it: bridge fdb show dev vxlan0, inside the network's namespace";
    }

    @Override
    public void check(Segment s, Consumer<Finding> out) {
        for (Endpoint e : s.remote) {
            if (s.whole() && Segment.known(e) && !s.forwarding.containsKey(Segment.mac(e))) {
                boolean neighbour = s.neighbours.containsKey(Segment.ip(e));
                out.accept(s.finding(
                        this,
                        e,
                        s.here.host() + " loses every frame for " + Segment.name(e),
                        e.mac() + " dev " + Segment.name(s.vxlan) + " dst " + e.vtep() + " self permanent",
                        "no such row; the neighbour " + e.ip() + " is " + (neighbour ? "PERMANENT" : "missing too"),
                        s.forward(e)));
            }
        }
    }
}

package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import java.util.function.Consumer;

/// Nobody answers ARP for a remote endpoint, or with the wrong MAC.
record MissingNeighbour() implements Rule {
    @Override
    public String code() {
        return "S103";
    }

    @Override
    public String title() {
        return "the neighbour of a remote endpoint is missing or wrong";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String explanation() {
        return "The VXLAN device answers ARP for endpoints on other hosts from rows `IP dev vxlan0 lladdr MAC PERMANENT`."
                + " Without one the sender never learns the MAC."
                + "\nsee it: ip neigh show dev vxlan0, inside the network's namespace";
    }

    @Override
    public void check(Segment s, Consumer<Finding> out) {
        for (Endpoint e : s.remote) {
            if (!s.whole() || !Segment.known(e)) {
                continue;
            }
            Long mac = s.neighbours.get(Segment.ip(e));
            if (mac == null || mac != Segment.mac(e)) {
                String dev = Segment.name(s.vxlan);
                out.accept(s.finding(
                        this,
                        e,
                        s.here.host() + " does not answer ARP for " + Segment.name(e),
                        e.ip() + " dev " + dev + " lladdr " + e.mac() + " PERMANENT",
                        mac == null ? "no such row" : "another MAC",
                        "ip",
                        "neigh",
                        "replace",
                        e.ip(),
                        "lladdr",
                        e.mac(),
                        "dev",
                        dev,
                        "nud",
                        "permanent"));
            }
        }
    }
}

package dev.sonde.core.check;

import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourMessage;
import java.util.ArrayList;
import java.util.List;

/// Nobody answers ARP for a remote endpoint, or with the wrong MAC.
record MissingNeighbour() implements Rule.OfSegment {
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
    public Page page() {
        return new Page(
                "The VXLAN device answers ARP for endpoints on other hosts from rows `IP dev vxlan0 lladdr MAC"
                        + " PERMANENT`. The engine says which endpoints there are. A MAC that was chosen for a"
                        + " container (--mac-address) is taken from its rows.",
                "Without the row nobody answers: the device passes no ARP request on, and the sender never learns the"
                        + " MAC. With the wrong MAC in it the frames go elsewhere.",
                "A row that was deleted when an address was used again, or that could not be added.",
                "`ip neigh show dev vxlan0` inside the network's namespace; in the sender `ip neigh` says FAILED.",
                "The command writes the row. Nothing else suffers.");
    }

    @Override
    public void check(Segment s, Findings out) {
        if (!s.whole()) {
            return;
        }
        for (Segment.Peer p : s.remote) {
            if (!p.complete() || !s.tunnelUp(p)) {
                continue;
            }
            LinkAddress mac = s.macOf(p);
            NeighbourMessage n = s.neighbours.get(p.ip());
            NeighbourMessage row = s.forwarding.get(mac);
            if (n == null && row == null || n != null && mac.equals(n.linkAddress())) {
                continue;
            }
            List<Evidence> evidence = new ArrayList<>(2);
            if (n != null) {
                evidence.add(s.row(n));
            }
            if (row != null) {
                evidence.add(s.row(row));
            }
            out.add(
                    new Finding(
                            this,
                            severity(),
                            s.here.host()
                                    + (n == null ? " does not answer ARP for " : " answers ARP with a wrong MAC for ")
                                    + p.name(),
                            p.name(),
                            s.where(),
                            s.expected(p.ip() + " dev " + Rows.name(s.tunnel(p)) + " lladdr " + mac + " PERMANENT"),
                            n == null ? "no such row" : "lladdr " + n.linkAddress(),
                            evidence,
                            Remedy.safe(new Step.PutNeighbour(s.here, Step.Device.of(s.tunnel(p)), p.ip(), mac)),
                            s.inside("ip", "neigh", "show", "dev", Rows.name(s.tunnel(p)))),
                    p.endpoint());
        }
    }
}

package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.IpAddress;
import java.util.function.Consumer;

/// The row of a remote endpoint leads to a host on which it is not.
record WrongVtep() implements Rule {
    @Override
    public String code() {
        return "S102";
    }

    @Override
    public String title() {
        return "frames for a remote endpoint go to the wrong host";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String explanation() {
        return "The `dst` of an endpoint's forwarding row has to be the VTEP of its host, as the engine names it. Rows"
                + " that were left when an address was used again lead elsewhere, or back to this host."
                + "\nsee it: bridge fdb show dev vxlan0, inside the network's namespace";
    }

    @Override
    public void check(Segment s, Consumer<Finding> out) {
        for (Endpoint e : s.remote) {
            IpAddress dst = Segment.known(e) ? s.forwarding.get(Segment.mac(e)) : null;
            if (dst != null && !dst.equals(Segment.address(e.vtep()))) {
                out.accept(s.finding(
                        this,
                        e,
                        s.here.host() + " sends the frames for " + Segment.name(e) + " to the wrong host",
                        e.mac() + " dev " + Segment.name(s.vxlan) + " dst " + e.vtep() + " self permanent",
                        "dst " + dst,
                        s.forward(e)));
            }
        }
    }
}

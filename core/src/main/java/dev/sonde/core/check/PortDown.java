package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.link.LinkMessage;
import java.util.function.Consumer;

/// The bridge's side of an endpoint's veth is down.
record PortDown() implements Rule {
    private static final int IFF_UP = 1;

    @Override
    public String code() {
        return "S104";
    }

    @Override
    public String title() {
        return "the port of an endpoint is down";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String explanation() {
        return "Each endpoint of this host is behind a veth whose one end is a port of the network's bridge. While that"
                + " end is down the endpoint reaches nobody.\nsee it: ip link, inside the network's namespace";
    }

    @Override
    public void check(Segment s, Consumer<Finding> out) {
        for (Endpoint e : s.local) {
            LinkMessage port = s.ports.get(Segment.mac(e));
            if (port != null && (port.header().flags() & IFF_UP) == 0) {
                String name = Segment.name(port);
                out.accept(s.finding(
                        this,
                        e,
                        Segment.name(e) + " is cut off: its port is down",
                        name + " up",
                        name + " down",
                        "ip",
                        "link",
                        "set",
                        "dev",
                        name,
                        "up"));
            }
        }
    }
}

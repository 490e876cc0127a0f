package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.link.LinkMessage;
import java.util.function.Consumer;

/// An endpoint's veth is no port of the network's bridge.
record PortUnplugged() implements Rule {
    @Override
    public String code() {
        return "S105";
    }

    @Override
    public String title() {
        return "the veth of an endpoint is no port of a bridge";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String explanation() {
        return "Each endpoint of this host is behind a veth whose one end is a port of the network's bridge. One without"
                + " a master passes nothing on.\nsee it: bridge link, inside the network's namespace";
    }

    @Override
    public void check(Segment s, Consumer<Finding> out) {
        for (Endpoint e : s.local) {
            LinkMessage port = s.ports.get(Segment.mac(e));
            if (port != null && s.bridge != null && port.master() == 0) {
                String name = Segment.name(port);
                String bridge = Segment.name(s.bridge);
                out.accept(s.finding(
                        this,
                        e,
                        Segment.name(e) + " is cut off: its veth is not in the bridge",
                        name + " master " + bridge,
                        name + " without a master",
                        "ip",
                        "link",
                        "set",
                        "dev",
                        name,
                        "master",
                        bridge));
            }
        }
    }
}

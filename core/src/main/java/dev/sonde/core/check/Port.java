package dev.sonde.core.check;

import dev.sonde.core.discover.Interior;
import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;

/// A veth of an overlay network's namespace, and what is at its other end.
///
/// `inside`, `far`: the namespace and the link there; null where they were not found. `endpoint`: as the engine knows
/// it; null where it knows none.
record Port(LinkMessage link, Interior inside, LinkMessage far, Endpoint endpoint) {
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 1 << 6;

    String name() {
        return Rows.name(link);
    }

    boolean up() {
        return up(link);
    }

    static boolean up(LinkMessage l) {
        return (l.header().flags() & IFF_UP) != 0;
    }

    /// Whether the kernel takes it for operational (RFC 2863): only then a bridge enables its port. Up to a second
    /// lies between the carrier (IFF_LOWER_UP) and this.
    static boolean running(LinkMessage l) {
        return (l.header().flags() & IFF_RUNNING) != 0;
    }

    /// In bytes; 0 where it is not told.
    static int mtu(LinkMessage l) {
        LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
        return mtu == null ? 0 : (int) mtu.bytes();
    }
}

package dev.sonde.core.check;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;

/// A veth of an overlay network's namespace, and what is at its other end.
///
/// `inside`, `far`: the namespace and the link there; null where they were not found. `endpoint`: as the engine knows
/// it; null where it knows none.
public record SegmentPort(LinkMessage link, NamespaceTables inside, LinkMessage far, Endpoint endpoint) {

    public String name() {
        return IprouteText.name(link);
    }

    public boolean up() {
        return up(link);
    }

    public static boolean up(LinkMessage l) {
        return (l.header().flags() & InterfaceFlags.UP) != 0;
    }

    /// Whether the kernel takes it for operational (RFC 2863): only then a bridge enables its port. Up to a second
    /// lies between the carrier (IFF_LOWER_UP) and this.
    public static boolean running(LinkMessage l) {
        return (l.header().flags() & InterfaceFlags.RUNNING) != 0;
    }

    /// In bytes; 0 where it is not told.
    public static int mtu(LinkMessage l) {
        LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
        return mtu == null ? 0 : (int) mtu.bytes();
    }
}

package dev.sonde.core.graph;

import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;

/// What a link has counted, `struct rtnl_link_stats64`. Lost packets are what one looks for: `rxErrors` … `txDropped`.
public record Counters(
        long rxPackets,
        long rxBytes,
        long rxErrors,
        long rxDropped,
        long txPackets,
        long txBytes,
        long txErrors,
        long txDropped) {
    private static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

    public static Counters of(LinkMessage l) {
        LinkAttr.Stats64 found = l.find(LinkAttr.Stats64.class);
        if (found == null) {
            return NONE;
        }
        LinkStats64 s = found.stats();
        return new Counters(
                s.rxPackets(),
                s.rxBytes(),
                s.rxErrors(),
                s.rxDropped(),
                s.txPackets(),
                s.txBytes(),
                s.txErrors(),
                s.txDropped());
    }
}

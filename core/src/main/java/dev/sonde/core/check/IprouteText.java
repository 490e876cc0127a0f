package dev.sonde.core.check;

import dev.sonde.core.graph.NeighbourStates;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;

/// Rows of tables as the real tools print them, for evidence: only the forms that rules speak of.
public final class IprouteText {
    /// `IFF_*` of linux/if.h in the order in which `ip link` writes those that overlay networks have.
    private static final String[] FLAGS = {"LOOPBACK", "BROADCAST", "MULTICAST", "NOARP", "PROMISC", "UP", "LOWER_UP"};

    private static final int[] BITS = {
        InterfaceFlags.LOOPBACK,
        InterfaceFlags.BROADCAST,
        InterfaceFlags.MULTICAST,
        InterfaceFlags.NOARP,
        InterfaceFlags.PROMISC,
        InterfaceFlags.UP,
        InterfaceFlags.LOWER_UP
    };

    /// A row of `bridge fdb show`.
    static String forwarding(NamespaceTables in, NeighbourMessage m) {
        StringBuilder b = new StringBuilder(80).append(m.linkAddress());
        b.append(" dev ").append(name(in, m.header().ifindex()));
        if (m.destination() != null) {
            b.append(" dst ").append(m.destination());
        }
        NeighbourAttr.LinkNetnsid nsid = m.find(NeighbourAttr.LinkNetnsid.class);
        if (nsid != null) {
            b.append(" link-netnsid ").append(nsid.nsid());
        }
        if (self(m)) {
            b.append(" self");
        }
        if (m.master() != 0) {
            b.append(" master ").append(name(in, m.master()));
        }
        int state = m.header().state();
        String word = (state & NeighbourState.PERMANENT) != 0
                ? " permanent"
                : (state & NeighbourState.NOARP) != 0 ? " static" : (state & NeighbourState.STALE) != 0 ? " stale" : "";
        return b.append(word).toString();
    }

    /// Whether a row is of the link's own forwarding table, not of its bridge's.
    public static boolean self(NeighbourMessage m) {
        return (m.header().flags() & NeighbourFlags.SELF) != 0;
    }

    /// A row of `ip neigh`.
    static String neighbour(NamespaceTables in, NeighbourMessage m) {
        StringBuilder b = new StringBuilder(80).append(m.destination());
        b.append(" dev ").append(name(in, m.header().ifindex()));
        if (m.linkAddress() != null) {
            b.append(" lladdr ").append(m.linkAddress());
        }
        return b.append(' ').append(NeighbourStates.text(m.header().state())).toString();
    }

    /// The part of a line of `ip link` that tells how a link is: its name, flags and MTU.
    public static Evidence flags(NamespaceTables in, LinkMessage l) {
        return new Evidence(in.namespace().path(), "ip link show dev " + name(l), flags(l));
    }

    private static String flags(LinkMessage l) {
        int flags = l.header().flags();
        StringBuilder b = new StringBuilder(80).append(name(l));
        if (l.link() != 0 && l.linkNetnsid() != null) {
            b.append("@if").append(l.link());
        }
        b.append(": <");
        String comma = "";
        if ((flags & InterfaceFlags.UP) != 0 && (flags & InterfaceFlags.RUNNING) == 0) {
            b.append("NO-CARRIER");
            comma = ",";
        }
        for (int i = 0; i < FLAGS.length; i++) {
            if ((flags & BITS[i]) != 0) {
                b.append(comma).append(FLAGS[i]);
                comma = ",";
            }
        }
        LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
        return b.append('>').append(mtu == null ? "" : " mtu " + mtu.bytes()).toString();
    }

    public static Evidence mac(NamespaceTables in, LinkMessage l) {
        return new Evidence(in.namespace().path(), "ip link show dev " + name(l), "link/ether " + Segment.mac(l));
    }

    public static Evidence address(NamespaceTables in, LinkMessage l, IpAddress ip, int prefix) {
        String line = (ip.isV4() ? "inet " : "inet6 ") + ip + "/" + prefix;
        return new Evidence(in.namespace().path(), "ip addr show dev " + name(l), line);
    }

    public static Evidence neighbours(NamespaceTables in, NeighbourMessage m) {
        return new Evidence(in.namespace().path(), "ip neigh show", neighbour(in, m));
    }

    /// A link's drop counter: `vxlan0 TX dropped 33`; null where it is 0 or not known.
    static String dropped(LinkMessage l) {
        LinkAttr.Stats64 stats = l.find(LinkAttr.Stats64.class);
        long n = stats == null ? 0 : stats.stats().txDropped();
        return n == 0 ? null : name(l) + " TX dropped " + Long.toUnsignedString(n);
    }

    static String name(NamespaceTables in, int index) {
        LinkMessage l = in.link(index);
        return l == null ? "if".concat(Integer.toString(index)) : name(l);
    }

    /// The name of a link, or its number where it has none.
    public static String name(LinkMessage l) {
        return l.name() == null ? "if".concat(Integer.toString(l.index())) : l.name();
    }

    private IprouteText() {}
}

package dev.sonde.core.check;

import dev.sonde.core.graph.NeighbourStates;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Route;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.route.RouteScope;
import dev.sonde.netlink.route.RouteTable;

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
    private static String forwarding(NamespaceTables in, FdbEntry row) {
        StringBuilder b = new StringBuilder(80).append(row.mac());
        b.append(" dev ").append(in.linkName(row.link()));
        if (row.dst() != null) {
            b.append(" dst ").append(row.dst());
        }
        if (row.linkNetnsid() != null) {
            b.append(" link-netnsid ").append(row.linkNetnsid());
        }
        if (row.self()) {
            b.append(" self");
        }
        if (row.master() != 0) {
            b.append(" master ").append(in.linkName(row.master()));
        }
        int state = row.state();
        String word = (state & NeighbourState.PERMANENT) != 0
                ? " permanent"
                : (state & NeighbourState.NOARP) != 0 ? " static" : (state & NeighbourState.STALE) != 0 ? " stale" : "";
        return b.append(word).toString();
    }

    /// A row of `ip neigh`.
    private static String neighbour(NamespaceTables in, Neighbour n) {
        StringBuilder b = new StringBuilder(80).append(n.ip());
        b.append(" dev ").append(in.linkName(n.link()));
        if (n.mac() != null) {
            b.append(" lladdr ").append(n.mac());
        }
        return b.append(' ').append(NeighbourStates.text(n.state())).toString();
    }

    /// The part of a line of `ip link` that tells how a link is: its name, flags and MTU.
    public static Evidence flags(NamespaceTables in, Link l) {
        return new Evidence(in.namespace().path(), "ip link show dev " + l.name(), flags(l));
    }

    private static String flags(Link l) {
        StringBuilder b = new StringBuilder(80).append(l.name());
        if (l.leavesNamespace()) {
            b.append("@if").append(l.link());
        }
        b.append(": <");
        String comma = "";
        if (l.up() && !l.running()) {
            b.append("NO-CARRIER");
            comma = ",";
        }
        for (int i = 0; i < FLAGS.length; i++) {
            if ((l.flags() & BITS[i]) != 0) {
                b.append(comma).append(FLAGS[i]);
                comma = ",";
            }
        }
        return b.append('>').append(l.mtu() == 0 ? "" : " mtu " + l.mtu()).toString();
    }

    public static Evidence mac(NamespaceTables in, Link l) {
        return new Evidence(in.namespace().path(), "ip link show dev " + l.name(), "link/ether " + l.mac());
    }

    public static Evidence address(NamespaceTables in, Link l, IpAddress ip, int prefix) {
        String line = (ip.isV4() ? "inet " : "inet6 ") + ip + "/" + prefix;
        return new Evidence(in.namespace().path(), "ip addr show dev " + l.name(), line);
    }

    public static Evidence neighbours(NamespaceTables in, Neighbour n) {
        return new Evidence(in.namespace().path(), "ip neigh show", neighbour(in, n));
    }

    /// A route in the words that `ip route change` takes: all of it but its MTU.
    public static String route(NamespaceTables in, Route r) {
        StringBuilder b = new StringBuilder(80);
        b.append(r.prefix() == null ? "default" : r.prefix());
        b.append(r.gateway() == null ? "" : " via " + r.gateway());
        b.append(r.link() == 0 ? "" : " dev " + in.linkName(r.link()));
        b.append(r.table() == RouteTable.MAIN ? "" : " table " + r.table());
        b.append(
                switch (r.protocol()) {
                    case RouteProtocol.KERNEL -> " proto kernel";
                    case RouteProtocol.BOOT -> ""; // what `ip route change` writes
                    case RouteProtocol.STATIC -> " proto static";
                    default -> " proto " + r.protocol();
                });
        b.append(
                switch (r.scope()) {
                    case RouteScope.LINK -> " scope link";
                    case RouteScope.HOST -> " scope host";
                    default -> "";
                });
        b.append(r.source() == null ? "" : " src " + r.source());
        b.append(r.metric() == null ? "" : " metric " + r.metric());
        return b.append(r.onlink() ? " onlink" : "").toString();
    }

    public static Evidence row(NamespaceTables in, FdbEntry row) {
        return new Evidence(in.namespace().path(), "bridge fdb show", forwarding(in, row));
    }

    /// A link's drop counter: `vxlan0 TX dropped 33`; null where it is 0 or not known.
    static String dropped(Link l) {
        long n = l.counters() == null ? 0 : l.counters().txDropped();
        return n == 0 ? null : l.name() + " TX dropped " + Long.toUnsignedString(n);
    }

    private IprouteText() {}
}

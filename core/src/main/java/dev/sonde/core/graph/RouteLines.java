package dev.sonde.core.graph;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Subnet;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.List;

/// The routes of the main table in a line each: where to, by which way, from which address; and whose the gateway is.
final class RouteLines {

    private final Topology topology;
    private final NamespaceTables in;
    private final List<RouteLine> lines = new ArrayList<>();
    private int others;

    RouteLines(Topology topology, NamespaceTables in) {
        this.topology = topology;
        this.in = in;
        add(in.tables().routes(false));
        add(in.tables().routes(true));
    }

    List<RouteLine> lines() {
        return lines;
    }

    /// How many routes are in tables that somebody made: neither main nor the kernel's own local one.
    int others() {
        return others;
    }

    private void add(List<RouteMessage> routes) {
        for (RouteMessage r : routes) {
            if (r.table() == RouteTable.MAIN && !linkLocal(r)) {
                lines.add(new RouteLine(line(r), owner(r)));
            } else if (r.table() != RouteTable.MAIN && r.table() != RouteTable.LOCAL) {
                others++;
            }
        }
    }

    /// Every link has this one: `fe80::/64`.
    private static boolean linkLocal(RouteMessage r) {
        IpAddress d = r.destination();
        return d != null && !d.isV4() && d.u8(0) == 0xfe && (d.u8(1) & 0xc0) == 0x80;
    }

    private String line(RouteMessage r) {
        StringBuilder b = new StringBuilder(64);
        b.append(
                switch (r.header().type()) {
                    case RouteType.UNICAST -> "";
                    case RouteType.BLACKHOLE -> "blackhole ";
                    case RouteType.UNREACHABLE -> "unreachable ";
                    case RouteType.PROHIBIT -> "prohibit ";
                    case RouteType.THROW -> "throw ";
                    default -> "type " + r.header().type() + " ";
                });
        b.append(destination(r));
        way(b, r.gateway(), r.outputInterface());
        RouteAttr.Multipath several = r.find(RouteAttr.Multipath.class);
        if (several != null) {
            for (NextHop hop : several.hops()) {
                RouteAttr.Gateway g = hop.find(RouteAttr.Gateway.class);
                way(b, g == null ? null : g.address(), hop.ifindex());
                b.append(" weight ").append(hop.weight());
            }
        }
        RouteAttr.PreferredSource src = r.find(RouteAttr.PreferredSource.class);
        if (src != null) {
            b.append(" src ").append(src.address());
        }
        RouteAttr.Priority metric = r.find(RouteAttr.Priority.class);
        if (metric != null && metric.metric() != 0) {
            b.append(" metric ").append(metric.metric());
        }
        return b.toString();
    }

    private static String destination(RouteMessage r) {
        IpAddress d = r.destination();
        if (d == null) {
            return "default";
        }
        String text = d.toString();
        int length = r.header().destinationLength();
        return length == 8 * d.length() ? text : text + "/" + length;
    }

    private void way(StringBuilder b, IpAddress gateway, int link) {
        if (gateway != null) {
            b.append(" via ").append(gateway);
        }
        if (link != 0) {
            LinkMessage l = in.link(link);
            b.append(" dev ").append(l == null ? "link " + link : DisplayNames.of(l));
        }
    }

    private String owner(RouteMessage r) {
        if (r.gateway() != null) {
            return ownerOf(topology, in.namespace(), r.gateway().toString());
        }
        RouteAttr.Multipath several = r.find(RouteAttr.Multipath.class);
        String range = several == null && r.destination() != null ? destination(r) : "";
        for (Network n : topology.snapshot().networks()) {
            for (Subnet s : n.subnets()) {
                boolean here = !in.namespace().lab()
                        || n.engine().equals(in.namespace().knownBy());
                if (here && !range.isEmpty() && s.range().equals(range)) {
                    return "network " + n.name();
                }
            }
        }
        return "";
    }

    /// Whose an address is that this namespace reaches: an endpoint of its network, or the one link elsewhere that has
    /// it; empty where nobody, or more than one, has it.
    static String ownerOf(Topology topology, Namespace here, String ip) {
        if (here.network() != null) {
            for (Endpoint e : here.network().endpoints()) {
                if (e.ip().equals(ip)) {
                    return DisplayNames.of(e);
                }
            }
        }
        List<LinkIndexEntry> with = topology.withAddress(ip, here);
        if (with.size() != 1) {
            return "";
        }
        return with.getFirst().name() + " of "
                + DisplayNames.of(with.getFirst().in().namespace(), here);
    }
}

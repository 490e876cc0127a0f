package dev.sonde.core.topology;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteMessage;
import java.util.List;
import java.util.Map;

/// The routes of the main table in a line each: where to, by which way, from which address.
final class RouteLines {
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTN_UNICAST = 1;
    private static final int RTN_BLACKHOLE = 6;
    private static final int RTN_UNREACHABLE = 7;
    private static final int RTN_PROHIBIT = 8;
    private static final int RTN_THROW = 9;

    static void add(List<String> lines, List<RouteMessage> routes, Map<Integer, LinkMessage> links) {
        for (RouteMessage r : routes) {
            if (r.table() == RT_TABLE_MAIN && !linkLocal(r)) {
                lines.add(line(r, links));
            }
        }
    }

    /// Every link has this one: `fe80::/64`.
    private static boolean linkLocal(RouteMessage r) {
        IpAddress d = r.destination();
        return d != null && !d.isV4() && d.u8(0) == 0xfe && (d.u8(1) & 0xc0) == 0x80;
    }

    private static String line(RouteMessage r, Map<Integer, LinkMessage> links) {
        StringBuilder b = new StringBuilder(64);
        b.append(
                switch (r.header().type()) {
                    case RTN_UNICAST -> "";
                    case RTN_BLACKHOLE -> "blackhole ";
                    case RTN_UNREACHABLE -> "unreachable ";
                    case RTN_PROHIBIT -> "prohibit ";
                    case RTN_THROW -> "throw ";
                    default -> "type " + r.header().type() + " ";
                });
        IpAddress d = r.destination();
        b.append(d == null ? "default" : d.toString());
        if (d != null && r.header().destinationLength() != 8 * d.length()) {
            b.append('/').append(r.header().destinationLength());
        }
        way(b, r.gateway(), r.outputInterface(), links);
        RouteAttr.Multipath several = r.find(RouteAttr.Multipath.class);
        if (several != null) {
            for (NextHop hop : several.hops()) {
                RouteAttr.Gateway g = hop.find(RouteAttr.Gateway.class);
                way(b, g == null ? null : g.address(), hop.ifindex(), links);
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

    private static void way(StringBuilder b, IpAddress gateway, int link, Map<Integer, LinkMessage> links) {
        if (gateway != null) {
            b.append(" via ").append(gateway);
        }
        if (link != 0) {
            LinkMessage l = links.get(link);
            b.append(" dev ").append(l == null ? "link " + link : Details.name(l));
        }
    }

    private RouteLines() {}
}

package dev.sonde.core.view;

import dev.sonde.core.graph.DisplayNames;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Subnet;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.List;

/// The routes of the main table in a line each: where to, by which way, from which address; and whose the gateway
/// is.
final class RouteLines {

    private final Graph graph;
    private final NamespaceTables in;
    private final List<RouteLine> lines = new ArrayList<>();
    private int others;

    RouteLines(Graph graph, NamespaceTables in) {
        this.graph = graph;
        this.in = in;
        for (Route r : in.routes()) {
            if (r.table() == RouteTable.MAIN && !linkLocal(r)) {
                lines.add(new RouteLine(line(r), owner(r)));
            } else if (r.table() != RouteTable.MAIN && r.table() != RouteTable.LOCAL) {
                others++;
            }
        }
    }

    List<RouteLine> lines() {
        return lines;
    }

    /// How many routes are in tables that somebody made: neither main nor the kernel's own local one.
    int others() {
        return others;
    }

    /// Every link has this one: `fe80::/64`.
    private static boolean linkLocal(Route r) {
        IpAddress d = r.destination();
        return d != null && !d.isV4() && d.u8(0) == 0xfe && (d.u8(1) & 0xc0) == 0x80;
    }

    private String line(Route r) {
        StringBuilder b = new StringBuilder(64);
        b.append(
                switch (r.type()) {
                    case RouteType.UNICAST -> "";
                    case RouteType.BLACKHOLE -> "blackhole ";
                    case RouteType.UNREACHABLE -> "unreachable ";
                    case RouteType.PROHIBIT -> "prohibit ";
                    case RouteType.THROW -> "throw ";
                    default -> "type " + r.type() + " ";
                });
        b.append(destination(r));
        way(b, r.gateway(), r.link());
        for (Route.Hop hop : r.hops()) {
            way(b, hop.gateway(), hop.link());
            b.append(" weight ").append(hop.weight());
        }
        if (r.source() != null) {
            b.append(" src ").append(r.source());
        }
        if (r.metric() != null && r.metric() != 0) {
            b.append(" metric ").append(r.metric());
        }
        return b.toString();
    }

    private static String destination(Route r) {
        IpAddress d = r.destination();
        if (d == null) {
            return "default";
        }
        String text = d.toString();
        int length = r.destinationLength();
        return length == 8 * d.length() ? text : text + "/" + length;
    }

    private void way(StringBuilder b, IpAddress gateway, int link) {
        if (gateway != null) {
            b.append(" via ").append(gateway);
        }
        if (link != 0) {
            b.append(" dev ").append(in.linkName(link));
        }
    }

    private String owner(Route r) {
        if (r.gateway() != null) {
            return ownerOf(graph, in.namespace(), r.gateway());
        }
        Prefix range = r.hops().isEmpty() ? r.prefix() : null;
        for (Network n : range == null ? List.<Network>of() : graph.snapshot().networks()) {
            for (Subnet s : n.subnets()) {
                boolean here = !in.namespace().lab()
                        || n.engine().equals(in.namespace().engine());
                if (here && range.equals(s.range())) {
                    return "network " + n.name();
                }
            }
        }
        return "";
    }

    /// Whose an address is that this namespace reaches: an endpoint of its network, or the one link elsewhere that
    /// has it; empty where nobody, or more than one, has it.
    static String ownerOf(Graph graph, Namespace here, IpAddress ip) {
        for (Endpoint e :
                here.network() == null ? List.<Endpoint>of() : here.network().endpoints()) {
            if (ip.equals(e.ip())) {
                return DisplayNames.of(e);
            }
        }
        List<LinkRef> with = graph.withAddress(ip, here);
        return with.size() == 1
                ? with.getFirst().name() + " of "
                        + DisplayNames.of(with.getFirst().namespace(), here)
                : "";
    }
}

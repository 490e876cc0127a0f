package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.addr.AddressPrinter;
import dev.sonde.cli.tools.ip.addr.Labels;
import dev.sonde.cli.tools.ip.nexthop.NexthopPrinter;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.nexthop.NexthopMessage;
import dev.sonde.netlink.route.CacheInfo;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteFlags;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.route.RouteTable;
import java.util.HashMap;
import java.util.Map;

/// The row of one route.
public final class RoutePrinter {
    /// `AF_PACKET`: a neighbour by its link-layer address.
    private static final int PACKET = 17;

    private final Ip ip;
    private final Printer out;
    private final RouteFilter filter;
    private Map<Long, NexthopMessage> nexthops;

    /// What nearly every route has, or null; and whether this one has anything else.
    private RouteAttr.Destination destination;

    private RouteAttr.Gateway gateway;
    private RouteAttr.OutputInterface output;
    private boolean more;

    RoutePrinter(Ip ip, RouteFilter filter) {
        this.ip = ip;
        this.out = ip.out;
        this.filter = filter;
    }

    /// Finds the attributes that nearly every route has in one pass: of a hundred thousand routes most have no
    /// others, and then those need not be looked for one by one.
    private void look(RouteMessage m) {
        destination = null;
        gateway = null;
        output = null;
        more = false;
        int count = m.attrs().size();
        for (int i = 0; i < count; i++) {
            Object a = m.attrs().get(i);
            if (a instanceof RouteAttr.Destination d && destination == null) {
                destination = d;
            } else if (a instanceof RouteAttr.Gateway g && gateway == null) {
                gateway = g;
            } else if (a instanceof RouteAttr.OutputInterface o && output == null) {
                output = o;
            } else if (!(a instanceof RouteAttr.Table)) {
                more = true;
            }
        }
    }

    /// An attribute that few routes have, or null.
    private <T extends RouteAttr> T rare(RouteMessage m, Class<T> type) {
        return more ? m.find(type) : null;
    }

    void print(RouteMessage m) {
        RouteHeader h = m.header();
        look(m);
        out.begin();
        if (m.nl().type() == Nlmsg.RTM_DELROUTE) {
            out.flag("deleted", "Deleted ");
        }
        if (h.type() != RouteTypes.UNICAST || ip.options.details > 0) {
            out.string("type", "", RouteTypes.name(h.type(), ip.options.numeric), " ");
        }
        destination(h);
        source(m);
        if (more) {
            RouteAttr.NextHopId id = m.find(RouteAttr.NextHopId.class);
            if (id != null) {
                out.number("nhid", "nhid ", id.id(), " ");
            }
            newDestination(h, m.find(RouteAttr.NewDestination.class));
            encapsulation(m.find(RouteAttr.Encap.class), m.find(RouteAttr.EncapType.class));
        }
        if (h.tos() != 0 && !filter.byTos) {
            String name = ip.options.numeric ? null : ip.dsfields.name(h.tos());
            out.string("tos", "tos ", name != null ? name : "0x" + Printer.hex(h.tos(), 2), " ");
        }
        way(m);
        place(m);
        if (more) {
            numbers(m);
        } else {
            HopFlags.print(out, h.flags());
        }
        if (more || (h.flags() & RouteFlags.CLONED) != 0) {
            cache(m);
        }
        if (more) {
            RouteAttr.Metrics metrics = m.find(RouteAttr.Metrics.class);
            if (metrics != null) {
                MetricsPrinter.print(out, metrics.attrs());
            }
            rest(m);
        }
        out.text("\n");
        out.end();
    }

    private void newDestination(RouteHeader h, RouteAttr.NewDestination to) {
        if (to != null) {
            out.text("as to ");
            String text = h.family() == Options.MPLS
                    ? Labels.text(to.labels())
                    : to.labels().toString();
            out.string(AddressPrinter.colour(h.family()), "to", "", text, " ");
        }
    }

    private void encapsulation(RouteAttr.Encap encap, RouteAttr.EncapType type) {
        if (encap != null && type != null) {
            new EncapPrinter(ip).print(type.type(), encap.bytes());
        }
    }

    /// The details of the next hop object that a route names.
    private void nexthop(long id) {
        if (nexthops == null) {
            nexthops = new HashMap<>();
            ip.tables.each(Requests.nexthops(Options.ANY, NexthopPrinter.statistics(ip)), row -> {
                if (row instanceof NexthopMessage n) {
                    nexthops.put(n.id(), n);
                }
            });
        }
        NexthopMessage found = nexthops.get(id);
        if (found != null) {
            out.text("\n\tnh_info ");
            out.begin("nh_info");
            new NexthopPrinter(ip).body(found);
            out.end();
        }
    }

    private int hostLength(int family) {
        return switch (family) {
            case Options.INET6 -> 128;
            case Options.INET -> 32;
            case Options.MPLS -> 20;
            default -> 0;
        };
    }

    /// `length` -1: of a host, which may have a name.
    private void address(String key, String before, int family, IpAddress a, int length) {
        Colour c = AddressPrinter.colour(family);
        if (length < 0 && ip.options.resolve) {
            out.string(c, key, before, ip.host(a), " ");
        } else {
            out.string(c, key, before, a, length, " ");
        }
    }

    private void destination(RouteHeader h) {
        RouteAttr.Destination d = destination;
        if (d != null) {
            boolean whole = h.destinationLength() == hostLength(h.family());
            int length = whole ? -1 : h.destinationLength();
            if (h.family() == Options.MPLS) {
                // There a destination is a label.
                String label = Labels.text(ByteString.of(d.address().toArray()));
                out.string(AddressPrinter.colour(h.family()), "dst", "", whole ? label : label + "/" + length, " ");
            } else {
                address("dst", "", h.family(), d.address(), length);
            }
        } else if (h.destinationLength() != 0) {
            out.string("dst", "", "0/" + h.destinationLength() + " ", " ");
        } else {
            out.string("dst", "", "default", " ");
        }
    }

    private void source(RouteMessage m) {
        RouteHeader h = m.header();
        RouteAttr.Source f = rare(m, RouteAttr.Source.class);
        if (f != null) {
            boolean whole = h.sourceLength() == hostLength(h.family());
            address("from", "from ", h.family(), f.address(), whole ? -1 : h.sourceLength());
        } else if (h.sourceLength() != 0) {
            out.string("src", "from ", "0/" + h.sourceLength(), " ");
        }
    }

    private void way(RouteMessage m) {
        RouteHeader h = m.header();
        RouteAttr.Gateway g = gateway;
        boolean asked = filter.via != null && filter.via.length() == hostLength(h.family());
        if (g != null && !asked) {
            gateway(h.family(), g);
        }
        RouteAttr.Via via = rare(m, RouteAttr.Via.class);
        if (via != null) {
            via(via);
        }
        RouteAttr.OutputInterface o = output;
        if (o != null && !filter.byOutput) {
            link("dev", o.index());
        }
    }

    private void gateway(int family, RouteAttr.Gateway g) {
        out.text("via ");
        ip.host(out, AddressPrinter.colour(family), "gateway", g.address(), " ");
    }

    private void via(RouteAttr.Via via) {
        out.begin("via");
        int family = via.hop().family();
        out.string("family", "via ", Options.familyName(family), " ");
        IpAddress host = via.hop().gateway();
        ByteString bytes = via.hop().address();
        String text = family == PACKET
                ? LinkAddress.of(bytes.toArray()).toString()
                : host == null ? bytes.toString() : ip.host(host);
        out.string(AddressPrinter.colour(family), "host", "", text, " ");
        out.end();
    }

    private void link(String key, int index) {
        out.text(key).text(" ");
        out.string(Colour.IFNAME, key, "", ip.links().name(index), " ");
    }

    /// In which table, whose, and how far.
    private void place(RouteMessage m) {
        RouteHeader h = m.header();
        boolean all = ip.options.details > 0;
        if (filter.table == 0) {
            long table = RouteFilter.tableOf(m);
            if (table != 0 && (table != RouteTable.MAIN || all)) {
                out.string("table", "table ", ip.table(table), " ");
            }
        }
        if ((h.flags() & RouteFlags.CLONED) == 0) {
            if ((h.protocol() != RouteProtocol.BOOT || all) && !filter.byProtocol) {
                out.string("protocol", "proto ", ip.protocol(h.protocol()), " ");
            }
            if ((h.scope() != 0 || all) && !filter.byScope) {
                out.string("scope", "scope ", ip.scope(h.scope()), " ");
            }
        }
        if (more) {
            preferred(m);
        }
    }

    private void preferred(RouteMessage m) {
        RouteHeader h = m.header();
        RouteAttr.PreferredSource p = m.find(RouteAttr.PreferredSource.class);
        boolean asked = filter.source != null && filter.source.length() == hostLength(h.family());
        if (p != null && !asked) {
            out.text("src ");
            out.string(AddressPrinter.colour(h.family()), "prefsrc", "", p.address(), " ");
        }
    }

    private void numbers(RouteMessage m) {
        RouteAttr.Priority p = m.find(RouteAttr.Priority.class);
        if (p != null && !filter.byMetric) {
            out.number("metric", "metric ", p.metric(), " ");
        }
        HopFlags.print(out, m.header().flags());
        RouteAttr.Mark k = m.find(RouteAttr.Mark.class);
        if (k != null && k.mark() != 0) {
            if (out.json()) {
                out.jsonNumber("mark", k.mark());
            } else {
                out.text(k.mark() >= 16 ? "mark 0x" + Long.toHexString(k.mark()) + " " : "mark " + k.mark() + " ");
            }
        }
        RouteAttr.Flow f = m.find(RouteAttr.Flow.class);
        if (f != null && !filter.byRealm) {
            realms(f.realms());
        }
        RouteAttr.Uid u = m.find(RouteAttr.Uid.class);
        if (u != null) {
            out.number("uid", "uid ", u.uid(), " ");
        }
    }

    private void realms(long realms) {
        long from = realms >> 16 & 0xffff;
        out.begin("flow");
        out.text(from != 0 ? "realms " : "realm ");
        if (from != 0) {
            out.string("from", "", ip.realm(from), "/");
        }
        out.string("to", "", ip.realm(realms & 0xffff), " ");
        out.end();
    }

    private void cache(RouteMessage m) {
        RouteHeader h = m.header();
        if (h.family() == Options.INET && (h.flags() & RouteFlags.CLONED) != 0) {
            CacheFlags.print(out, h.flags());
        }
        RouteAttr.Cache c = m.find(RouteAttr.Cache.class);
        if (c == null || h.family() != Options.INET && h.family() != Options.INET6) {
            return;
        }
        CacheInfo info = c.info();
        if (info.expires() != 0) {
            out.number("expires", "expires ", info.expires() / 100, "sec ");
        }
        if (info.error() != 0) {
            out.number("error", "error ", info.error(), " ");
        }
        if (ip.options.stats > 0) {
            counters(info);
        }
        if (info.id() != 0) {
            String text = "0x" + Printer.hex(info.id(), 4);
            out.string("ipid", "ipid ", out.json() ? "0x" + Long.toHexString(info.id()) : text, " ");
        }
        if (info.timestamp() != 0 || info.timestampAge() != 0) {
            out.hex("ts", "ts ", info.timestamp(), "");
            out.number("tsage", "tsage ", info.timestampAge(), "sec ");
        }
    }

    private void counters(CacheInfo info) {
        if (info.references() != 0) {
            out.number("users", "users ", info.references(), " ");
        }
        if (info.used() != 0) {
            out.number("used", "used ", info.used(), " ");
        }
        if (info.lastUse() != 0) {
            out.number("age", "age ", info.lastUse() / 100, "sec ");
        }
    }

    private void rest(RouteMessage m) {
        RouteAttr.InputInterface in = m.find(RouteAttr.InputInterface.class);
        if (in != null && !filter.byInput) {
            link("iif", in.index());
        }
        RouteAttr.Preference p = m.find(RouteAttr.Preference.class);
        if (p != null) {
            switch (p.value()) {
                case 0 -> out.string("pref", "pref ", "medium", "");
                case 1 -> out.string("pref", "pref ", "high", "");
                case 3 -> out.string("pref", "pref ", "low", "");
                default -> out.number("pref", "", p.value(), "");
            }
        }
        RouteAttr.TtlPropagate ttl = m.find(RouteAttr.TtlPropagate.class);
        if (ttl != null) {
            // The word is iproute2's, and scripts know it so.
            out.jsonBoolean("ttl-propogate", ttl.value() != 0);
            out.text("ttl-propogate ").text(ttl.value() != 0 ? "enabled" : "disabled");
        }
        RouteAttr.NextHopId id = m.find(RouteAttr.NextHopId.class);
        if (id != null && ip.options.details > 0) {
            nexthop(id.id());
        }
        RouteAttr.Multipath ways = m.find(RouteAttr.Multipath.class);
        if (ways != null) {
            out.beginArray("nexthops");
            for (NextHop hop : ways.hops()) {
                hop(m.header(), hop);
            }
            out.endArray();
        }
    }

    private void hop(RouteHeader h, NextHop hop) {
        out.begin();
        out.line();
        out.text("\tnexthop ");
        encapsulation(hop.find(RouteAttr.Encap.class), hop.find(RouteAttr.EncapType.class));
        newDestination(h, hop.find(RouteAttr.NewDestination.class));
        RouteAttr.Gateway g = hop.find(RouteAttr.Gateway.class);
        if (g != null) {
            gateway(h.family(), g);
        }
        RouteAttr.Via via = hop.find(RouteAttr.Via.class);
        if (via != null) {
            via(via);
        }
        RouteAttr.Flow f = hop.find(RouteAttr.Flow.class);
        if (f != null) {
            realms(f.realms());
        }
        out.string("dev", "dev ", ip.links().name(hop.ifindex()), " ");
        if (h.family() != Options.MPLS) {
            out.number("weight", "weight ", hop.weight(), " ");
        }
        HopFlags.print(out, hop.flags());
        out.end();
    }
}

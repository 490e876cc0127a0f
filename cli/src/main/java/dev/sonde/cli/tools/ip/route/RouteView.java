package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.Failure;
import dev.sonde.cli.tools.Accounts;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.TableRows;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.core.table.SilentEnd;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.netconf.NetconfMessage;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteFlags;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteTable;
import java.util.ArrayList;
import java.util.List;

/// `ip route show` and `ip route get`.
public final class RouteView {
    /// `RTM_F_LOOKUP_TABLE`: say which table the route is of.
    private static final int LOOKUP_TABLE = RouteFlags.LOOKUP_TABLE;

    /// `RTM_F_NOTIFY`: tell when the answer changes.
    private static final int NOTIFY = 0x100;

    /// `RTM_F_FIB_MATCH`: the route, not what a lookup makes of it.
    private static final int FIB_MATCH = 0x2000;

    private final Ip ip;
    private boolean tableSeen;
    private boolean localSeen;

    public RouteView(Ip ip) {
        this.ip = ip;
    }

    public void show(Arguments args) {
        RouteFilter filter = RouteFilter.parse(ip, args);
        ip.out.start();
        if (filter.family == Options.ANY || filter.family == Options.INET) {
            dump(filter, Options.INET);
        }
        if (filter.family == Options.ANY || filter.family == Options.INET6) {
            dump(filter, Options.INET6);
        }
        if (filter.family == Options.MPLS
                || filter.family == Options.ANY && filter.table == 0 && !filter.cached && labels()) {
            dump(filter, Options.MPLS);
        }
        missingTable(filter);
        ip.out.finish();
    }

    /// Whether the kernel has MPLS: one that has not answers with the routes of all other families.
    private boolean labels() {
        boolean[] found = new boolean[1];
        try {
            ip.tables.each(
                    Requests.netconf(Options.ANY),
                    row -> found[0] |=
                            row instanceof NetconfMessage m && m.header().family() == Options.MPLS);
        } catch (Failure e) {
            return false; // a recording without it
        }
        return found[0];
    }

    private void dump(RouteFilter filter, int family) {
        byte[] request = filter.cached ? Requests.cachedRoutes(family) : Requests.routes(family);
        ip.links(); // the rows name them, and come one by one
        boolean before = tableSeen;
        tableSeen = false;
        localSeen = false;
        if (ip.options.details > 0) {
            // The details may ask for the next hop objects.
            ip.tables.each(request, rows(filter, new RoutePrinter(ip, filter), family));
        } else {
            ip.tables.stream(request, ip.out, out -> rows(filter, new RoutePrinter(ip.on(out), filter), family));
        }
        if (!localSeen && !filter.cached && SilentEnd.confirmed(ip.tables.place()::dump, family)) {
            unsent(filter, family);
        }
        tableSeen |= before;
    }

    /// The kernel has ended early: of one table it tells when it is asked for this table alone, as the real tool asks.
    private void unsent(RouteFilter filter, int family) {
        if (filter.table != 0 && !tableSeen) {
            byte[] request = of(filter.table, family);
            if (ip.tables.place().dump(request).complete()) {
                ip.tables.each(request, rows(filter, new RoutePrinter(ip, filter), family));
            }
        }
        ip.tables.unsent();
    }

    private TableRows.Rows rows(RouteFilter filter, RoutePrinter printer, int family) {
        return row -> {
            if (row instanceof RouteMessage m && m.header().family() == family) {
                if (!localSeen && RouteFilter.tableOf(m) == RouteTable.LOCAL) {
                    localSeen = true; // as the next
                }
                if (!tableSeen && RouteFilter.tableOf(m) == filter.table) {
                    tableSeen = true; // by one of several threads, and never taken back
                }
                if (filter.shows(m)) {
                    printer.print(m);
                }
            }
        };
    }

    /// A table without routes does not exist, says the kernel; but those of IPv6 that it makes itself, and main.
    private void missingTable(RouteFilter filter) {
        boolean own = filter.table == 0
                || filter.table == RouteTable.MAIN
                || filter.table == RouteTable.LOCAL && filter.family == Options.INET6;
        // In a batch the real tool asks for all tables, and finds nothing in one that is not there.
        if (!tableSeen && !own && !filter.cached && ip.options.batch == null && !empty(filter)) {
            String family = filter.family == Options.INET6 ? "ipv6" : "ipv4";
            throw new ToolExit(2, "Error: " + family + ": FIB table does not exist.\nDump terminated");
        }
    }

    /// Whether the kernel has the table all the same, without a route in it: no row tells of it, but the kernel
    /// does when it is asked for this table. A recorded stream holds no answer: then there is none.
    private boolean empty(RouteFilter filter) {
        int family = filter.family == Options.INET6 ? Options.INET6 : Options.INET;
        return ip.tables.place().dump(of(filter.table, family)).complete();
    }

    private static byte[] of(long table, int family) {
        return new RouteMessage(
                        new NlHeader(Nlmsg.RTM_GETROUTE, Nlmsg.NLM_F_REQUEST | Nlmsg.NLM_F_DUMP),
                        new RouteHeader(family, 0, 0, 0, 0, 0, 0, 0, 0),
                        RouteAttr.TABLE.of(new RouteAttr.Table(table)))
                .toBytes();
    }

    public void get(Arguments args) {
        int family = ip.options.family;
        int flags = 0;
        int tos = 0;
        int destinationLength = 0;
        int sourceLength = 0;
        List<RouteAttr> attrs = new ArrayList<>();
        boolean found = false;
        String in = null;
        String out = null;
        long mark = 0;
        boolean connected = false;
        while (args.more()) {
            String word = args.next();
            if (word.equals("tos") || Options.matches(word, "dsfield")) {
                String name = args.value();
                tos = (int) ip.dsfields.number(name, 255);
                if (tos < 0) {
                    throw Arguments.wrong("TOS value is invalid\n", name);
                }
            } else if (Options.matches(word, "from")) {
                Prefix p = Arguments.prefix(args.value(), family);
                family = family == Options.ANY ? p.family() : family;
                if (p.address() != null) {
                    attrs.add(new RouteAttr.Source(p.address()));
                }
                sourceLength = p.length();
            } else if (Options.matches(word, "iif")) {
                in = args.value();
            } else if (Options.matches(word, "mark")) {
                String value = args.value();
                mark = Numbers.unsigned(value);
                if (mark < 0) {
                    throw Arguments.wrong("invalid mark value", value);
                }
            } else if (Options.matches(word, "oif") || word.equals("dev")) {
                out = args.value();
            } else if (Options.matches(word, "fibmatch")) {
                flags |= FIB_MATCH;
            } else if (Options.matches(word, "notify")) {
                flags |= NOTIFY;
            } else if (Options.matches(word, "connected")) {
                connected = true;
            } else if (Options.matches(word, "vrf")) {
                out = args.value();
                ip.vrf(out);
            } else if (Options.matches(word, "uid")) {
                String value = args.value();
                attrs.add(new RouteAttr.Uid(number(value, 0xffff_ffffL, "invalid UID\n")));
            } else if (word.equals("as")) {
                String value = args.value();
                IpAddress to = Arguments.address(value.equals("to") ? args.value() : value, family);
                family = family == Options.ANY ? to.family() : family;
                attrs.add(new RouteAttr.NewDestination(ByteString.of(to.toArray())));
            } else if (Options.matches(word, "sport")) {
                attrs.add(new RouteAttr.SourcePort((int) number(args.value(), 0xffff, "invalid sport\n")));
            } else if (Options.matches(word, "dport")) {
                attrs.add(new RouteAttr.DestinationPort((int) number(args.value(), 0xffff, "invalid dport\n")));
            } else if (word.equals("flowlabel")) {
                attrs.add(new RouteAttr.FlowLabel(number(args.value(), 0xffff_ffffL, "invalid flowlabel")));
            } else if (Options.matches(word, "ipproto")) {
                attrs.add(new RouteAttr.IpProtocol(Accounts.protocol(args.value(), "Invalid \"ipproto\" value\n")));
            } else {
                String text = word.equals("to") ? args.value() : word;
                if (Options.matches(text, "help")) {
                    throw Usage.of("route");
                }
                Prefix p = Arguments.prefix(text, family);
                family = family == Options.ANY ? p.family() : family;
                if (p.address() != null) {
                    attrs.add(new RouteAttr.Destination(p.address()));
                }
                destinationLength = whole(family, p.length());
                found = true;
            }
        }
        if (!found) {
            throw ToolExit.leaving(1, "need at least a destination address");
        }
        if (in != null) {
            attrs.add(new RouteAttr.InputInterface(RouteFilter.device(ip, in)));
        }
        if (out != null) {
            attrs.add(new RouteAttr.OutputInterface(RouteFilter.device(ip, out)));
        }
        if (mark != 0) {
            attrs.add(new RouteAttr.Mark(mark));
        }
        family = family == Options.ANY ? Options.INET : family;
        flags |= family == Options.INET ? LOOKUP_TABLE : 0;
        ask(
                new RouteHeader(family, destinationLength, sourceLength, tos, 0, 0, 0, 0, flags),
                attrs,
                connected && sourceLength == 0);
    }

    private static long number(String word, long most, String otherwise) {
        long v = Numbers.unsigned(word);
        if (v < 0 || v > most) {
            throw Arguments.wrong(otherwise, word);
        }
        return v;
    }

    private int whole(int family, int length) {
        int bits = family == Options.INET ? 32 : family == Options.INET6 ? 128 : length;
        if (length != bits) {
            ip.context
                    .err()
                    .text("Warning: /" + length + " as prefix is invalid, only /" + bits
                            + " (or none) is supported.\n");
        }
        return bits;
    }

    private void ask(RouteHeader header, List<RouteAttr> attrs, boolean connected) {
        NlHeader nl = new NlHeader(Nlmsg.RTM_GETROUTE, Nlmsg.NLM_F_REQUEST);
        Message.Rtnetlink answer = ip.tables.one(new RouteMessage(nl, header, RouteAttr.TABLE.of(attrs)).toBytes(), 2);
        if (answer instanceof RouteMessage m) {
            ip.out.start();
            RoutePrinter printer = new RoutePrinter(ip, RouteFilter.none());
            printer.print(m);
            if (connected) {
                if (m.find(RouteAttr.PreferredSource.class) == null && m.find(RouteAttr.Source.class) == null) {
                    throw new ToolExit(1, "Failed to connect the route");
                }
                printer.print(m); // the real tool asks once more, and its question is the same
            }
            ip.out.finish();
        }
    }
}

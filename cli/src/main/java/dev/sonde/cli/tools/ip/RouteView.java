package dev.sonde.cli.tools.ip;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import java.util.ArrayList;
import java.util.List;

/// `ip route show` and `ip route get`.
final class RouteView {
    /// `RTM_F_LOOKUP_TABLE`: say which table the route is of.
    private static final int LOOKUP_TABLE = 0x1000;

    /// `RTM_F_FIB_MATCH`: the route, not what a lookup makes of it.
    private static final int FIB_MATCH = 0x2000;

    private final Ip ip;
    private boolean tableSeen;

    RouteView(Ip ip) {
        this.ip = ip;
    }

    void show(Arguments args) {
        RouteFilter filter = RouteFilter.parse(ip, args);
        RoutePrinter printer = new RoutePrinter(ip, filter);
        ip.out.start();
        if (filter.family == Options.ANY || filter.family == Options.INET) {
            dump(filter, printer, Options.INET);
        }
        if (filter.family == Options.ANY || filter.family == Options.INET6) {
            dump(filter, printer, Options.INET6);
        }
        missingTable(filter);
        ip.out.finish();
    }

    private void dump(RouteFilter filter, RoutePrinter printer, int family) {
        byte[] request = filter.cached
                ? new RouteMessage(
                                new NlHeader(Nlmsg.RTM_GETROUTE, Nlmsg.NLM_F_REQUEST | Nlmsg.NLM_F_DUMP),
                                new RouteHeader(family, 0, 0, 0, 0, 0, 0, 0, RouteFilter.CLONED),
                                RouteAttr.TABLE.of())
                        .toBytes()
                : Requests.routes(family);
        ip.tables.each(request, row -> {
            if (row instanceof RouteMessage m) {
                tableSeen |= RouteFilter.tableOf(m) == filter.table;
                if (filter.shows(m)) {
                    printer.print(m);
                }
            }
        });
    }

    /// A table without routes does not exist, says the kernel; but those of IPv6 that it makes itself, and main.
    private void missingTable(RouteFilter filter) {
        boolean own = filter.table == 0
                || filter.table == RouteFilter.MAIN
                || filter.table == RouteFilter.LOCAL && filter.family == Options.INET6;
        if (!tableSeen && !own && !filter.cached) {
            String family = filter.family == Options.INET6 ? "ipv6" : "ipv4";
            throw new ToolExit(2, "Error: " + family + ": FIB table does not exist.\nDump terminated");
        }
    }

    void get(Arguments args) {
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
            } else if (Options.matches(word, "notify")
                    || Options.matches(word, "connected")
                    || Options.matches(word, "vrf")
                    || Options.matches(word, "uid")
                    || word.equals("as")
                    || Options.matches(word, "sport")
                    || Options.matches(word, "dport")
                    || Options.matches(word, "ipproto")) {
                throw new ToolExit(2, "sonde: ip route get " + word + " is not supported");
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
            throw new ToolExit(1, "need at least a destination address");
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
        ask(new RouteHeader(family, destinationLength, sourceLength, tos, 0, 0, 0, 0, flags), attrs);
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

    private void ask(RouteHeader header, List<RouteAttr> attrs) {
        NlHeader nl = new NlHeader(Nlmsg.RTM_GETROUTE, Nlmsg.NLM_F_REQUEST);
        Message.Rtnetlink answer = ip.tables.one(new RouteMessage(nl, header, RouteAttr.TABLE.of(attrs)).toBytes(), 2);
        if (answer instanceof RouteMessage m) {
            ip.out.start();
            new RoutePrinter(ip, RouteFilter.none()).print(m);
            ip.out.finish();
        }
    }
}

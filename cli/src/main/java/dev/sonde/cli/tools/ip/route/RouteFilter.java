package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteFlags;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;

/// Which routes `ip route show` is asked for. What is asked for is not printed again in the rows.
public final class RouteFilter {
    /// 0: all of them.
    long table;

    int family;
    boolean cached;
    boolean byProtocol;
    boolean byScope;
    boolean byTos;
    boolean byInput;
    boolean byOutput;
    boolean byMetric;
    boolean byRealm;
    long types;
    Prefix via;
    Prefix source;

    private int protocol;
    private int scope;
    private int tos;
    private int input;
    private int output;
    private long mark;
    private boolean byMark;
    private long metric;
    private long realm;

    /// 0: of whichever realms.
    private long realmMask;

    private Prefix root;
    private Prefix match;
    private Prefix fromRoot;
    private Prefix fromMatch;

    /// Whether more than the header and the table decides.
    private boolean narrow() {
        return root != null
                || match != null
                || fromRoot != null
                || fromMatch != null
                || via != null
                || source != null
                || byInput
                || byOutput
                || byMark
                || byMetric
                || realmMask != 0;
    }

    /// For `ip route get`, which filters nothing.
    static RouteFilter none() {
        return new RouteFilter();
    }

    static RouteFilter parse(Ip ip, Arguments args) {
        RouteFilter f = new RouteFilter();
        f.table = RouteTable.MAIN;
        f.family = ip.options.family;
        String in = null;
        String out = null;
        while (args.more()) {
            String word = args.next();
            if (Options.matches(word, "table")) {
                f.table(ip, args.value());
            } else if (Options.matches(word, "vrf")) {
                f.table = ip.vrfTable(args.value());
                f.types = ~(1L << RouteTypes.LOCAL | 1L << RouteType.BROADCAST);
            } else if (Options.matches(word, "cached") || Options.matches(word, "cloned")) {
                f.cached = true;
            } else if (word.equals("tos") || Options.matches(word, "dsfield")) {
                f.tos = (int) f.number(ip.dsfields.number(peek(args), 255), args.value(), "TOS value is invalid\n");
                f.byTos = true;
            } else if (Options.matches(word, "protocol")) {
                String name = args.value();
                long n = ip.protocols.number(name, 255);
                f.byProtocol = !name.equals("all") || n >= 0;
                f.protocol = (int) (f.byProtocol ? f.number(n, name, "invalid \"protocol\"\n") : 0);
            } else if (Options.matches(word, "scope")) {
                String name = args.value();
                long n = ip.scopes.number(name, 255);
                f.byScope = !name.equals("all") || n >= 0;
                f.scope = (int) (f.byScope ? f.number(n, name, "invalid \"scope\"\n") : 0);
            } else if (Options.matches(word, "type")) {
                String name = args.value();
                f.types = 1L << f.number(RouteTypes.number(name), name, "node type value is invalid\n");
            } else if (word.equals("dev") || word.equals("oif")) {
                out = args.value();
            } else if (word.equals("iif")) {
                in = args.value();
            } else if (word.equals("mark")) {
                String value = args.value();
                f.mark = f.number(Numbers.unsigned(value), value, "invalid mark value");
                f.byMark = true;
            } else if (Options.matches(word, "metric")
                    || Options.matches(word, "priority")
                    || word.equals("preference")) {
                String value = args.value();
                f.metric = f.number(Numbers.unsigned(value), value, "\"metric\" value is invalid\n");
                f.byMetric = true;
            } else if (word.equals("via")) {
                String name = args.value();
                int family = Options.familyOf(name);
                f.via = family == Options.ANY
                        ? Arguments.prefix(name, f.family)
                        : Arguments.prefix(args.value(), family);
            } else if (word.equals("src")) {
                f.source = Arguments.prefix(args.value(), f.family);
            } else if (Options.matches(word, "realms")) {
                f.realms(ip, args.value());
            } else if (Options.matches(word, "from")) {
                f.from(args);
            } else {
                f.to(Options.matches(word, "to") ? args.value() : word, args);
            }
        }
        if (f.family == Options.ANY && f.table != 0) {
            f.family = Options.INET;
        }
        f.devices(ip, in, out);
        return f;
    }

    private static String peek(Arguments args) {
        return args.more() ? args.peek() : "";
    }

    private long number(long n, String word, String otherwise) {
        if (n < 0) {
            throw Arguments.wrong(otherwise, word);
        }
        return n;
    }

    /// `TO`, `FROM/TO`, `FROM/`: a half that is left out may be any, and both are shown then.
    private void realms(Ip ip, String word) {
        int slash = word.indexOf('/');
        String to = word.substring(slash + 1);
        long from = slash < 0 ? 0 : ip.realms.number(word.substring(0, slash), 0xffff);
        long last = to.isEmpty() ? 0 : ip.realms.number(to, 0xffff);
        realm = from < 0 || last < 0 ? number(Numbers.unsigned(word), word, "invalid realms\n") : from << 16 | last;
        realmMask = 0xffff_ffffL;
        if ((realm & 0xffff) == 0 && word.endsWith("/")) {
            realmMask &= ~0xffffL;
        }
        if (realm >> 16 == 0 && slash <= 0) {
            realmMask &= 0xffff;
        }
        byRealm = realmMask == 0xffff_ffffL;
    }

    private void table(Ip ip, String name) {
        long id = ip.routingTables.number(name, 0xffff_ffffL);
        if (id >= 0) {
            table = id;
        } else if (name.equals("all")) {
            table = 0;
        } else if (name.equals("cache")) {
            cached = true;
        } else if (name.equals("help")) {
            throw Usage.of("route");
        } else {
            throw Arguments.wrong("table id value is invalid\n", name);
        }
    }

    private void from(Arguments args) {
        String word = args.value();
        if (Options.matches(word, "root")) {
            fromRoot = Arguments.prefix(args.value(), family);
        } else if (Options.matches(word, "match")) {
            fromMatch = Arguments.prefix(args.value(), family);
        } else {
            fromMatch = Arguments.prefix(Options.matches(word, "exact") ? args.value() : word, family);
            fromRoot = fromMatch;
        }
    }

    private void to(String word, Arguments args) {
        if (Options.matches(word, "root")) {
            root = Arguments.prefix(args.value(), family);
        } else if (Options.matches(word, "match")) {
            match = Arguments.prefix(args.value(), family);
        } else {
            match = Arguments.prefix(Options.matches(word, "exact") ? args.value() : word, family);
            root = match;
        }
    }

    private void devices(Ip ip, String in, String out) {
        if (in != null) {
            input = device(ip, in);
            byInput = true;
        }
        if (out != null) {
            output = device(ip, out);
            byOutput = true;
        }
    }

    static int device(Ip ip, String name) {
        int index = ip.links().index(name);
        if (index == 0) {
            throw Arguments.noDevice(1, name);
        }
        return index;
    }

    static long tableOf(RouteMessage m) {
        RouteAttr.Table t = m.find(RouteAttr.Table.class);
        return t == null ? m.header().table() : t.id();
    }

    /// Whether a route of this table is shown. The kernel files local routes of IPv6 under main where it has but
    /// one table.
    boolean inTable(RouteMessage m) {
        long id = tableOf(m);
        RouteHeader h = m.header();
        return table == 0
                || id == table
                        && !(h.family() == Options.INET6 && table == RouteTable.MAIN && h.type() == RouteTypes.LOCAL);
    }

    boolean shows(RouteMessage m) {
        RouteHeader h = m.header();
        // RTM_F_CLONED: of the cache, not of a table.
        boolean wrong = cached != ((h.flags() & RouteFlags.CLONED) != 0)
                || !inTable(m)
                || byProtocol && protocol != h.protocol()
                || byScope && scope != h.scope()
                || byTos && tos != h.tos()
                || types != 0 && (types >> h.type() & 1) == 0;
        return !wrong && (!narrow() || prefixes(m) && links(m) && numbers(m));
    }

    private boolean prefixes(RouteMessage m) {
        RouteHeader h = m.header();
        RouteAttr.Destination d = m.find(RouteAttr.Destination.class);
        RouteAttr.Source s = m.find(RouteAttr.Source.class);
        IpAddress to = d == null ? null : d.address();
        IpAddress from = s == null ? null : s.address();
        return within(root, h, to, h.destinationLength())
                && covers(match, h, to, h.destinationLength())
                && within(fromRoot, h, from, h.sourceLength())
                && covers(fromMatch, h, from, h.sourceLength())
                && gateway(m)
                && preferred(m);
    }

    /// Whether the route lies in the prefix.
    private static boolean within(Prefix p, RouteHeader h, IpAddress address, int length) {
        if (p == null) {
            return true;
        }
        if (p.family() != 0 && p.family() != h.family() || p.length() > length) {
            return false;
        }
        return same(p, address, p.length());
    }

    /// Whether the prefix lies in the route.
    private static boolean covers(Prefix p, RouteHeader h, IpAddress address, int length) {
        if (p == null) {
            return true;
        }
        if (p.family() != 0 && p.family() != h.family() || p.length() < length) {
            return false;
        }
        return same(p, address, length);
    }

    /// An absent address is all zeros.
    private static boolean same(Prefix p, IpAddress address, int bits) {
        if (bits == 0 || p.address() == null) {
            return true;
        }
        IpAddress zero = IpAddress.of(new byte[p.address().length()]);
        return (address == null ? zero : address).sharesPrefix(p.address(), bits);
    }

    private boolean gateway(RouteMessage m) {
        if (via == null || via.address() == null) {
            return true;
        }
        RouteAttr.Gateway g = m.find(RouteAttr.Gateway.class);
        RouteAttr.Via v = m.find(RouteAttr.Via.class);
        IpAddress next = v != null ? v.hop().gateway() : g == null ? null : g.address();
        int family = v != null ? v.hop().family() : m.header().family();
        return family == via.family() && same(via, next, via.length());
    }

    private boolean preferred(RouteMessage m) {
        if (source == null || source.address() == null) {
            return true;
        }
        RouteAttr.PreferredSource p = m.find(RouteAttr.PreferredSource.class);
        return m.header().family() == source.family() && same(source, p == null ? null : p.address(), source.length());
    }

    private boolean links(RouteMessage m) {
        RouteAttr.InputInterface in = m.find(RouteAttr.InputInterface.class);
        return (!byInput || in != null && in.index() == input) && (!byOutput || leaves(m));
    }

    /// Whether the route, or one of its ways, leaves by the link that was asked for.
    private boolean leaves(RouteMessage m) {
        RouteAttr.OutputInterface out = m.find(RouteAttr.OutputInterface.class);
        RouteAttr.Multipath ways = out == null ? m.find(RouteAttr.Multipath.class) : null;
        if (ways != null) {
            for (NextHop hop : ways.hops()) {
                if (hop.ifindex() == output) {
                    return true;
                }
            }
        }
        return out != null && out.index() == output;
    }

    private boolean numbers(RouteMessage m) {
        RouteAttr.Mark k = m.find(RouteAttr.Mark.class);
        RouteAttr.Priority p = m.find(RouteAttr.Priority.class);
        RouteAttr.Flow f = m.find(RouteAttr.Flow.class);
        return (!byMark || (k == null ? 0 : k.mark()) == mark)
                && (!byMetric || (p == null ? 0 : p.metric()) == metric)
                && (((f == null ? 0 : f.realms()) ^ realm) & realmMask) == 0;
    }
}

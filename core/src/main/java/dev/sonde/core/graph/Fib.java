package dev.sonde.core.graph;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.FibRule;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.route.RouteType;
import dev.sonde.netlink.rule.RuleAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The forwarding information base of one namespace: by which route a packet that is made there leaves, as the kernel's
/// `fib_lookup()` finds it: the rules in the order of their priority, and in each table the longest prefix. Routes,
/// rules and addresses were read.
public final class Fib {
    /// What becomes of a packet.
    public sealed interface Answer {}

    /// It leaves by this route. `link`: the index of the device, 0: that of one of several hops, or of a nexthop
    /// object.
    public record Leaves(Route route, int link, IpAddress gateway) implements Answer {}

    /// It is for this namespace itself.
    public record Local(Route route) implements Answer {}

    /// A route drops it, or where `route` is null a rule.
    public record Blocked(Route route, FibRule rule) implements Answer {}

    /// No route matches.
    public record None() implements Answer {}

    /// Not judged: a rule asks for more than is known, or the tables are not whole.
    public record Unknown(String why) implements Answer {}

    private final NamespaceTables in;

    /// What was asked before, of packets without a source.
    private final Map<IpAddress, Answer> known = new HashMap<>();

    public Fib(NamespaceTables in) {
        this.in = in;
    }

    /// Of a packet to `to` that a program or a tunnel here sends, without a mark. `from`: its source, null: the route
    /// is
    /// to choose it.
    public Answer lookup(IpAddress to, IpAddress from) {
        return from == null ? known.computeIfAbsent(to, k -> find(k, null)) : find(to, from);
    }

    private Answer find(IpAddress to, IpAddress from) {
        if (!in.whole(Table.ROUTES) || !in.whole(Table.RULES)) {
            return new Unknown("the routes were not read");
        }
        List<FibRule> rules = new ArrayList<>();
        for (FibRule r : in.rules()) {
            if (r.family() == to.family()) {
                rules.add(r);
            }
        }
        rules.sort(Comparator.comparingLong(FibRule::priority)); // stable: equal ones stay in their order
        for (FibRule r : rules) {
            boolean otherTarget = r.destination() != null && !r.destination().contains(to);
            boolean otherMark = r.mark() != null && r.mark() != 0;
            boolean otherSource =
                    r.source() != null && (from == null || !r.source().contains(from));
            boolean arrives = r.inputLink() != null && !r.inputLink().equals("lo");
            boolean other = otherTarget || otherMark || otherSource || arrives;
            if (!other && r.more()) {
                return new Unknown("the rule of priority " + r.priority());
            }
            if (other != r.inverted()) {
                continue;
            }
            switch (r.action()) {
                case RuleAction.TO_TBL -> {
                    Route best = best(r.table(), to);
                    if (best != null && best.more()) {
                        return new Unknown("a route for some packets only (tos, from)");
                    }
                    boolean counts = best != null && best.destinationLength() > r.suppress();
                    Answer a = counts ? answer(best) : null;
                    if (a != null) {
                        return a;
                    }
                }
                case RuleAction.NOP -> {}
                case RuleAction.BLACKHOLE, RuleAction.UNREACHABLE, RuleAction.PROHIBIT -> {
                    return new Blocked(null, r);
                }
                default -> {
                    return new Unknown("the rule of priority " + r.priority());
                }
            }
        }
        return new None();
    }

    /// Null: the next rule decides.
    private static Answer answer(Route best) {
        return best == null
                ? null
                : switch (best.type()) {
                    case RouteType.UNICAST -> new Leaves(best, best.link(), best.gateway());
                    case RouteType.LOCAL, RouteType.BROADCAST, RouteType.ANYCAST, RouteType.MULTICAST ->
                        new Local(best);
                    case RouteType.BLACKHOLE, RouteType.UNREACHABLE, RouteType.PROHIBIT -> new Blocked(best, null);
                    case RouteType.THROW -> null;
                    default -> new Unknown("a route of type " + best.type());
                };
    }

    private Route best(long table, IpAddress to) {
        Route best = null;
        for (Route r : in.routes()) {
            if (r.table() == table && r.matches(to) && (best == null || better(r, best))) {
                best = r;
            }
        }
        return best;
    }

    private static boolean better(Route a, Route b) {
        int longer = Integer.compare(a.destinationLength(), b.destinationLength());
        return longer > 0 || longer == 0 && metric(a) < metric(b);
    }

    private static long metric(Route r) {
        return r.metric() == null ? 0 : r.metric();
    }

    /// The source of a packet that leaves so and has none yet, as `inet_select_addr()` chooses it: that of the route,
    /// else the first address of the link whose subnet holds the gateway, else the link's first. Null: not known.
    public IpAddress source(Leaves way, IpAddress to) {
        if (way.route().source() != null) {
            return way.route().source();
        }
        if (way.link() != 0) {
            return source(way.link(), way.gateway(), to);
        }
        IpAddress one = null;
        for (Route.Hop hop : way.route().hops()) {
            IpAddress source = source(hop.link(), hop.gateway(), to);
            if (source == null || one != null && !one.equals(source)) {
                return null; // the hops differ
            }
            one = source;
        }
        return one;
    }

    private IpAddress source(int link, IpAddress gateway, IpAddress to) {
        IpAddress first = null;
        for (Address a : to.isV4() ? in.addresses(link) : List.<Address>of()) {
            if (a.address().isV4()) {
                if (gateway != null && a.prefix().contains(gateway)) {
                    return a.address();
                }
                first = first == null ? a.address() : first;
            }
        }
        return first;
    }
}

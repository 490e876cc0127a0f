package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.Advertised;
import dev.sonde.core.check.AffectedEndpoints;
import dev.sonde.core.check.Evidence;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.core.graph.Fib;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.FibRule;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A host has no way to the tunnel address of another one.
public record NoRoute() implements Rule.OfHost {
    /// So many addresses are named.
    private static final int MOST = 4;

    /// Why packets do not leave a host. One of the three is there, or none: no route matches.
    private record Cause(NamespaceTables host, Route route, FibRule rule, Link down) {}

    @Override
    public String code() {
        return "S316";
    }

    @Override
    public String title() {
        return "a host has no route to another one";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "For each tunnel address of another host, that of rows and that which the engine tells, the"
                        + " host's rules and routes are followed as the kernel follows them. They must lead to a link"
                        + " that has a carrier. The link with the host's own address, which the engine tells the"
                        + " others, must have one too.",
                "The tunnel's packets to these hosts are lost: the endpoints there cannot be reached from"
                        + " here, nor can they answer.",
                "A link or an address of the host was taken away, a route was deleted, or one of the types"
                        + " blackhole, unreachable or prohibit covers the address.",
                "`ip route get VTEP` on the host.",
                "The command brings the link up again, or removes the route that drops the packets. A route or an"
                        + " address that is gone has to be brought back by whoever sets up the host's network.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.HOSTS, Table.ROUTES, Table.RULES));
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<Cause, Set<IpAddress>> lost = new LinkedHashMap<>();
        Map<NamespaceTables, Segment> first = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            if (s.host != null) {
                first.putIfAbsent(s.host, s);
            }
            // An engine that hears nothing of the others forgets them: its own address tells then.
            IpAddress told = Advertised.by(s);
            Link by = told == null ? null : Advertised.link(s, told);
            if (by != null && s.vteps().isEmpty() && !(by.up() && by.lowerUp())) {
                lost.computeIfAbsent(new Cause(s.host, null, null, by), k -> new LinkedHashSet<>());
            }
            for (IpAddress vtep : s.host == null ? Set.<IpAddress>of() : s.vteps()) {
                Fib.Answer a = all.fib(s.host).lookup(vtep, s.vxlan == null ? null : s.vxlan.local());
                if (a instanceof Fib.Unknown u) {
                    out.unjudged(s.here.host(), "the routes of " + s.here.host() + " to other hosts", u.why());
                    continue;
                }
                Cause c = cause(s.host, a, vtep);
                if (c != null) {
                    lost.computeIfAbsent(c, k -> new LinkedHashSet<>()).add(vtep);
                }
            }
        }
        lost.forEach((cause, vteps) -> report(all, first.get(cause.host), cause, new ArrayList<>(vteps), out));
    }

    /// Null: it has a way.
    private static Cause cause(NamespaceTables host, Fib.Answer a, IpAddress vtep) {
        if (a instanceof Fib.Blocked b) {
            return new Cause(host, b.route(), b.rule(), null);
        }
        if (a instanceof Fib.None) {
            return new Cause(host, null, null, down(host, vtep));
        }
        Link by = a instanceof Fib.Leaves way && way.link() != 0 ? host.link(way.link()) : null;
        boolean carries = by == null || by.up() && by.lowerUp() || another(host, by, vtep);
        return carries ? null : new Cause(host, null, null, by);
    }

    /// Whether a route by another link leads there as well: where `ignore_routes_with_linkdown` is set, the kernel
    /// takes it while this one has no carrier.
    private static boolean another(NamespaceTables host, Link but, IpAddress to) {
        for (Route r : host.routes()) {
            if (r.type() == RouteType.UNICAST && r.matches(to) && r.link() != but.index()) {
                return true;
            }
        }
        return false;
    }

    /// The link that is down and has an address in the subnet of this one: its routes went with it. Null: there is
    /// none.
    private static Link down(NamespaceTables host, IpAddress to) {
        for (Address a : host.addresses()) {
            Link l = a.address() == null || !a.prefix().contains(to) ? null : host.link(a.link());
            if (l != null && !l.up()) {
                return l;
            }
        }
        return null;
    }

    private void report(Overlays all, Segment s, Cause c, List<IpAddress> vteps, Findings out) {
        String host = s.here.host();
        String one = vteps.isEmpty() ? "other hosts" : vteps.getFirst().toString();
        List<String> names = new ArrayList<>();
        for (IpAddress v : vteps.subList(0, Math.min(MOST, vteps.size()))) {
            String name = all.graph.host(v, s.network);
            names.add(name.isEmpty() || name.equals(v.toString()) ? v.toString() : name + " (" + v + ")");
        }
        String whom = vteps.isEmpty()
                ? one
                : String.join(", ", names) + (vteps.size() > MOST ? " and " + (vteps.size() - MOST) + " more" : "");
        String found = why(c);
        List<Evidence> evidence = new ArrayList<>(1);
        if (c.down != null) {
            evidence.add(IprouteText.flags(s.host, c.down));
        } else if (c.route != null) {
            evidence.add(new Evidence(s.host.namespace().path(), "ip route show", words(c.route)));
        }
        out.add(
                new Finding(
                        this,
                        severity(),
                        host + " has no way to " + whom,
                        host,
                        new Finding.Where("", -1, host, s.host.namespace().path()),
                        new Finding.Expected("a way to " + one, Finding.NATURE),
                        found + AffectedEndpoints.of(all, s.host),
                        evidence,
                        remedy(s.host, c, one),
                        c.down == null
                                ? Segment.inside(s.host.namespace(), "ip", "route", "show")
                                : Segment.inside(s.host.namespace(), "ip", "link", "show", "dev", c.down.name())),
                s.host);
    }

    private static String why(Cause c) {
        return c.down != null
                ? c.down.name() + (c.down.up() ? " has no carrier" : " is down")
                : c.route != null
                        ? "a route of the type " + type(c.route) + " is for it"
                        : c.rule != null
                                ? "the rule of priority " + c.rule.priority() + " drops what is for it"
                                : "no route is for it";
    }

    /// Why a packet is not sent that has no way, or is dropped.
    static String why(NamespaceTables host, Fib.Answer a, IpAddress to) {
        return why(cause(host, a, to));
    }

    /// What puts that right.
    static Remedy remedy(NamespaceTables host, Fib.Answer a, IpAddress to) {
        return remedy(host, cause(host, a, to), to.toString());
    }

    private static Remedy remedy(NamespaceTables host, Cause c, String one) {
        if (c.down != null && !c.down.up()) {
            return Remedy.unsafe(new Step.LinkUp(host.namespace(), Step.Device.of(c.down)));
        }
        if (c.down != null) {
            return new Remedy.Manual("give " + c.down.name() + " its carrier back: cable, switch, or its other end");
        }
        if (c.route != null && c.route.table() == RouteTable.MAIN) {
            return Remedy.unsafe(new Step.DeleteRoute(host.namespace(), words(c.route)));
        }
        return new Remedy.Look(
                Segment.inside(host.namespace(), "ip", "route", "show", "table", "all"),
                "bring back the address or the route by which the host reaches " + one
                        + " (how: its network configuration)");
    }

    private static String type(Route r) {
        return switch (r.type()) {
            case RouteType.BLACKHOLE -> "blackhole";
            case RouteType.UNREACHABLE -> "unreachable";
            default -> "prohibit";
        };
    }

    private static String words(Route r) {
        String metric = r.metric() == null ? "" : " metric " + r.metric();
        return type(r) + " " + (r.prefix() == null ? "default" : r.prefix()) + metric;
    }
}

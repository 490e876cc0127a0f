package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.AffectedEndpoints;
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
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The way to another host is too small for the packets of a tunnel.
public record UnderlayMtu() implements Rule.OfHost {

    /// What ESP adds to each packet of an encrypted network, as Docker counts it.
    private static final int OVERHEAD_ESP = 26;

    /// A way that is too small, and the first network of those that suffer.
    private record Way(Segment segment, Link link, int mtu, int needed, IpAddress vtep, Route byRoute) {
        LinkRef ref() {
            return new LinkRef(segment.host, link);
        }
    }

    @Override
    public String code() {
        return "S307";
    }

    @Override
    public String title() {
        return "the underlay's MTU is too small for the tunnel";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The MTU of a network's VXLAN device plus its outer headers (50 bytes; 70 over IPv6; 26"
                        + " more on an encrypted network) must fit the MTU of the host's route and link to each"
                        + " other host that its rows point to.",
                "Small packets pass, large ones are lost: connections open, and hang when they carry"
                        + " data. Full-size packets from other hosts do not arrive here either.",
                "The underlay is itself a tunnel (cloud networks, WireGuard, IPsec): Docker assumes 1500"
                        + " and never checks.",
                "`ip route get VTEP` on the host and `ip link` of its device; `ping -M do -s 1422`"
                        + " between two tasks.",
                "The command raises the MTU of the host's link, for the case that everything behind it"
                        + " carries such packets. Otherwise recreate the network with `--opt"
                        + " com.docker.network.driver.mtu=` 50 less than what the underlay carries.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.HOSTS, Table.ROUTES, Table.RULES));
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<LinkRef, Way> ways = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            if (s.host == null) {
                continue;
            }
            for (IpAddress vtep : s.vteps()) {
                Way w = way(s, vtep);
                if (w != null && (!ways.containsKey(w.ref()) || ways.get(w.ref()).needed < w.needed)) {
                    ways.put(w.ref(), w);
                }
            }
        }
        for (Way w : ways.values()) {
            report(w, AffectedEndpoints.of(all, w.segment.host), out);
        }
    }

    /// The way to another host, if it is too small; else null.
    private static Way way(Segment s, IpAddress vtep) {
        Fib.Answer found = s.overlays.fib(s.host).lookup(vtep, s.vxlan == null ? null : s.vxlan.local());
        Route best = found instanceof Fib.Leaves way ? way.route() : null;
        Link link = best == null ? null : s.host.link(best.link());
        if (link == null || link.mtu() == 0) {
            return null;
        }
        boolean byRoute = best.mtu() != 0 && best.mtu() < link.mtu();
        int mtu = (int) (byRoute ? best.mtu() : link.mtu());
        int needed =
                s.mtu() + (vtep.isV4() ? Segment.OVERHEAD : Segment.OVERHEAD_V6) + (s.encrypted() ? OVERHEAD_ESP : 0);
        return s.mtu() == 0 || mtu >= needed ? null : new Way(s, link, mtu, needed, vtep, byRoute ? best : null);
    }

    private void report(Way w, String concerned, Findings out) {
        Segment s = w.segment;
        String dev = w.link.name();
        out.add(
                new Finding(
                        this,
                        severity(),
                        s.here.host() + " loses large packets to and from other hosts",
                        s.here.host(),
                        new Finding.Where(
                                "", -1, s.here.host(), s.host.namespace().path()),
                        new Finding.Expected(
                                dev + " mtu " + w.needed + ": the " + s.mtu() + " of "
                                        + s.where().network() + " and " + (w.needed - s.mtu())
                                        + " of the tunnel's headers",
                                Finding.NATURE),
                        "mtu " + w.mtu + " on the path to " + w.vtep + concerned,
                        List.of(IprouteText.flags(s.host, w.link)),
                        w.byRoute != null
                                ? Remedy.unsafe(new Step.ChangeRoute(
                                        s.host.namespace(), IprouteText.route(s.host, w.byRoute) + " mtu " + w.needed))
                                : Remedy.unsafe(new Step.LinkMtu(s.host.namespace(), Step.Device.of(w.link), w.needed)),
                        Segment.inside(s.host.namespace(), "ip", "route", "get", w.vtep.toString())),
                s.host);
    }
}

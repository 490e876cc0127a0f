package dev.sonde.core.check.rule.host;

import dev.sonde.core.check.AffectedEndpoints;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Findings;
import dev.sonde.core.check.IprouteText;
import dev.sonde.core.check.Overlays;
import dev.sonde.core.check.Remedy;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.RuleDoc;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.Severity;
import dev.sonde.core.check.Step;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.route.MetricAttr;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The way to another host is too small for the packets of a tunnel.
public record UnderlayMtu() implements Rule.OfHost {

    /// What ESP adds to each packet of an encrypted network, as Docker counts it.
    private static final int OVERHEAD_ESP = 26;

    /// A way that is too small, and the first network of those that suffer.
    private record Way(Segment segment, LinkMessage link, int mtu, int needed, IpAddress vtep, RouteMessage byRoute) {}

    @Override
    public String code() {
        return "S307";
    }

    @Override
    public String title() {
        return "the underlay is too small for the packets of the tunnel";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The MTU of a network's VXLAN device, with the 50 bytes (over IPv6: 70; 26 more of an encrypted network)"
                        + " of its outer headers, against the MTU of the host's route and link to each other host to which its rows lead.",
                "Small packets pass, and large ones are lost: connections are made, and hang when they carry data. What"
                        + " the other hosts send in full size does not arrive here either.",
                "An underlay that is itself a tunnel (cloud networks, WireGuard, IPsec): Docker takes 1500 for granted"
                        + " and never looks.",
                "`ip route get VTEP` on the host and `ip link` of its device; `ping -M do -s 1422` between two tasks.",
                "The command makes the host's link large enough, if all that is behind it carries such packets. Else"
                        + " make the network anew with `--opt com.docker.network.driver.mtu=` 50 less than what the"
                        + " underlay carries.");
    }

    @Override
    public void check(Overlays all, Findings out) {
        Map<LinkMessage, Way> ways = new LinkedHashMap<>();
        for (Segment s : all.segments) {
            if (s.host == null) {
                continue;
            }
            for (IpAddress vtep : vteps(s)) {
                Way w = way(s, vtep);
                if (w != null && (!ways.containsKey(w.link) || ways.get(w.link).needed < w.needed)) {
                    ways.put(w.link, w);
                }
            }
        }
        for (Way w : ways.values()) {
            report(w, AffectedEndpoints.of(all, w.segment.host), out);
        }
    }

    private static Set<IpAddress> vteps(Segment s) {
        Set<IpAddress> some = new HashSet<>();
        for (NeighbourMessage row : s.forwarding.values()) {
            if (!row.destination().isUnspecified() && !row.destination().isMulticast() && !s.own(row.destination())) {
                some.add(row.destination());
            }
        }
        return some;
    }

    /// The way to another host, if it is too small; else null.
    private static Way way(Segment s, IpAddress vtep) {
        RouteMessage best = null;
        for (RouteMessage r : s.host.routes()) {
            boolean leads = r.header().type() == RouteType.UNICAST
                    && r.table() == RouteTable.MAIN
                    && r.header().family() == vtep.family()
                    && (r.destination() == null
                            || r.destination().sharesPrefix(vtep, r.header().destinationLength()));
            if (leads
                    && (best == null
                            || best.header().destinationLength() < r.header().destinationLength())) {
                best = r;
            }
        }
        LinkMessage link = best == null ? null : s.host.link(best.outputInterface());
        LinkAttr.Mtu of = link == null ? null : link.find(LinkAttr.Mtu.class);
        if (of == null) {
            return null;
        }
        RouteAttr.Metrics metrics = best.find(RouteAttr.Metrics.class);
        MetricAttr.Mtu own = metrics == null ? null : metrics.attrs().find(MetricAttr.Mtu.class);
        boolean byRoute = own != null && own.bytes() != 0 && own.bytes() < of.bytes();
        int mtu = (int) (byRoute ? own.bytes() : of.bytes());
        int needed =
                s.mtu() + (vtep.isV4() ? Segment.OVERHEAD : Segment.OVERHEAD_V6) + (s.encrypted() ? OVERHEAD_ESP : 0);
        return s.mtu() == 0 || mtu >= needed ? null : new Way(s, link, mtu, needed, vtep, byRoute ? best : null);
    }

    private void report(Way w, String concerned, Findings out) {
        Segment s = w.segment;
        String dev = IprouteText.name(w.link);
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
                        "mtu " + w.mtu + " on the way to " + w.vtep + concerned,
                        List.of(IprouteText.flags(s.host, w.link)),
                        w.byRoute != null
                                ? Remedy.unsafe(
                                        new Step.ChangeRoute(s.host.namespace(), route(w.byRoute, dev, w.needed)))
                                : Remedy.unsafe(new Step.LinkMtu(s.host.namespace(), Step.Device.of(w.link), w.needed)),
                        Segment.inside(s.host.namespace(), "ip", "route", "get", w.vtep.toString())),
                s.host);
    }

    /// The route as it is, in the words of `ip route change`, with another MTU.
    private static String route(RouteMessage r, String dev, int mtu) {
        StringBuilder b = new StringBuilder(80);
        b.append(
                r.destination() == null
                        ? "default"
                        : r.destination() + "/" + r.header().destinationLength());
        b.append(r.gateway() == null ? "" : " via " + r.gateway())
                .append(" dev ")
                .append(dev);
        b.append(" proto ").append(r.header().protocol());
        RouteAttr.PreferredSource source = r.find(RouteAttr.PreferredSource.class);
        RouteAttr.Priority metric = r.find(RouteAttr.Priority.class);
        b.append(source == null ? "" : " src " + source.address());
        b.append(metric == null ? "" : " metric " + metric.metric());
        return b.append(" mtu ").append(mtu).toString();
    }
}

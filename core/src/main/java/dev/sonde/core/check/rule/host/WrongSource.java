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
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Route;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A host's tunnel packets leave with another source address than the one that the other hosts have rows for.
public record WrongSource() implements Rule.OfHost {
    @Override
    public String code() {
        return "S317";
    }

    @Override
    public String title() {
        return "tunnel packets leave with the wrong source address";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public RuleDoc page() {
        return new RuleDoc(
                "The tunnels of a swarm have no source address of their own: the host's route to the other host"
                        + " chooses it. It must be the address that the engine tells the others (`docker info`: Node"
                        + " Address), for that stands in their rows. Nothing is compared where the engine's peers and"
                        + " its endpoints have different addresses (`--data-path-addr`), or where a tunnel has a"
                        + " source of its own.",
                "The other hosts drop every packet from here: a permanent row says that the endpoint's MAC is at"
                        + " another address, and the kernel lets no packet move such a row. Requests arrive here; the answers"
                        + " are dropped there.",
                "The host got a second address in the same subnet, or its route got a `src`: DHCP, keepalived, cloud"
                        + " agents.",
                "`ip route get VTEP` on the host: `src`. On another host `bridge fdb show dev vxlan0` says `dst`.",
                "The command gives the route the right source. It lasts until whoever made the route makes it again.");
    }

    @Override
    public List<Need> needs() {
        return List.of(Need.OVERLAY_TABLES.getFirst(), Need.of(Need.Of.HOSTS, Table.ROUTES, Table.RULES));
    }

    @Override
    public void check(Overlays all, Findings out) {
        Set<NamespaceTables> judged = new HashSet<>();
        for (Segment s : all.segments) {
            boolean own = s.vxlan == null || s.vxlan.local() != null;
            IpAddress told = own || judged.contains(s.host) ? null : Advertised.by(s);
            if (told == null || !s.host.whole(Table.LINKS) || !s.host.whole(Table.ADDRESSES)) {
                continue;
            }
            if (Advertised.link(s, told) == null) {
                // Behind NAT an address that others use is on no link: only a private one is hardly one of those.
                if (isPrivate(told) && judged.add(s.host)) {
                    lost(all, s, told, out);
                }
                continue;
            }
            for (IpAddress vtep : Advertised.ofTunnels(s, told) ? s.vteps() : Set.<IpAddress>of()) {
                Fib fib = all.fib(s.host);
                if (fib.lookup(vtep, null) instanceof Fib.Leaves way && vtep.family() == told.family()) {
                    IpAddress source = fib.source(way, vtep);
                    if (source != null && !source.equals(told) && judged.add(s.host)) {
                        wrong(all, s, way.route(), vtep, source, told, out);
                    }
                }
            }
        }
    }

    private static Finding.Where where(Segment s) {
        return new Finding.Where("", -1, s.here.host(), s.host.namespace().path());
    }

    private void wrong(
            Overlays all, Segment s, Route r, IpAddress vtep, IpAddress source, IpAddress told, Findings out) {
        String host = s.here.host();
        out.add(
                new Finding(
                        this,
                        severity(),
                        host + " sends its tunnel packets from " + source + ": other hosts drop them",
                        host,
                        where(s),
                        s.expected("source " + told + ", as the engine tells the others"),
                        "source " + source + " on the way to " + vtep + AffectedEndpoints.of(all, s.host),
                        List.of(new Evidence(s.host.namespace().path(), "ip route show", IprouteText.route(s.host, r))),
                        Remedy.unsafe(
                                new Step.ChangeRoute(s.host.namespace(), IprouteText.route(s.host, r.from(told)))),
                        Segment.inside(s.host.namespace(), "ip", "route", "get", vtep.toString())),
                s.host);
    }

    private void lost(Overlays all, Segment s, IpAddress told, Findings out) {
        String host = s.here.host();
        List<String> addresses = Segment.inside(s.host.namespace(), "ip", "-br", "addr");
        out.add(
                new Finding(
                        this,
                        Severity.WARNING,
                        host + " has no link with " + told + ", the address at which other hosts send to it",
                        host,
                        where(s),
                        s.expected(told + " on a link (unless NAT leads it here)"),
                        "it is on none" + AffectedEndpoints.of(all, s.host),
                        List.of(),
                        new Remedy.Look(
                                addresses,
                                "give the host " + told + " back, or have its engine tell another (docker swarm leave,"
                                        + " then join --advertise-addr)"),
                        addresses),
                s.host);
    }

    /// RFC 1918.
    private static boolean isPrivate(IpAddress a) {
        int b = a.isV4() ? a.u8(0) : 0;
        return b == 10 || b == 172 && (a.u8(1) & 0xf0) == 16 || b == 192 && a.u8(1) == 168;
    }
}

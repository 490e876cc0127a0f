package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import java.util.List;

/// A route. `family`: `AF_INET` or `AF_INET6`. `type`: `RTN_*`, `protocol`: `RTPROT_*`, `scope`: `RT_SCOPE_*` of
/// linux/rtnetlink.h.
/// `destination`: null for the default route. `gateway`, `source`: null where there is none. `link`: the index of
/// the device, 0: none. `onlink`: whether the gateway is taken to be on the
/// link whatever its address (`RTNH_F_ONLINK`). `more`: whether it is for some packets only: those of one
/// type of service, or (IPv6) from some sources. `metric`: null where none is told. `mtu`: `RTAX_MTU` in bytes, 0:
/// none.
/// `hops`: of a
/// multipath route.
public record Route(
        int family,
        int type,
        long table,
        IpAddress destination,
        int destinationLength,
        IpAddress gateway,
        int link,
        int protocol,
        int scope,
        boolean onlink,
        boolean more,
        IpAddress source,
        Long metric,
        long mtu,
        List<Hop> hops) {
    /// One way of several. `weight`: as `ip` counts it, from 1 on.
    public record Hop(IpAddress gateway, int link, int weight) {}

    public Route {
        hops = List.copyOf(hops);
    }

    /// Whether packets to this address match it.
    public boolean matches(IpAddress to) {
        return family == to.family() && (destination == null || destination.sharesPrefix(to, destinationLength));
    }

    /// The same with another source.
    public Route from(IpAddress other) {
        return new Route(
                family,
                type,
                table,
                destination,
                destinationLength,
                gateway,
                link,
                protocol,
                scope,
                onlink,
                more,
                other,
                metric,
                mtu,
                hops);
    }

    /// `10.0.1.0/24`; null for the default route.
    public Prefix prefix() {
        return destination == null ? null : new Prefix(destination, destinationLength);
    }
}

package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import java.util.Locale;
import java.util.Objects;

/// A workload's attachment to a network, as an engine tells of it. `mac`, `ipv4`, `ipv6` and `vtep` are null where
/// it does not tell them, or in no form that can be read. `vtep`: the address of its host at which VXLAN packets
/// arrive. `host`: what the engine calls that host.
public record Endpoint(
        String id, Workload workload, LinkAddress mac, Prefix ipv4, Prefix ipv6, String host, IpAddress vtep) {
    /// Of what an engine wrote, which is not to be trusted.
    public static Endpoint of(
            String id, Workload workload, String mac, String ipv4, String ipv6, String host, String vtep) {
        return new Endpoint(
                id, workload, mac(mac), Prefix.parse(ipv4), Prefix.parse(ipv6), host, Network.address(vtep));
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint e
                && e.id.equals(id)
                && e.host.equals(host)
                && Objects.equals(e.workload, workload)
                && Objects.equals(e.mac, mac)
                && Objects.equals(e.ipv4, ipv4)
                && Objects.equals(e.ipv6, ipv6)
                && Objects.equals(e.vtep, vtep);
    }

    /// Of what differs between two of one network.
    @Override
    public int hashCode() {
        return 31 * id.hashCode() + (mac == null ? 0 : mac.hashCode());
    }

    private static LinkAddress mac(String text) {
        try {
            return LinkAddress.parse(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// The IPv4 address without its prefix length, or null.
    public IpAddress ip() {
        return ipv4 == null ? null : ipv4.address();
    }

    /// The IPv6 address likewise; null also where the engine wrote another's there.
    public IpAddress ip6() {
        return ipv6 == null || ipv6.address().isV4() ? null : ipv6.address();
    }

    /// Whether it is known where its frames have to go.
    public boolean complete() {
        return mac != null && ip() != null && ip().isV4() && vtep != null;
    }
}

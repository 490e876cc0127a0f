package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// What joins two links, or a link and a host.
public sealed interface Edge {
    /// How it is known which link is at the other end of a veth. A link tells the index of its other end and an id
    /// of that one's namespace; the same pair of indexes may be in several namespaces.
    enum Proof {
        /// The two are in one namespace, or the kernel's ids of the two namespaces say so.
        KERNEL,
        /// An engine gave the MAC or the address of the other end to a workload which lives there.
        ENGINE,
        /// Of several that fit one alone has an address of the bridge's subnet.
        SUBNET,
        /// No other link that was found fits.
        ONLY
    }

    /// Two ends of a veth.
    record VethPair(LinkRef one, LinkRef other, Proof proof) implements Edge {}

    /// A link and its master: `IFLA_MASTER`.
    record BridgePort(LinkRef port, LinkRef bridge) implements Edge {}

    /// A link and the one below it: `IFLA_LINK` of a VLAN, a macvlan and their like.
    record LowerDevice(LinkRef upper, LinkRef lower) implements Edge {}

    /// A VXLAN device and a host to which it sends. `host`: what people call that; empty where nobody knows.
    record Tunnel(LinkRef device, IpAddress vtep, String host) implements Edge {}
}

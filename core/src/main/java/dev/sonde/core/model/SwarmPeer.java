package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// A host on which a network is live, and the address at which it takes the network's VXLAN packets; null: the
/// engine tells none that can be read. `name`: what the engine itself calls it there, in Docker the beginning of an
/// id.
public record SwarmPeer(String host, IpAddress address, String name) {
    /// One that the engine calls as people do.
    public SwarmPeer(String host, IpAddress address) {
        this(host, address, host);
    }
}

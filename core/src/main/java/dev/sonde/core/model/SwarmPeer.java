package dev.sonde.core.model;

/// A host on which a network is live, and the address at which it takes the network's VXLAN packets. `name`: what the
/// engine itself calls it there, in Docker the beginning of an id.
public record SwarmPeer(String host, String address, String name) {
    /// One that the engine calls as people do.
    public SwarmPeer(String host, String address) {
        this(host, address, host);
    }
}

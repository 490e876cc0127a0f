package dev.sonde.core.model;

/// A host on which a network is live, and the address at which it takes the network's VXLAN packets.
public record Peer(String host, String address) {}

package dev.sonde.core.check;

/// Something of which nobody can say that it is right: no rule can judge it, or it was not read because that takes too
/// long. `host`: where it is. `shown`: whether pings between the networks' endpoints show what becomes of packets
/// there.
public record Inconclusive(String host, String what, String why, boolean shown) {}

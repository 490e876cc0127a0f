package dev.sonde.core.view;

/// A route as `ip route` writes its main parts. `owner`: whose the gateway is, or the network that is reached
/// without one; empty where it is not known.
public record RouteLine(String text, String owner) {}

package dev.sonde.core.model;

/// A network's range, as its engine writes it: `10.0.1.0/24`, and its gateway.
public record Subnet(String range, String gateway) {}

package dev.sonde.core.model;

/// The host that was read. `privileged`: whether the sensor had the right to enter namespaces of others.
public record Host(String name, String kernel, long realtimeNanos, boolean privileged) {}

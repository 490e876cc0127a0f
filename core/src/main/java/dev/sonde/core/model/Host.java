package dev.sonde.core.model;

/// The host that was read. `name`: only its label. `realtimeNanos`: when, in nanoseconds since 1970. `privileged`:
/// whether the sensor had the right to enter namespaces of others.
public record Host(HostId id, String name, String kernel, long realtimeNanos, boolean privileged) {}

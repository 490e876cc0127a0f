package dev.sonde.core.model;

/// The host that was read. `name`: only its label. `realtimeNanos`: when, in nanoseconds since 1970. `privileged`:
/// whether the sensor had the right to enter namespaces of others. `monotonicNanos`: when, by CLOCK_MONOTONIC, which
/// begins with the host and stands still while it sleeps.
public record Host(
        HostId id, String name, String kernel, long realtimeNanos, boolean privileged, long monotonicNanos) {}

package dev.sonde.core.model;

/// What a link has counted, `struct rtnl_link_stats64`. Lost packets are what one looks for: `rxErrors` …
/// `txDropped`.
public record Counters(
        long rxPackets,
        long rxBytes,
        long rxErrors,
        long rxDropped,
        long txPackets,
        long txBytes,
        long txErrors,
        long txDropped) {}

package dev.sonde.core.model;

/// What tells a host from all others, whatever it is called: `/etc/machine-id`, and
/// `/proc/sys/kernel/random/boot_id`, which changes with every start. Empty: not read, as in streams of older
/// sensors. Machines that were cloned may share the first; no two starts share the second.
public record HostId(String machineId, String bootId) {}

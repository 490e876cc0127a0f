package dev.sonde.core.model;

/// One of the kernel's two tables of neighbours, `arp_cache` and `ndisc_cache`, each that of all namespaces
/// together.
///
/// `entries`: how many rows it has. `most`: how many it makes of those that it may drop (`gc_thresh3`); 0: it does
/// not say. `soft`: from how many on it drops old ones (`gc_thresh2`). `refused`: how many it did not make because
/// it was full, since the kernel was started.
public record NeighbourTable(String name, long entries, long soft, long most, long refused) {}

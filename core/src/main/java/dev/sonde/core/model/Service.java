package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// A swarm's service in a network. `id`: empty where the engine does not tell it. `vip`: its virtual address there,
/// which the network's load balancers hold and no task does; null: it has none.
public record Service(String name, String id, IpAddress vip) {}

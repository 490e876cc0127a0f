package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import java.util.List;

/// A swarm's service in a network. `id`: empty where the engine does not tell it. `vip`: its virtual address there,
/// which the network's load balancers hold and no task does; null: it has none.
///
/// `mark`: that of the packets which IPVS balances on this host; 0: the engine tells none. `ports`: those that are
/// published, as the engine writes them (`Target: 80, Publish: 8080`). `tasks`: what the engine knows of its tasks, on
/// all hosts.
public record Service(String name, String id, IpAddress vip, long mark, List<String> ports, List<Task> tasks) {
    /// `name`: of the task. `ip`: its address in the network.
    public record Task(String name, IpAddress ip) {}

    public Service {
        ports = List.copyOf(ports);
        tasks = List.copyOf(tasks);
    }

    /// One of which no more is known.
    public Service(String name, String id, IpAddress vip) {
        this(name, id, vip, 0, List.of(), List.of());
    }
}

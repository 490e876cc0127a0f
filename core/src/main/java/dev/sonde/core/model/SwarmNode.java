package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// A node of a swarm as a manager tells it (`docker node ls`). `address`: at which its manager sees it; null: none that
/// can be read. `state`: ready, down, unknown, disconnected. `changed`: when the manager's record of it changed last,
/// as
/// the engine writes times.
public record SwarmNode(String name, IpAddress address, String state, String changed) {
    /// Whether its manager has heard nothing of it for too long, or it has left.
    public boolean down() {
        return state.equals("down");
    }
}

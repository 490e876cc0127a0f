package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;

/// A node of a swarm, as `docker node ls` prints it.
///
/// `engine`: who tells of it. A manager tells of all nodes, a worker of itself and its managers. `id`: 25 letters
/// and digits. `host`: its host name; of a worker's managers, whose names it is not told, the address. `address`: at
/// which the others reach it; null: none is told that can be read. `self`: whether it is the engine's own node.
/// `state`: `ready`, `down`, `disconnected`, `unknown`; empty: not told. `changed`: when the manager's record of it
/// changed last, as the engine writes times.
public record SwarmNode(
        EngineId engine, String id, String host, IpAddress address, boolean self, String state, String changed) {
    /// Whether its manager has heard nothing of it for too long, or it has left.
    public boolean down() {
        return state.equals("down");
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof SwarmNode n
                && n.self == self
                && n.id.equals(id)
                && n.host.equals(host)
                && n.state.equals(state)
                && n.changed.equals(changed)
                && n.engine.equals(engine)
                && (n.address == null ? address == null : n.address.equals(address));
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}

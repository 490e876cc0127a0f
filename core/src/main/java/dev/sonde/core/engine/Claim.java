package dev.sonde.core.engine;

import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;

/// What an engine says of one namespace. `host`: the simulated host to which it belongs, or null for the host itself;
/// `network`, `workload`: null where it is not one's.
public record Claim(Kind kind, String name, String host, Network network, Workload workload) {
    static Claim of(Kind kind, String name) {
        return new Claim(kind, name, null, null, null);
    }
}

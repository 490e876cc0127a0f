package dev.sonde.core.engine;

import dev.sonde.core.model.Endpoint;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Workload;
import java.util.List;

/// What an engine says of one namespace. `host`: the simulated host to which it belongs, or null for the host
/// itself; `network`, `workload`: null where it is not one's.
public record Claim(Kind kind, String name, String host, Network network, Workload workload) {
    static Claim of(Kind kind, String name) {
        return new Claim(kind, name, null, null, null);
    }

    /// Of a workload that may be null, and the first of these networks on which it is.
    static Claim of(Workload w, List<Network> networks) {
        if (w == null) {
            return null;
        }
        for (Network n : networks) {
            for (Endpoint e : n.endpoints()) {
                if (e.workload() == w) {
                    return new Claim(w.kind(), w.name(), w.host(), n, w);
                }
            }
        }
        return new Claim(w.kind(), w.name(), w.host(), null, w);
    }
}

package dev.sonde.core.check;

import dev.sonde.core.model.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Tables that a rule compares, and of which namespaces: they are read before anything is judged. Links and
/// addresses of all namespaces need not be named.
public record Need(Of of, Set<Table> tables) {
    public enum Of {
        /// The namespaces of overlay networks.
        OVERLAYS,
        /// Those of hosts, simulated ones too.
        HOSTS,
        /// Hosts on which overlay networks have tunnels.
        TUNNEL_HOSTS,
        /// Those that veths join with an overlay network.
        ENDPOINTS,
        /// All, where the kernel's table of neighbours is nearly full.
        ALL_WHEN_FULL
    }

    /// What the tunnel of an overlay network is judged by: its rows, and what it counted.
    public static final List<Need> OVERLAY_TABLES =
            List.of(of(Of.OVERLAYS, Table.FDB, Table.NEIGHBOURS, Table.COUNTERS));

    public static Need of(Of of, Table first, Table... more) {
        return new Need(of, EnumSet.of(first, more));
    }
}

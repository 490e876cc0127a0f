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
        OVERLAYS(EnumSet.complementOf(EnumSet.of(Table.MULTICAST_GROUPS, Table.NAMESPACE_IDS))),
        /// Those of hosts, simulated ones too.
        HOSTS(EnumSet.complementOf(EnumSet.of(Table.COUNTERS, Table.MULTICAST_GROUPS, Table.NAMESPACE_IDS))),
        /// Hosts on which overlay networks have tunnels.
        TUNNEL_HOSTS(HOSTS.tables),
        /// Hosts with a VXLAN device of their own, as flannel and Calico make it.
        VXLAN_HOSTS(EnumSet.of(Table.NEIGHBOURS)),
        /// Namespaces in which a swarm's engine balances services that have tasks. The firewall only where
        /// the kernel has IPVS.
        BALANCERS(EnumSet.of(Table.VIRTUAL_SERVERS, Table.FILTER)),
        /// Hosts from which an encrypted network reaches others.
        ENCRYPTED_HOSTS(EnumSet.of(Table.TRANSFORMS)),
        /// Containers whose names Docker resolves: [ResolverUsers]. The firewall only where they are not many.
        RESOLVER_USERS(EnumSet.of(Table.UDP_SOCKETS, Table.FILTER)),
        /// Those that veths join with an overlay network: there may be thousands.
        ENDPOINTS(EnumSet.of(Table.NEIGHBOURS)),
        /// All, where the kernel's table of neighbours is nearly full.
        ALL_WHEN_FULL(EnumSet.of(Table.NEIGHBOURS));

        /// Those that are read of them.
        private final Set<Table> tables;

        Of(Set<Table> tables) {
            this.tables = tables;
        }
    }

    /// A table that nobody would read is refused here, not when a rule looks for it in vain.
    public Need {
        if (!of.tables.containsAll(tables)) {
            throw new IllegalArgumentException("of " + of + " only " + of.tables + " can be read, not " + tables
                    + ": what more is to be read, core.check.run.Reading has to read");
        }
    }

    /// What the tunnel of an overlay network is judged by: its rows, and what it counted.
    public static final List<Need> OVERLAY_TABLES =
            List.of(of(Of.OVERLAYS, Table.FDB, Table.NEIGHBOURS, Table.COUNTERS));

    public static Need of(Of of, Table first, Table... more) {
        return new Need(of, EnumSet.of(first, more));
    }
}

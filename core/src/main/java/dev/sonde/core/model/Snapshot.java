package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// The model of one host at one moment: what there is, what people call it, and as much of the kernel's tables as
/// was read.
///
/// `engines`: who gave names. `nodes`: of the swarms in which engines are. `homes`: of each engine the namespace in
/// which its daemon works, and the bridges of
/// its networks lie. `tables`: of those namespaces that were looked into. `nsids`: by which id one namespace knows
/// another, as far as the kernel was asked. `neighbourTables`: empty where the kernel was not asked,
/// or did not tell.
public record Snapshot(
        Host host,
        List<Namespace> namespaces,
        List<LeftOver> leftOvers,
        List<Network> networks,
        List<EngineId> engines,
        List<SwarmNode> nodes,
        Map<EngineId, Namespace> homes,
        List<Gap> gaps,
        Map<Namespace, NamespaceTables> tables,
        Map<Pair, Integer> nsids,
        List<NeighbourTable> neighbourTables) {
    /// `tables`: by identity.
    public Snapshot {
        namespaces = List.copyOf(namespaces);
        leftOvers = List.copyOf(leftOvers);
        networks = List.copyOf(networks);
        engines = List.copyOf(engines);
        nodes = List.copyOf(nodes);
        homes = Map.copyOf(homes);
        gaps = List.copyOf(gaps);
        tables = Collections.unmodifiableMap(tables);
        nsids = Collections.unmodifiableMap(nsids);
        neighbourTables = List.copyOf(neighbourTables);
    }

    /// Without the kernel's tables.
    public Snapshot(
            Host host,
            List<Namespace> namespaces,
            List<LeftOver> leftOvers,
            List<Network> networks,
            List<EngineId> engines,
            List<SwarmNode> nodes,
            Map<EngineId, Namespace> homes,
            List<Gap> gaps) {
        this(host, namespaces, leftOvers, networks, engines, nodes, homes, gaps, Map.of(), Map.of(), List.of());
    }

    /// The same with what was read.
    public Snapshot with(
            Map<Namespace, NamespaceTables> read, Map<Pair, Integer> ids, List<NeighbourTable> neighbourTables) {
        return new Snapshot(
                host, namespaces, leftOvers, networks, engines, nodes, homes, gaps, read, ids, neighbourTables);
    }

    /// What was read of a namespace; null: nothing.
    public NamespaceTables tables(Namespace n) {
        return tables.get(n);
    }

    /// The node of an engine's swarm at this address that is down, if no other one is there: a host that has left and
    /// joined again is two. Null: there is none.
    public SwarmNode down(EngineId engine, IpAddress address) {
        SwarmNode found = null;
        for (SwarmNode n : nodes) {
            if (n.engine().equals(engine) && address.equals(n.address())) {
                if (!n.down()) {
                    return null;
                }
                found = n;
            }
        }
        return found;
    }

    /// One namespace, and another as that one knows it.
    public record Pair(NamespaceKey in, NamespaceKey of) {
        public static Pair of(Namespace in, Namespace of) {
            return new Pair(in.key(), of.key());
        }

        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Pair p && p.in.equals(in) && p.of.equals(of);
        }

        @Override
        public int hashCode() {
            return 31 * in.hashCode() + of.hashCode();
        }
    }

    /// By which id one namespace knows another: -1: by none; null: the kernel was not asked, or did not answer.
    public Integer nsid(Namespace in, Namespace of) {
        return nsids.isEmpty() ? null : nsids.get(Pair.of(in, of));
    }

    /// The namespace in which the network's links lie: an overlay's own where it lives here; of a bridge that of its
    /// engine's daemon, or of its simulated host; null where none is known.
    public Namespace namespace(Network network) {
        for (Namespace n : namespaces) {
            boolean hosts = n.kind() == Kind.LAB_HOST
                    && n.host().equals(network.host())
                    && network.engine().equals(n.engine());
            if (hosts || n.kind() == Kind.OVERLAY && n.network() == network) {
                return n;
            }
        }
        return network.onHost() ? homes.get(network.engine()) : null;
    }

    /// The namespace of this number in its stream; where that is 0, the one that has this device and inode; or
    /// null.
    public Namespace namespace(int number, long dev, long ino) {
        Namespace found = null;
        for (Namespace n : namespaces) {
            if (number != 0 && n.number() == number) {
                return n;
            }
            if (n.id().ino() == ino && n.id().dev() == dev && (found == null || found.state() == State.GONE)) {
                found = n;
            }
        }
        return found;
    }
}

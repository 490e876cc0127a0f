package dev.sonde.core.check;

import dev.sonde.core.graph.Fib;
import dev.sonde.core.graph.Graph;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.LinkRef;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Table;
import dev.sonde.protocol.Errno;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What rules look at: the overlay networks of one snapshot, each on each host that is seen.
public final class Overlays {
    public final Snapshot snapshot;
    public final Graph graph;
    public final List<NamespaceTables> all = new ArrayList<>();
    public final List<Segment> segments = new ArrayList<>();
    public final Folders folders;

    /// Those of a Kubernetes cluster, where a list was given.
    public final ClusterNodes nodes;

    /// The same networks on the other hosts that are seen.
    public final FarSegments far;

    private final Map<NamespaceTables, Fib> fibs = new IdentityHashMap<>();
    private boolean entered = true;

    public Overlays(Graph graph) {
        this(graph, n -> true, ClusterNodes.NONE);
    }

    public Overlays(Graph graph, ClusterNodes nodes) {
        this(graph, n -> true, nodes);
    }

    /// `which`: of the overlay networks' namespaces that are looked at.
    public Overlays(Graph graph, Predicate<Namespace> which) {
        this(graph, which, ClusterNodes.NONE);
    }

    private Overlays(Graph graph, Predicate<Namespace> which, ClusterNodes nodes) {
        this.graph = graph;
        this.nodes = nodes;
        this.snapshot = graph.snapshot();
        this.folders = new Folders(snapshot);
        List<NamespaceTables> others = new ArrayList<>();
        for (Namespace n : snapshot.namespaces()) {
            NamespaceTables in = n.errno() == 0 ? graph.of(n) : null;
            entered &= n.errno() == 0;
            if (in != null) {
                all.add(in);
                // Of what only a link leads to the links are not listed: nothing else can lead there.
                entered &= n.kind() == Kind.PEER || in.whole(Table.LINKS);
                boolean wanted = n.kind() == Kind.OVERLAY && which.test(n);
                if (wanted) {
                    segments.add(new Segment(this, in, true));
                } else if (n.kind() == Kind.OVERLAY && !n.lab() && in.has(Table.ADDRESSES)) {
                    others.add(in);
                }
            }
        }
        this.far = new FarSegments(this, others);
    }

    /// The links elsewhere that may be the other end of this veth: their indexes fit. Those of overlay networks'
    /// own namespaces are none.
    public List<LinkRef> opposite(LinkRef veth) {
        List<LinkRef> some = new ArrayList<>(graph.opposite(veth));
        some.removeIf(r -> r.namespace().kind() == Kind.OVERLAY);
        return some;
    }

    /// Whether every namespace that was found could be entered and its links read, and all places were looked at.
    public boolean complete() {
        return entered && snapshot.host().privileged() && snapshot.gaps().isEmpty();
    }

    /// How packets leave a host. Its routes, rules and addresses were read.
    public Fib fib(NamespaceTables host) {
        return fibs.computeIfAbsent(host, Fib::new);
    }

    /// The namespaces of hosts, simulated ones too.
    public Collection<NamespaceTables> hosts() {
        return graph.hosts();
    }

    /// The networks, each on all hosts that are seen; one that no engine knows is that of its namespace alone.
    public List<NetworkView> networks() {
        Map<Network, List<Segment>> known = new IdentityHashMap<>();
        List<NetworkView> views = new ArrayList<>();
        for (Segment s : segments) {
            if (s.network == null) {
                views.add(new NetworkView(List.of(s)));
                continue;
            }
            List<Segment> of = known.get(s.network);
            if (of == null) {
                of = new ArrayList<>(2);
                known.put(s.network, of);
                views.add(new NetworkView(of));
            }
            of.add(s);
        }
        return views;
    }

    /// Whether what rules look at outside the networks' own namespaces was read: all of hosts and of endpoints, and of
    /// others the links, by which they may be endpoints. One that ended meanwhile needs no judgement.
    public boolean read() {
        Set<NamespaceTables> some = new LinkedHashSet<>(hosts());
        for (Segment s : segments) {
            for (SegmentPort p : s.ports) {
                if (p.inside() != null) {
                    some.add(p.inside());
                }
            }
        }
        // Without such networks a host may still have a device as flannel makes it: its links tell.
        boolean none = segments.isEmpty();
        boolean tunnels = none && tunnelled();
        for (NamespaceTables in : none ? hosts() : all) {
            for (Gap g : in.gaps()) {
                boolean ended = g.errno() == Errno.ENOENT || g.errno() == Errno.ESTALE || g.errno() == Errno.ESRCH;
                boolean looked = g.table() == Table.LINKS
                        || !none && some.contains(in)
                        || tunnels && NODE_TUNNELS.contains(g.table());
                if (looked && !ended && in.namespace().kind() != Kind.PEER) {
                    return false;
                }
            }
        }
        return true;
    }

    /// What a [NodeTunnel] and those to which it leads are judged by.
    private static final Set<Table> NODE_TUNNELS =
            EnumSet.of(Table.ADDRESSES, Table.ROUTES, Table.NEIGHBOURS, Table.FDB);

    /// Whether a host has a VXLAN device of its own.
    private boolean tunnelled() {
        for (NamespaceTables in : hosts()) {
            for (Link l : in.links()) {
                if (l instanceof Link.Vxlan) {
                    return true;
                }
            }
        }
        return false;
    }

    /// What could not be read of namespaces that were looked into.
    public List<Gap> gaps() {
        LinkedHashSet<Gap> gaps = new LinkedHashSet<>();
        for (NamespaceTables in : all) {
            Namespace n = in.namespace();
            for (Gap g : in.gaps()) {
                gaps.add(g.of(n.name() + (n.host().isEmpty() ? "" : "@" + n.host())));
            }
        }
        return new ArrayList<>(gaps);
    }
}

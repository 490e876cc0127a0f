package dev.sonde.core.check;

import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.Network;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Workload;
import dev.sonde.core.table.NamespaceTables;
import dev.sonde.core.table.NeighbourTables;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What rules look at: every namespace of one source, indexed once.
public final class Overlays {
    /// One end of a veth whose other end lies in another namespace.
    public record Veth(NamespaceTables in, LinkMessage link) {}

    public final Snapshot snapshot;
    public final List<NamespaceTables> interiors = new ArrayList<>();
    public final List<Segment> segments = new ArrayList<>();
    public final Folders folders;

    /// Of the kernel, in all namespaces together; empty: it did not tell.
    public final List<NeighbourTables.Table> neighbourTables;

    private boolean entered = true;

    /// Those of which all tables are read.
    public final Set<NamespaceTables> whole = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Namespace, NamespaceTables> byNamespace = new IdentityHashMap<>();
    private final Map<String, NamespaceTables> hosts = new LinkedHashMap<>();
    private final Map<Workload, NamespaceTables> byWorkload = new HashMap<>();

    /// veth links by `their index : index of their other end`; those of overlay networks' own namespaces are not here.
    private final Map<Long, List<Veth>> veths = new HashMap<>();

    public Overlays(Source source, Snapshot snapshot) {
        this.snapshot = snapshot;
        this.folders = new Folders(snapshot);
        List<NamespaceTables> overlays = new ArrayList<>();
        for (Namespace n : snapshot.namespaces()) {
            if (n.errno() != 0) {
                entered = false;
                continue;
            }
            NamespaceTables in = new NamespaceTables(source, n);
            interiors.add(in);
            byNamespace.put(n, in);
            if (n.kind() == Kind.HOST || n.kind() == Kind.OWN || n.kind() == Kind.LAB_HOST) {
                hosts.putIfAbsent(realm(n), in);
            }
            if (n.workload() != null) {
                byWorkload.put(n.workload(), in);
            }
            if (n.kind() == Kind.OVERLAY) {
                overlays.add(in);
            }
        }
        whole.addAll(overlays);
        whole.addAll(hosts.values());
        fetch(source, ScanBit.TABLES, whole);
        for (NamespaceTables in : interiors) {
            if (in.namespace().kind() != Kind.OVERLAY) {
                veths(in);
            }
        }
        for (NamespaceTables in : overlays) {
            segments.add(new Segment(this, in));
        }
        neighbourTables = NeighbourTables.of(source);
    }

    private void veths(NamespaceTables in) {
        for (LinkMessage l : in.links()) {
            if (l.link() != 0 && l.linkNetnsid() != null && l.kind().equals("veth")) {
                veths.computeIfAbsent(key(l.index(), l.link()), k -> new ArrayList<>(1))
                        .add(new Veth(in, l));
            }
        }
    }

    /// Has those tables read together that rules look at in all of these.
    public static void fetch(Source source, int bits, Collection<NamespaceTables> of) {
        List<Source.Way> ways = new ArrayList<>(of.size());
        for (NamespaceTables in : of) {
            Namespace n = in.namespace();
            if (!n.unseen() && n.id().ino() != 0) {
                ways.add(new Source.Way(n.id().dev(), n.id().ino(), n.path()));
            }
        }
        source.fetch(bits, ways);
    }

    private static long key(int index, int other) {
        return (long) index << 32 | other & 0xffffffffL;
    }

    /// Where a workload lives, or null.
    NamespaceTables of(Workload w) {
        return w == null ? null : byWorkload.get(w);
    }

    /// The links elsewhere that may be the other end of this veth: their indexes fit.
    public List<Veth> opposite(LinkMessage veth) {
        return veths.getOrDefault(key(veth.link(), veth.index()), List.of());
    }

    /// The namespace of the host to which another one belongs: there its tunnels have their sockets. Null where it is
    /// not seen.
    NamespaceTables host(Namespace of) {
        NamespaceTables in = hosts.get(realm(of));
        // An engine in a container of its own: its host is where its daemon works.
        Namespace home = in != null || of.network() == null
                ? null
                : snapshot.homes().get(of.network().engine());
        return home == null ? in : byNamespace.get(home);
    }

    /// The namespace of another host of the same lab, or of this name; null where it is not seen.
    public NamespaceTables host(String name, Namespace as) {
        return hosts.get((as.lab() ? as.knownBy() : "") + "\0" + name);
    }

    /// A simulated host is known by its lab and its name.
    private static String realm(Namespace n) {
        return (n.lab() ? n.knownBy() : "") + "\0" + n.host();
    }

    /// Whether every namespace that was found could be entered, and all places were looked at.
    public boolean complete() {
        return entered && snapshot.host().privileged() && snapshot.gaps().isEmpty();
    }

    /// The namespaces of hosts, simulated ones too.
    public Collection<NamespaceTables> hosts() {
        return hosts.values();
    }

    /// The networks, each on all hosts that are seen; one that no engine knows is that of its namespace alone.
    public List<NetworkView> networks() {
        Map<Network, List<Segment>> known = new IdentityHashMap<>();
        List<NetworkView> all = new ArrayList<>();
        for (Segment s : segments) {
            if (s.network == null) {
                all.add(new NetworkView(List.of(s)));
                continue;
            }
            List<Segment> of = known.get(s.network);
            if (of == null) {
                of = new ArrayList<>(2);
                known.put(s.network, of);
                all.add(new NetworkView(of));
            }
            of.add(s);
        }
        return all;
    }

    /// What could not be read of namespaces that were looked into.
    public List<Gap> gaps() {
        LinkedHashSet<Gap> all = new LinkedHashSet<>();
        for (NamespaceTables in : interiors) {
            for (Gap g : in.tables().gaps()) {
                String of = in.namespace().name()
                        + (in.namespace().host().isEmpty()
                                ? ""
                                : "@" + in.namespace().host());
                all.add(new Gap(g.what() + " of " + of, g.why(), g.errno()));
            }
        }
        return new ArrayList<>(all);
    }
}

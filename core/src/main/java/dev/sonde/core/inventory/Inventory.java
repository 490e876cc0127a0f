package dev.sonde.core.inventory;

import dev.sonde.core.connection.Live;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Gap;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.NeighbourTable;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Table;
import dev.sonde.core.table.FilterSets;
import dev.sonde.core.table.LegacyTables;
import dev.sonde.core.table.NeighbourTables;
import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterSet;
import dev.sonde.netlink.socket.UdpSocket;
import dev.sonde.protocol.ScanBit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads what a snapshot holds, from one source: the only place where the kernel's tables become the model. Whoever
/// judges says first which tables of which namespaces it needs; they are read here, and then it looks at the
/// snapshot alone.
public final class Inventory {
    /// Those that the sensor reads at one go, [Frame#TABLES].
    private static final Set<Table> TOGETHER = EnumSet.of(Table.FDB, Table.ROUTES, Table.RULES);

    /// The port by which the hosts of a swarm tell each other of endpoints.
    private static final int GOSSIP = 7946;

    private final Source source;
    private final Snapshot names;
    private final Map<Namespace, TableReader> readers = new IdentityHashMap<>();

    /// In the order of the snapshot's namespaces, as far as they were looked into.
    private final Map<Namespace, NamespaceTables.Builder> builders = new IdentityHashMap<>();

    /// What was made of the builders for the last snapshot, and is still so.
    private final Map<Namespace, NamespaceTables> built = new IdentityHashMap<>();

    private final Map<Snapshot.Pair, Integer> nsids = new HashMap<>();
    private List<NeighbourTable> neighbourTables = List.of();

    public Inventory(Source source) {
        this(source, SnapshotBuilder.of(source));
    }

    /// `names`: the namespaces of this source, with their names.
    public Inventory(Source source, Snapshot names) {
        this.source = source;
        this.names = names;
    }

    public Source source() {
        return source;
    }

    /// What there is, without tables.
    public Snapshot names() {
        return names;
    }

    /// The snapshot with all that was read until now.
    public Snapshot snapshot() {
        builders.forEach((n, b) -> {
            NamespaceTables before = built.get(n);
            List<Gap> gaps = readers.get(n).gaps();
            if (before == null || before.gaps().size() != gaps.size()) {
                built.put(n, b.gaps(gaps).build());
            }
        });
        return names.with(new IdentityHashMap<>(built), new HashMap<>(nsids), neighbourTables);
    }

    /// Reads tables of every namespace that can be looked into.
    public void readAll(Set<Table> tables) {
        List<Namespace> readable = new ArrayList<>(names.namespaces().size());
        for (Namespace n : names.namespaces()) {
            if (n.readable()) {
                readable.add(n);
            }
        }
        read(tables, readable);
    }

    /// Reads tables of these namespaces; those that were read already are left as they are.
    public void read(Set<Table> tables, Collection<Namespace> of) {
        List<Namespace> some = new ArrayList<>(of.size());
        for (Namespace n : of) {
            NamespaceTables.Builder known = builders.get(n);
            boolean missing = known == null;
            for (Table t : known == null ? Set.<Table>of() : tables) {
                missing |= !known.has(t);
            }
            if (missing) {
                some.add(n);
            }
        }
        boolean together = tables.stream().anyMatch(TOGETHER::contains);
        int bits = together ? ScanBit.TABLES : tables.contains(Table.NEIGHBOURS) ? ScanBit.NEIGHBOURS : 0;
        if (bits != 0) {
            fetch(bits, some);
        }
        for (Namespace n : some) {
            fill(tables, n);
        }
    }

    /// Has the sensor begin with the tables of namespaces that have a tunnel, which [#read] will want of overlay
    /// networks: while names are looked for, which the sensor does not need for it.
    public static void early(Source source) {
        List<Source.Way> ways = new ArrayList<>();
        for (NamespaceEntry n : source.namespaces()) {
            if (n.ino() != 0 && n.dev() != 0 && TableReader.hasTunnel(source, n.number())) {
                ways.add(new Source.Way(n.dev(), n.ino(), n.path()));
            }
        }
        source.fetchEarly(ScanBit.TABLES, ways);
    }

    /// Has the sensor read them together.
    private void fetch(int bits, List<Namespace> of) {
        List<Source.Way> ways = new ArrayList<>(of.size());
        for (Namespace n : of) {
            if (!n.unseen() && n.id().ino() != 0) {
                ways.add(new Source.Way(n.id().dev(), n.id().ino(), n.path()));
            }
        }
        source.fetch(bits, ways);
    }

    private void fill(Set<Table> tables, Namespace n) {
        TableReader reader = readers.computeIfAbsent(n, k -> TableReader.of(source, k));
        NamespaceTables.Builder b = builders.computeIfAbsent(n, NamespaceTables.Builder::new);
        built.remove(n);
        for (Table t : tables) {
            if (!b.has(t)) {
                switch (t) {
                    case LINKS -> b.links(reader.links());
                    case COUNTERS -> b.links(reader.countedLinks()).counted();
                    case ADDRESSES -> b.addresses(reader.addresses());
                    case NEIGHBOURS -> b.neighbours(reader.neighbours());
                    case FDB -> b.fdb(reader.fdb());
                    case ROUTES -> b.routes(reader.routes());
                    case RULES -> b.rules(reader.rules());
                    case FILTER -> filter(b, reader);
                    case VIRTUAL_SERVERS -> b.virtualServers(reader.virtualServers());
                    case UDP_SOCKETS -> {
                        List<UdpSocket> sockets = reader.udpSockets();
                        if (sockets != null) {
                            b.udpSockets(sockets);
                        }
                    }
                    case TRANSFORMS -> b.transforms(reader.transforms());
                    case MULTICAST_GROUPS, NAMESPACE_IDS ->
                        throw new IllegalArgumentException("no view needs the " + t.label());
                }
            }
        }
    }

    /// Of its sets only those that decide about packets to the ports of tunnels or of gossip.
    private void filter(NamespaceTables.Builder b, TableReader reader) {
        LegacyTables legacy = LegacyTables.of(reader);
        List<FilterChain> chains = new ArrayList<>(reader.filterChains());
        List<FilterRule> rules = new ArrayList<>(reader.filterRules());
        chains.addAll(legacy.chains());
        rules.addAll(legacy.rules());
        Set<Integer> ports = new TreeSet<>(Set.of(GOSSIP));
        for (NamespaceTables.Builder other : builders.values()) {
            for (Link l : other.links()) {
                if (l instanceof Link.Vxlan v && v.udpPort() != 0) {
                    ports.add(v.udpPort());
                }
            }
        }
        List<FilterSet> sets = FilterSets.of(source, reader.number(), chains, rules, ports);
        b.filter(chains, rules, sets, legacy.unread());
    }

    /// Whether the kernel has IPVS there, as far as that was read.
    public boolean balances(Namespace n) {
        NamespaceTables.Builder b = builders.get(n);
        return b != null && b.ipvs();
    }

    /// The links of a namespace, as far as they were read.
    public List<Link> links(Namespace n) {
        NamespaceTables.Builder b = builders.get(n);
        return b == null ? List.of() : b.links();
    }

    /// The links of a namespace with the counters that they have now. Nothing of it is kept.
    public List<Link> countersNow(Namespace n) {
        TableReader reader = readers.get(n);
        if (source instanceof Live live) {
            live.forget(reader.number());
        }
        return new TableReader(source, reader.number()).countedLinks();
    }

    /// Says that these namespaces have no neighbours: whoever says so knows it otherwise.
    public void withoutNeighbours(Collection<Namespace> of) {
        for (Namespace n : of) {
            NamespaceTables.Builder b = builders.get(n);
            if (b != null && !b.has(Table.NEIGHBOURS)) {
                b.neighbours(List.of());
                built.remove(n);
            }
        }
    }

    /// How many neighbours were read.
    public long neighbours() {
        long found = 0;
        for (NamespaceTables.Builder b : builders.values()) {
            found += b.neighbours().size();
        }
        return found;
    }

    /// Reads the counters of these links of a namespace: the others stay without.
    public void readCounters(Namespace n, Collection<Link> of) {
        NamespaceTables.Builder b = builders.get(n);
        Map<Integer, Link> counted = new HashMap<>();
        for (Link l : of) {
            Link now = l.counters() == null ? readers.get(n).countedLink(l.index()) : null;
            if (now != null) {
                counted.put(l.index(), now);
            }
        }
        if (!counted.isEmpty()) {
            List<Link> all = new ArrayList<>(b.links().size());
            for (Link l : b.links()) {
                all.add(counted.getOrDefault(l.index(), l));
            }
            b.links(all);
            built.remove(n);
        }
    }

    /// Asks the kernel how large its tables of neighbours are, and how they are set.
    public List<NeighbourTable> readNeighbourTables() {
        neighbourTables = NeighbourTables.of(source);
        return neighbourTables;
    }

    /// Asks the kernel by which ids these namespaces know those at the other ends of their links, and those of
    /// hosts in which their tunnels have their sockets; and by which these know them. The links of all were read.
    public void readIds(Collection<Namespace> of) {
        Map<Long, List<Namespace>> ends = ends();
        for (Namespace n : of) {
            NamespaceTables.Builder b = builders.get(n);
            for (Link l : b == null ? List.<Link>of() : b.links()) {
                if (!(l instanceof Link.Veth)) {
                    readHostIds(n, l);
                    continue;
                }
                for (Namespace other : l.leavesNamespace()
                        ? ends.getOrDefault(key(l.link(), l.index()), List.of())
                        : List.<Namespace>of()) {
                    if (other != n) {
                        readId(n, other);
                        readId(other, n);
                    }
                }
            }
        }
    }

    private void readHostIds(Namespace n, Link l) {
        for (Namespace host : l.linkNetnsid() == null ? List.<Namespace>of() : names.namespaces()) {
            if (host != n && host.ofHost() && builders.containsKey(host)) {
                readId(n, host);
            }
        }
    }

    /// Veths whose other end is elsewhere, by `index : index of the other end`.
    private Map<Long, List<Namespace>> ends() {
        Map<Long, List<Namespace>> ends = new HashMap<>();
        for (Namespace n : names.namespaces()) {
            NamespaceTables.Builder b = builders.get(n);
            for (Link l : b == null ? List.<Link>of() : b.links()) {
                if (l instanceof Link.Veth && l.leavesNamespace()) {
                    ends.computeIfAbsent(key(l.index(), l.link()), k -> new ArrayList<>(1))
                            .add(n);
                }
            }
        }
        return ends;
    }

    private static long key(int index, int other) {
        return (long) index << 32 | other & 0xffffffffL;
    }

    private void readId(Namespace in, Namespace of) {
        Snapshot.Pair key = Snapshot.Pair.of(in, of);
        TableReader reader = readers.get(in);
        if (nsids.containsKey(key) || reader.number() <= 0 || readers.get(of).number() <= 0) {
            return;
        }
        int id = reader.nsidOf(of);
        if (id != TableReader.UNKNOWN) {
            nsids.put(key, id);
        }
    }
}

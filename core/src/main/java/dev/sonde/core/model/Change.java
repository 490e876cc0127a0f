package dev.sonde.core.model;

import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterSet;
import dev.sonde.netlink.ipvs.VirtualServer;
import dev.sonde.netlink.socket.UdpSocket;
import dev.sonde.netlink.xfrm.XfrmPolicy;
import dev.sonde.netlink.xfrm.XfrmState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The difference between two snapshots of one host. Applied to the first it gives the second.
///
/// A namespace or network that is another in the second is in both lists of its change. Namespaces are compared
/// without the numbers that they have in a stream ([#normal]): two streams number them differently.
///
/// `tables`: of namespaces whose tables changed, or that came; `dropped`: those of which the second has no tables.
public record Change(
        Host host,
        ListChange<Namespace> namespaces,
        ListChange<LeftOver> leftOvers,
        ListChange<Network> networks,
        ListChange<EngineId> engines,
        ListChange<SwarmNode> nodes,
        Map<EngineId, NamespaceKey> homes,
        ListChange<Gap> gaps,
        Map<NamespaceKey, Tables> tables,
        List<NamespaceKey> dropped,
        Map<Snapshot.Pair, Integer> nsids,
        List<NeighbourTable> neighbourTables) {
    /// What changed in the tables of one namespace. `read`: those that were read of it in the second.
    public record Tables(
            Set<Table> read,
            ListChange<Link> links,
            ListChange<Address> addresses,
            ListChange<Neighbour> neighbours,
            ListChange<FdbEntry> fdb,
            ListChange<Route> routes,
            ListChange<FibRule> rules,
            ListChange<FilterChain> filterChains,
            ListChange<FilterRule> filterRules,
            ListChange<FilterSet> filterSets,
            String legacyFilter,
            boolean ipvs,
            boolean xfrm,
            ListChange<VirtualServer> virtualServers,
            ListChange<UdpSocket> udpSockets,
            ListChange<XfrmState> states,
            ListChange<XfrmPolicy> policies,
            ListChange<Gap> gaps) {
        boolean isEmpty() {
            return links.isEmpty()
                    && addresses.isEmpty()
                    && neighbours.isEmpty()
                    && fdb.isEmpty()
                    && routes.isEmpty()
                    && rules.isEmpty()
                    && filterChains.isEmpty()
                    && filterRules.isEmpty()
                    && filterSets.isEmpty()
                    && virtualServers.isEmpty()
                    && udpSockets.isEmpty()
                    && states.isEmpty()
                    && policies.isEmpty()
                    && gaps.isEmpty();
        }

        static Tables between(NamespaceTables a, NamespaceTables b) {
            return new Tables(
                    b.read(),
                    ListChange.between(a.raw().links(), b.raw().links()),
                    ListChange.between(a.raw().addresses(), b.raw().addresses()),
                    ListChange.between(a.raw().neighbours(), b.raw().neighbours()),
                    ListChange.between(a.raw().fdb(), b.raw().fdb()),
                    ListChange.between(a.raw().routes(), b.raw().routes()),
                    ListChange.between(a.raw().rules(), b.raw().rules()),
                    ListChange.between(a.raw().filterChains(), b.raw().filterChains()),
                    ListChange.between(a.raw().filterRules(), b.raw().filterRules()),
                    ListChange.between(a.raw().filterSets(), b.raw().filterSets()),
                    b.raw().legacyFilter(),
                    b.raw().ipvs(),
                    b.raw().transforms().known(),
                    ListChange.between(a.raw().virtualServers(), b.raw().virtualServers()),
                    ListChange.between(a.raw().udpSockets(), b.raw().udpSockets()),
                    ListChange.between(
                            a.raw().transforms().states(), b.raw().transforms().states()),
                    ListChange.between(
                            a.raw().transforms().policies(),
                            b.raw().transforms().policies()),
                    ListChange.between(a.gaps(), b.gaps()));
        }

        NamespaceTables apply(NamespaceTables a, Namespace to) {
            NamespaceTables.Rows r = a.raw();
            return new NamespaceTables(
                    to,
                    read,
                    new NamespaceTables.Rows(
                            links.apply(r.links()),
                            addresses.apply(r.addresses()),
                            neighbours.apply(r.neighbours()),
                            fdb.apply(r.fdb()),
                            routes.apply(r.routes()),
                            rules.apply(r.rules()),
                            filterChains.apply(r.filterChains()),
                            filterRules.apply(r.filterRules()),
                            filterSets.apply(r.filterSets()),
                            legacyFilter,
                            ipvs,
                            virtualServers.apply(r.virtualServers()),
                            udpSockets.apply(r.udpSockets()),
                            new Transforms(
                                    xfrm,
                                    states.apply(r.transforms().states()),
                                    policies.apply(r.transforms().policies()))),
                    gaps.apply(a.gaps()));
        }
    }

    /// Whether nothing changed but the time at which the host was read.
    public boolean isEmpty() {
        return namespaces.isEmpty()
                && leftOvers.isEmpty()
                && networks.isEmpty()
                && engines.isEmpty()
                && nodes.isEmpty()
                && gaps.isEmpty()
                && tables.isEmpty()
                && dropped.isEmpty();
    }

    /// A snapshot without what only its stream knows.
    public static Snapshot normal(Snapshot s) {
        Map<Namespace, Namespace> to = new IdentityHashMap<>();
        List<Namespace> all = new ArrayList<>(s.namespaces().size());
        for (Namespace n : s.namespaces()) {
            Namespace plain = n.id().ino() == 0 && n.id().cookie() == 0 ? n : n.unnumbered();
            to.put(n, plain);
            all.add(plain);
        }
        Map<Namespace, NamespaceTables> tables = new IdentityHashMap<>();
        s.tables().forEach((n, t) -> tables.put(to.get(n), t.of(to.get(n))));
        Map<EngineId, Namespace> homes = new HashMap<>();
        s.homes().forEach((e, n) -> homes.put(e, to.get(n)));
        return new Snapshot(
                s.host(),
                all,
                s.leftOvers(),
                s.networks(),
                s.engines(),
                s.nodes(),
                homes,
                s.gaps(),
                tables,
                s.nsids(),
                s.neighbourTables());
    }

    /// Both of one host.
    public static Change between(Snapshot first, Snapshot second) {
        Snapshot a = normal(first);
        Snapshot b = normal(second);
        Map<NamespaceKey, NamespaceTables> before = byKey(a);
        Map<NamespaceKey, NamespaceTables> after = byKey(b);
        Map<NamespaceKey, Tables> tables = new LinkedHashMap<>();
        after.forEach((key, t) -> {
            NamespaceTables old = before.get(key);
            Tables change = Tables.between(old == null ? NamespaceTables.empty(t.namespace()) : old, t);
            if (old == null || !change.isEmpty() || !old.read().equals(t.read())) {
                tables.put(key, change);
            }
        });
        List<NamespaceKey> dropped = new ArrayList<>();
        before.keySet().stream().filter(k -> !after.containsKey(k)).forEach(dropped::add);
        Map<EngineId, NamespaceKey> homes = new HashMap<>();
        b.homes().forEach((e, n) -> homes.put(e, n.key()));
        return new Change(
                b.host(),
                ListChange.between(a.namespaces(), b.namespaces()),
                ListChange.between(a.leftOvers(), b.leftOvers()),
                ListChange.between(a.networks(), b.networks()),
                ListChange.between(a.engines(), b.engines()),
                ListChange.between(a.nodes(), b.nodes()),
                homes,
                ListChange.between(a.gaps(), b.gaps()),
                tables,
                dropped,
                b.nsids(),
                b.neighbourTables());
    }

    private static Map<NamespaceKey, NamespaceTables> byKey(Snapshot s) {
        Map<NamespaceKey, NamespaceTables> all = new LinkedHashMap<>();
        for (Namespace n : s.namespaces()) {
            if (s.tables(n) != null) {
                all.put(n.key(), s.tables(n));
            }
        }
        return all;
    }

    /// The second snapshot, made of the first.
    public Snapshot apply(Snapshot first) {
        Snapshot a = normal(first);
        Map<NamespaceKey, NamespaceTables> before = byKey(a);
        List<Namespace> all = namespaces.apply(a.namespaces());
        Map<Namespace, NamespaceTables> read = new IdentityHashMap<>();
        Map<EngineId, Namespace> at = new HashMap<>();
        for (Namespace n : all) {
            NamespaceTables old = before.get(n.key());
            Tables change = tables.get(n.key());
            if (change != null) {
                read.put(n, change.apply(old == null ? NamespaceTables.empty(n) : old, n));
            } else if (old != null && !dropped.contains(n.key())) {
                read.put(n, old.of(n));
            }
            homes.forEach((engine, key) -> {
                if (key.equals(n.key())) {
                    at.put(engine, n);
                }
            });
        }
        return new Snapshot(
                host,
                all,
                leftOvers.apply(a.leftOvers()),
                networks.apply(a.networks()),
                engines.apply(a.engines()),
                nodes.apply(a.nodes()),
                at,
                gaps.apply(a.gaps()),
                read,
                nsids,
                neighbourTables);
    }
}

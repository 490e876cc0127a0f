package dev.sonde.core.check.run;

import dev.sonde.core.check.Balancer;
import dev.sonde.core.check.Finding;
import dev.sonde.core.check.Inconclusive;
import dev.sonde.core.check.Need;
import dev.sonde.core.check.ResolverUsers;
import dev.sonde.core.check.Rule;
import dev.sonde.core.check.Segment;
import dev.sonde.core.check.rule.host.NeighboursFull;
import dev.sonde.core.inventory.Inventory;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Kind;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NeighbourTable;
import dev.sonde.core.model.Snapshot;
import dev.sonde.core.model.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Has read what rules need, before any of them judges, in as few requests as it can be read with.
final class Reading {
    private final Inventory inventory;
    private final Predicate<Finding.Where> wanted;
    private final List<Namespace> entered = new ArrayList<>();
    private final List<Namespace> overlays = new ArrayList<>();
    private final List<Namespace> hosts = new ArrayList<>();
    private final List<Inconclusive> unread = new ArrayList<>();

    /// `wanted`: the networks on hosts of which the endpoints are looked into.
    Reading(Inventory inventory, Predicate<Finding.Where> wanted) {
        this.inventory = inventory;
        this.wanted = wanted;
        for (Namespace n : inventory.names().namespaces()) {
            if (n.errno() == 0) {
                entered.add(n);
                if (n.kind() == Kind.OVERLAY) {
                    overlays.add(n);
                }
                if (n.ofHost()) {
                    hosts.add(n);
                }
            }
        }
    }

    /// What rules needed, and was not read.
    List<Inconclusive> unread() {
        return unread;
    }

    Snapshot snapshot() {
        return inventory.snapshot();
    }

    void read(List<? extends Rule> rules) {
        Map<Need.Of, Set<Table>> needs = new EnumMap<>(Need.Of.class);
        for (Rule r : rules) {
            for (Need n : r.needs()) {
                needs.computeIfAbsent(n.of(), k -> EnumSet.noneOf(Table.class)).addAll(n.tables());
            }
        }
        inventory.read(EnumSet.of(Table.LINKS, Table.ADDRESSES), entered);
        // What overlays and hosts need comes with one request each: none is larger for the tables of both.
        Set<Table> both = EnumSet.noneOf(Table.class);
        both.addAll(needs.getOrDefault(Need.Of.OVERLAYS, Set.of()));
        both.addAll(needs.getOrDefault(Need.Of.HOSTS, Set.of()));
        both.remove(Table.COUNTERS);
        Set<Namespace> some = new LinkedHashSet<>(overlays);
        some.addAll(hosts);
        inventory.read(both, some);
        if (needs.getOrDefault(Need.Of.OVERLAYS, Set.of()).contains(Table.COUNTERS)) {
            overlays.forEach(n -> inventory.readCounters(n, tunnels(n)));
        }
        Set<Table> filters = EnumSet.noneOf(Table.class);
        filters.addAll(needs.getOrDefault(Need.Of.TUNNEL_HOSTS, Set.of()));
        filters.removeAll(both); // of hosts it was read
        if (!filters.isEmpty()) {
            inventory.read(filters, tunnelHosts(n -> true));
        }
        Set<Table> rows = needs.getOrDefault(Need.Of.VXLAN_HOSTS, Set.of());
        List<Namespace> tunnelled = new ArrayList<>(hosts);
        tunnelled.removeIf(n -> rows.isEmpty() || tunnels(n).isEmpty());
        if (!tunnelled.isEmpty()) {
            inventory.read(rows, tunnelled);
        }
        balancers(needs.getOrDefault(Need.Of.BALANCERS, Set.of()));
        encrypted(needs.getOrDefault(Need.Of.ENCRYPTED_HOSTS, Set.of()));
        resolvers(needs.getOrDefault(Need.Of.RESOLVER_USERS, Set.of()));
        if (needs.containsKey(Need.Of.ENDPOINTS) || needs.containsKey(Need.Of.ALL_WHEN_FULL)) {
            neighbours(needs);
        }
    }

    /// Of how many containers the firewall is read.
    private static final int FEW_CONTAINERS = 256;

    private void resolvers(Set<Table> wanted) {
        List<Namespace> some = new ArrayList<>();
        for (Namespace n : wanted.isEmpty() ? List.<Namespace>of() : ResolverUsers.of(inventory.names())) {
            if (n.errno() == 0) {
                some.add(n);
            }
        }
        if (!some.isEmpty()) {
            inventory.read(some.size() > FEW_CONTAINERS ? EnumSet.of(Table.UDP_SOCKETS) : wanted, some);
        }
    }

    private void balancers(Set<Table> wanted) {
        List<Namespace> some = new ArrayList<>(0);
        for (Namespace n : entered) {
            boolean balances = n.kind() == Kind.LOAD_BALANCER || n.kind() == Kind.INGRESS;
            if (!wanted.isEmpty() && balances && Balancer.expects(n.network())) {
                some.add(n);
            }
        }
        if (!some.isEmpty()) {
            inventory.read(EnumSet.of(Table.VIRTUAL_SERVERS), some);
            some.removeIf(n -> !inventory.balances(n));
            inventory.read(wanted, some);
        }
    }

    private void encrypted(Set<Table> wanted) {
        boolean some = false;
        for (Namespace n : overlays) {
            some |= encrypted(n);
        }
        if (some && !wanted.isEmpty()) {
            inventory.read(wanted, tunnelHosts(Reading::encrypted));
        }
    }

    private static boolean encrypted(Namespace n) {
        return n.network() != null && n.network().encrypted();
    }

    private List<Link> tunnels(Namespace of) {
        List<Link> some = new ArrayList<>(1);
        for (Link l : inventory.links(of)) {
            if (l instanceof Link.Vxlan) {
                some.add(l);
            }
        }
        return some;
    }

    /// The hosts of such overlay networks.
    private List<Namespace> tunnelHosts(Predicate<Namespace> which) {
        List<Namespace> some = new ArrayList<>(1);
        for (Namespace host : hosts) {
            boolean has = false;
            for (Namespace n : overlays) {
                EngineId engine = n.network() == null ? null : n.network().engine();
                boolean home = engine != null && inventory.names().homes().get(engine) == host;
                boolean same =
                        n.host().equals(host.host()) && (n.lab() ? n.engine().equals(host.engine()) : !host.lab());
                has |= (home || same) && which.test(n);
            }
            if (has) {
                some.add(host);
            }
        }
        return some;
    }

    /// Reads the neighbours of endpoints, those who ask for others, where that can be done in time.
    ///
    /// The kernel keeps the neighbours of all namespaces in one table, and looks at every row of it to answer for
    /// one
    /// namespace. Five thousand endpoints that have just talked to each other would take it ten seconds.
    private void neighbours(Map<Need.Of, Set<Table>> needs) {
        List<NeighbourTable> tables = inventory.readNeighbourTables();
        if (needs.containsKey(Need.Of.ENDPOINTS)) {
            endpoints(tables);
        }
        boolean full = needs.containsKey(Need.Of.ALL_WHEN_FULL);
        for (NeighbourTable t : full ? tables : List.<NeighbourTable>of()) {
            if (NeighboursFull.needsCount(t) && EndpointNeighbours.inTime(entered.size(), t.entries())) {
                inventory.read(EnumSet.of(Table.NEIGHBOURS), entered);
            }
        }
    }

    private void endpoints(List<NeighbourTable> tables) {
        Set<Namespace> endpoints = new LinkedHashSet<>();
        Set<Namespace> others = new LinkedHashSet<>();
        Map<Long, Boolean> ends = new HashMap<>();
        for (Namespace n : overlays) {
            boolean wants = wanted.test(Segment.where(n, inventory.links(n)));
            for (Link l : inventory.links(n)) {
                if (l instanceof Link.Veth && l.leavesNamespace()) {
                    ends.merge(key(l.link(), l.index()), wants, Boolean::logicalOr);
                }
            }
        }
        for (Namespace n : entered) {
            if (n.kind() == Kind.OVERLAY || n.ofHost()) {
                continue; // they were read
            }
            for (Link l : inventory.links(n)) {
                Boolean wants =
                        l instanceof Link.Veth && l.leavesNamespace() ? ends.get(key(l.index(), l.link())) : null;
                if (wants != null) {
                    (wants ? endpoints : others).add(n);
                }
            }
        }
        others.removeAll(endpoints);
        EndpointNeighbours.read(inventory, endpoints, others, tables, unread);
    }

    private static long key(int index, int other) {
        return (long) index << 32 | other & 0xffffffffL;
    }
}

package dev.sonde.core.model;

import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterSet;
import dev.sonde.netlink.ipvs.VirtualServer;
import dev.sonde.netlink.socket.UdpSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was read of one namespace. Rows that are missing are told in [#gaps].
///
/// Asking for a table that nobody had read is a mistake of the one who asks, and fails: an empty list would say
/// that there are no rows. Two are the same only if they are one object.
public final class NamespaceTables {
    /// Where fewer links are than this, looking at each is as fast as an index.
    private static final int FEW = 8;

    private final Namespace namespace;
    private final EnumSet<Table> read;
    private final Rows rows;
    private final List<Gap> gaps;
    private final Map<Integer, Link> byIndex;
    private final Map<Integer, List<Address>> byLink;

    /// The rows of all tables; none of a table that was not read.
    record Rows(
            List<Link> links,
            List<Address> addresses,
            List<Neighbour> neighbours,
            List<FdbEntry> fdb,
            List<Route> routes,
            List<FibRule> rules,
            List<FilterChain> filterChains,
            List<FilterRule> filterRules,
            List<FilterSet> filterSets,
            String legacyFilter,
            boolean ipvs,
            List<VirtualServer> virtualServers,
            List<UdpSocket> udpSockets,
            Transforms transforms) {
        private static final Rows NONE = new Rows(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "",
                false,
                List.of(),
                List.of(),
                Transforms.NONE);

        Rows {
            links = List.copyOf(links);
            addresses = List.copyOf(addresses);
            neighbours = List.copyOf(neighbours);
            fdb = List.copyOf(fdb);
            routes = List.copyOf(routes);
            rules = List.copyOf(rules);
            filterChains = List.copyOf(filterChains);
            filterRules = List.copyOf(filterRules);
            filterSets = List.copyOf(filterSets);
            virtualServers = List.copyOf(virtualServers);
            udpSockets = List.copyOf(udpSockets);
        }
    }

    NamespaceTables(Namespace namespace, Set<Table> read, Rows rows, List<Gap> gaps) {
        this.namespace = namespace;
        this.read = EnumSet.noneOf(Table.class);
        this.read.addAll(read);
        this.rows = rows;
        this.gaps = List.copyOf(gaps);
        byIndex = rows.links.size() < FEW ? null : HashMap.newHashMap(rows.links.size());
        for (Link l : byIndex == null ? List.<Link>of() : rows.links) {
            byIndex.put(l.index(), l);
        }
        byLink = rows.addresses.size() < FEW ? null : new HashMap<>();
        for (Address a : byLink == null ? List.<Address>of() : rows.addresses) {
            byLink.computeIfAbsent(a.link(), k -> new ArrayList<>(1)).add(a);
        }
    }

    /// Of a namespace of which nothing was read.
    static NamespaceTables empty(Namespace n) {
        return new NamespaceTables(n, Set.of(), Rows.NONE, List.of());
    }

    /// The same tables of a namespace that is the same one, with other names.
    NamespaceTables of(Namespace n) {
        return new NamespaceTables(n, read, rows, gaps);
    }

    Rows raw() {
        return rows;
    }

    /// The tables that somebody had read.
    public Set<Table> read() {
        return Collections.unmodifiableSet(read);
    }

    public Namespace namespace() {
        return namespace;
    }

    /// Whether somebody had the table read, whatever came of it.
    public boolean has(Table table) {
        return read.contains(table);
    }

    private <T> List<T> table(Table table, List<T> all) {
        if (!read.contains(table)) {
            throw new IllegalStateException("nobody had the " + table.label() + " of " + namespace.name() + " read");
        }
        return all;
    }

    public List<Link> links() {
        return table(Table.LINKS, rows.links);
    }

    /// The link of this index, or null.
    public Link link(int index) {
        if (byIndex != null) {
            return byIndex.get(index);
        }
        for (Link l : links()) {
            if (l.index() == index) {
                return l;
            }
        }
        return null;
    }

    /// The name of the link with this index; of one that is not there `ifINDEX`.
    public String linkName(int index) {
        Link l = link(index);
        return l == null ? "if".concat(Integer.toString(index)) : l.name();
    }

    public List<Address> addresses() {
        return table(Table.ADDRESSES, rows.addresses);
    }

    /// The addresses of a link.
    public List<Address> addresses(int link) {
        if (byLink != null) {
            return byLink.getOrDefault(link, List.of());
        }
        List<Address> some = new ArrayList<>(2);
        for (Address a : addresses()) {
            if (a.link() == link && a.address() != null) {
                some.add(a);
            }
        }
        return some;
    }

    public List<Neighbour> neighbours() {
        return table(Table.NEIGHBOURS, rows.neighbours);
    }

    public List<FdbEntry> fdb() {
        return table(Table.FDB, rows.fdb);
    }

    /// Of IPv4, then of IPv6.
    public List<Route> routes() {
        return table(Table.ROUTES, rows.routes);
    }

    /// Of IPv4, then of IPv6.
    public List<FibRule> rules() {
        return table(Table.RULES, rows.rules);
    }

    /// The chains of the firewall (nf_tables); none where the kernel has no such filter.
    public List<FilterChain> filterChains() {
        return table(Table.FILTER, rows.filterChains);
    }

    public List<FilterRule> filterRules() {
        return table(Table.FILTER, rows.filterRules);
    }

    /// Its sets, as far as rules about tunnels ask for them. Of what is not here nothing was asked, or it could not be
    /// read.
    public List<FilterSet> filterSets() {
        return table(Table.FILTER, rows.filterSets);
    }

    /// The tables of older iptables that could not be read or understood, with commas between them, or why nobody knows
    /// which there are; empty: there are none. Of the others the chains and rules are among those above.
    public String legacyFilter() {
        table(Table.FILTER, rows.filterRules);
        return rows.legacyFilter;
    }

    /// Whether the kernel has IPVS.
    public boolean ipvs() {
        table(Table.VIRTUAL_SERVERS, rows.virtualServers);
        return rows.ipvs;
    }

    /// Those of IPVS; none where the kernel has no IPVS.
    public List<VirtualServer> virtualServers() {
        return table(Table.VIRTUAL_SERVERS, rows.virtualServers);
    }

    /// Of IPv4, whoever holds them.
    public List<UdpSocket> udpSockets() {
        return table(Table.UDP_SOCKETS, rows.udpSockets);
    }

    /// How packets are encrypted; nothing where nobody ever made a transform.
    public Transforms transforms() {
        table(Table.TRANSFORMS, rows.links);
        return rows.transforms;
    }

    /// Whether the kernel has XFRM, so that somebody may have made a transform.
    public boolean xfrm() {
        return transforms().known();
    }

    /// What could not be read.
    public List<Gap> gaps() {
        return gaps;
    }

    /// Whether all rows of a table were read.
    public boolean whole(Table table) {
        for (Gap g : gaps) {
            if (g.table() == table) {
                return false;
            }
        }
        return read.contains(table);
    }

    /// Gathers the tables of one namespace as they are read.
    public static final class Builder {
        private final Namespace namespace;
        private final EnumSet<Table> read = EnumSet.noneOf(Table.class);
        private List<Link> links = List.of();
        private List<Address> addresses = List.of();
        private List<Neighbour> neighbours = List.of();
        private List<FdbEntry> fdb = List.of();
        private List<Route> routes = List.of();
        private List<FibRule> rules = List.of();
        private List<FilterChain> filterChains = List.of();
        private List<FilterRule> filterRules = List.of();
        private List<FilterSet> filterSets = List.of();
        private String legacyFilter = "";
        private boolean ipvs;
        private List<VirtualServer> virtualServers = List.of();
        private List<UdpSocket> udpSockets = List.of();
        private Transforms transforms = Transforms.NONE;
        private List<Gap> gaps = List.of();

        public Builder(Namespace namespace) {
            this.namespace = namespace;
        }

        public Namespace namespace() {
            return namespace;
        }

        public boolean has(Table table) {
            return read.contains(table);
        }

        public List<Link> links() {
            return links;
        }

        public Builder links(List<Link> all) {
            read.add(Table.LINKS);
            links = all;
            return this;
        }

        public Builder addresses(List<Address> all) {
            read.add(Table.ADDRESSES);
            addresses = all;
            return this;
        }

        public Builder neighbours(List<Neighbour> all) {
            read.add(Table.NEIGHBOURS);
            neighbours = all;
            return this;
        }

        public List<Neighbour> neighbours() {
            return neighbours;
        }

        public Builder fdb(List<FdbEntry> all) {
            read.add(Table.FDB);
            fdb = all;
            return this;
        }

        public Builder routes(List<Route> all) {
            read.add(Table.ROUTES);
            routes = all;
            return this;
        }

        public Builder rules(List<FibRule> all) {
            read.add(Table.RULES);
            rules = all;
            return this;
        }

        public Builder filter(List<FilterChain> chains, List<FilterRule> all, List<FilterSet> sets, String legacy) {
            read.add(Table.FILTER);
            filterChains = chains;
            filterRules = all;
            filterSets = sets;
            legacyFilter = legacy;
            return this;
        }

        public boolean ipvs() {
            return ipvs;
        }

        /// Null: the kernel has no IPVS.
        public Builder udpSockets(List<UdpSocket> all) {
            read.add(Table.UDP_SOCKETS);
            udpSockets = all;
            return this;
        }

        public Builder virtualServers(List<VirtualServer> all) {
            read.add(Table.VIRTUAL_SERVERS);
            ipvs = all != null;
            virtualServers = all == null ? List.of() : all;
            return this;
        }

        public Builder transforms(Transforms all) {
            read.add(Table.TRANSFORMS);
            transforms = all;
            return this;
        }

        /// Marks links that were read with counters.
        public Builder counted() {
            read.add(Table.COUNTERS);
            return this;
        }

        public Builder gaps(List<Gap> all) {
            gaps = all;
            return this;
        }

        public NamespaceTables build() {
            return new NamespaceTables(
                    namespace,
                    read,
                    new Rows(
                            links,
                            addresses,
                            neighbours,
                            fdb,
                            routes,
                            rules,
                            filterChains,
                            filterRules,
                            filterSets,
                            legacyFilter,
                            ipvs,
                            virtualServers,
                            udpSockets,
                            transforms),
                    gaps);
        }
    }
}

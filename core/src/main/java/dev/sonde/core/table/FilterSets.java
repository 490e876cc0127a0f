package dev.sonde.core.table;

import dev.sonde.core.connection.Dump;
import dev.sonde.core.connection.Source;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.filter.Answer;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterElement;
import dev.sonde.netlink.filter.FilterPacket;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.FilterSet;
import dev.sonde.netlink.filter.FilterTest;
import dev.sonde.netlink.filter.IpSet;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.filter.Ruleset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The sets and maps of a firewall, as far as it depends on them what becomes of packets to some ports: one request for
/// what sets there are, and one for the elements of each that is needed. Mostly none is.
///
/// Lists of addresses may be long. They are read last, for rules that may take such packets by all else.
public final class FilterSets {
    /// So many are read.
    private static final int MOST = 64;

    private final Source source;
    private final int number;
    private final Ruleset ruleset;
    private final List<FilterPacket> packets;
    private final List<FilterSet> read = new ArrayList<>(0);

    /// What was asked for already.
    private final Set<String> asked = new LinkedHashSet<>();

    private List<FilterSet> known;

    /// `number`: of the namespace in the source. `ports`: UDP or TCP.
    public static List<FilterSet> of(
            Source source,
            int number,
            Collection<FilterChain> chains,
            Collection<FilterRule> rules,
            Collection<Integer> ports) {
        boolean some = false;
        boolean ipsets = false;
        for (FilterRule r : rules) {
            some |= !lookups(r).isEmpty();
            ipsets |= r.tests().stream().anyMatch(FilterTest.Member.class::isInstance);
        }
        if (number < 0 || !some && !ipsets) {
            return List.of();
        }
        FilterSets all = new FilterSets(source, number, new Ruleset(chains, rules, List.of()), packets(ports));
        if (ipsets) {
            all.ipsets();
        }
        if (some) {
            all.read(false);
            all.read(true);
        }
        return all.read;
    }

    private FilterSets(Source source, int number, Ruleset ruleset, List<FilterPacket> packets) {
        this.source = source;
        this.number = number;
        this.ruleset = ruleset;
        this.packets = packets;
    }

    /// Those of ipset: all of them come by one request.
    private void ipsets() {
        Dump dump = source.dump(number, Requests.ipsets());
        DecodedDump<IpSet.Part> all = DecodedDump.of(dump, IpSet.TYPE, IpSet::read);
        for (FilterSet set : IpSet.sets(all.rows(), dump.complete() && all.fault() == null)) {
            ruleset.put(set);
            read.add(set);
        }
    }

    /// Of these only the protocols and the port are known.
    private static List<FilterPacket> packets(Collection<Integer> ports) {
        List<FilterPacket> all = new ArrayList<>();
        for (int port : ports) {
            for (int family : new int[] {Nft.IPV4, Nft.IPV6}) {
                all.add(new FilterPacket(family, FilterRule.UDP, port).state(0).marked());
                all.add(new FilterPacket(family, FilterRule.TCP, port).state(0).marked());
            }
        }
        return all;
    }

    private void read(boolean addresses) {
        for (FilterChain c : ruleset.reached(c -> c.hook() != FilterChain.FORWARD || c.family() == Nft.NETDEV)) {
            if (c.family() != Nft.INET
                    && c.family() != Nft.IPV4
                    && c.family() != Nft.IPV6
                    && c.family() != Nft.NETDEV) {
                continue;
            }
            for (FilterRule r : ruleset.rules(c)) {
                for (FilterTest.Lookup l : r.decides() ? lookups(r) : List.<FilterTest.Lookup>of()) {
                    boolean of = l.key().stream().anyMatch(o -> o.of().address());
                    if (of == addresses && mayTake(c, r)) {
                        read(c, l.set());
                    }
                }
            }
        }
    }

    private static List<FilterTest.Lookup> lookups(FilterRule r) {
        List<FilterTest.Lookup> all = new ArrayList<>(1);
        for (FilterTest t : r.tests()) {
            if (t instanceof FilterTest.Lookup l) {
                all.add(l);
            }
        }
        if (r.map() != null) {
            all.add(r.map());
        }
        return all;
    }

    private boolean mayTake(FilterChain c, FilterRule r) {
        for (FilterPacket p : packets) {
            boolean family = c.family() != Nft.IPV4 && c.family() != Nft.IPV6 || c.family() == p.family();
            if (family && r.takes(p, ruleset.sets(c)) != Answer.NO) {
                return true;
            }
        }
        return false;
    }

    private void read(FilterChain c, String name) {
        String key = c.family() + "\0" + c.table() + "\0" + name;
        if (asked.size() >= MOST || !asked.add(key)) {
            return;
        }
        if (known == null) {
            Dump dump = source.dump(number, Requests.filterSets());
            known = DecodedDump.of(dump, FilterSet.TYPE, FilterSet::read).rows();
        }
        for (FilterSet set : known) {
            if (set.family() == c.family()
                    && set.table().equals(c.table())
                    && set.name().equals(name)) {
                Dump dump = source.dump(number, Requests.filterElements(c.family(), c.table(), name));
                DecodedDump<List<FilterElement>> all = DecodedDump.of(dump, FilterElement.TYPE, FilterElement::read);
                List<FilterElement> elements = new ArrayList<>();
                all.rows().forEach(elements::addAll);
                FilterSet whole = set.with(elements, dump.complete() && all.fault() == null);
                ruleset.put(whole);
                read.add(whole);
                return;
            }
        }
    }
}

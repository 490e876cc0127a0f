package dev.sonde.netlink.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The chains, rules and sets of a firewall, by name.
public final class Ruleset {
    private final Map<String, FilterChain> chains = new LinkedHashMap<>();
    private final Map<String, List<FilterRule>> rules = new HashMap<>();
    private final Map<String, FilterSet> sets = new HashMap<>();

    /// By their numbers.
    private final Map<Integer, FilterSet> ipsets = new HashMap<>();

    public Ruleset(Collection<FilterChain> chains, Collection<FilterRule> rules, Collection<FilterSet> sets) {
        for (FilterChain c : chains) {
            this.chains.put(key(c.legacy(), c.family(), c.table(), c.name()), c);
        }
        for (FilterRule r : rules) {
            this.rules
                    .computeIfAbsent(key(r.legacy(), r.family(), r.table(), r.chain()), k -> new ArrayList<>())
                    .add(r);
        }
        sets.forEach(this::put);
    }

    private static String key(boolean legacy, int family, String table, String name) {
        return (legacy ? "legacy " : "") + family + "\0" + table + "\0" + name;
    }

    /// Adds a set that was read.
    public void put(FilterSet set) {
        if (set.index() == FilterSet.NFT) {
            sets.put(key(false, set.family(), set.table(), set.name()), set);
        } else {
            ipsets.put(set.index(), set);
        }
    }

    public Collection<FilterChain> chains() {
        return chains.values();
    }

    /// In their order.
    public List<FilterRule> rules(FilterChain of) {
        return rules.getOrDefault(key(of.legacy(), of.family(), of.table(), of.name()), List.of());
    }

    /// Where a verdict of this rule leads; null: to no chain.
    public FilterChain target(FilterRule rule, FilterVerdict verdict) {
        return chains.get(key(rule.legacy(), rule.family(), rule.table(), verdict.chain()));
    }

    /// The sets that rules of a chain may name.
    public FilterTest.Sets sets(FilterChain of) {
        return new FilterTest.Sets() {
            @Override
            public FilterSet set(String name) {
                return sets.get(key(of.legacy(), of.family(), of.table(), name));
            }

            @Override
            public FilterSet ipset(int index) {
                return ipsets.get(index);
            }
        };
    }

    /// The chains of these hooks, and those to which they lead.
    public List<FilterChain> reached(Predicate<FilterChain> hooks) {
        List<FilterChain> all = new ArrayList<>();
        Set<FilterChain> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<FilterChain> next = new ArrayDeque<>();
        Set<String> tables = new HashSet<>();
        for (FilterChain c : chains.values()) {
            if (c.hook() >= 0 && hooks.test(c)) {
                next.add(c);
            }
        }
        while (!next.isEmpty()) {
            FilterChain c = next.remove();
            if (!met.add(c)) {
                continue;
            }
            all.add(c);
            for (FilterRule r : rules(c)) {
                if (r.map() != null && tables.add(key(c.legacy(), c.family(), c.table(), ""))) {
                    // a map may lead to any chain of its table
                    for (FilterChain o : chains.values()) {
                        if (o.hook() < 0
                                && o.legacy() == c.legacy()
                                && o.family() == c.family()
                                && o.table().equals(c.table())) {
                            next.add(o);
                        }
                    }
                }
                FilterChain to = target(r, r.verdict());
                if (to != null) {
                    next.add(to);
                }
            }
        }
        return all;
    }
}

package dev.sonde.core.check;

import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.Nft;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A host's firewall, asked what becomes of packets of one protocol to one port: to the host, or from it.
///
/// Only what is certain is said: rules by a port, and policies that nothing softens. What depends on more than
/// that, sets and addresses for instance, is named in [#open]: of it nobody can say that it lets the packets pass.
public final class Firewall {

    /// What takes the packets: a rule, or where it is null the policy of the chain. `sure`: it takes all of them.
    record Drop(FilterChain chain, FilterRule rule, boolean outward, boolean sure) {
        /// `ip filter INPUT`
        String at() {
            return name(chain);
        }

        String family() {
            return Firewall.family(chain.family());
        }

        /// Whether nft takes the names as they stand.
        boolean plain() {
            return plain(chain.table()) && plain(chain.name());
        }

        private static boolean plain(String name) {
            return name.matches("[A-Za-z][A-Za-z0-9_./-]*");
        }
    }

    private final Map<String, FilterChain> chains = new LinkedHashMap<>();
    private final Map<String, List<FilterRule>> rules = new LinkedHashMap<>();

    /// Chains that packets to the host come by, and those by which packets leave it: by a hook, or by jumps.
    private final Set<String> inward;

    private final Set<String> outward;
    private final NamespaceTables host;

    public Firewall(NamespaceTables host) {
        this.host = host;
        for (FilterChain c : host.filterChains()) {
            chains.put(key(c.family(), c.table(), c.name()), c);
        }
        for (FilterRule r : host.filterRules()) {
            rules.computeIfAbsent(key(r.family(), r.table(), r.chain()), k -> new ArrayList<>())
                    .add(r);
        }
        inward = reached(Set.of(FilterChain.PREROUTING, FilterChain.INPUT));
        outward = reached(Set.of(FilterChain.OUTPUT, FilterChain.POSTROUTING));
    }

    private static String key(int family, String table, String chain) {
        return family + "\0" + table + "\0" + chain;
    }

    private static String family(int family) {
        return switch (family) {
            case Nft.INET -> "inet";
            case Nft.IPV4 -> "ip";
            case Nft.IPV6 -> "ip6";
            default -> "netdev";
        };
    }

    private static String name(FilterChain c) {
        return family(c.family()) + " " + c.table() + " " + c.name();
    }

    private static boolean ip(int family) {
        return family == Nft.INET || family == Nft.IPV4 || family == Nft.IPV6;
    }

    private Set<String> reached(Set<Integer> hooks) {
        Set<String> all = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        chains.forEach((key, c) -> {
            if (ip(c.family()) && hooks.contains(c.hook())) {
                next.add(key);
            }
        });
        while (!next.isEmpty()) {
            String key = next.remove();
            if (!all.add(key)) {
                continue;
            }
            for (FilterRule r : rules.getOrDefault(key, List.of())) {
                if (r.verdict() == FilterRule.Verdict.JUMP) {
                    next.add(key(r.family(), r.table(), r.target()));
                } else if (r.verdict() == FilterRule.Verdict.OTHER) {
                    // a map may lead to any chain of its table
                    String table = key(r.family(), r.table(), "");
                    for (Map.Entry<String, FilterChain> c : chains.entrySet()) {
                        if (c.getValue().hook() < 0 && c.getKey().startsWith(table)) {
                            next.add(c.getKey());
                        }
                    }
                }
            }
        }
        return all;
    }

    /// What drops packets of this protocol to this port. What it cannot judge is added to `open`.
    List<Drop> drops(int protocol, int port, Set<String> open) {
        List<Drop> all = new ArrayList<>();
        chains.forEach((key, c) -> {
            if (inward.contains(key) || outward.contains(key)) {
                walk(key, c, protocol, port, all, open);
            } else if (c.family() == Nft.NETDEV && takes(key, protocol, port)) {
                open.add("chain " + name(c));
            }
        });
        return all;
    }

    private void walk(String key, FilterChain c, int protocol, int port, List<Drop> drops, Set<String> open) {
        boolean base = c.hook() >= 0;
        boolean out = !inward.contains(key);
        boolean softened = false;
        FilterRule let = null; // a rule before that lets some packets to this port pass
        for (FilterRule r : rules.getOrDefault(key, List.of())) {
            if (!r.mayMatch(protocol, port)) {
                continue;
            }
            if (r.verdict() == FilterRule.Verdict.RETURN && !r.more()) {
                break; // what follows is not reached
            }
            boolean all = !r.more();
            boolean named = r.names(port) && r.protocol() == protocol;
            switch (r.verdict()) {
                case CONTINUE -> {}
                case ACCEPT, RETURN -> {
                    if (all) {
                        return; // what follows is not reached
                    }
                    let = named ? r : let;
                    softened |= !named;
                }
                case JUMP -> softened |= mayAccept(r);
                case OTHER -> open.add("rule " + r.handle() + " of chain " + name(c));
                case DROP -> {
                    if (dockers(r, named, let) || !named && r.byState()) {
                        continue;
                    }
                    if (let != null || !named && (!base || !all || softened)) {
                        open.add("rule " + r.handle() + " of chain " + name(c));
                    } else {
                        drops.add(new Drop(c, r, out, all && base && !softened));
                    }
                    if (all) {
                        return;
                    }
                }
            }
        }
        if (base && c.drops()) {
            if (let != null || softened) {
                open.add("the policy of chain " + name(c));
            } else {
                drops.add(new Drop(c, null, out, true));
            }
        }
    }

    /// Whether a rule is one of Docker's own, which drop what comes in clear of an encrypted network: by the
    /// VNI, and by what came encrypted. The rule itself asks the latter, or in older Docker one before it that
    /// accepts.
    private static boolean dockers(FilterRule drop, boolean named, FilterRule let) {
        return named && drop.byVni() && (drop.byPolicy() || let != null && let.byPolicy());
    }

    /// Whether a chain of a device, which is not walked, may drop the packets.
    private boolean takes(String key, int protocol, int port) {
        for (FilterRule r : rules.getOrDefault(key, List.of())) {
            boolean goesOn = r.verdict() == FilterRule.Verdict.CONTINUE || r.verdict() == FilterRule.Verdict.ACCEPT;
            if (!goesOn && r.mayMatch(protocol, port)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a chain that is jumped to may let packets pass.
    private boolean mayAccept(FilterRule jump) {
        for (FilterRule r : rules.getOrDefault(key(jump.family(), jump.table(), jump.target()), List.of())) {
            if (r.verdict() != FilterRule.Verdict.CONTINUE && r.verdict() != FilterRule.Verdict.DROP) {
                return true;
            }
        }
        return false;
    }

    /// Finds what drops packets of these protocols to a port, and names in `out` what could not be judged.
    ///
    /// `concerned`: whom it concerns, as an end of a sentence, or empty. `ports`: each with a set of protocols.
    ///
    /// `loses`: what is said of a host that gets nothing, of one that sends nothing, and of one that may lose some.
    public void report(Rule rule, String concerned, Map<Integer, Integer> ports, String[] loses, Findings out) {
        Set<String> open = new LinkedHashSet<>();
        ports.forEach((port, protocols) -> {
            for (int protocol : PROTOCOLS) {
                if ((protocols & 1 << protocol) == 0) {
                    continue;
                }
                for (Drop d : drops(protocol, port, open)) {
                    out.add(finding(rule, d, concerned, protocol == FilterRule.UDP ? "UDP" : "TCP", port, loses), host);
                }
            }
        });
        String older = host.legacyFilter();
        if (!older.isEmpty()) {
            open.add("the tables of older iptables (" + older + ")");
        }
        out.open(host.namespace().host(), open);
    }

    /// Protocols of IP by number; as a set, the bit of each.
    private static final List<Integer> PROTOCOLS = List.of(FilterRule.TCP, FilterRule.UDP);

    public static final int UDP = 1 << FilterRule.UDP;
    public static final int TCP = 1 << FilterRule.TCP;

    private Finding finding(Rule rule, Drop d, String concerned, String protocol, int port, String[] loses) {
        Namespace n = host.namespace();
        String name = n.host();
        FilterRule r = d.rule;
        String what = protocol + " " + port;
        boolean byPort = r != null && r.firstPort() >= 0;
        String match = protocol.toLowerCase(Locale.ROOT) + " dport "
                + (byPort && r.firstPort() != r.lastPort() ? r.firstPort() + "-" + r.lastPort() : port);
        String found = r == null
                ? "chain " + d.at() + " has the policy drop, and no rule before it accepts " + what
                : "rule " + r.handle() + " of chain " + d.at()
                        + (r.packets() < 0 ? " drops it" : ": " + r.packets() + " packets dropped");
        Step step = byPort
                ? new Step.DeleteFilterRule(n, d.family(), d.chain.table(), d.chain.name(), r.handle())
                : new Step.AcceptPort(n, d.family(), d.chain.table(), d.chain.name(), match);
        return new Finding(
                rule,
                d.sure ? rule.severity() : Severity.WARNING,
                name + (d.sure ? loses[d.outward ? 1 : 0] : loses[2]) + ": its firewall drops " + what,
                name,
                new Finding.Where("", -1, name, n.path()),
                new Finding.Expected("nothing that drops " + what, Finding.NATURE),
                found + concerned,
                List.of(new Evidence(
                        n.path(), "nft -a list ruleset", byPort ? match : r == null ? "policy drop" : "drop")),
                d.plain() ? Remedy.unsafe(step) : new Remedy.Manual("see chain " + d.at()),
                Segment.inside(n, "nft", "-a", "list", "ruleset"));
    }
}

package dev.sonde.core.check;

import dev.sonde.core.discover.Interior;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A host's packet filter drops the packets of the tunnels.
record VxlanFiltered() implements Rule.OfHost {
    private static final int NFPROTO_INET = 1;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;

    @Override
    public String code() {
        return "S313";
    }

    @Override
    public String title() {
        return "a packet filter drops the packets of the tunnels";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public Page page() {
        return new Page(
                "The rules of the host's packet filter (nf_tables, and iptables where it writes nf_tables) against the"
                        + " UDP port of the VXLAN devices. Rules by sets, ranges and policies, and those of older"
                        + " iptables, are not understood: there `sonde check --probe` tells.",
                "With the rule in the way in, nothing of other hosts arrives; in the way out, nothing leaves. A rule"
                        + " with further conditions is a warning: it takes some packets only.",
                "A firewall that knows nothing of Docker's ports: 4789/udp, 7946 and 2377/tcp.",
                "`nft -a list ruleset` on the host: its counters grow.",
                "The command deletes the rule, until whoever made it makes it again: find out who.");
    }

    @Override
    public void check(Inventory all, Findings out) {
        Map<Interior, Segment> hosts = new HashMap<>();
        for (Segment s : all.segments) {
            if (s.vxlan != null && s.host != null) {
                hosts.putIfAbsent(s.host, s);
            }
        }
        for (Interior host : hosts.keySet()) {
            Set<Integer> ports = ports(all, host);
            List<FilterRule> rules = host.tables().filterRules();
            Map<String, FilterChain> chains = null;
            for (FilterRule r : rules) {
                Integer port = port(r, ports);
                if (port == null) {
                    continue;
                }
                if (chains == null) {
                    chains = new HashMap<>();
                    for (FilterChain c : host.tables().filterChains()) {
                        chains.put(key(c.family(), c.table(), c.name()), c);
                    }
                }
                FilterChain chain = chains.get(key(r.family(), r.table(), r.chain()));
                int hook = chain == null ? -1 : chain.hook();
                if (hook != FilterChain.FORWARD) {
                    report(host, r, hook, port, out);
                }
            }
        }
    }

    private static String key(int family, String table, String chain) {
        return family + "\0" + table + "\0" + chain;
    }

    private static Set<Integer> ports(Inventory all, Interior host) {
        Set<Integer> ports = new HashSet<>();
        for (Segment s : all.segments) {
            for (LinkMessage l : s.host == host ? s.tunnels.values() : List.<LinkMessage>of()) {
                VxlanAttr.Port port = l.data(VxlanAttr.Port.class);
                if (port != null) {
                    ports.add(port.udpPort());
                }
            }
        }
        return ports;
    }

    /// The port of a tunnel that a rule drops, or null.
    private static Integer port(FilterRule r, Set<Integer> ports) {
        boolean ip = r.family() == NFPROTO_INET || r.family() == NFPROTO_IPV4 || r.family() == NFPROTO_IPV6;
        if (ip && r.drops() && r.firstPort() >= 0) {
            for (Integer p : ports) {
                if (p >= r.firstPort() && p <= r.lastPort()) {
                    return p;
                }
            }
        }
        return null;
    }

    private void report(Interior host, FilterRule r, int hook, int port, Findings out) {
        String family = r.family() == NFPROTO_INET ? "inet" : r.family() == NFPROTO_IPV4 ? "ip" : "ip6";
        boolean outward = hook == FilterChain.OUTPUT || hook == FilterChain.POSTROUTING;
        boolean some = r.more() || hook < 0;
        String name = host.namespace().host();
        String what = outward ? " sends nothing to other hosts" : " gets nothing from other hosts";
        boolean plain = plain(r.table()) && plain(r.chain());
        String at = family + " " + r.table() + " " + r.chain();
        out.add(
                new Finding(
                        this,
                        some ? Severity.WARNING : severity(),
                        name + (some ? " may lose packets of its tunnels" : what) + ": its packet filter drops UDP "
                                + port,
                        name,
                        new Finding.Where("", -1, name, host.namespace().path()),
                        new Finding.Expected("no rule that drops UDP port " + port, Finding.NATURE),
                        "rule " + r.handle() + " of chain " + at
                                + (r.packets() < 0 ? "" : ": " + r.packets() + " packets dropped"),
                        List.of(new Evidence(host.namespace().path(), "nft -a list ruleset", "udp dport " + ports(r))),
                        plain
                                ? Remedy.unsafe(new Step.DeleteFilterRule(
                                        host.namespace(), family, r.table(), r.chain(), r.handle()))
                                : new Remedy.Manual("delete rule " + r.handle() + " of chain " + at),
                        Segment.inside(host.namespace(), "nft", "-a", "list", "ruleset")),
                host);
    }

    private static String ports(FilterRule r) {
        return r.firstPort() == r.lastPort() ? Integer.toString(r.firstPort()) : r.firstPort() + "-" + r.lastPort();
    }

    /// Whether nft takes the name as it stands.
    private static boolean plain(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_./-]*");
    }
}

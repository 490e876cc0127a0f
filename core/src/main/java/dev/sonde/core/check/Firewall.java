package dev.sonde.core.check;

import dev.sonde.core.model.Namespace;
import dev.sonde.core.model.NamespaceTables;
import dev.sonde.core.model.Table;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.filter.Answer;
import dev.sonde.netlink.filter.FilterChain;
import dev.sonde.netlink.filter.FilterPacket;
import dev.sonde.netlink.filter.FilterRule;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.filter.Ruleset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A host's firewall, asked what becomes of packets of one protocol to one port: from other hosts to this one, and
/// from it to them.
///
/// It is asked of packets between the addresses of the hosts, by the link between them ([Underlay]), and each goes its
/// way through the chains ([FilterWalk]). Only what is certain is said. What depends on more than is known of a packet
/// is named as open: of it nobody can say that it lets the packets pass.
public final class Firewall {
    /// A port whose packets a host surely or maybe loses: the cause of what is found of the same host elsewhere.
    public record Port(NamespaceTables host, int port) {}

    /// What takes packets. `sure`: all of them that come from `hosts`, or go there; none named: all hosts.
    private record Drop(FilterWalk.Stop at, boolean outward, boolean sure, List<String> hosts) {
        FilterChain chain() {
            return at.chain();
        }
    }

    private final NamespaceTables host;
    private final Ruleset ruleset;
    private final Underlay underlay;

    /// The firewall of a host on which some of these networks have tunnels.
    public Firewall(Overlays all, NamespaceTables host) {
        this.host = host;
        this.ruleset = new Ruleset(host.filterChains(), host.filterRules(), host.filterSets());
        this.underlay = new Underlay(all, host);
    }

    private static String name(FilterChain c) {
        return new FilterWords(c).name();
    }

    /// Finds what drops packets of these protocols to a port, and names in `out` what could not be judged.
    ///
    /// `concerned`: whom it concerns, as an end of a sentence, or empty. `ports`: each with a set of protocols.
    ///
    /// `loses`: what is said of a host that gets nothing, of one that sends nothing, and of one that may lose some.
    public void report(Rule rule, String concerned, Map<Integer, Integer> ports, String[] loses, Findings out) {
        Set<String> open = new LinkedHashSet<>();
        boolean whole = host.whole(Table.FILTER); // else a rule that accepts may be missing
        (whole ? ports : Map.<Integer, Integer>of()).forEach((port, protocols) -> {
            for (int protocol : PROTOCOLS) {
                if ((protocols & 1 << protocol) == 0) {
                    continue;
                }
                for (Drop d : drops(protocol, port, open)) {
                    out.add(
                            finding(rule, d, concerned, protocol == FilterRule.UDP ? "UDP" : "TCP", port, loses),
                            host,
                            new Port(host, port));
                }
            }
        });
        for (FilterChain c : whole && underlay.bridged() ? ruleset.chains() : List.<FilterChain>of()) {
            boolean takes = c.drops() || ruleset.rules(c).stream().anyMatch(FilterRule::decides);
            if (c.family() == Nft.BRIDGE && c.hook() >= 0 && takes) {
                open.add("chain " + name(c));
            }
        }
        shorten(open);
        String older = host.legacyFilter();
        if (!older.isEmpty()) {
            open.add("the tables of older iptables (" + older + ")"); // those that could not be read
        }
        out.open(host.namespace().host(), open);
    }

    /// Of many that cannot be judged only some are named.
    private static void shorten(Set<String> open) {
        List<String> all = new ArrayList<>(open);
        if (all.size() > MOST) {
            open.clear();
            open.addAll(all.subList(0, MOST - 1));
            open.add(all.size() - MOST + 1 + " more");
        }
    }

    /// Protocols of IP by number; as a set, the bit of each.
    private static final List<Integer> PROTOCOLS = List.of(FilterRule.TCP, FilterRule.UDP);

    public static final int UDP = 1 << FilterRule.UDP;
    public static final int TCP = 1 << FilterRule.TCP;

    /// What drops packets of this protocol to this port. What cannot be judged is added to `open`.
    private List<Drop> drops(int protocol, int port, Set<String> open) {
        List<Drop> all = new ArrayList<>();
        for (boolean in : new boolean[] {true, false}) {
            Packets packets = new Packets(in, protocol, port);
            for (FilterChain c : ruleset.chains()) {
                if (on(c, in)) {
                    judge(c, packets, all, open);
                }
            }
        }
        return all;
    }

    /// Whether packets to this host, or from it, come by a chain.
    private boolean on(FilterChain c, boolean in) {
        boolean netdev = c.family() == Nft.NETDEV;
        boolean ingress = netdev
                ? c.hook() == FilterChain.NETDEV_INGRESS
                : c.family() == Nft.INET && c.hook() == FilterChain.INGRESS;
        if (ingress || netdev && c.hook() == FilterChain.NETDEV_EGRESS) {
            return in == ingress;
        }
        return !netdev
                && (in
                        ? c.hook() == FilterChain.PREROUTING || c.hook() == FilterChain.INPUT
                        : c.hook() == FilterChain.OUTPUT || c.hook() == FilterChain.POSTROUTING);
    }

    /// The packets of one direction, protocol and port: those of any host, and those of each.
    private final class Packets {
        final boolean in;
        final int protocol;
        final int port;
        private final List<FilterPacket> any;
        private final Map<IpAddress, List<FilterPacket>> each = new LinkedHashMap<>();
        private boolean marked;

        /// Whether a rule says of the packets that their connection is not tracked.
        private Answer untracked = Answer.NO;

        Packets(boolean in, int protocol, int port) {
            this.in = in;
            this.protocol = protocol;
            this.port = port;
            any = made(null);
            for (FilterChain c : ruleset.chains()) {
                for (FilterPacket p : on(c, in) ? any : List.<FilterPacket>of()) {
                    FilterWalk w = walk(c, p);
                    marked |= w != null && w.marked();
                    untracked = w == null ? untracked : untracked.or(w.untracked());
                }
            }
            any.forEach(this::know);
        }

        /// `peer`: of this host; null: of any.
        private List<FilterPacket> made(IpAddress peer) {
            List<FilterPacket> all = underlay.packets(peer, in, protocol, port);
            all.forEach(this::know);
            return all;
        }

        /// Packets of gossip have one port at both ends, so that what one host sends lets in what the other does. Of
        /// TCP nobody knows who begins.
        private void know(FilterPacket p) {
            boolean gossip = port == GOSSIP && protocol == FilterRule.UDP;
            p.from(gossip ? GOSSIP : 0);
            p.state(
                    untracked == Answer.YES
                            ? FilterPacket.UNTRACKED
                            : untracked == Answer.MAYBE ? 0 : gossip ? FilterPacket.ESTABLISHED : FilterPacket.NEW);
            if (marked) {
                p.marked();
            }
        }

        List<FilterPacket> of(IpAddress peer) {
            return peer == null ? any : each.computeIfAbsent(peer, this::made);
        }
    }

    /// The port of swarm gossip.
    public static final int GOSSIP = 7946;

    /// What a chain does with packets, and with those of each host if that differs.
    private void judge(FilterChain c, Packets packets, List<Drop> drops, Set<String> open) {
        List<FilterWalk> any = walks(c, packets.of(null));
        if (any.isEmpty() || any.stream().allMatch(FilterWalk::surelyPasses)) {
            return;
        }
        boolean out = !packets.in;
        if (any.stream().allMatch(FilterWalk::surelyDrops)) {
            drops.add(new Drop(any.getFirst().last(), out, true, List.of()));
            return;
        }
        Map<FilterWalk.Stop, List<String>> sure = new LinkedHashMap<>();
        int peers = 0;
        Set<FilterWalk> unsure = new LinkedHashSet<>();
        for (Map.Entry<IpAddress, String> peer : underlay.peers().entrySet()) {
            List<FilterWalk> some = walks(c, packets.of(peer.getKey()));
            if (some.isEmpty()) {
                continue;
            }
            peers++;
            if (some.stream().allMatch(FilterWalk::surelyDrops)) {
                sure.computeIfAbsent(some.getFirst().last(), k -> new ArrayList<>())
                        .add(peer.getValue());
            } else {
                some.stream().filter(w -> !w.surelyPasses()).forEach(unsure::add);
            }
        }
        for (Map.Entry<FilterWalk.Stop, List<String>> e : sure.entrySet()) {
            boolean all = e.getValue().size() == peers;
            drops.add(new Drop(e.getKey(), out, true, all ? List.of() : e.getValue()));
        }
        if (peers == 0) {
            any.stream().filter(w -> !w.surelyPasses()).forEach(unsure::add);
        }
        Set<FilterWalk.Stop> said = new LinkedHashSet<>(sure.keySet());
        for (FilterWalk w : unsure) {
            unsure(w, peers == 0, out, said, drops, open);
        }
    }

    private List<FilterWalk> walks(FilterChain c, List<FilterPacket> packets) {
        List<FilterWalk> all = new ArrayList<>(1);
        for (FilterPacket p : packets) {
            FilterWalk w = walk(c, p);
            if (w != null) {
                all.add(w);
            }
        }
        return all;
    }

    /// The way of a packet through a chain; null: the chain is for another family.
    private FilterWalk walk(FilterChain c, FilterPacket p) {
        boolean sees = c.family() == Nft.INET || c.family() == Nft.NETDEV || c.family() == p.family();
        return sees ? FilterWalk.of(ruleset, c, p, underlay.comes(p, c.devices())) : null;
    }

    /// What may drop some packets: a rule that names the port is a finding, all else is left open. `alone`: no other
    /// host is known, so that rules about some addresses concern nobody.
    private static void unsure(
            FilterWalk w, boolean alone, boolean out, Set<FilterWalk.Stop> said, List<Drop> drops, Set<String> open) {
        for (FilterWalk.Stop s : w.drops()) {
            FilterRule r = s.rule();
            if (!said.add(s) || alone && r != null && r.byAddress()) {
                continue;
            }
            if (w.named(s)) {
                drops.add(new Drop(s, out, false, List.of()));
            } else {
                open.add(open(s));
            }
        }
        for (FilterWalk.Stop s : w.open()) {
            if (said.add(s)) {
                open.add(s.rule() == null ? "chain " + name(s.chain()) : open(s));
            }
        }
    }

    private static String open(FilterWalk.Stop s) {
        return (s.rule() == null ? "the policy" : "rule " + s.rule().handle()) + " of chain " + name(s.chain());
    }

    private Finding finding(Rule rule, Drop d, String concerned, String protocol, int port, String[] loses) {
        Namespace n = host.namespace();
        String name = n.host();
        FilterRule r = d.at.rule();
        FilterChain c = d.chain();
        String what = protocol + " " + port;
        FilterWords words = new FilterWords(c);
        String at = words.name();
        String found = r == null
                ? "chain " + at + " has the policy drop, and no rule before it accepts " + what
                : "rule " + r.handle() + " of chain " + at
                        + (r.packets() < 0 ? " drops it" : ": " + r.packets() + " packets dropped");
        List<String> show = words.show();
        String lost = loses[d.sure ? d.outward ? 1 : 0 : 2];
        return new Finding(
                rule,
                d.sure ? rule.severity() : Severity.WARNING,
                name + (d.hosts.isEmpty() ? lost : lost.replace("other hosts", names(d.hosts)))
                        + ": its firewall drops " + what,
                name,
                new Finding.Where("", -1, name, n.path()),
                new Finding.Expected("nothing that drops " + what, Finding.NATURE),
                found + concerned,
                List.of(new Evidence(n.path(), String.join(" ", show), words.evidence(r, protocol, port))),
                words.plain()
                        ? Remedy.unsafe(words.step(n, r, protocol, port, ruleset.rules(c)))
                        : new Remedy.Manual("see chain " + at),
                Segment.inside(n, show.toArray(new String[0])));
    }

    /// So many hosts are named, and so much that is not judged.
    private static final int MOST = 5;

    private static String names(List<String> hosts) {
        List<String> some = hosts.subList(0, Math.min(MOST, hosts.size()));
        return String.join(", ", some) + (some.size() < hosts.size() ? " and others" : "");
    }
}

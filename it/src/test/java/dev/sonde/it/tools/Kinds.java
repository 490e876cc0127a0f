package dev.sonde.it.tools;

import dev.sonde.it.kernel.Kernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the seeds' namespaces have to hold, all of them together: each kind is looked for in what the real tools say.
/// Without it a comparison may be of nothing.
final class Kinds {
    record Kind(String name, String line, Pattern pattern) {}

    static Kind kind(String name, String line, String pattern) {
        return new Kind(name, line, Pattern.compile(pattern, Pattern.MULTILINE));
    }

    private static final List<Kind> ALL = List.of(
            kind("bridge with STP", "ip -d link", " bridge forward_delay .* stp_state 1 "),
            kind("bridge without STP", "ip -d link", " bridge forward_delay .* stp_state 0 "),
            kind("ageing of a bridge", "ip -d link", " ageing_time (?!30000 )[0-9]+ "),
            kind("port of a bridge", "ip -d link", " bridge_slave "),
            kind("port with an option", "ip -d link", " bridge_slave .*(hairpin on|learning off|isolated on)"),
            kind("vxlan with a remote", "ip -d link", " vxlan id [0-9]+ remote [0-9]"),
            kind("vxlan with a remote, IPv6", "ip -d link", " vxlan id [0-9]+ remote [0-9a-f]+:"),
            kind("vxlan with a group", "ip -d link", " vxlan id [0-9]+ group "),
            kind("vxlan with several VNIs", "ip -d link", " vxlan external .*vnifilter|vnifilter"),
            kind("VNI with a group", "bridge vni", " 239[.]9[.]9[.]9"),
            kind("veth", "ip -d link", "^ +veth "),
            kind("macvlan", "ip -d link", " macvlan mode "),
            kind("tun", "ip -d link", " tun type tun "),
            kind("tap", "ip -d link", " tun type tap "),
            kind("ifb", "ip -d link", "^ +ifb "),
            kind("alias", "ip link", "^ +alias "),
            kind("alternative name", "ip link", "^ +altname "),
            kind("group of links", "ip link", " group [0-9]+ "),
            kind("scope global", "ip addr", "inet .* scope global "),
            kind("scope link", "ip addr", "inet .* scope link "),
            kind("scope host", "ip addr", "inet .* scope host "),
            kind("scope site", "ip addr", "inet .* scope site "),
            kind("scope of a number", "ip addr", "inet .* scope [0-9]+ "),
            kind("scope link, IPv6", "ip addr", "inet6 .* scope link "),
            kind("lifetime", "ip addr", "valid_lft [0-9]+sec preferred_lft [0-9]+sec"),
            kind("deprecated address", "ip addr", "inet.* deprecated "),
            kind("secondary address", "ip addr", "inet .* secondary "),
            kind("address with a peer", "ip addr", "inet .* peer "),
            kind("address with a label", "ip addr", "inet .*:[0-9]$"),
            kind("address with a metric", "ip addr", "inet .* metric [0-9]+ "),
            kind("unicast route", "ip -d route show table all", "^unicast "),
            kind("local route", "ip -d route show table all", "^local "),
            kind("broadcast route", "ip -d route show table all", "^broadcast "),
            kind("multicast route", "ip -d route show table all", "^multicast "),
            kind("anycast route", "ip -d route show table all", "^anycast "),
            kind("blackhole route", "ip -d route show table all", "^blackhole "),
            kind("unreachable route", "ip -d route show table all", "^unreachable "),
            kind("prohibit route", "ip -d route show table all", "^prohibit "),
            kind("throw route", "ip -d route show table all", "^throw "),
            kind("multipath route", "ip route", "^\tnexthop "),
            kind("multipath route, IPv6", "ip -6 route", "^\tnexthop "),
            kind("route in a table", "ip route show table all", " table [0-9]+ "),
            kind("route with metrics", "ip route show table all", " mtu (lock )?[0-9]+ "),
            kind("route through the other family", "ip route", " via inet6 "),
            kind("route with an encapsulation", "ip route", " encap ip "),
            kind("route that expires", "ip -6 route", " expires [0-9]+sec "),
            kind("rule", "ip rule", "lookup [0-9]+"),
            kind("rule that refuses", "ip rule", "^[0-9]+:.* (blackhole|prohibit|unreachable)"),
            kind("rule with a mark", "ip rule", " fwmark "),
            kind("rule with ports", "ip rule", " dport | sport "),
            kind("rule on an absent link", "ip rule", "\\[detached\\]"),
            kind("next hop", "ip nexthop", " via [0-9.]+ dev "),
            kind("next hop group", "ip nexthop", " group [0-9]"),
            kind("resilient group", "ip nexthop", " type resilient "),
            kind("neighbour NONE", "ip neigh show nud all", "^10\\.1\\.0\\.253 dev [^ ]+ $"),
            kind("neighbour INCOMPLETE", "ip neigh show nud all", " INCOMPLETE *$"),
            kind("neighbour REACHABLE", "ip neigh show nud all", " REACHABLE *"),
            kind("neighbour STALE", "ip neigh show nud all", " STALE *"),
            kind("neighbour DELAY", "ip neigh show nud all", " DELAY *$"),
            kind("neighbour PROBE", "ip neigh show nud all", " PROBE *"),
            kind("neighbour FAILED", "ip neigh show nud all", " FAILED *$"),
            kind("neighbour NOARP", "ip neigh show nud all", " NOARP *"),
            kind("neighbour PERMANENT", "ip neigh show nud all", " PERMANENT *"),
            kind("neighbour learned elsewhere", "ip neigh show nud all", " extern_learn "),
            kind("neighbour that routes", "ip neigh show nud all", " router "),
            kind("proxy", "ip neigh show proxy", " proxy"),
            kind("static row", "bridge fdb", " master br[0-9] static"),
            kind("dynamic row", "bridge fdb", " master br[0-9] $"),
            kind("permanent row", "bridge fdb", " master br[0-9] permanent"),
            kind("sticky row", "bridge fdb", " sticky "),
            kind("row learned elsewhere", "bridge fdb", " extern_learn "),
            kind("row of a remote", "bridge fdb", " dst 192\\.0\\.2\\.[0-9]+ .*self "),
            kind("row of a remote with port and VNI", "bridge fdb", " dst .* port [0-9]+ vni [0-9]+ "),
            kind("row of a remote by a link", "bridge fdb", " via "),
            kind("group of a bridge", "bridge mdb", " grp 239\\."),
            kind("group of a bridge, IPv6", "bridge mdb", " grp ff0e:"),
            kind("group of a bridge, link layer", "bridge mdb", " grp 01:00:5e:01:02"),
            kind("permanent group", "bridge mdb", " permanent"),
            kind("group with a source", "bridge -d mdb", " src 10\\."),
            kind("policy of XFRM", "ip xfrm policy", "^\tdir out priority [0-9]+ "),
            kind("policy of XFRM that blocks", "ip xfrm policy", "^\tdir fwd action block "),
            kind("policy of XFRM, IPv6", "ip xfrm policy", "^src 2001:db8::/32 dst .* proto gre key [0-9]+ "),
            kind("tap of ip tuntap", "ip tuntap", "^tap0: tap "),
            kind("group of a link", "ip maddr", "01:00:5e:01:01:01.* static"));

    /// What only younger tools make and print.
    private static final List<Kind> YOUNGER = List.of(
            kind("vxlan without a local way", "ip -d link", " vxlan .* nolocalbypass "),
            kind("vxlan with reserved bits", "ip -d link", " vxlan .* reserved_bits 0x"),
            kind("bridge with a limit", "ip -d link", " bridge .* fdb_max_learned [1-9]"),
            kind("port that is locked", "bridge -d link", " locked on mab "),
            kind("port with a limit of groups", "bridge -d link", " mcast_max_groups [1-9]"),
            kind("macvlan with a limit", "ip -d link", " bclim "),
            kind("address with a maker", "ip addr", " proto 0x"),
            kind("rule by a class of service", "ip rule", " dscp "),
            kind("rule by some bits of a port", "ip rule", " sport 0x50/0xff0 "),
            kind("rule by a label", "ip -6 rule", " flowlabel "),
            kind("next hop group with a high weight", "ip -d route", " group 1,[0-9]{4}"),
            kind("route with features", "ip route", " features .*tcp_usec_ts"),
            kind("row that is watched", "bridge -d fdb", " activity_notify "),
            kind("group of a vxlan device", "bridge mdb", " dst [0-9a-f.:]+ "));

    /// The command lines whose output is looked at.
    static final Set<String> LOOKED_AT = Stream.of(ALL, YOUNGER, KernelKinds.ALL)
            .flatMap(List::stream)
            .map(Kind::line)
            .collect(Collectors.toSet());

    private final List<Kind> expected;

    private Kinds(List<Kind> expected) {
        this.expected = expected;
    }

    /// Of this machine's kernel.
    static Kinds here() {
        List<Kind> all = new ArrayList<>(ALL);
        if (Newest.brought()) {
            all.addAll(YOUNGER);
        }
        return new Kinds(all);
    }

    /// Of a kernel of our own ([KernelKinds]).
    static Kinds of(Kernel.Kind kernel) {
        return new Kinds(KernelKinds.of(kernel));
    }

    private final Set<String> seen = new TreeSet<>();

    /// Takes what is in the namespace whose outputs lie in `d`, those of `lines` in turn.
    synchronized void look(Path d, List<String> lines) throws IOException {
        for (Kind kind : expected) {
            if (!seen.contains(kind.name)) {
                int i = lines.indexOf(kind.line);
                if (i < 0) {
                    throw new IOException("not among the command lines: " + kind.line);
                }
                String out = Beside.read(d.resolve(i + ".out"));
                if (kind.pattern.matcher(out).find()) {
                    seen.add(kind.name);
                }
            }
        }
    }

    List<String> names() {
        return expected.stream().map(Kind::name).toList();
    }

    /// The names of those that no namespace had.
    synchronized List<String> missing() {
        return expected.stream()
                .map(Kind::name)
                .filter(name -> !seen.contains(name))
                .toList();
    }
}

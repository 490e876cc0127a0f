package dev.sonde.it.tools;

import static dev.sonde.it.tools.Kinds.kind;

import dev.sonde.it.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;

/// What three namespaces of [KernelContents] have to hold together.
final class KernelKinds {
    private static final List<Kinds.Kind> BOTH = List.of(
            kind("bridge that filters", "ip -d link", " bridge .* vlan_filtering 1 "),
            kind("VLANs of a port", "bridge vlan", "^kp0 +[0-9]"),
            kind("VLAN tunnel", "bridge vlan tunnelshow", "^kvx +[0-9]+"),
            kind("options of a VLAN", "bridge -d vlan", " mcast_router "),
            kind("options of a bridge's VLAN", "bridge vlan global", "^kbr0 "),
            kind("VLAN", "ip -d link", " vlan protocol 802\\.1Q id "),
            kind("VLAN of a provider", "ip -d link", " vlan protocol 802\\.1ad id "),
            kind("VRF", "ip -d link", " vrf table [0-9]+ "),
            kind("port of a VRF", "ip -d link", " vrf_slave table [0-9]+ "),
            kind("route of a VRF", "ip route show vrf kvrf0", " via 10\\.55\\."),
            kind("rule of all VRFs", "ip rule", " lookup \\[l3mdev-table\\]"),
            kind("bond", "ip -d link", " bond mode "),
            kind("port of a bond", "ip -d link", " bond_slave state "),
            kind("team", "ip -d link", " team "),
            kind("ipvlan", "ip -d link", " ipvlan +mode "),
            kind("macvlan, of sources", "ip -d link", " macvlan mode source "),
            kind("macvtap", "ip -d link", " macvtap mode "),
            kind("geneve", "ip -d link", " geneve id "),
            kind("GRE", "ip -d link", " gre remote "),
            kind("GRE with a link layer", "ip -d link", " gretap remote "),
            kind("GRE over IPv6", "ip -d link", " ip6gre remote "),
            kind("ERSPAN", "ip -d link", " erspan remote .* erspan_ver "),
            kind("ipip", "ip -d link", " ipip "),
            kind("sit", "ip -d link", " sit "),
            kind("ip6tnl", "ip -d link", " ip6tnl "),
            kind("vti", "ip -d link", " vti remote "),
            kind("vti6", "ip -d link", " vti6 remote "),
            kind("HSR", "ip -d link", " hsr slave1 "),
            kind("MACsec", "ip -d link", " macsec sci "),
            kind("GTP", "ip -d link", " gtp role "),
            kind("CAN", "ip -d link", " vcan "),
            kind("route of MPLS", "ip -M route", " as to "),
            kind("route that pushes labels", "ip route", " encap mpls "),
            kind("route with options of a tunnel", "ip route", "^10\\.95\\.0\\.0/24 +encap ip id "),
            kind("group of next hops with a link layer", "ip nexthop", " group 83 fdb"),
            kind("link that loses packets", "ip -s link show knd", " qdisc netem "));

    /// What the kernel that is built here has besides.
    private static final List<Kinds.Kind> BUILT = List.of(
            kind("netkit", "ip -d link", " netkit mode "),
            kind("wireguard", "ip -d link", " wireguard "),
            kind("xfrm", "ip -d link", " xfrm if_id "),
            kind("bareudp", "ip -d link", " bareudp dstport "),
            kind("route with segments", "ip -6 route", " encap seg6 mode "),
            kind("route that acts on segments", "ip -6 route", " encap seg6local action "),
            kind("route with in-situ OAM", "ip -6 route", " encap ioam6 "),
            kind("route with RPL", "ip -6 route", " encap rpl "));

    /// Of both kernels.
    static final List<Kinds.Kind> ALL = of(Kernel.Kind.BUILT);

    static List<Kinds.Kind> of(Kernel.Kind kernel) {
        List<Kinds.Kind> all = new ArrayList<>(BOTH);
        if (kernel == Kernel.Kind.BUILT) {
            all.addAll(BUILT);
        }
        return all;
    }

    private KernelKinds() {}
}

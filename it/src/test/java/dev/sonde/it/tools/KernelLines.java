package dev.sonde.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What is run besides on both sides in a kernel of our own, which has what [KernelContents] makes.
final class KernelLines {
    private static final String MORE = """
            ip -d link show type vlan
            ip -j -d link show type vlan
            ip -d link show type vrf
            ip -d link show type bond
            ip -j -d link show type bond
            ip -d link show type bond_slave
            ip -j -d -p link show type bond_slave
            ip -d link show type team
            ip -d link show type ipvlan
            ip -d link show type macvtap
            ip -j -d link show type macvlan
            ip -d link show type geneve
            ip -j -d link show type geneve
            ip -d link show type gre
            ip -d link show type gretap
            ip -d link show type ip6gre
            ip -d link show type erspan
            ip -j -d link show type ip6erspan
            ip -d link show type sit
            ip -j -d link show type ip6tnl
            ip -d link show type vti
            ip -d link show type vti6
            ip -d link show type hsr
            ip -d link show type macsec
            ip -j -d link show type macsec
            ip -c=always -d link show type bond
            ip -c=always -d link show type gre
            ip -c=always -d link show type geneve
            ip -o -d link show type sit
            ip link show vrf kvrf0
            ip -j -d link show vrf kvrf0
            ip link show master kb0
            ip -d link show master kb0
            ip -s link show knd
            ip -s -s -j link show knd
            ip -s link show kb0
            ip addr show vrf kvrf0
            ip -j addr show vrf kvrf1
            ip -br addr show type vrf
            ip addr show master kvrf0
            ip -d addr show type geneve
            ip route show vrf kvrf0
            ip -j route show vrf kvrf0
            ip -d -j -p route show vrf kvrf1
            ip -6 route show vrf kvrf0
            ip -6 -j route show vrf kvrf1
            ip route show vrf kvrf0 type blackhole
            ip route show vrf kvrf0 proto kernel
            ip route show vrf kvrf0 table 7
            ip route show dev kvrf0
            ip neigh show vrf kvrf0
            ip -j neigh show vrf kvrf1
            ip rule show l3mdev
            ip -6 rule show
            ip -j -6 rule show
            ip maddr show dev kb0
            ip maddr show dev kvrf0
            ip -j -M route
            ip -j -p -f mpls route show
            ip -d -M route
            ip -N -M route
            ip -o -M route
            ip -M route show table all
            ip -M route show 100
            ip -M route show proto static
            ip -M route show dev k0
            ip -s -M route
            ip -c=always -M route
            ip -j -f mpls netconf
            ip -f mpls netconf show dev k0
            ip netconf show dev kvrf0
            ip netconf show dev kb0
            ip route show 10.92.0.0/16
            ip -j -d route show root 10.88.0.0/13
            ip -6 -j -d route show root 2001:db8:80::/41
            ip -6 -d route show root 2001:db8:80::/41
            ip -N -6 -d route show root 2001:db8:80::/41
            ip -c=always route show root 10.88.0.0/13
            ip -6 route show from 2001:db8:8c::/64
            bridge vlan show dev kbr0
            bridge vlan show dev kp0
            bridge -j -p vlan show dev kp1
            bridge -d vlan show dev kp0
            bridge -j -d vlan show dev kp2
            bridge -s -d vlan
            bridge -j -p -s -d vlan
            bridge -s vlan show dev kp0
            bridge vlan show vid 5
            bridge vlan show vid 9 dev kp0
            bridge -compressvlans -j vlan
            bridge -compressvlans -s vlan
            bridge -o vlan
            bridge -c=always vlan tunnelshow
            bridge vlan tunnelshow dev kvx
            bridge -j -p vlan tunnelshow
            bridge vlan tunnel
            bridge vlan global show dev kbr0
            bridge vlan global show dev kbr0 vid 5
            bridge -j -p vlan global
            bridge -s vlan global
            bridge vlan global show vid 7
            bridge fdb show br kbr0
            bridge -j fdb show br kbr0
            bridge fdb show br kbr0 vlan 5
            bridge -d link show dev kvx
            bridge -j -d -p link show dev kvx
            bridge -d -s mdb show dev kbr0
            bridge -j -d mdb show dev kbr0
            bridge mdb show dev kbr0 vid 5
            bridge vni show dev kvx
            bridge vni show dev kbr0
            bridge -j -s vni show dev kvx
            brctl showstp kbr0
            brctl showmacs kbr0
            ifconfig kb0
            ifconfig kx1
            ifconfig kr0
            """;

    /// A list of all tunnels: of the kernel's own devices (`tunl0`, `sit0`) the real tool shows what ioctl(2) tells of
    /// another (docs/tools-differences.md).
    private static final Pattern TUNNELS =
            Pattern.compile("ip (-\\S+ )*tunnel( (show|list|lst))?( (mode|ttl|key|dev) .*)?");

    /// All of them; of those that every namespace is asked for the third that is a seed's turn, and those that
    /// [Kinds] looks at, unless `every`.
    static List<String> of(long seed, boolean every) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < CommandLines.ALL.size(); i++) {
            String line = CommandLines.ALL.get(i);
            boolean turn = every || (i + seed) % 3 == 0 || Kinds.LOOKED_AT.contains(line);
            if (turn && !TUNNELS.matcher(line).matches()) {
                lines.add(line);
            }
        }
        lines.addAll(MORE.lines().toList());
        return lines;
    }

    private KernelLines() {}
}

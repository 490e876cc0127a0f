package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// What kernels and tools younger than Debian 12's can make: each line stands alone, so that those which lack it leave
/// the rest as it is.
final class YoungerContents {
    private final Random random;
    private final Contents contents;
    private final List<String> bridges;
    private final List<String> veths;
    private final List<String> vxlans;

    YoungerContents(Random random, Contents contents, List<String> bridges, List<String> veths, List<String> vxlans) {
        this.random = random;
        this.contents = contents;
        this.bridges = bridges;
        this.veths = veths;
        this.vxlans = vxlans;
    }

    void add() {
        links();
        addresses();
        ports();
        vlans();
        rows();
        routing();
    }

    private boolean maybe(int percent) {
        return random.nextInt(100) < percent;
    }

    private int number(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private void link(int percent, String line) {
        if (maybe(percent)) {
            contents.links.add(line);
        }
    }

    private void forwarding(int percent, String line) {
        if (maybe(percent)) {
            contents.forwarding.add(line);
        }
    }

    private void links() {
        for (String b : bridges) {
            link(40, "link set " + b + " type bridge fdb_max_learned " + number(1, 9999));
            link(20, "link set " + b + " type bridge fdb_local_vlan_0 1");
            link(20, "link set " + b + " type bridge mdb_offload_fail_notification 1");
        }
        for (String v : vxlans) {
            String id = Integer.toString(number(1, 16777215));
            // Another of its kind beside it, with what a change cannot set.
            if (maybe(50)) {
                String name = "y" + v;
                contents.links.add("link add " + name + " type vxlan id " + id + " dstport " + number(6000, 6999)
                        + one("", " nolocalbypass", " localbypass")
                        + one("", " reserved_bits 0x" + Integer.toHexString(number(0, 255)) + "00000000000000")
                        + one("", " udp6zerocsumtx udp6zerocsumrx", " remcsumtx remcsumrx")
                        + one("", " local 192.0.2.1 mcroute", " proxy rsc l2miss l3miss nolearning", " gpe"));
                contents.links.add("link add " + name + " type vxlan id " + id + " dstport " + number(7000, 7999));
            }
        }
        link(50, "link add ymacvlan link " + veths.getFirst() + "p type macvlan mode private bclim " + number(-1, 99));
        link(30, "link set " + veths.getFirst() + " gso_ipv4_max_size " + number(20000, 60000));
        link(30, "link set " + veths.getFirst() + " gro_ipv4_max_size " + number(20000, 60000));
        link(
                40,
                "link add nk0 type netkit mode " + one("l2", "l3") + one("", " forward", " blackhole")
                        + one("", " peer blackhole") + one("", " scrub none"));
    }

    private void addresses() {
        for (String v : veths) {
            link(40, "addr add 10.66." + number(0, 99) + ".1/24 proto " + number(1, 250) + " dev " + v);
            link(20, "addr add 2001:db8:66::" + number(1, 99) + "/64 proto " + number(1, 250) + " dev " + v);
        }
    }

    private void ports() {
        for (String v : veths) {
            link(30, "link set " + v + " type bridge_slave locked on" + one("", " mab on"));
            link(20, "link set " + v + " type bridge_slave neigh_vlan_suppress on neigh_suppress on");
            link(20, "link set " + v + " type bridge_slave backup_nhid 8");
            forwarding(30, "link set dev " + v + " mcast_max_groups " + number(1, 99));
        }
    }

    private void vlans() {
        contents.links.add(
                "link add ybr0 type bridge vlan_filtering 1 mst_enabled 1 mcast_vlan_snooping 1 mcast_snooping 1");
        // Where the kernel has no VLANs, a bridge all the same.
        contents.links.add("link add ybr0 type bridge");
        contents.links.add("link add yport0 type veth peer name yport1");
        contents.links.add("link set yport0 master ybr0");
        contents.links.add("link set yport0 up");
        contents.forwarding.add("vlan add dev ybr0 vid 2-4 self");
        contents.forwarding.add("vlan add dev yport0 vid 2-4");
        forwarding(60, "vlan global set dev ybr0 vid 2 msti " + number(1, 4000));
        forwarding(60, "vlan global set dev ybr0 vid 3 mcast_igmp_version 3");
        forwarding(50, "mst set dev yport0 msti 0 state " + one("blocking", "forwarding"));
        forwarding(50, "vlan set dev yport0 vid 3 mcast_max_groups " + number(1, 50));
        forwarding(50, "vlan set dev yport0 vid 4 neigh_suppress on");
        forwarding(50, "vlan set dev yport0 vid 2 state " + one("blocking", "learning"));
    }

    private void rows() {
        for (String v : veths) {
            forwarding(
                    40,
                    "fdb add 02:00:00:66:00:0" + number(1, 9) + " dev " + v + " master dynamic"
                            + one(" activity_notify", " activity_notify inactive", " norefresh"));
        }
        for (String v : vxlans) {
            forwarding(
                    60,
                    "mdb add dev " + v + " port " + v + " grp " + one("239.1.3.7", "ff0e::77") + " permanent dst "
                            + one("192.0.2.9", "2001:db8::9") + one("", " dst_port " + number(1, 65535))
                            + one("", " vni " + number(1, 99999)) + one("", " src_vni " + number(1, 99))
                            + one("", " via " + veths.getFirst()) + one("", " proto zebra")
                            + one("", " filter_mode include source_list 10.1.1.1,10.1.1.2"));
        }
    }

    private void routing() {
        for (int i = 0; i < 4; i++) {
            contents.routing.add("rule add "
                    + one(
                            "dscp " + number(0, 63),
                            "dscp AF11",
                            "dscp 8/0x38",
                            "sport 80/0xff0",
                            "ipproto tcp dport 443/0xffff",
                            "ipproto udp dport 53/15")
                    + " lookup " + number(1, 252)
                    + " pref " + (4000 + i));
            contents.routing.add(
                    "-6 rule add " + one("flowlabel " + number(1, 999), "flowlabel 0x12000/0xff000", "dscp 10")
                            + " lookup " + number(1, 252) + " pref " + (4000 + i));
        }
        contents.routing.add("nexthop add id 31 group 1," + number(257, 65536) + "/2");
        contents.routing.add("nexthop add id 32 group 3,2/4" + one("", " hw_stats on", " hw_stats off"));
        contents.routing.add("route add 10.66.0.0/16 nhid 31");
        contents.routing.add("route add 10.67.0.0/16 dev lo features " + one("ecn", "tcp_usec_ts", "ecn tcp_usec_ts"));
        contents.routing.add("-6 route add 2001:db8:66:fd::/64 encap seg6 mode encap tunsrc fd00::99 segs fd00::1 dev "
                + veths.getFirst());
        contents.routing.add(
                "-6 route add 2001:db8:67:fd::/64 encap ioam6 mode encap tunsrc fd00::99 tundst fd00::1 trace "
                        + "prealloc type 0x800000 ns 1 size 12 dev " + veths.getFirst());
    }
}

package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// What a kernel of our own can make and this machine's may not: each line stands alone, so that a kernel which lacks
/// it leaves the rest as it is.
///
/// A third of the kinds is in each namespace for certain, others by chance: three seeds in a row have all.
final class KernelContents extends KernelMaker {
    private final long seed;
    private int kinds;

    KernelContents(long seed, Random random, Contents contents, List<String> all) {
        super(random, contents, all);
        this.seed = seed;
    }

    void add() {
        // What tunnels send and resolve would change tables for minutes: nothing leaves.
        link("rule add to 10.0.0.0/24 blackhole pref 2");
        link("-6 rule add to fd00::/64 blackhole pref 2");
        for (int i = 0; i < 4; i++) {
            link("link add k" + i + " address 02:00:00:00:77:0" + i + " type dummy");
            link("link set k" + i + " up");
        }
        link("addr add 10.0.9.1/24 dev k0");
        link("addr add 2001:db8:77::1/64 dev k0 nodad");
        KernelTunnels tunnels = new KernelTunnels(random, contents, all);
        KernelRoutes routes = new KernelRoutes(random, contents, all);
        List<Runnable> makers = List.of(
                this::bridge,
                this::vlans,
                this::vrfs,
                this::bond,
                this::team,
                this::ipvlan,
                this::ipvtap,
                this::macvlan,
                this::macvtap,
                this::netkit,
                tunnels::geneve,
                tunnels::gre,
                tunnels::gre6,
                tunnels::erspan,
                tunnels::ipTunnels,
                tunnels::ip6Tunnels,
                tunnels::vti,
                tunnels::xfrm,
                this::hsr,
                this::macsec,
                this::wireguard,
                this::can,
                this::others,
                routes::mpls,
                routes::encapsulations,
                routes::segments,
                this::nexthops,
                this::netem);
        makers.forEach(maker -> {
            if ((seed + kinds++) % 3 == 0 || maybe(20)) {
                maker.run();
            }
        });
    }

    /// A bridge that filters VLANs, a tunnel by VLAN behind it.
    private void bridge() {
        link(
                "kbr0",
                "name kbr0 type bridge vlan_filtering 1 vlan_default_pvid " + number(0, 4000)
                        + one("", " vlan_protocol 802.1ad") + " vlan_stats_enabled " + number(0, 1)
                        + " vlan_stats_per_port " + number(0, 1) + " mcast_vlan_snooping " + number(0, 1));
        link("link set kbr0 up");
        for (int i = 0; i < 3; i++) {
            link("link set " + port("kp" + i) + " master kbr0");
            link("link set kp" + i + one(" up", " up", " down"));
            int from = number(2, 3000);
            forwarding("vlan add dev kp" + i + " vid " + from + "-" + (from + number(0, 99)) + one("", " untagged"));
            forwarding("vlan add dev kp" + i + " vid " + number(2, 4000) + one(" pvid", " pvid untagged", ""));
            forwarding("vlan del dev kp" + i + " vid " + (from + number(0, 99)));
            forwarding("vlan set dev kp" + i + " vid " + from
                    + one(
                            " state " + one("blocking", "learning", "listening", "disabled"),
                            " mcast_router " + number(0, 2),
                            " mcast_max_groups " + number(1, 99),
                            " neigh_suppress on"));
            forwarding("fdb add 02:00:00:00:78:0" + i + " dev kp" + i + " master static vlan " + from);
            forwarding("mdb add dev kbr0 port kp" + i + " grp 239.7.7." + i + " permanent vid " + from);
        }
        forwarding("vlan add dev kbr0 vid 5-" + number(6, 30) + " self");
        forwarding("vlan global set dev kbr0 vid 5-" + number(5, 9)
                + one(
                        " mcast_snooping 0",
                        " mcast_querier 1",
                        " mcast_igmp_version 3 mcast_mld_version 2",
                        " mcast_last_member_count 7",
                        " mcast_query_interval 9000"));
        link("link add kvx type vxlan external dstport " + number(8000, 8999) + one("", " vnifilter"));
        link("link set kvx master kbr0");
        link("link set kvx up");
        link("link set kvx type bridge_slave vlan_tunnel on" + one("", " neigh_suppress on"));
        int vid = number(10, 100);
        forwarding("link set dev kvx vlan_tunnel on");
        forwarding("vlan add dev kvx vid " + vid + "-" + (vid + 5));
        forwarding("vlan add dev kvx vid " + vid + " tunnel_info id " + number(1, 99999));
        forwarding("vlan add dev kvx vid " + (vid + 1) + "-" + (vid + 4) + " tunnel_info id " + (1000 + vid + 1) + "-"
                + (1000 + vid + 4));
        forwarding("vni add dev kvx vni " + number(950, 999) + "-" + number(1000, 1010));
        forwarding("fdb add 02:00:00:00:79:01 dev kvx dst 10.0.0.7 src_vni " + number(1, 99) + " self permanent");
    }

    private void vlans() {
        link(
                "kv1",
                "link k0 name kv1 type vlan id " + number(1, 4094) + one("", " reorder_hdr off")
                        + one("", " gvrp on", " mvrp on") + one("", " loose_binding on")
                        + one("", " ingress-qos-map 1:2 3:4") + one("", " egress-qos-map 5:6 0:7"));
        link("kv2", "link k1 name kv2 type vlan proto 802.1ad id " + number(1, 4094));
        link("kv3", "link kv2 name kv3 type vlan id " + number(1, 4094) + one("", " protocol 802.1q"));
        link("kv4", "link kbr0 name kv4 type vlan id 9 bridge_binding " + one("on", "off"));
        // Without a link layer of its own.
        link("link set k1 " + one("down", "up", "mtu 1400"));
    }

    private void vrfs() {
        for (int i = 0; i < 2; i++) {
            int table = number(1, 252) + 1000 * number(0, 3);
            String vrf = "kvrf" + i;
            link(vrf, "name " + vrf + " type vrf table " + table);
            link("link set " + vrf + " up");
            String port = port("ks" + i);
            link("link set " + port + " master " + vrf);
            link("link set " + port + " up");
            link("addr add 10.55." + i + ".1/24 dev " + port);
            link("addr add 2001:db8:55:" + i + "::1/64 nodad dev " + port);
            route("route add 10.56.0.0/16 via 10.55." + i + ".9 vrf " + vrf + one("", " metric 7"));
            route("route add " + one("blackhole", "unreachable") + " default metric 4278198272 vrf " + vrf);
            route("-6 route add 2001:db8:56::/48 via 2001:db8:55:" + i + "::9 vrf " + vrf);
            route("neigh add 10.55." + i + ".9 lladdr 02:00:00:00:55:09 dev " + port + " nud permanent");
            route("rule add from 10.55." + i + ".0/24 " + one("lookup " + table, "l3mdev") + " pref " + (3000 + i));
            route("rule add to 10.55." + i + ".0/24 oif " + vrf + " lookup " + table + " pref " + (3010 + i));
        }
        route("route add 10.57.0.0/16 dev kvrf0" + one("", " table 77"));
        route("rule add l3mdev protocol " + number(5, 99) + " pref 3020");
    }

    private void bond() {
        String options = switch (number(0, 6)) {
            case 0 ->
                "active-backup miimon 100" + one("", " updelay 200 downdelay 300")
                        + one("", " primary_reselect better", " primary_reselect failure")
                        + one("", " fail_over_mac active", " fail_over_mac follow")
                        + one("", " num_grat_arp 3", " num_unsol_na 7");
            case 1 ->
                "802.3ad miimon 50" + one("", " lacp_rate fast") + one("", " ad_select bandwidth", " ad_select count")
                        + one("", " xmit_hash_policy layer3+4", " xmit_hash_policy encap2+3")
                        + one("", " min_links 1") + one("", " ad_actor_sys_prio 7 ad_user_port_key 9")
                        + one("", " ad_actor_system 02:00:00:00:00:99") + one("", " lacp_active off")
                        + one("", " coupled_control off");
            case 2 ->
                "balance-rr" + one("", " packets_per_slave " + number(0, 9))
                        + one(
                                "",
                                " arp_interval 5000 arp_ip_target 10.0.0.1,10.0.0.2 arp_all_targets all",
                                " miimon 100 peer_notify_delay 1000")
                        + one("", " resend_igmp 2");
            case 3 -> "balance-xor" + one("", " xmit_hash_policy " + one("layer2+3", "vlan+srcmac", "encap3+4"));
            case 4 -> "broadcast" + one("", " broadcast_neighbor 1");
            case 5 -> "balance-tlb" + one("", " tlb_dynamic_lb 0") + one("", " lp_interval 5");
            default -> "balance-alb" + one("", " all_slaves_active 1") + one("", " use_carrier 0");
        };
        link("kb0", "name kb0 type bond mode " + options);
        link("link add kb0 type bond");
        for (int i = 0; i < 2; i++) {
            link("link set " + port("kbp" + i) + " master kb0");
            link("link set kbp" + i + " type bond_slave " + one("prio " + number(-9, 9), "queue_id " + number(1, 9)));
        }
        link("link set kb0 type bond primary kbp1");
        link("link set kb0 type bond ns_ip6_target fd00::1,fd00::2");
        link("link set kb0 up");
        link("link set kb0 type bond active_slave kbp0");
    }

    private void team() {
        link("kt0", "name kt0 type team");
        link("link set " + port("ktp0") + " master kt0");
        link("link set " + port("ktp1") + " master kt0");
        link("link set kt0 up");
    }

    private void ipvlan() {
        port("kid");
        link("link set kid up");
        String mode = one("l2", "l3", "l3s");
        String how = one("", " bridge", " private", " vepa");
        link("ki0", "link kid name ki0 type ipvlan mode " + mode + how);
        link("ki1", "link kid name ki1 type ipvlan mode " + mode + how);
    }

    private void ipvtap() {
        port("kjd");
        link("kj0", "link kjd name kj0 type ipvtap mode " + one("l2", "l3", "l3s") + one("", " private", " vepa"));
    }

    private void macvlan() {
        port("kmd");
        link("link set kmd up");
        link(
                "km0",
                "link kmd name km0 type macvlan mode "
                        + one("private", "vepa", "bridge", "passthru", "passthru nopromisc")
                        + one("", " bcqueuelen " + number(1, 9999))
                        + one("", " bclim " + number(-1, 99)));
        port("kme");
        link("km1", "link kme name km1 type macvlan mode source");
        for (int i = 0; i < number(0, 3); i++) {
            link("link set km1 type macvlan macaddr add 02:00:00:00:81:0" + i);
        }
        link("link set km1 type macvlan " + one("flag nopromisc", "bcqueuelen 7", "bclim 3"));
    }

    private void macvtap() {
        link("ktap", "link k2 name ktap type macvtap mode " + one("private", "vepa", "bridge"));
    }

    private void netkit() {
        link(
                "knk",
                "name knk type netkit mode " + one("l2", "l3") + one("", " forward", " blackhole")
                        + one("", " peer blackhole", " peer forward name knkp") + one("", " scrub none")
                        + one("", " peer scrub none"));
    }

    private void hsr() {
        port("kh0");
        port("kh1");
        link(
                "kh",
                "name kh type hsr slave1 kh0 slave2 kh1 supervision " + number(0, 255)
                        + one("", " version 1", " proto 1", " interlink " + port("kh2")));
    }

    private void macsec() {
        port("kcd");
        link(
                "kc0",
                "link kcd name kc0 type macsec" + one("", " port " + number(1, 65535), " sci 0200000000aa0007")
                        + one("", " cipher gcm-aes-256", " cipher gcm-aes-xpn-128") + one("", " icvlen 16")
                        + one("", " encrypt on", " encrypt off")
                        + one("", " send_sci off", " end_station on send_sci off")
                        + one("", " scb on send_sci off") + one("", " protect off")
                        + one("", " replay on window " + number(0, 99))
                        + one("", " validate check", " validate disabled")
                        + one("", " encodingsa " + number(0, 3)));
        link("link add link kcd name kc0 type macsec");
    }

    private void wireguard() {
        link("kwg", "name kwg type wireguard");
    }

    private void can() {
        link("kcan", "name kcan type vcan");
        link("kxc0", "name kxc0 type vxcan peer name kxc1");
    }

    private void others() {
        link("knlm", "name knlm type nlmon");
        link(
                "kgtp",
                "name kgtp type gtp role " + one("sgsn", "ggsn")
                        + one("", " hsize " + number(1, 99), " restart_count 7"));
        link(
                "kbu",
                "name kbu type bareudp dstport " + number(1, 65535) + " ethertype " + one("mpls_uc", "ipv4 multiproto")
                        + one("", " srcportmin " + number(1, 65535)));
        link("kifb", "name kifb type ifb");
    }

    private void nexthops() {
        for (int i = 60; i < 64; i++) {
            route("nexthop add id " + i + " via 10.0.9." + i + " dev k0" + one("", " onlink", " onlink")
                    + one("", " proto 7"));
            route("nexthop add id " + (i + 10) + " via 2001:db8:77::" + i + " dev k0");
        }
        route("nexthop add id 80 group 60,7/61,2" + one("", " hw_stats on"));
        route("nexthop add id 81 group 62/63,9 type resilient buckets 8 idle_timer " + number(1, 99)
                + one("", " unbalanced_timer 7"));
        route("nexthop add id 82 group 70/71" + one("", " type mpath"));
        route("nexthop add id 83 via fd00::" + number(1, 99) + " fdb");
        route("nexthop add id 84 group 83 fdb");
        for (int i = 80; i < 82; i++) {
            route("route add 10.89." + i + ".0/24 nhid " + i + one("", " table 88", " metric 9"));
        }
        route("-6 route add 2001:db8:89::/64 nhid 82");
        // By a second route, which the kernel joins to the first.
        route("-6 route append 2001:db8:8a::/64 via 2001:db8:77::5 dev k0");
        route("-6 route append 2001:db8:8a::/64 via 2001:db8:77::6 dev k0 weight 4");
        route("-6 route add 2001:db8:8b::/64 from 2001:db8:8c::/64 via 2001:db8:77::5 dev k0");
    }

    /// Packets that are dropped on their way out.
    private void netem() {
        link("knd", "name knd type veth peer name kne");
        link("addr add 10.87.0.1/24 dev knd");
        link("link set knd up");
        link("link set kne up");
        route("neigh add 10.87.0.2 lladdr 02:00:00:00:87:02 dev knd nud permanent");
        contents.traffic.add("tc qdisc add dev knd root netem loss " + one("100%", "50%"));
        contents.traffic.add("ping -q -i 0.002 -c " + number(9, 30) + " -w 1 -I knd 10.87.0.2");
    }
}

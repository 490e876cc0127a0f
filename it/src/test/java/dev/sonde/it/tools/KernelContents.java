package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// What a kernel of our own can make and this machine's may not: each line stands alone, so that a kernel which lacks
/// it leaves the rest as it is.
///
/// A third of the kinds is in each namespace for certain, others by chance: three seeds in a row have all.
final class KernelContents {
    private final long seed;
    private final Random random;
    private final Contents contents;
    private final List<String> all;
    private int kinds;

    KernelContents(long seed, Random random, Contents contents, List<String> all) {
        this.seed = seed;
        this.random = random;
        this.contents = contents;
        this.all = all;
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
                this::geneve,
                this::gre,
                this::gre6,
                this::erspan,
                this::ipTunnels,
                this::ip6Tunnels,
                this::vti,
                this::xfrm,
                this::hsr,
                this::macsec,
                this::wireguard,
                this::can,
                this::others,
                this::mpls,
                this::encapsulations,
                this::segments,
                this::nexthops,
                this::netem);
        makers.forEach(maker -> {
            if ((seed + kinds++) % 3 == 0 || maybe(20)) {
                maker.run();
            }
        });
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

    private String hex(int to) {
        return "0x" + Integer.toHexString(number(1, to));
    }

    private void link(String line) {
        contents.links.add(line);
    }

    /// A link, which may be up and have addresses.
    private void link(String name, String line) {
        link("link add " + line);
        all.add(name);
        if (maybe(60)) {
            link("link set " + name + " up");
        }
        if (maybe(30)) {
            link("addr add 10.88." + number(0, 255) + "." + number(1, 250) + one("/24", "/32") + " dev " + name);
        }
        if (maybe(30)) {
            link("addr add 2001:db8:88::" + number(1, 9999) + "/64 nodad dev " + name);
        }
    }

    private void forwarding(String line) {
        contents.forwarding.add(line);
    }

    private void route(String line) {
        contents.routing.add(line);
    }

    /// A dummy of its own: one that belongs to nothing else.
    private String port(String name) {
        link("link add " + name + " type dummy");
        return name;
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

    private void geneve() {
        link(
                "kg0",
                "name kg0 type geneve id " + number(1, 16777215) + " remote " + one("10.0.0.7", "fd00::7")
                        + one("", " ttl " + number(1, 255), " ttl inherit", " ttl auto")
                        + one("", " tos " + hex(255), " tos inherit") + one("", " dstport " + number(7000, 7999))
                        + one("", " df set", " df unset", " df inherit") + one("", " flowlabel " + hex(0xfffff))
                        + one("", " udpcsum", " noudpcsum") + one("", " udp6zerocsumtx udp6zerocsumrx")
                        + one("", " innerprotoinherit") + one("", " port 100 200"));
        link("kg1", "name kg1 type geneve external dstport " + number(9000, 9999) + one("", " innerprotoinherit"));
    }

    private String encap() {
        return one(
                "",
                "",
                " encap fou encap-sport auto encap-dport " + number(5000, 5999),
                " encap gue encap-sport " + number(1, 999) + " encap-dport 6666 encap-csum",
                " encap fou encap-sport auto encap-dport 1 encap-csum6 encap-remcsum");
    }

    private String way() {
        return " remote 10.0.0." + number(2, 99) + one("", " local 10.0.9.1", " dev k0")
                + one("", " ttl " + number(1, 255), " ttl inherit") + one("", " tos " + hex(254), " tos inherit")
                + one("", " fwmark " + hex(999));
    }

    private String way6() {
        return " remote fd00::" + number(2, 99) + one("", " local 2001:db8:77::1", " dev k0")
                + one("", " hoplimit " + number(1, 255)) + one("", " tclass " + hex(255), " tclass inherit")
                + one("", " flowlabel " + hex(0xfffff), " flowlabel inherit")
                + one("", " encaplimit none", " encaplimit " + number(1, 255)) + one("", " fwmark " + hex(999));
    }

    private String keys() {
        return one("", " key " + number(1, 99999), " ikey 1.2.3.4 okey " + number(1, 9), " ikey 7")
                + one("", " csum", " icsum", " ocsum")
                + one("", " seq", " iseq", " oseq");
    }

    private void gre() {
        link("kr0", "name kr0 type gre" + way() + keys() + one("", " nopmtudisc ignore-df", " ignore-df") + encap());
        link("kr1", "name kr1 type gretap" + way() + keys() + encap());
        link("kr2", "name kr2 type " + one("gre", "gretap") + " external");
        link("kr3", "name kr3 type gre remote " + one("any", "239.7.7.7 dev k0") + one("", " key 5"));
    }

    private void gre6() {
        link("kq0", "name kq0 type ip6gre" + way6() + keys() + one("", " dscp inherit") + encap());
        link("kq1", "name kq1 type ip6gretap" + way6() + keys() + one("", " allow-localremote"));
        link("kq2", "name kq2 type " + one("ip6gre", "ip6gretap") + " external");
    }

    private String span() {
        return one(
                " erspan_ver 0",
                " erspan_ver 1 erspan " + number(0, 1048575),
                " erspan_ver 2 erspan_dir " + one("ingress", "egress") + " erspan_hwid " + number(0, 63));
    }

    private void erspan() {
        link("ke0", "name ke0 type erspan local 10.0.9.1" + way() + " seq key " + number(0, 1023) + span());
        link("ke1", "name ke1 type ip6erspan local 2001:db8:77::1" + way6() + " seq key " + number(0, 99) + span());
        link("ke2", "name ke2 type " + one("erspan", "ip6erspan") + " external");
    }

    private void ipTunnels() {
        link(
                "kx0",
                "name kx0 type ipip" + way() + one("", " nopmtudisc") + one("", " mode any", " mode mplsip") + encap());
        link(
                "kx1",
                "name kx1 type sit" + way() + one("", " nopmtudisc") + one("", " mode any", " mode ip6ip", " mode ipip")
                        + one("", " 6rd-prefix 2001:db8::/32", " 6rd-prefix 2001:db8::/32 6rd-relay_prefix 10.0.0.0/8")
                        + encap());
        link("kx2", "name kx2 type " + one("ipip", "sit") + " external");
        link("tunnel add kx3 mode isatap local 10.0.0." + number(1, 99));
        link("tunnel prl prl-" + one("default", "nodefault") + " 10.0.0.9 dev kx3");
    }

    private void ip6Tunnels() {
        link(
                "kz0",
                "name kz0 type ip6tnl" + way6() + one("", " mode ip6ip6", " mode ipip6", " mode any")
                        + one("", " dscp inherit") + one("", " allow-localremote") + encap());
        link("kz1", "name kz1 type ip6tnl external");
    }

    private void vti() {
        link(
                "kw0",
                "name kw0 type vti remote 10.0.0.9" + one("", " local 10.0.9.1", " dev k0")
                        + one("", " key " + number(1, 999), " ikey 8 okey 9") + one("", " fwmark " + hex(99)));
        link(
                "kw1",
                "name kw1 type vti6 remote fd00::9" + one("", " local 2001:db8:77::1", " dev k0")
                        + one("", " key " + number(1, 999), " ikey 8 okey 9") + one("", " fwmark " + hex(99)));
    }

    private void xfrm() {
        link("kf0", "name kf0 type xfrm dev k0 if_id " + number(1, 9999));
        link("kf1", "name kf1 type xfrm external");
        link("kf2", "name kf2 type xfrm if_id " + hex(9999));
        route("route add 10.91.0.0/16 encap xfrm if_id " + number(1, 99) + one("", " link_dev k0") + " dev kf1");
        route("-6 route add 2001:db8:91::/64 encap xfrm if_id " + number(1, 99) + one("", " link_dev k0") + " dev kf1");
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

    private void mpls() {
        contents.settings.add("echo 1000 >/proc/sys/net/mpls/platform_labels");
        contents.settings.add("for d in /proc/sys/net/mpls/conf/k*; do echo 1 >$d/input; done");
        for (int i = 0; i < 3; i++) {
            route("-f mpls route add " + (100 + i)
                    + one("", " as " + number(16, 1000), " as 200/300/" + number(16, 999))
                    + one(
                            " via inet 10.0.9." + number(2, 99) + " dev k0",
                            " via inet6 2001:db8:77::2 dev k0",
                            " dev lo",
                            " dev k0 via link 02:00:00:00:00:09")
                    + one("", " proto " + one("static", "bird", "77"))
                    + one("", " ttl-propagate " + one("enabled", "disabled")));
            route("route add 10.92." + i + ".0/24 encap mpls " + number(16, 99999) + one("", "/" + number(16, 99))
                    + one("", " ttl " + number(1, 255)) + " via 10.0.9." + number(2, 99) + " dev k0 onlink");
        }
        route("-f mpls route add 200 nexthop as 400 via inet 10.0.9.3 dev k0 nexthop" + one("", " as 500/600")
                + " via inet6 2001:db8:77::4 dev k0");
        route("-f mpls route add 300 dev k" + number(1, 3));
        route("-6 route add 2001:db8:92::/64 encap mpls " + number(16, 99) + " via 2001:db8:77::2 dev k0");
        route(
                "route add 10.93.0.0/16 nexthop encap mpls 20 via 10.0.9.2 dev k0 onlink nexthop encap mpls 30/40 ttl 5 via 10.0.9.3 dev k0 onlink weight 3");
        route("nexthop add id 41 encap mpls " + number(16, 99) + " via 10.0.9.7 dev k0 onlink");
        route("route add 10.94.0.0/16 nhid 41");
    }

    /// Tunnel data of a route, with options that no other kernel here is trusted with.
    private void encapsulations() {
        route("route add 10.95.0.0/24 encap ip id " + number(0, 999) + " "
                + one(
                        "geneve_opts 1:2:0011223344556677",
                        "geneve_opts 258:7:00112233,5:6:8899aabb",
                        "vxlan_opts " + number(1, 999),
                        "erspan_opts 1:" + number(0, 999) + ":0:0",
                        "erspan_opts 2:0:" + number(0, 1) + ":" + number(0, 63))
                + " dst 10.0.9.9" + one("", " src 10.0.9.1", " tos 4 ttl 9") + one("", " key", " csum seq")
                + " dev k0");
        route("-6 route add 2001:db8:95::/64 encap ip6 id " + number(0, 999) + " "
                + one("geneve_opts 1:2:0011223344556677", "vxlan_opts " + number(1, 999), "erspan_opts 1:7:0:0")
                + " dst 2001:db8:77::9" + one("", " hoplimit 9 tc 4") + " dev k0");
        route("-6 route add 2001:db8:96::/64 encap rpl segs fd00::1,fd00::" + number(2, 99) + " dev k0");
        route("-6 route add 2001:db8:97::/64 encap ioam6" + one("", " freq 2/5")
                + one("", " mode inline", " mode encap tundst fd00::9", " mode auto tunsrc fd00::8 tundst fd00::9")
                + " trace prealloc type 0x" + one("800000", "c00000") + " ns " + number(1, 99) + " size 24 dev k0");
        route("-6 route add 3333:0:0:1:2000:0:" + number(1, 99) + ":87/128 encap ila 2001:0:0:" + number(1, 9)
                + " csum-mode "
                + one("neutral-map", "no-action", "adj-transport", "neutral-map-auto") + " ident-type "
                + one("luid", "use-format") + " hook-type " + one("input", "output") + " via 2001:db8:77::9");
    }

    private void segments() {
        for (int i = 0; i < 3; i++) {
            route("-6 route add 2001:db8:98:" + i + "::/64 encap seg6 mode "
                    + one("encap", "inline", "l2encap", "encap.red", "l2encap.red") + one("", " tunsrc fd00::77")
                    + " segs fd00::1,fd00::" + number(2, 99) + one("", " hmac " + hex(99)) + " dev k0");
            route("-6 route add 2001:db8:99:" + i + "::/64 encap seg6local action "
                    + one(
                            "End",
                            "End flavors psp,usd",
                            "End flavors next-csid lblen 32 nflen 16",
                            "End.X nh6 fd00::7",
                            "End.X nh6 fd00::7 oif k1",
                            "End.T table 77",
                            "End.DX2 oif k1",
                            "End.DX4 nh4 10.1.1.1",
                            "End.DX6 nh6 ::",
                            "End.DT4 vrftable 77",
                            "End.DT46 vrftable 77",
                            "End.DT6 vrftable 77",
                            "End.DT6 table 254",
                            "End.B6 srh segs fd00::1,fd00::2",
                            "End.B6.Encaps srh segs fd00::1,fd00::2 hmac 0x7",
                            "End.BPF endpoint fd /x section y")
                    + one("", " count") + " dev k0");
        }
        route("route add 10.98.0.0/16 encap seg6 mode encap segs fd00::1 dev k0");
        route("nexthop add id 51 encap seg6 mode encap segs fd00::1 via 2001:db8:77::2 dev k0");
    }

    private void nexthops() {
        for (int i = 60; i < 64; i++) {
            route("nexthop add id " + i + " via 10.0.9." + i + " dev k0" + one("", " onlink", " onlink") + one("", " proto 7"));
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

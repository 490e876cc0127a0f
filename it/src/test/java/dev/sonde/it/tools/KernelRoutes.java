package dev.sonde.it.tools;

import java.util.List;
import java.util.Random;

/// The routes of [KernelContents] that carry something: labels, tunnels, segments.
final class KernelRoutes extends KernelMaker {
    KernelRoutes(Random random, Contents contents, List<String> all) {
        super(random, contents, all);
    }

    void mpls() {
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
    void encapsulations() {
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

    void segments() {
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
}

package dev.sonde.it.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The contents of a namespace, made up from a seed: the same seed makes the same commands. What this kernel or this
/// iproute2 refuses is left out by them, not by us.
final class Contents {
    private final Random random;

    /// Arguments of `ip`: links, addresses.
    final List<String> links = new ArrayList<>();

    /// Lines of a shell, run behind them.
    final List<String> settings = new ArrayList<>();

    /// Arguments of `bridge`.
    final List<String> forwarding = new ArrayList<>();

    /// The neighbour that is FAILED.
    static final String FAILED = "10.1.0.251";

    /// Arguments of `ip`: routes, neighbours, rules.
    final List<String> routing = new ArrayList<>();

    /// Lines of a shell, run last.
    final List<String> traffic = new ArrayList<>();

    private final List<String> bridges = new ArrayList<>();
    private final List<String> veths = new ArrayList<>();
    private final List<String> vxlans = new ArrayList<>();
    private final List<String> all = new ArrayList<>();

    Contents(long seed) {
        random = new Random(seed);
        bridges();
        veths();
        vxlans();
        others();
        properties();
        up();
        addresses();
        forwarding();
        routes();
        neighbours();
        rules();
        nexthops();
        groups();
        new YoungerContents(random, this, bridges, veths, vxlans).add();
        new ObjectContents(random, this, veths).add();
    }

    /// With what a kernel of our own can make besides.
    static Contents ofKernel(long seed) {
        Contents contents = new Contents(seed);
        new KernelContents(seed, contents.random, contents, contents.all).add();
        return contents;
    }

    String bridge() {
        return pick(bridges);
    }

    String veth() {
        return pick(veths);
    }

    String any() {
        return pick(all);
    }

    /// A link that has link-layer addresses: of a neighbour on a tun device `ip` prints a byte that lies behind its
    /// empty address.
    private String addressed() {
        String name = any();
        return name.equals("tun0") ? veth() : name;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
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

    private String mac() {
        StringBuilder b = new StringBuilder("02");
        for (int i = 0; i < 5; i++) {
            b.append(':').append(String.format("%02x", random.nextInt(256)));
        }
        return b.toString();
    }

    private void bridges() {
        int n = number(1, 3);
        for (int i = 0; i < n; i++) {
            String name = "br" + i;
            String options = (maybe(50) ? " stp_state 1" : "")
                    + (maybe(40) ? " vlan_filtering 1" : "")
                    + (maybe(40) ? " ageing_time " + number(100, 60000) : "")
                    + (maybe(40) ? " forward_delay " + number(1500, 3000) : "")
                    + (maybe(30) ? " priority " + number(0, 65535) : "")
                    + (maybe(30) ? " mcast_snooping 0" : "");
            links.add("link add " + name + (maybe(50) ? " address " + mac() : "") + " type bridge" + options);
            // Where the kernel lacks an option, a bridge all the same.
            links.add("link add " + name + " type bridge");
            bridges.add(name);
            all.add(name);
        }
    }

    private void veths() {
        int n = number(2, 5);
        for (int i = 0; i < n; i++) {
            String name = one("veth", "v", "eth", "lan") + (i == 1 ? 10 : i);
            String peer = name + "p";
            links.add("link add " + name + (maybe(30) ? " mtu " + number(1280, 9000) : "") + " type veth peer name "
                    + peer);
            veths.add(name);
            all.add(name);
            all.add(peer);
            if (maybe(70)) {
                links.add("link set " + name + " master " + bridge());
                if (maybe(50)) {
                    links.add("link set " + name + " type bridge_slave"
                            + one(" hairpin on", " learning off", " cost " + number(1, 1000), " isolated on")
                            + one("", " flood off", " priority " + number(0, 63), " mcast_router 0"));
                }
            }
        }
    }

    private void vxlans() {
        int n = number(1, 3);
        for (int i = 0; i < n; i++) {
            String name = "vxlan" + i;
            String way = one(
                    "",
                    " remote 192.0.2." + number(1, 254),
                    " group 239.1.1." + number(1, 254) + " dev " + veths.getFirst(),
                    " local 192.0.2.1",
                    " local 2001:db8::1 remote 2001:db8::2");
            links.add("link add " + name + " type vxlan id " + number(1, 16777215) + way + " dstport "
                    + number(4000, 5000)
                    + one("", " nolearning", " proxy l2miss l3miss", " udpcsum", " noudpcsum")
                    + one("", " ttl " + number(1, 255), " tos " + number(1, 255), " ttl inherit")
                    + one("", " ageing " + number(10, 5000), " maxaddress " + number(1, 500), " gbp", " df set")
                    + one("", " srcport " + number(1000, 2000) + " " + number(2001, 3000), " rsc"));
            // Where the kernel lacks an option, a VXLAN device all the same.
            links.add("link add " + name + " type vxlan id " + number(1, 16777215) + " dstport " + number(4000, 5000));
            vxlans.add(name);
            all.add(name);
            if (maybe(60)) {
                links.add("link set " + name + " master " + bridge());
            }
        }
    }

    private void others() {
        if (maybe(70)) {
            links.add("link add macvlan0 link " + veths.getFirst() + "p type macvlan mode "
                    + one("private", "vepa", "bridge", "source"));
            all.add("macvlan0");
        }
        if (maybe(70)) {
            links.add("tuntap add dev tun0 mode tun" + one("", " user 0", " user nobody group 0", " multi_queue"));
            all.add("tun0");
        }
        if (maybe(60)) {
            links.add("tuntap add dev tap0 mode tap" + one("", " vnet_hdr", " one_queue"));
            all.add("tap0");
        }
        if (maybe(50)) {
            links.add("link add ifb0 type ifb");
            all.add("ifb0");
        }
        if (maybe(50)) {
            links.add("link add dummy0 type dummy");
        }
    }

    private void properties() {
        for (String name : all) {
            if (maybe(25)) {
                links.add("link set " + name + " alias "
                        + one("plain", "'two words'", "\"it's\"", "'back\\\\slash'", "ünïcode", "'a,b;c'"));
            }
            if (maybe(20)) {
                links.add("link property add dev " + name + " altname alternative-name-of-" + name
                        + (maybe(50) ? " altname other." + name : ""));
            }
            if (maybe(20)) {
                links.add("link set " + name + " group " + number(1, 300));
            }
            if (maybe(15)) {
                links.add("link set " + name + " txqueuelen " + number(0, 5000));
            }
            if (maybe(10)) {
                links.add("link set " + name + one(" promisc on", " allmulticast on", " arp off", " mtu 1400"));
            }
            if (maybe(10)) {
                links.add("link set " + name + one(" addrgenmode none", " addrgenmode random", " protodown on"));
            }
        }
    }

    private void up() {
        // What a VXLAN device sends would be resolved, and neighbours come and go: nothing leaves.
        links.add("rule add to 192.0.2.0/24 blackhole pref 1");
        links.add("-6 rule add to 2001:db8::/64 blackhole pref 1");
        links.add("link set lo up");
        for (String name : all) {
            if (maybe(80)) {
                links.add("link set " + name + " up");
            }
        }
    }

    private void addresses() {
        for (int i = 0; i < all.size(); i++) {
            String name = all.get(i);
            int n = number(0, 3);
            for (int k = 0; k < n; k++) {
                String address = "10." + (i + 1) + "." + k + "." + number(1, 250);
                links.add("addr add " + address
                        + one("/24", "/16", "/32", "/30", " peer 10.200." + i + "." + number(1, 250) + "/32")
                        + one("", " brd +", " brd 10.255.255.255")
                        + one("", "", " scope link", " scope host", " scope " + number(1, 200), " scope site")
                        + one("", "", " label " + name + ":" + k)
                        + one("", "", " valid_lft " + number(1000, 9000) + " preferred_lft " + number(0, 900))
                        + one("", "", " metric " + number(1, 900), " noprefixroute")
                        + " dev " + name);
            }
            if (maybe(50)) {
                links.add(
                        "addr add 2001:db8:" + Integer.toHexString(i + 1) + "::" + Integer.toHexString(number(1, 9999))
                                + one("/64", "/128", "/48")
                                + one("", " nodad", " home")
                                + one("", "", " valid_lft 5000 preferred_lft 0", " noprefixroute")
                                + " dev " + name);
            }
        }
    }

    private void forwarding() {
        for (String v : vxlans) {
            int n = number(0, 4);
            for (int i = 0; i < n; i++) {
                forwarding.add("fdb " + one("add", "append") + " " + one(mac(), "00:00:00:00:00:00") + " dev " + v
                        + " dst " + one("192.0.2." + number(1, 254), "2001:db8::" + number(1, 99))
                        + one("", " port " + number(1, 65535)) + one("", " vni " + number(1, 16777215))
                        + one("", " via " + veths.getFirst()) + " self"
                        + one(" permanent", " static", " dynamic"));
            }
        }
        for (String v : veths) {
            int n = number(0, 4);
            for (int i = 0; i < n; i++) {
                forwarding.add("fdb add " + mac() + " dev " + v + one(" master", " master", " self")
                        + one("", " vlan " + number(1, 10))
                        + one(" static", " permanent", " dynamic", " static sticky", " dynamic extern_learn"));
            }
            if (maybe(50)) {
                int from = number(2, 100);
                forwarding.add("vlan add dev " + v + " vid " + from + "-" + (from + number(0, 9))
                        + one("", " untagged", " pvid"));
            }
        }
    }

    private void routes() {
        for (int i = 0; i < 12; i++) {
            String to = "10." + number(100, 199) + "." + number(0, 255) + ".0/24";
            String dev = " dev " + any();
            routing.add("route add " + one("", "", "", "blackhole ", "unreachable ", "prohibit ", "throw ")
                    + to + one(dev, dev, " via 10.1.0." + number(1, 250) + dev + " onlink")
                    + one("", " metric " + number(1, 9999))
                    + one("", " table " + number(1, 252), " table " + number(256, 99999))
                    + one("", " proto " + one("static", "bird", "dhcp", "" + number(1, 250)))
                    + one("", "", " scope " + one("link", "host", "global", "site"))
                    + one("", "", " mtu " + number(576, 1500), " mtu lock " + number(576, 1500))
                    + one("", "", " advmss " + number(500, 1400) + " rto_min " + one("20ms", "3s"))
                    + one("", "", " congctl cubic", " realm " + number(1, 9), " realm 1/7", " window 1000 hoplimit 7")
                    + one("", "", " tos " + one("0x10", "0x08")));
            // Plainer, where that was refused.
            routing.add("route add " + one("blackhole ", "unreachable ", "prohibit ", "throw ") + to);
        }
        for (int i = 0; i < 3; i++) {
            routing.add("route add 10." + number(200, 250) + "." + i + ".0/24 nexthop dev " + any() + " weight "
                    + number(1, 250) + " nexthop via 10.9.9." + number(1, 250) + " dev " + any() + " onlink");
        }
        routing.add("route add multicast 239.0.0.0/8 dev " + any() + " table " + number(2, 200));
        routing.add("route add local 10.198.0.0/16 dev lo table " + number(2, 200));
        for (int i = 0; i < 8; i++) {
            String to = "2001:db8:" + Integer.toHexString(number(4096, 65535)) + "::/48";
            routing.add("-6 route add " + one("", "", "blackhole ", "unreachable ") + to
                    + one("", " dev " + any(), " via fe80::" + number(1, 99) + " dev " + any())
                    + one("", " metric " + number(1, 9999))
                    + one("", "", " table " + number(256, 999))
                    + one("", " pref " + one("low", "medium", "high"))
                    + one("", " mtu 1300")
                    + one("", "", " expires " + number(1000, 9000)));
        }
        routing.add("-6 route add 2001:db8:fff::/64 nexthop via fe80::1 dev " + any()
                + " weight 3 nexthop via fe80::2 dev " + any());
        routing.add("route add 10.251.0.0/24 via inet6 fe80::7 dev " + any());
        routing.add("route add default dev " + any() + " table " + number(2, 200));
    }

    private void neighbours() {
        for (int i = 0; i < 12; i++) {
            routing.add("neigh add " + one("10." + number(1, 9) + ".0." + number(1, 250), "2001:db8::" + number(1, 999))
                    + " lladdr " + mac() + " dev " + addressed()
                    + one("", " nud stale", " nud noarp", " nud reachable", " nud permanent", " nud probe")
                    + one("", "", " extern_learn", " router", " protocol zebra"));
        }
        routing.add("neigh add proxy 10.1.0." + number(1, 250) + " dev " + any());
        routing.add("neigh add " + FAILED + " dev " + addressed() + " nud failed");
        routing.add("neigh add 10.1.0.252 dev " + addressed() + " nud incomplete");
        routing.add("neigh add 10.1.0.253 dev " + addressed() + " nud none");
        // A packet to a stale neighbour is what makes the kernel wait with its probe.
        routing.add("addr add 10.77.0.1/24 dev " + veths.getLast());
        routing.add("neigh add 10.77.0.2 lladdr " + mac() + " nud stale dev " + veths.getLast());
        if (maybe(30)) {
            // Routers have anycast addresses.
            traffic.add("echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
        }
        traffic.add("timeout 0.05 ping -c 1 -I " + veths.getLast() + " 10.77.0.2");
    }

    private void rules() {
        for (int i = 0; i < 6; i++) {
            routing.add("rule add " + one("", "not ")
                    + one("from 10.1.0.0/16", "to 10.2.0.0/24", "from all", "from 10.3.0.1 to 10.4.0.0/30")
                    + one("", " fwmark 0x" + number(1, 99), " fwmark 16/0xff")
                    + one("", " iif " + any(), " oif " + any(), " iif absent0")
                    + one("", " tos 0x10", " ipproto tcp dport 80", " ipproto udp sport 10-20", " uidrange 0-999")
                    + one(" lookup " + number(1, 252), " blackhole", " prohibit", " unreachable", " goto 32766")
                    + one("", " suppress_prefixlength 0", " suppress_ifgroup 7", " protocol static", " realms 3/4")
                    + " pref " + (1000 + 10 * i));
            routing.add("rule add from 10.7." + i + ".0/24 lookup " + number(1, 252) + " pref " + (2000 + i));
        }
        routing.add("-6 rule add from 2001:db8::/32 lookup " + number(1, 252) + " pref 1500");
    }

    /// Next hop objects, groups of them, routes by their id, routes with an encapsulation.
    private void nexthops() {
        for (int i = 1; i <= 6; i++) {
            routing.add("nexthop add id " + i
                    + one(" dev " + any(), " via 10.1.0." + number(1, 250) + " dev " + any() + " onlink", " blackhole")
                    + one("", "", " protocol " + one("static", "bird", "" + number(1, 250))));
            routing.add("nexthop add id " + i + " blackhole");
        }
        routing.add("nexthop add id 7 via fe80::" + number(1, 99) + " dev " + any());
        routing.add("nexthop add id 8 via 192.0.2." + number(1, 250) + " fdb");
        routing.add("nexthop add id 9 encap ip id " + number(1, 99) + " dst 10.1.1.1 via 10.1.0.7 dev " + any()
                + " onlink");
        routing.add("nexthop add id 20 group " + number(1, 3) + "," + number(1, 200) + "/" + number(4, 6));
        routing.add("nexthop add id 21 group 1/2 type resilient buckets " + one("8", "32") + " idle_timer "
                + number(1, 9999) + one("", " unbalanced_timer " + number(1, 9999)));
        for (int i = 0; i < 4; i++) {
            routing.add("route add 10.252." + i + ".0/24 nhid " + one("1", "2", "3", "20", "21")
                    + one("", " metric " + number(1, 99)));
            routing.add("route add 10.253." + i + ".0/24 encap ip id " + number(0, 999) + " dst 10.1.1." + i
                    + one("", " src 10.2.2.2", " ttl 7 tos 3", " key csum seq") + " dev " + any());
            routing.add("-6 route add 2001:db8:" + i + ":fe::/64 encap ip6 id " + number(0, 999) + " dst 2001:db8::9"
                    + one("", " hoplimit 5 tc 2") + " dev " + any());
            routing.add("-6 route add 2001:db8:" + i + ":fd::/64 encap seg6 mode " + one("encap", "inline")
                    + " segs fd00::1,fd00::" + number(2, 99) + " dev " + any());
            routing.add("-6 route add 2001:db8:" + i + ":fc::/64 encap seg6local action "
                    + one("End", "End.X nh6 fd00::7", "End.DX4 nh4 10.1.1.1", "End.DT6 table 77") + " dev " + any());
        }
        routing.add("-6 route add 2001:db8:ffe::/64 nhid 7");
        routing.add("route add 10.254.0.0/24 nexthop encap ip dst 10.1.1.1 dev " + any() + " nexthop dev " + any());
    }

    /// Multicast groups of bridges and of links, and a VXLAN device that takes several VNIs.
    private void groups() {
        for (int i = 0; i < 6; i++) {
            forwarding.add("mdb add dev " + bridge() + " port " + veth() + " grp "
                    + one("239.1.2." + number(1, 250), "ff0e::" + number(1, 99), "01:00:5e:01:02:0" + i)
                    + one("", " src 10.1.1." + number(1, 9)) + one(" permanent", " temp", "")
                    + one("", " vid " + number(1, 9)));
        }
        // A group needs a link that it is joined on.
        links.add("link add vni0 type vxlan external vnifilter dev " + veths.getFirst() + " dstport "
                + number(5001, 5999));
        links.add("link add vni0 type vxlan external vnifilter dstport " + number(5001, 5999));
        forwarding.add("vni add dev vni0 vni " + number(1, 99));
        forwarding.add("vni add dev vni0 vni " + number(100, 110) + "-" + number(120, 130) + " group 239.9.9.9");
        forwarding.add("vni add dev vni0 vni " + number(200, 299) + " remote " + one("192.0.2.7", "2001:db8::7"));
        links.add("maddr add 01:00:5e:01:01:01 dev " + any());
        links.add("maddr add 33:33:00:01:01:01 dev " + any());
    }
}

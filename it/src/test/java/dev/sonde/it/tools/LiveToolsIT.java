package dev.sonde.it.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tools the whole way: sensor, live requests, analysis, in the same namespace and the same second as the real
/// ones.
@Tag("kernel")
class LiveToolsIT {
    /// What a recorded stream does not hold, and a few that it does.
    static final List<String> LINES = List.of(
            "ip maddr",
            "ip -j maddr",
            "ip netns",
            "ip -j netns list",
            "ip netns list-id",
            "ip netns list-id nsid 0",
            "ip netns list-id nsid 99",
            "ip netns identify",
            "ip addr",
            "ip -j -d link",
            "ip route",
            "ip neigh",
            "bridge fdb show",
            "brctl show",
            "ifconfig -a",
            "ip neigh show proxy",
            "ip -j neigh show proxy",
            "ip route get 10.1.0.9",
            "ip -j route get 10.1.0.9",
            "ip route get fibmatch 10.1.0.9",
            "ip route get 10.1.0.9 oif lo",
            "ip -6 route get 2001:db8:1::1",
            "ip route get 127.0.0.1",
            "ip route get",
            "ip -6 route get 2001:db8:1::1 flowlabel 0x12345",
            "ip -6 route get 2001:db8:1::1 flowlabel 0x1234567",
            "ip -6 route get 2001:db8:1::1 flowlabel x",
            "ip route get 10.1.0.9 flowlabel 7",
            "bridge vlan",
            "bridge -j vlan",
            "bridge -j -p vlan show",
            "bridge vlan show dev %V",
            "bridge vlan show vid 1",
            "bridge -compressvlans vlan",
            "ip route show cache",
            "ip route get 10.1.0.9 connected",
            "ip route get 10.1.0.9 ipproto tcp sport 7 dport 80",
            "ip route get 10.1.0.9 ipproto udp dport 0x50",
            "ip route get 10.1.0.9 ipproto nosuch",
            "ip route get 10.1.0.9 sport 99999",
            "ip route get 10.1.0.9 vrf %L",
            "ip route get 10.1.0.9 as to 10.2.0.1",
            "ip -d route get 10.252.0.7",
            "ip route get 10.253.1.9",
            "ip nexthop show dev %L",
            "ip nexthop list groups",
            "ip nexthop show fdb",
            "ip nexthop show protocol 4",
            "ip nexthop show master %B",
            "ip nexthop get id 2",
            "ip nexthop show id 21",
            "ip -s nexthop",
            "ip -s -s -j nexthop",
            "ip -s -d -p -j nexthop",
            "ip -o -s nexthop",
            "ip -s nexthop get id 20",
            "ip -s -s nexthop get id 32",
            "ip -j -d nexthop show groups",
            "ip -s -d route",
            "ip -s -d -j route show 10.66.0.0/16",
            "ip -j nexthop get id 20",
            "ip nexthop get id 999",
            "ip nexthop bucket list id 21",
            "ip nexthop bucket show nhid 1",
            "ip nexthop bucket get id 21 index 3",
            "ip nexthop bucket get id 21 index 999",
            "bridge fdb get 02:00:00:00:00:99 br %B",
            "ip neigh get 10.1.0.251 dev %L",
            "ip -6 neigh show proxy",
            "ip route show table 100",
            "ip route show table $left",
            "ip -6 route show table 100",
            "ip -6 nexthop",
            "ip nexthop show group",
            "ip -j nexthop show id 20",
            "bridge fdb get 02:00:00:00:00:99 dev %V",
            "bridge fdb get 02:00:00:00:00:99 dev %V self",
            "bridge fdb get 02:00:00:00:00:99 brport %V",
            "bridge fdb get 02:00:00:00:00:99 br %B vlan 7",
            "bridge fdb get $known br $its",
            "bridge -j fdb get $known dev $port master",
            "bridge -s -d fdb get to $known br $its",
            "bridge fdb get $known",
            "bridge fdb get nonsense br %B",
            "bridge mst",
            "bridge -j mst",
            "bridge -c=always -o mst show",
            "bridge mst show dev yport0",
            "bridge mst show dev absent0",
            "bridge mdb get dev bridge7 grp 239.7.7.7",
            "bridge -j mdb get dev bridge7 grp 239.7.7.7",
            "bridge -d -s mdb get dev bridge7 grp 239.7.7.7 vid 0",
            "bridge mdb get dev bridge7 grp 239.7.7.7 src 10.1.1.1",
            "bridge mdb get dev bridge7 grp ff0e::7",
            "bridge mdb get dev bridge7 grp 01:00:5e:07:07:07",
            "bridge mdb get dev bridge7 grp nonsense",
            "bridge mdb get dev bridge7 grp 239.7.7.8",
            "bridge mdb get dev absent0 grp 239.7.7.8",
            "bridge mdb get dev bridge7",
            "bridge -d mdb get dev vxlan7 grp 239.7.7.7 src_vni 7",
            "bridge mdb get dev vxlan7 grp 239.7.7.7 src_vni x",
            "bridge fdb get",
            "bridge fdb get $known br absent0",
            "ip -j neigh get 10.77.0.2 dev %V",
            "ip neigh get 10.77.0.2",
            "ip neigh get proxy 10.1.0.1 dev %V",
            "ip neigh get 10.1.0.1 dev absent0",
            "ip r g 10.1.0.9",
            "ip -4 r get 2001:db8::1",
            "ip route get 10.1.0.0/24",
            "ip -s route get 10.1.0.9",
            "ip -d -j -p route get 10.1.0.9",
            "ip -o route get 10.1.0.9",
            "ip route get 10.1.0.9 from 10.9.9.9 iif %V",
            "ip route get 10.1.0.9 mark 7",
            "ip route get 10.1.0.9 tos 0x10",
            "ip -c=always route get 10.1.0.9",
            "ip -6 -j route get 2001:db8:ffe::1",
            "ip route get 10.1.0.9 dev absent0",
            // The kernel notes it in the way that it keeps: nothing may be asked behind it.
            "ip route get 10.1.0.9 uid 7 notify");

    @TempDir
    static Path folder;

    @Test
    void printsTheSame() throws IOException {
        Contents contents = new Contents(4711);
        Path d = Files.createDirectory(folder.resolve("live"));
        List<String> lines = new ArrayList<>();
        for (String line : LINES) {
            lines.add(Beside.filled(line, contents));
        }
        StringBuilder script = Beside.setUp(contents);
        // A table that the kernel keeps though its only route is gone.
        script.append("left=4747\nip route add 10.9.0.0/24 dev lo table $left\nip route del 10.9.0.0/24 table $left\n");
        // A row that is there.
        script.append("known=02:00:00:00:00:aa port=port7 its=bridge7\nip link add $its type bridge\n")
                .append("ip link add $port type veth peer name other7\nip link set $port master $its\n")
                .append("bridge fdb add $known dev $port master static\n")
                .append("bridge mdb add dev $its port $port grp 239.7.7.7 permanent\n")
                .append("bridge mdb add dev $its port $port grp ff0e::7 permanent\n")
                .append("bridge mdb add dev $its port $port grp 01:00:5e:07:07:07 permanent\n")
                .append("ip link add vxlan7 type vxlan external dstport 7777\n")
                .append("bridge mdb add dev vxlan7 port vxlan7 grp 239.7.7.7 permanent dst 192.0.2.7 src_vni 7\n");
        Beside.both(script, lines);
        script.append("$SONDE collect -o after\n");
        Beside.run(d, script);
        String row = Beside.read(d.resolve("o" + lines.indexOf("bridge fdb get $known br $its") + ".out"));
        assertThat(row).contains(" master bridge7 static");
        assertThat(Beside.differences(d, lines)).isEmpty();
    }

    /// Controls in JSON, byte for byte, where the bytes are UTF-8.
    @Test
    void escapesNamesInJsonAsTheRealToolDoes() throws IOException {
        Path d = Files.createDirectory(folder.resolve("escapes"));
        StringBuilder script = new StringBuilder("""
                mount -t sysfs none /sys
                n=$(printf '\\033[31mred\\177')
                ip link add "$n" type veth peer name p0
                ip link set p0 alias "$(printf 'a\\001\\b\\f\\r\\n\\t"/\\\\ caf\\303\\251 \\342\\200\\256 \\302\\205 end')"
                ip link property add dev p0 altname "$(printf 'other\\037"')"
                """);
        List<String> lines = List.of("ip -j link", "ip -j -p -d addr", "ip -j -br link");
        Beside.both(script, lines);
        Beside.run(d, script);
        if (Newest.brought()) {
            assertThat(Beside.read(d.resolve("0.out"))).contains("\\u001b[31mred\\u007f", "\\u0001\\b\\f\\r\\n\\t");
            assertThat(Beside.differences(d, lines)).isEmpty();
        }
    }

    /// Lines of `/etc/hosts` as people and programs write them, and some that are none. Both sides read the same file;
    /// the C library is told to ask nobody else.
    private static final String HOSTS = """
            # a comment
            ::1 ip6-loopback
            127.0.0.1 localhost
            10.1.0.1 gate.example gate
            10.1.0.1 second
             10.1.0.2\ttabbed alias # comment
            10.1.0.3 third#commented
            ::ffff:10.1.0.5 mapped
            10.1.0.06 octal
            2001:db8::1 six.example
            FE80::7 link.example
            fe80::8%eth0 scoped
            10.200.0.1 peer.example
            10.1.255.255 cast.example
            192.0.2.9 vtep.example
            239.1.1.1 group.example
            224.0.0.1 all-systems
            ff02::1 all-nodes
            :: nobody
            0.0.0.0 zero
            10.9.0.1 hop.example""";

    @Test
    void namesHostsAsTheirFileDoes() throws IOException {
        Path d = Files.createDirectory(folder.resolve("hosts"));
        Files.writeString(d.resolve("hosts.txt"), HOSTS);
        Files.writeString(d.resolve("nsswitch.txt"), "hosts: files\n");
        StringBuilder script = new StringBuilder("""
                set -e
                mount -t sysfs none /sys
                mount -t tmpfs none /run
                mount --bind hosts.txt /etc/hosts
                mount --bind nsswitch.txt /etc/nsswitch.conf
                echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
                ip link set lo up
                ip link add v0 type veth peer name v1
                ip link set v0 up
                ip link set v1 up
                ip addr add 10.1.0.1/16 brd + dev v0
                ip addr add 10.1.0.5/32 dev v0
                ip addr add 10.1.0.2 peer 10.200.0.1/32 dev v0
                ip addr add 2001:db8::1/64 dev v0 nodad
                ip link add vx0 type vxlan id 7 remote 192.0.2.9 local 10.1.0.1 dstport 4789
                ip link add vx1 type vxlan id 8 group 239.1.1.1 dev v0 dstport 4789
                ip link add vx2 type vxlan id 9 remote 2001:db8::1 dstport 4790
                for i in 1 2 3 4 5 6; do
                  ip route add 10.9.1.$i/32 via 10.200.0.1 dev v0
                  ip neigh add 10.1.0.$i lladdr 02:00:00:00:00:0$i dev v1 nud permanent
                done
                ip route add 10.9.0.1/32 dev v0
                ip route add 10.1.0.2/31 dev v1
                ip route add 10.3.0.0/24 nexthop via 10.200.0.1 dev v0 nexthop dev v1
                ip route add 10.4.0.0/24 via inet6 fe80::7 dev v0
                ip route add 10.5.0.0/24 dev v0 src 10.1.0.1
                ip -6 route add 2001:db8:7::/48 via fe80::7 dev v0
                ip neigh add fe80::7 lladdr 02:00:00:00:00:77 dev v1 nud permanent
                ip neigh add proxy 10.1.0.1 dev v0
                ip nexthop add id 1 via 10.200.0.1 dev v0
                ip rule add from 10.1.0.1 lookup 7
                set +e
                """);
        List<String> lines = List.of(
                "ip -r addr",
                "ip -r -j addr",
                "ip -r -br addr",
                "ip -resolve -o addr show dev lo",
                "ip -r -c=always addr",
                "ip -r route",
                "ip -r -j route",
                "ip -r route show table all",
                "ip -r -6 route show table all",
                "ip -r -d -j -p route",
                "ip -r route show via 10.200.0.1",
                "ip -r neigh",
                "ip -r -j neigh",
                "ip -r -br neigh",
                "ip -r neigh show proxy",
                "ip -r -d link",
                "ip -r -d -j link",
                "ip -r maddr",
                "ip -r -j maddr",
                "ip -r nexthop",
                "ip -r -d nexthop",
                "ip -r rule",
                "ip -r route get 10.9.0.1",
                "ip -r -j route get 10.9.1.1",
                "ip -re -t route get 10.9.1.3 from 10.1.0.1");
        Beside.both(script, lines);
        Beside.run(d, script);
        assertThat(Beside.read(d.resolve("o0.out")))
                .contains("gate.example", "tabbed", "peer.example", "mapped", "ip6-loopback");
        assertThat(Beside.differences(d, lines)).isEmpty();
    }

    @Test
    void tellsNamedNamespacesTheirIdsAndTheirProcesses() throws IOException {
        Path d = Files.createDirectory(folder.resolve("netns"));
        StringBuilder script = new StringBuilder("""
                set -e
                mount -t sysfs none /sys
                mount -t tmpfs none /run
                ip netns add a
                ip netns add b
                ip netns add -- 'odd name'
                ip netns attach here $$
                ip netns attach also $$
                ip netns set a 5
                ip netns set b 7
                ip -n a netns set b 9
                ip -n a netns set here 3
                ip link add va type veth peer name vb netns a
                ip -n a link set vb up
                nsenter --net=/run/netns/a sleep 100 &
                one=$!
                nsenter --net=/run/netns/a sleep 100 &
                two=$!
                nsenter --net=/run/netns/b sleep 100 &
                three=$!
                while [ "$(ip netns pids a | wc -l)" != 2 ] || [ "$(ip netns pids b | wc -l)" != 1 ]; do sleep 0.01; done
                set +e
                """);
        List<String> lines = List.of(
                "ip netns",
                "ip -j netns",
                "ip netns l",
                "ip netns pids a",
                "ip netns pids b",
                "ip netns p a",
                "ip -j netns pids a",
                "ip netns pids 'odd name'",
                "ip netns pids absent",
                "ip netns pids",
                "ip netns pids a b",
                "ip netns pids a/b",
                "ip netns pids ..",
                "ip netns pids ''",
                "ip netns identify $one",
                "ip netns identify $three",
                "ip netns i $$",
                "ip netns identify 4194305",
                "ip netns identify one",
                "ip netns identify $one $two",
                "ip netns list-id",
                "ip -j netns list-id",
                "ip -j -p netns list-id target-nsid 5",
                "ip netns list-id target-nsid 5",
                "ip netns list-id target-nsid 7",
                "ip netns list-id target-nsid 99",
                "ip netns list-id target-nsid 5 nsid 9",
                "ip -j netns list-id nsid 5",
                "ip netns list-id nsid 7 target-nsid 5",
                "ip netns list-id nsid 77",
                "ip netns list-id target-nsid",
                "ip netns list-id target-nsid x",
                "ip netns list-id nsid 5 nsid 7",
                "ip netns list-id nosuch",
                "ip -n a netns list-id",
                "ip -n a link",
                "ip -n a -j -d link",
                "ip -d link show va",
                "ip -n a addr show dev vb");
        Beside.both(script, lines);
        script.append("kill $one $two $three\n");
        Beside.run(d, script);
        assertThat(Beside.read(d.resolve("o3.out"))).as("ip netns pids a").hasLineCount(2);
        assertThat(Beside.read(d.resolve("o23.out"))).as("target-nsid 5").contains("current-nsid 7");
        assertThat(Beside.differences(d, lines)).isEmpty();
    }

    /// Files of commands: what fails, what ends all of it, and how words are parted.
    @Test
    void runsFilesOfCommands() throws IOException {
        Contents contents = new Contents(4712);
        Path d = Files.createDirectory(folder.resolve("batch"));
        Files.writeString(d.resolve("good"), """
                addr show %V
                # a comment
                addr show dev %V\t# behind

                route show table all
                \trule
                "neigh" show 'dev' %V
                ad l up
                link show \\
                  master %B
                l
                """.replace("%V", contents.veth()).replace("%B", contents.bridge()));
        Files.writeString(d.resolve("bad"), """
                addr show lo
                addr show dev absent0
                link show absent0
                nosuch
                route get 10.300.0.1
                link show lo
                """);
        Files.writeString(
                d.resolve("fails"),
                "link show lo\nroute show dev absent0\n-4 addr\nroute show table 77777\nlink show lo\n");
        Files.writeString(d.resolve("leaves"), "link show lo\naddr show scope nosuch\nlink show lo\n");
        Files.writeString(d.resolve("open"), "link show lo\nlink show 'lo\nlink show lo\n");
        Files.writeString(d.resolve("endless"), "link show lo\nlink show lo");
        Files.writeString(d.resolve("cut"), "link show lo\nlink show lo\\\n");
        Files.writeString(d.resolve("empty"), "");
        Files.writeString(d.resolve("forwarding"), "fdb show\nlink\nfdb show br absent0\nvlan\n");
        StringBuilder script = Beside.setUp(contents);
        List<String> lines = List.of(
                "ip -b good",
                "ip -j -batch good",
                "ip -4 -o -b good",
                "ip -b bad",
                "ip -force -b bad",
                "ip -b bad -force",
                "ip -b fails",
                "ip -force -b fails",
                "ip -b leaves",
                "ip -force -b leaves",
                "ip -b open",
                "ip -b endless",
                "ip -b cut",
                "ip -b empty",
                "ip -b absent",
                "ip -b",
                "bridge -b forwarding",
                "bridge -force -j -batch forwarding",
                "bridge -b absent");
        Beside.both(script, lines);
        Beside.run(d, script);
        assertThat(Beside.differences(d, lines)).isEmpty();
    }
}

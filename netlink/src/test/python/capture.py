#!/usr/bin/env python3
"""Captures what this kernel sends, as the golden files of the codec's tests.

Run as root, anywhere:  python3 netlink/src/test/python/capture.py
It works in network namespaces of its own (and unmakes them by ending), and writes
netlink/src/test/resources/golden/*.hex: comment lines with the commands that made the
state, then one netlink message a line, in hexadecimal digits.

A command that this kernel cannot carry out is left out, and named at the end.
Values change from run to run (MAC addresses, counters, ages): the tests compare what
the commands set, and whole messages only with themselves.
"""
import os
import socket
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "resources", "golden")
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
GETLINK, GETADDR, GETROUTE, GETNEIGH, GETRULE, GETNSID = 18, 22, 26, 30, 34, 90
GETNETCONF, GETMDB, GETNEXTHOP, GETNEXTHOPBUCKET, GETTUNNEL = 82, 86, 106, 118, 122
AF_INET, AF_BRIDGE, AF_INET6 = 2, 7, 10
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
EXT_MASK_VF = struct.pack("=HHI", 8, 29, 1)
EXT_MASK_VLAN = struct.pack("=HHI", 8, 29, 2)

refused = []


def run(command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    if done.returncode != 0:
        refused.append(f"{command}: {(done.stderr or done.stdout).strip()}")
    return done.returncode == 0


def messages(datagram):
    at = 0
    while at < len(datagram):
        length, kind = struct.unpack_from("=IH", datagram, at)
        yield kind, datagram[at:at + length]
        at += (length + 3) & ~3


def ask(kind, flags, body, ext_ack=False, cap_ack=False):
    """One request; the answers up to the end of the dump or the first error."""
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    s.settimeout(5)
    s.bind((0, 0))
    if ext_ack:
        s.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
    if cap_ack:
        s.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
    s.send(struct.pack("=IHHII", 16 + len(body), kind, NLM_F_REQUEST | flags, 1, 0) + body)
    answers = []
    while True:
        for got, message in messages(s.recv(65536)):
            answers.append(message)
            if got in (NLMSG_ERROR, NLMSG_DONE):
                s.close()
                return answers


def dump(kind, body):
    return ask(kind, NLM_F_DUMP, body)


def write(name, commands, answers):
    with open(os.path.join(GOLDEN, name + ".hex"), "w", encoding="ascii") as file:
        for command in commands:
            file.write(f"# {command}\n")
        for message in answers:
            file.write(message.hex() + "\n")
    print(f"{name}: {len(answers)} messages")


def scene(name, commands, *asks):
    """A fresh namespace, the commands, the dumps."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            unshare()
            run("ip link set lo up")
            done = [command for command in commands if run(command)]
            answers = [message for kind, body in asks for message in dump(kind, body)]
            write(name, done, answers)
            for line in refused:
                print("  left out:", line)
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit(f"{name} failed")


def unshare():
    import ctypes
    if ctypes.CDLL(None, use_errno=True).unshare(0x40000000) != 0:
        raise OSError("unshare")


def link(family=0, mask=EXT_MASK_VF):
    return GETLINK, bytes([family]) + bytes(15) + mask


def errors():
    child = os.fork()
    if child == 0:
        status = 1
        try:
            unshare()
            newlink, setlink, create = 16, 19, 0x600
            name = struct.pack("=HH4s", 8, 3, b"br0\0")
            kind = struct.pack("=HHHH8s", 16, 18, 12, 1, b"bridge\0\0")
            answers = []
            add = bytes(16) + name + kind
            answers += ask(newlink, NLM_F_ACK | create, add)  # 0
            answers += ask(newlink, NLM_F_ACK | create, add)  # EEXIST, the request repeated
            answers += ask(newlink, NLM_F_ACK | create, add, cap_ack=True)  # EEXIST, cut
            mtu = struct.pack("=BBHiIIHHI", 0, 0, 0, 1, 0, 0, 8, 4, 1)
            answers += ask(setlink, NLM_F_ACK, mtu + struct.pack("=HHI", 8, 10, 9999), ext_ack=True)
            short = bytes(16) + struct.pack("=HHHxx", 6, 4, 1)
            answers += ask(newlink, NLM_F_ACK | create, short, ext_ack=True, cap_ack=True)  # words and offset
            answers += ask(newlink, NLM_F_ACK | create, short, ext_ack=True)
            write("errors", ["requests of capture.py's errors()"], answers)
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1] != 0:
        sys.exit("errors failed")


def further():
    """The tables that few views ask for."""
    scene("nexthop", [
        "ip link add v0 type veth peer name v1",
        "ip link set v0 up",
        "ip link set v1 up",
        "ip nexthop add id 1 dev v0 protocol static",
        "ip nexthop add id 2 via 10.0.0.1 dev v0 onlink",
        "ip nexthop add id 3 via fe80::1 dev v1",
        "ip nexthop add id 4 blackhole",
        "ip nexthop add id 5 via 10.99.0.5 fdb",
        "ip nexthop add id 6 encap ip id 7 dst 10.1.1.1 ttl 9 via 10.0.0.2 dev v0 onlink",
        "ip nexthop add id 10 group 1,3/2,200",
        "ip nexthop add id 11 group 1/2 type resilient buckets 4 idle_timer 60 unbalanced_timer 300",
    ], (GETNEXTHOP, bytes(8)), (GETNEXTHOPBUCKET, bytes(8)))
    scene("mdb", [
        "ip link add br0 type bridge mcast_querier 1 mcast_igmp_version 3 mcast_mld_version 2",
        "ip link add v0 type veth peer name v1",
        "ip link set v0 master br0 up",
        "ip link set v1 up",
        "ip link set br0 up",
        "ip link set v0 type bridge_slave mcast_router 2",
        "bridge mdb add dev br0 port v0 grp 239.1.1.1 permanent",
        "bridge mdb add dev br0 port v0 grp 239.1.1.2 src 10.0.0.1 permanent",
        "bridge mdb add dev br0 port v0 grp ff0e::7 temp",
        "bridge mdb add dev br0 port v0 grp 01:00:5e:01:01:01 permanent",
    ], (GETMDB, bytes([AF_BRIDGE]) + bytes(7)))
    scene("netconf", [
        "ip link add v0 type veth peer name v1",
    ], (GETNETCONF, bytes(4)))
    scene("tunnel", [
        "ip link add vx0 type vxlan external vnifilter dstport 4790",
        "bridge vni add dev vx0 vni 7",
        "bridge vni add dev vx0 vni 100-120",
        "bridge vni add dev vx0 vni 200 remote 192.0.2.7",
        "ip link add vx6 type vxlan external vnifilter dstport 4791 local fd00::1",
        "bridge vni add dev vx6 vni 9 remote fd00::7",
    ], (GETTUNNEL, bytes([AF_BRIDGE]) + bytes(7)), (GETTUNNEL, bytes([AF_BRIDGE, 1]) + bytes(6)))


def main():
    os.makedirs(GOLDEN, exist_ok=True)
    further()
    scene("link-bridge", [
        "ip link add br0 address 02:42:0a:00:01:01 type bridge stp_state 1 forward_delay 400 hello_time 300"
        " max_age 1600 ageing_time 12300 priority 4096 mcast_snooping 0 nf_call_iptables 1",
        "ip link set br0 up alias 'the bridge' group 7 txqueuelen 500",
    ], link())
    scene("link-bridge-port", [
        "ip link add br0 type bridge",
        "ip link add v0 type veth peer name v1",
        "ip link set v0 master br0 up",
        "ip link set v1 up",
        "bridge link set dev v0 cost 7 priority 9 hairpin on guard on learning off flood off isolated on",
    ], link(), link(AF_BRIDGE, EXT_MASK_VLAN))
    scene("link-vxlan", [
        "ip link add vx4 type vxlan id 4097 dstport 4789 local 10.0.0.1 remote 10.0.0.2 ttl 64 tos 0x16 nolearning"
        " proxy l2miss l3miss ageing 77 maxaddress 99 srcport 1000 2000 udpcsum",
        "ip link add vx6 type vxlan id 16777215 dstport 8472 local fd00::1 group ff05::100 dev lo ttl inherit"
        " gbp udp6zerocsumtx udp6zerocsumrx",
        "ip link add vxe type vxlan external dstport 4790",
    ], link())
    scene("link-veth", [
        "ip link add v0 mtu 1450 numtxqueues 3 numrxqueues 2 address 02:00:00:00:00:01 type veth peer name v1",
        "ip link property add dev v0 altname another altname a-name-longer-than-fifteen-bytes",
        "ip link set v0 gso_max_size 32768 gso_max_segs 20",
    ], link())
    scene("link-macvlan", [
        "ip link add v0 type veth peer name v1",
        "ip link add mv0 link v0 type macvlan mode source macaddr set 02:00:00:00:00:07 02:00:00:00:00:08",
        "ip link add mv1 link v1 type macvlan mode bridge bcqueuelen 1500",
        "ip link add mt0 link v1 type macvtap mode bridge",
    ], link())
    scene("link-tun", [
        "ip tuntap add tun0 mode tun user 1000 group 1001 pi",
        "ip tuntap add tap0 mode tap multi_queue vnet_hdr",
        "ip link add ifb0 type ifb",
    ], link())
    scene("addr", [
        "ip link add br0 type bridge",
        "ip link set br0 up",
        "ip addr add 10.0.1.1/24 brd + dev br0 label br0:one",
        "ip addr add 10.0.1.2/24 dev br0",
        "ip addr add 169.254.3.1/16 scope link dev br0 metric 50",
        "ip addr add 10.9.0.1 peer 10.9.0.2/32 scope host dev br0",
        "ip addr add 10.0.2.1/24 dev br0 valid_lft 3600 preferred_lft 1800 noprefixroute",
        "ip addr add fd00::1/64 dev br0 nodad",
        "ip addr add fe80::1:2/64 dev br0 scope link nodad",
        "ip addr add fd00::9 peer fd00::a/128 dev br0 nodad home",
    ], (GETADDR, bytes(8)))
    scene("neigh", [
        "ip link add br0 type bridge",
        "ip link set br0 up",
        "ip addr add 10.0.1.1/24 dev br0",
        "ip neigh add 10.0.1.3 lladdr 02:42:0a:00:01:03 dev br0 nud permanent",
        "ip neigh add 10.0.1.4 lladdr 02:42:0a:00:01:04 dev br0 nud reachable",
        "ip neigh add 10.0.1.5 lladdr 02:42:0a:00:01:05 dev br0 nud stale",
        "ip neigh add 10.0.1.6 lladdr 02:42:0a:00:01:06 dev br0 nud noarp",
        "ip neigh add 10.0.1.7 lladdr 02:42:0a:00:01:07 dev br0 nud delay",
        "ip neigh add 10.0.1.8 lladdr 02:42:0a:00:01:08 dev br0 nud probe",
        "ip neigh add 10.0.1.9 dev br0 nud failed",
        "ip neigh add 10.0.1.10 lladdr 02:42:0a:00:01:0a dev br0 extern_learn nud reachable protocol 42",
        "ip neigh add fd00::3 lladdr 02:42:0a:00:01:03 dev br0 nud permanent router",
        "ip neigh add fd00::4 dev br0 managed",
    ], (GETNEIGH, bytes(12)))
    scene("neigh-proxy", [
        "ip link add br0 type bridge",
        "ip link set br0 up",
        "ip neigh add proxy 10.0.1.99 dev br0",
        "ip neigh add proxy fd00::99 dev br0 router protocol 42",
    ], (GETNEIGH, bytes(10) + b"\x08\0"))
    scene("fdb", [
        "ip link add br0 type bridge",
        "ip link add vxlan0 type vxlan id 4097 dstport 4789",
        "ip link add v0 type veth peer name v1",
        "ip link set vxlan0 master br0 up",
        "ip link set v0 master br0 up",
        "bridge fdb add 02:42:0a:00:01:03 dev vxlan0 dst 10.99.0.2 self permanent",
        "bridge fdb add 02:42:0a:00:01:04 dev vxlan0 dst 10.99.0.6 port 8472 vni 5 self permanent",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.99.0.3 self",
        "bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.99.0.4 via lo self",
        "bridge fdb add 02:42:0a:00:01:05 dev vxlan0 master static",
        "bridge fdb add 02:42:0a:00:01:06 dev v0 master static sticky",
        "bridge fdb add 02:42:0a:00:01:07 dev v0 master dynamic extern_learn",
        "bridge fdb add 02:42:0a:00:01:08 dev v0 master permanent",
        "ip link add vxe type vxlan external dstport 4790",
        "bridge fdb add 02:42:0a:00:01:09 dev vxe dst 10.99.0.7 src_vni 4097 self permanent",
        "ip link add vx6 type vxlan id 6 dstport 4791 local fd00::1",
        "bridge fdb add 02:42:0a:00:01:0d dev vx6 dst fd00::2 self permanent",
        "bridge fdb add 02:42:0a:00:01:0a dev v0 self permanent",
        "bridge fdb add 02:42:0a:00:01:0b dev br0 self permanent",
        "ip nexthop add id 12 via 10.99.0.5 fdb",
        "ip nexthop add id 102 group 12 fdb",
        "bridge fdb add 02:42:0a:00:01:0c dev vxlan0 nhid 102 self permanent",
    ], (GETNEIGH, bytes([AF_BRIDGE]) + bytes(11)))
    scene("route4", [
        "ip link add br0 type bridge",
        "ip link add br1 type bridge",
        "ip link set br0 up",
        "ip link set br1 up",
        "ip addr add 10.0.1.1/24 dev br0",
        "ip addr add 10.0.2.1/24 dev br1",
        "ip route add default via 10.0.1.254 dev br0 proto static metric 100",
        "ip route add 10.1.0.0/16 via 10.0.1.2 src 10.0.1.1 tos 0x10 mtu lock 1400 advmss 1300 window 2000 rtt 10ms"
        " initcwnd 20 hoplimit 33 quickack 1 congctl cubic",
        "ip route add 10.2.0.0/16 nexthop via 10.0.1.3 weight 3 nexthop via 10.0.2.3 dev br1 weight 5 onlink",
        "ip route add blackhole 10.3.0.0/16",
        "ip route add unreachable 10.4.0.0/16",
        "ip route add prohibit 10.5.0.0/16",
        "ip route add throw 10.6.0.0/16 table 70000",
        "ip route add 10.7.0.0/16 via inet6 fe80::1 dev br0",
        "ip route add 10.8.0.0/16 dev br0 scope link realm 3/4",
        "ip route add 10.9.0.0/16 nexthop via inet6 fe80::1 dev br0 nexthop via 10.0.2.4",
        "ip route add multicast 224.1.0.0/16 dev br0",
        "ip nexthop add id 7 via 10.0.1.9 dev br0",
        "ip route add 10.10.0.0/16 nhid 7",
        "ip route add 10.11.0.0/16 encap ip id 9 dst 10.0.9.9 dev br0",
    ], (GETROUTE, bytes([AF_INET]) + bytes(11)))
    scene("route6", [
        "ip link add br0 type bridge",
        "ip link add br1 type bridge",
        "ip link set br0 up",
        "ip link set br1 up",
        "ip addr add fd01::1/64 dev br0 nodad",
        "ip addr add fd02::1/64 dev br1 nodad",
        "ip -6 route add default via fd01::fe dev br0 pref high",
        "ip -6 route add fd10::/64 via fd01::2 src fd01::1 metric 77 mtu 1400 expires 600",
        "ip -6 route add fd20::/64 nexthop via fd01::3 weight 3 nexthop via fd02::3 dev br1 weight 5",
        "ip -6 route add unreachable fd30::/64",
        "ip -6 route add blackhole fd31::/64 proto bgp",
        "ip -6 route add fd40::/64 from fd01::/64 via fd01::2",
        "ip -6 route add fd50::/64 encap seg6 mode encap segs fd01::7,fd01::8 dev br0",
    ], (GETROUTE, bytes([AF_INET6]) + bytes(11)))
    scene("rule", [
        "ip rule add from 10.0.0.0/8 to 10.1.0.0/16 tos 0x10 lookup 70000 priority 100",
        "ip rule add fwmark 0x1/0xff lookup main priority 101 proto static",
        "ip rule add not iif lo oif eth7 blackhole priority 102",
        "ip rule add uidrange 1000-2000 ipproto tcp sport 1-2 dport 80 lookup 9 priority 103",
        "ip rule add lookup main suppress_prefixlength 0 suppress_ifgroup 7 priority 104",
        "ip rule add goto 101 priority 99",
        "ip rule add tun_id 77 lookup 9 priority 105",
        "ip rule add l3mdev priority 106",
        "ip rule add from 10.0.0.0/8 realms 3/4 lookup 9 priority 107",
        "ip -6 rule add from fd00::/8 lookup 9 priority 100",
    ], (GETRULE, bytes(12)))
    scene("nsid", [
        "ip link add v0 type veth peer name v1",
        "unshare -n sleep 5 >/dev/null 2>&1 & sleep 0.5; ip link set v1 netns $!",
    ], (GETNSID, bytes(4)), link())
    errors()


main()

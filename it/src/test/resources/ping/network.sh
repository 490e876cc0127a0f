# Three namespaces in a row, a - r - b, and behind r a bridge with two hosts of the same address, and another router with
# a host behind it, r - s - c. r and s forward; the link to b is narrower than the one to a, and that to c is narrower
# still. Everything lives in the namespaces of this process and ends with it.
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
for n in a r b d e s c; do
    ip netns add $n
    ip -n $n link set lo up
done
ip -n a link add eth0 address 02:00:00:00:01:02 type veth peer name eth0 address 02:00:00:00:01:01 netns r
ip -n b link add eth0 address 02:00:00:00:02:02 type veth peer name eth1 address 02:00:00:00:02:01 netns r
ip -n r link add br0 type bridge
for n in d e; do
    ip -n $n link add eth0 type veth peer name to-$n netns r
    ip -n r link set to-$n master br0 up
    ip -n $n addr add 10.3.0.2/24 dev eth0
    ip -n $n link set eth0 up
done
ip -n r link add eth2 address 02:00:00:00:04:01 type veth peer name eth0 address 02:00:00:00:04:02 netns s
ip -n c link add eth0 address 02:00:00:00:05:02 type veth peer name eth1 address 02:00:00:00:05:01 netns s
# No error is held back. With a limit of 0 alone each would use up what ip_error() has for a second (net/ipv4/route.c).
for n in a r b s c; do
    ip netns exec $n sh -c '
        for f in /proc/sys/net/ipv6/conf/*/accept_dad; do echo 0 > $f; done
        echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
        echo 0 > /proc/sys/net/ipv4/icmp_ratemask
        echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
        echo "1 0" > /proc/sys/net/ipv4/ping_group_range'
done
ip -n a addr add 10.1.0.2/24 dev eth0
ip -n r addr add 10.1.0.1/24 dev eth0
ip -n r addr add 10.2.0.1/24 dev eth1
ip -n b addr add 10.2.0.2/24 dev eth0
ip -n r addr add 10.3.0.1/24 dev br0
ip -n a addr add fd01::2/64 dev eth0 nodad
ip -n r addr add fd01::1/64 dev eth0 nodad
ip -n r addr add fd02::1/64 dev eth1 nodad
ip -n b addr add fd02::2/64 dev eth0 nodad
ip -n r addr add 10.4.0.1/24 dev eth2
ip -n s addr add 10.4.0.2/24 dev eth0
ip -n s addr add 10.5.0.1/24 dev eth1
ip -n c addr add 10.5.0.2/24 dev eth0
ip -n r addr add fd04::1/64 dev eth2 nodad
ip -n s addr add fd04::2/64 dev eth0 nodad
ip -n s addr add fd05::1/64 dev eth1 nodad
ip -n c addr add fd05::2/64 dev eth0 nodad
ip -n s link set eth1 mtu 1300
ip -n c link set eth0 mtu 1300
ip -n r link set eth1 mtu 1400
ip -n b link set eth0 mtu 1400
for n in a r b s c; do ip -n $n link set eth0 up; done
for n in r s; do ip -n $n link set eth1 up; done
ip -n r link set eth2 up
ip -n r link set br0 up
for n in r s; do
    ip netns exec $n sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding'
done
ip netns exec b sh -c 'echo "0 2147483647" > /proc/sys/net/ipv4/ping_group_range'
for n in d e; do ip -n $n route add default via 10.3.0.1; done
ip -n a route add default via 10.1.0.1
ip -n a -6 route add default via fd01::1
ip -n b route add default via 10.2.0.1
ip -n b -6 route add default via fd02::1
ip -n s route add default via 10.4.0.1
ip -n s -6 route add default via fd04::1
ip -n c route add default via 10.5.0.1
ip -n c -6 route add default via fd05::1
ip -n r route add 10.5.0.0/24 via 10.4.0.2
ip -n r -6 route add fd05::/64 via fd04::2
# Nobody answers there, and nobody says so.
ip -n r route add blackhole 10.3.0.99
# Who is not there is not waited for as long as usual.
for i in a/eth0 r/eth1 s/eth1; do
    for f in 4 6; do
        ip netns exec ${i%/*} sh -c "
            echo 2 > /proc/sys/net/ipv$f/neigh/${i#*/}/mcast_solicit
            echo 200 > /proc/sys/net/ipv$f/neigh/${i#*/}/retrans_time_ms"
    done
done
ip -n r -6 route add prohibit fd08::/64
# Nobody is there, and r says so: a host, a network that is forbidden, and none that it knows (10.8.3.0, fd08:3::).
ip -n r route add unreachable 10.8.1.0/24
ip -n r route add prohibit 10.8.2.0/24
ip -n r -6 route add unreachable fd08:1::/64
# And s, behind r.
ip -n r route add 10.8.4.0/24 via 10.4.0.2
ip -n s route add prohibit 10.8.4.0/24
ip -n r route add 10.8.5.0/24 via 10.4.0.2
ip -n s route add unreachable 10.8.5.0/24
ip -n r -6 route add fd08:4::/64 via fd04::2
ip -n s -6 route add prohibit fd08:4::/64
# By way of another router on the same link: r says so, too.
ip -n r route add 10.7.0.0/24 via 10.1.0.9 dev eth0
# a is told, and does not obey: it would remember beyond a flush.
for i in all eth0; do
    ip netns exec a sh -c "echo 0 > /proc/sys/net/ipv4/conf/$i/accept_redirects"
done
# For router.py, which answers in place of r.
ip -n r route add blackhole 10.9.0.0/16
ip -n r -6 route add blackhole fd09::/16
# To every host of the bridge at once: two answers to each request.
ip -n r neigh add 10.3.0.2 lladdr ff:ff:ff:ff:ff:ff dev br0
# Addresses and links take a moment.
tries=0
until ip netns exec a ping -q -c 1 -w 1 fd02::2 > /dev/null && ip netns exec a ping -q -c 1 -w 1 10.3.0.2 > /dev/null &&
    ip netns exec a ping -q -c 1 -w 1 10.5.0.2 > /dev/null && ip netns exec a ping -q -c 1 -w 1 fd05::2 > /dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 20 ]
    sleep 0.2
done
echo ready
cat > /dev/null

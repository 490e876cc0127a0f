package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;

/// Makes nodes as flannel and its CNI plug-in make them: on each host the VXLAN device, the bridge with the pods, and
/// what leads to each other node.
final class ClusterBuilder {
    private final LabBuilder lab;
    private final LabState.Cluster cluster;

    ClusterBuilder(LabBuilder lab, LabState.Cluster cluster) {
        this.lab = lab;
        this.cluster = cluster;
    }

    void build() {
        for (LabState.Node n : cluster.nodes()) {
            node(n, lab.host(n.host()));
        }
        for (LabState.Pod p : cluster.pods()) {
            Batch inside = new Batch();
            inside.address(p.inside(), IpAddress.parse(p.ip()), p.prefix());
            inside.withoutIpv6(p.inside());
            inside.up(p.inside());
            inside.defaultRoute(p.inside(), bridge(cluster.node(p.host())));
            lab.carryOut(p.file(), inside, "the pod " + p.fullName());
        }
    }

    /// The address of a node's bridge: the first behind that of its device.
    private static IpAddress bridge(LabState.Node n) {
        return IpAddress.parse(Range.text(Range.parse(n.range()).first() + 1));
    }

    private void node(LabState.Node n, LabState.Host host) {
        int device = LabBuilder.FLANNEL;
        int bridge = LabBuilder.CNI0;
        Batch own = new Batch();
        own.vtep(cluster, device, LinkAddress.parse(n.mac()), LabBuilder.ETH0, IpAddress.parse(host.address()));
        own.withoutIpv6(device);
        own.single(device, IpAddress.parse(n.gateway()));
        own.up(device);
        own.forwarding(device);
        own.bridge(bridge, "cni0", null);
        own.mtu(bridge, cluster.mtu());
        own.withoutIpv6(bridge);
        own.address(bridge, bridge(n), LabPlan.prefix(n.range()));
        own.up(bridge);
        own.forwarding(bridge);
        for (LabState.Node other : cluster.nodes()) {
            if (other != n) {
                own.node(device, other, lab.host(other.host()));
            }
        }
        lab.carryOut(host.file(), own, n.host());
        for (LabState.Pod p : cluster.pods()) {
            if (p.host().equals(n.host())) {
                pod(own, p);
                if (own.isFull()) {
                    lab.carryOut(host.file(), own, "the pods of " + n.host());
                }
            }
        }
        lab.carryOut(host.file(), own, "the pods of " + n.host());
    }

    /// The port of a pod, and its other end inside.
    private void pod(Batch own, LabState.Pod p) {
        String veth = "veth" + p.sandbox().substring(0, 8);
        LinkAddress mac = LinkAddress.parse(p.mac());
        own.veth(p.port(), veth, LabBuilder.CNI0, p.inside(), "eth0", lab.fdOf(p.file()), mac, cluster.mtu());
    }
}

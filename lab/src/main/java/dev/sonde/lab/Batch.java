package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.Changes;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressFlags;
import dev.sonde.netlink.link.AfAttr;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.Inet6Attr;
import dev.sonde.netlink.link.InetAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.protocol.Limits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Netlink messages for one namespace, gathered, so that they travel as one request. Links are named by numbers that
/// the plan chose: nothing must be asked for in between.
final class Batch {
    /// No message of ours comes near the rest of a request.
    private static final int FULL = Limits.REQUEST - 5000;

    /// `IN6_ADDR_GEN_MODE_NONE` of linux/if_link.h
    private static final int GEN_MODE_NONE = 1;

    private static final int VXLAN_PORT = 4789;

    /// `IPV4_DEVCONF_FORWARDING` of linux/ip.h
    private static final int IPV4_DEVCONF_FORWARDING = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    boolean isFull() {
        return out.size() > FULL;
    }

    boolean isEmpty() {
        return out.size() == 0;
    }

    byte[] take() {
        byte[] all = out.toByteArray();
        out.reset();
        return all;
    }

    /// A bridge without a default VLAN, as Docker makes its own. `mac` null: the kernel chooses.
    void bridge(int index, String name, LinkAddress mac) {
        LinkAttr[] more = mac == null ? new LinkAttr[0] : new LinkAttr[] {new LinkAttr.Address(mac)};
        out.writeBytes(
                Changes.addLink(index, name, "bridge", BridgeAttr.TABLE.of(new BridgeAttr.VlanDefaultPvid(0)), more));
    }

    /// A VXLAN device with the flags of Docker's, made here and put into another namespace: its UDP socket stays
    /// here.
    void vxlan(int index, String name, int vni, int namespaceFd, int mtu) {
        var data = VxlanAttr.TABLE.of(
                new VxlanAttr.Vni(vni),
                new VxlanAttr.Learning(1),
                new VxlanAttr.Proxy(1),
                new VxlanAttr.L2miss(1),
                new VxlanAttr.L3miss(1),
                new VxlanAttr.Port(VXLAN_PORT),
                new VxlanAttr.UdpCsum(1));
        out.writeBytes(
                Changes.addLink(index, name, "vxlan", data, new LinkAttr.Mtu(mtu), new LinkAttr.NetNsFd(namespaceFd)));
    }

    /// A VXLAN device as flannel makes it: it learns nothing, and sends from `local` over the link `lower`.
    void vtep(LabState.Cluster c, int index, LinkAddress mac, int lower, IpAddress local) {
        var data = VxlanAttr.TABLE.of(
                new VxlanAttr.Vni(c.vni()),
                new VxlanAttr.Link(lower),
                new VxlanAttr.Local(local),
                new VxlanAttr.Learning(0),
                new VxlanAttr.Port(c.udpPort()));
        out.writeBytes(
                Changes.addLink(index, c.link(), "vxlan", data, new LinkAttr.Address(mac), new LinkAttr.Mtu(c.mtu())));
    }

    /// What comes in by this link is passed on, `sysctl net.ipv4.conf.LINK.forwarding=1`: as the kubelet of a node
    /// needs it.
    void forwarding(int index) {
        byte[] conf = {8, 0, IPV4_DEVCONF_FORWARDING, 0, 1, 0, 0, 0}; // one attribute, in the order of x86 and ARM
        var inet = InetAttr.TABLE.of(new InetAttr.Conf(ByteString.of(conf)));
        out.writeBytes(Changes.setLink(index, new LinkAttr.AfSpec(AfAttr.TABLE.of(new AfAttr.Inet(inet)))));
    }

    /// An address that is no subnet's.
    void single(int index, IpAddress address) {
        out.writeBytes(Changes.addAddress(index, address, 8 * address.length()));
    }

    /// What flannel writes for another node: the route to its pods, the neighbour, and the row of its MAC.
    void node(int vxlan, LabState.Node node, LabState.Host host) {
        IpAddress gateway = IpAddress.parse(node.gateway());
        LinkAddress mac = LinkAddress.parse(node.mac());
        out.writeBytes(Changes.putRouteOnlink(gateway, LabPlan.prefix(node.range()), gateway, vxlan));
        neighbour(vxlan, gateway, mac);
        forward(vxlan, mac, IpAddress.parse(host.address()));
    }

    /// A pair of veths: one end here, up and a port of the bridge `master`; the other in another namespace, and down,
    /// because the kernel sets none up that has no peer yet. `peerMac` null: the kernel chooses.
    void veth(
            int index,
            String name,
            int master,
            int peerIndex,
            String peerName,
            int peerFd,
            LinkAddress peerMac,
            int mtu) {
        List<LinkAttr> peer = new ArrayList<>(
                List.of(new LinkAttr.Name(peerName), new LinkAttr.Mtu(mtu), new LinkAttr.NetNsFd(peerFd)));
        if (peerMac != null) {
            peer.add(new LinkAttr.Address(peerMac));
        }
        List<LinkAttr> own = List.of(new LinkAttr.Mtu(mtu), new LinkAttr.Master(master));
        out.writeBytes(Changes.addVethUp(index, name, own, peerIndex, peer));
    }

    void mtu(int index, int mtu) {
        out.writeBytes(Changes.setLink(index, new LinkAttr.Mtu(mtu)));
    }

    void master(int index, int master) {
        out.writeBytes(Changes.setLink(index, new LinkAttr.Master(master)));
    }

    /// No IPv6 address of its own: the kernel gives it none when it is set up.
    void withoutIpv6(int index) {
        var inet6 = Inet6Attr.TABLE.of(new Inet6Attr.AddressGenMode(GEN_MODE_NONE));
        out.writeBytes(Changes.setLink(index, new LinkAttr.AfSpec(AfAttr.TABLE.of(new AfAttr.Inet6(inet6)))));
    }

    void up(int index) {
        out.writeBytes(Changes.setLinkUp(index));
    }

    /// An IPv4 address with its broadcast address, as Docker sets both.
    void address(int index, IpAddress address, int prefix) {
        out.writeBytes(newAddress(index, address, prefix));
    }

    /// The one message that makes such an address.
    static byte[] newAddress(int index, IpAddress address, int prefix) {
        byte[] broadcast = address.toArray();
        for (int bit = prefix; bit < 32; bit++) {
            broadcast[bit >> 3] |= (byte) (0x80 >> (bit & 7));
        }
        return Changes.addAddress(index, address, prefix, new AddressAttr.Broadcast(IpAddress.of(broadcast)));
    }

    /// An IPv6 address that is used at once, as Docker sets it: nobody looks for duplicates.
    void address6(int index, IpAddress address, int prefix) {
        out.writeBytes(Changes.addAddress(index, address, prefix, new AddressAttr.Flags(AddressFlags.NODAD)));
    }

    /// Both rows of an endpoint on another host.
    void peer(int vxlan, LabState.Plug p, LabState.Host host) {
        LinkAddress mac = LinkAddress.parse(p.mac());
        neighbour(vxlan, IpAddress.parse(p.ip()), mac);
        forward(vxlan, mac, IpAddress.parse(host.address()));
    }

    /// `ip route add default via GATEWAY dev LINK`
    void defaultRoute(int index, IpAddress gateway) {
        out.writeBytes(Changes.addRoute(null, 0, gateway, new RouteAttr.OutputInterface(index)));
    }

    /// `ip neigh replace ADDRESS lladdr MAC dev LINK nud permanent`
    void neighbour(int index, IpAddress address, LinkAddress mac) {
        out.writeBytes(Changes.putNeighbour(index, address, mac));
    }

    /// `bridge fdb replace MAC dev LINK dst VTEP self permanent`
    void forward(int index, LinkAddress mac, IpAddress vtep) {
        out.writeBytes(Changes.putForwarding(index, mac, vtep));
    }
}

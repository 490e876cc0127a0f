package dev.sonde.lab;

import dev.sonde.core.engine.LabState;
import java.io.ByteArrayOutputStream;

/// Netlink messages for one namespace, gathered, so that they travel as one request. Links are named by numbers that
/// the plan chose: nothing must be asked for in between.
final class Batch {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_NEWNEIGH = 28;
    private static final int NLM_F_EXCL = 0x200;
    private static final int NLM_F_CREATE = 0x400;
    private static final int NLM_F_REPLACE = 0x100;
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int AF_INET6 = 10;
    private static final int IFF_UP = 1;
    private static final int IFA_F_NODAD = 2;
    private static final int NUD_PERMANENT = 0x80;
    private static final int NTF_SELF = 2;

    /// A request holds 64 KiB; no message of ours comes near the rest.
    private static final int FULL = 60_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// The bytes of an IPv4 or MAC address of the plan.
    static byte[] address(String text) {
        boolean mac = text.indexOf(':') >= 0;
        byte[] b = new byte[mac ? 6 : 4];
        int at = 0;
        int v = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ':' || text.charAt(i) == '.') {
                b[at++] = (byte) v;
                v = 0;
            } else {
                v = v * (mac ? 16 : 10) + Character.digit(text.charAt(i), 16);
            }
        }
        return b;
    }

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

    private void add(int type, int flags, Body body) {
        byte[] b = body.bytes();
        Body header = new Body().u32(16 + b.length).u16(type).u16(flags).u32(0).u32(0);
        out.writeBytes(header.bytes());
        out.writeBytes(b);
    }

    /// A bridge without a default VLAN, as Docker makes its own. `mac` null: the kernel chooses.
    void bridge(int index, String name, byte[] mac) {
        Body data = new Body().attr(39, new Body().u16(0)); // IFLA_BR_VLAN_DEFAULT_PVID
        Body info = new Body().attr(1, text("bridge")).attr(2, data); // IFLA_INFO_KIND, IFLA_INFO_DATA
        Body body = link(index, 0).attr(3, zero(name)).attr(18, info);
        if (mac != null) {
            body.attr(1, new Body().raw(mac)); // IFLA_ADDRESS
        }
        add(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, body);
    }

    /// A VXLAN device with the flags of Docker's, made here and put into another namespace: its UDP socket stays
    /// here.
    void vxlan(int index, String name, int vni, int namespaceFd, int mtu) {
        Body data = new Body()
                .attr(1, new Body().u32(vni)) // IFLA_VXLAN_ID
                .attr(7, new Body().u8(1)) // IFLA_VXLAN_LEARNING
                .attr(11, new Body().u8(1)) // IFLA_VXLAN_PROXY
                .attr(13, new Body().u8(1)) // IFLA_VXLAN_L2MISS
                .attr(14, new Body().u8(1)) // IFLA_VXLAN_L3MISS
                .attr(15, new Body().be16(4789)) // IFLA_VXLAN_PORT
                .attr(18, new Body().u8(1)); // IFLA_VXLAN_UDP_CSUM
        Body info = new Body().attr(1, text("vxlan")).attr(2, data);
        add(
                RTM_NEWLINK,
                NLM_F_CREATE | NLM_F_EXCL,
                link(index, 0)
                        .attr(3, zero(name)) // IFLA_IFNAME
                        .attr(4, new Body().u32(mtu)) // IFLA_MTU
                        .attr(28, new Body().u32(namespaceFd)) // IFLA_NET_NS_FD
                        .attr(18, info)); // IFLA_LINKINFO
    }

    /// A pair of veths: one end here, up and a port of the bridge `master`; the other in another namespace, and down,
    /// because the kernel sets none up that has no peer yet.
    /// `peerMac` null: the kernel chooses.
    void veth(int index, String name, int master, int peerIndex, String peerName, int peerFd, byte[] peerMac, int mtu) {
        Body peer = link(peerIndex, 0)
                .attr(3, zero(peerName))
                .attr(4, new Body().u32(mtu))
                .attr(28, new Body().u32(peerFd));
        if (peerMac != null) {
            peer.attr(1, new Body().raw(peerMac)); // IFLA_ADDRESS
        }
        Body info = new Body().attr(1, text("veth")).attr(2, new Body().attr(1, peer)); // VETH_INFO_PEER
        Body own = link(index, IFF_UP)
                .attr(3, zero(name))
                .attr(4, new Body().u32(mtu))
                .attr(10, new Body().u32(master)) // IFLA_MASTER
                .attr(18, info);
        add(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, own);
    }

    void mtu(int index, int mtu) {
        add(RTM_NEWLINK, 0, link(index, 0).attr(4, new Body().u32(mtu)));
    }

    void master(int index, int master) {
        add(RTM_NEWLINK, 0, link(index, 0).attr(10, new Body().u32(master)));
    }

    /// No IPv6 address of its own: the kernel gives it none when it is set up.
    void withoutIpv6(int index) {
        Body inet6 = new Body().attr(8, new Body().u8(1)); // IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE
        add(RTM_NEWLINK, 0, link(index, 0).attr(26, new Body().attr(10, inet6))); // IFLA_AF_SPEC, AF_INET6
    }

    void up(int index) {
        add(RTM_NEWLINK, 0, link(index, IFF_UP));
    }

    /// An IPv4 address with its broadcast address, as Docker sets both.
    void address(int index, byte[] address, int prefix) {
        byte[] broadcast = address.clone();
        for (int bit = prefix; bit < 32; bit++) {
            broadcast[bit >> 3] |= (byte) (0x80 >> (bit & 7));
        }
        // struct ifaddrmsg: family, prefix length, flags, scope, index
        Body body = new Body().u8(AF_INET).u8(prefix).u8(0).u8(0).u32(index);
        body.attr(2, new Body().raw(address)); // IFA_LOCAL
        body.attr(1, new Body().raw(address)); // IFA_ADDRESS
        body.attr(4, new Body().raw(broadcast)); // IFA_BROADCAST
        add(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, body);
    }

    /// An IPv6 address that is used at once, as Docker sets it: nobody looks for duplicates.
    void address6(int index, byte[] address, int prefix) {
        Body body = new Body().u8(AF_INET6).u8(prefix).u8(IFA_F_NODAD).u8(0).u32(index);
        body.attr(1, new Body().raw(address)); // IFA_ADDRESS
        add(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, body);
    }

    /// Both rows of an endpoint on another host.
    void peer(int vxlan, LabState.Plug p, LabState.Host host) {
        byte[] mac = address(p.mac());
        neighbour(vxlan, address(p.ip()), mac);
        forward(vxlan, mac, address(host.address()));
    }

    /// `ip route add default via GATEWAY dev LINK`
    void defaultRoute(int index, byte[] gateway) {
        // struct rtmsg: family, destination and source length, tos, table, protocol, scope, type, flags
        Body body = new Body()
                .u8(AF_INET)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(254)
                .u8(3)
                .u8(0)
                .u8(1)
                .u32(0);
        body.attr(5, new Body().raw(gateway)); // RTA_GATEWAY
        body.attr(4, new Body().u32(index)); // RTA_OIF
        add(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, body);
    }

    /// `ip neigh replace ADDRESS lladdr MAC dev LINK nud permanent`
    void neighbour(int index, byte[] address, byte[] mac) {
        Body body = neighbour(address.length == 16 ? AF_INET6 : AF_INET, index, 0);
        body.attr(1, new Body().raw(address)); // NDA_DST
        body.attr(2, new Body().raw(mac)); // NDA_LLADDR
        add(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, body);
    }

    /// `bridge fdb replace MAC dev LINK dst VTEP self permanent`
    void forward(int index, byte[] mac, byte[] vtep) {
        Body body = neighbour(AF_BRIDGE, index, NTF_SELF);
        body.attr(1, new Body().raw(vtep)); // NDA_DST
        body.attr(2, new Body().raw(mac)); // NDA_LLADDR
        add(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, body);
    }

    /// `struct ndmsg`: family, three bytes of padding, index, state, flags, type.
    private static Body neighbour(int family, int index, int flags) {
        return new Body()
                .u8(family)
                .u8(0)
                .u16(0)
                .u32(index)
                .u16(NUD_PERMANENT)
                .u8(flags)
                .u8(0);
    }

    /// `struct ifinfomsg`: family, padding, type, index, flags, and which of the flags are meant.
    private static Body link(int index, int up) {
        return new Body().u8(0).u8(0).u16(0).u32(index).u32(up).u32(up);
    }

    private static Body text(String s) {
        Body b = new Body();
        for (int i = 0; i < s.length(); i++) {
            b.u8(s.charAt(i));
        }
        return b;
    }

    private static Body zero(String s) {
        return text(s).u8(0);
    }

    /// Bytes of a message, little-endian; an attribute (`struct nlattr`) begins at a multiple of four.
    private static final class Body {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Body u8(int v) {
            out.write(v);
            return this;
        }

        Body u16(int v) {
            return u8(v).u8(v >> 8);
        }

        Body be16(int v) {
            return u8(v >> 8).u8(v);
        }

        Body u32(int v) {
            return u16(v).u16(v >> 16);
        }

        Body raw(byte[] b) {
            out.writeBytes(b);
            return this;
        }

        Body attr(int type, Body value) {
            byte[] b = value.bytes();
            u16(4 + b.length).u16(type).raw(b);
            while ((out.size() & 3) != 0) {
                u8(0);
            }
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}

package dev.sonde.cli.tools.ip.tunnel;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.GreAttr;
import dev.sonde.netlink.link.IpTunnelAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VtiAttr;

/// A tunnel over IPv4 or IPv6, as `struct ip_tunnel_parm` and `struct ip6_tnl_parm2` of linux/if_tunnel.h hold it, out
/// of the message of its link.
///
/// @param protocol `IPPROTO_*` of what is carried
/// @param ttl of IPv6 the hop limit
/// @param discovery IP_DF is set
/// @param flags `IP6_TNL_F_*`; of a sit device `SIT_*`
record Tunnel(
        LinkMessage of,
        int protocol,
        IpAddress remote,
        IpAddress local,
        int link,
        int ttl,
        int tos,
        boolean discovery,
        long flags,
        int encapLimit,
        long flowinfo,
        int inputFlags,
        int outputFlags,
        long inputKey,
        long outputKey) {
    /// `ARPHRD_*`
    static final int TUNNEL = 768;

    static final int TUNNEL6 = 769;
    static final int SIT = 776;
    static final int GRE = 778;
    static final int GRE6 = 823;

    static final int IPPROTO_IPIP = 4;
    static final int IPPROTO_IPV6 = 41;
    static final int IPPROTO_GRE = 47;

    /// `GRE_KEY` of linux/if_tunnel.h
    static final int KEY = 0x2000;

    /// `IP6_TNL_F_*` of linux/ip6_tunnel.h
    static final int IGNORE_ENCAP_LIMIT = 0x1;

    static final int ORIGINAL_TCLASS = 0x2;
    static final int ORIGINAL_FLOWLABEL = 0x4;
    static final int COPY_DSCP = 0x10;
    static final int ALLOW_LOCAL_REMOTE = 0x40;

    /// Null: the link is no tunnel over IPv4, of IPv6 none over IPv6, or of a kind that is not known.
    static Tunnel of(LinkMessage m, boolean six) {
        int type = m.header().type();
        boolean over = six ? type == TUNNEL6 || type == GRE6 : type == TUNNEL || type == GRE || type == SIT;
        if (!over || m.name() == null) {
            return null;
        }
        return switch (m.kind()) {
            case "ipip", "sit", "ip6tnl" -> inner(m, six);
            case "gre", "ip6gre" -> gre(m, six);
            case "vti", "vti6" -> vti(m, six);
            default -> null;
        };
    }

    private static Tunnel inner(LinkMessage m, boolean six) {
        IpTunnelAttr.Proto proto = m.data(IpTunnelAttr.Proto.class);
        IpTunnelAttr.Remote remote = m.data(IpTunnelAttr.Remote.class);
        IpTunnelAttr.Local local = m.data(IpTunnelAttr.Local.class);
        IpTunnelAttr.Link link = m.data(IpTunnelAttr.Link.class);
        IpTunnelAttr.Ttl ttl = m.data(IpTunnelAttr.Ttl.class);
        IpTunnelAttr.Tos tos = m.data(IpTunnelAttr.Tos.class);
        IpTunnelAttr.Pmtudisc found = m.data(IpTunnelAttr.Pmtudisc.class);
        IpTunnelAttr.EncapLimit limit = m.data(IpTunnelAttr.EncapLimit.class);
        IpTunnelAttr.Flowinfo flow = m.data(IpTunnelAttr.Flowinfo.class);
        IpTunnelAttr.Flags flags = m.data(IpTunnelAttr.Flags.class);
        long bits = 0;
        if (flags != null) {
            int n = flags.bytes().length();
            bits = n >= 4 ? flags.bytes().u32(0) : n >= 2 ? flags.bytes().u16(0) : 0;
        }
        return new Tunnel(
                m,
                proto == null ? 0 : proto.value(),
                remote == null ? null : remote.address(),
                local == null ? null : local.address(),
                link == null ? 0 : link.value(),
                ttl == null ? 0 : ttl.value(),
                tos == null ? 0 : tos.value(),
                found != null && found.value() != 0,
                bits,
                limit == null ? 0 : limit.value(),
                flow == null ? 0 : flow.value(),
                six ? 0 : (int) bits,
                0,
                0,
                0);
    }

    private static Tunnel gre(LinkMessage m, boolean six) {
        GreAttr.Remote remote = m.data(GreAttr.Remote.class);
        GreAttr.Local local = m.data(GreAttr.Local.class);
        GreAttr.Link link = m.data(GreAttr.Link.class);
        GreAttr.Ttl ttl = m.data(GreAttr.Ttl.class);
        GreAttr.Tos tos = m.data(GreAttr.Tos.class);
        GreAttr.Pmtudisc found = m.data(GreAttr.Pmtudisc.class);
        GreAttr.Flags flags = m.data(GreAttr.Flags.class);
        GreAttr.EncapLimit limit = m.data(GreAttr.EncapLimit.class);
        GreAttr.Flowinfo flow = m.data(GreAttr.Flowinfo.class);
        GreAttr.Iflags in = m.data(GreAttr.Iflags.class);
        GreAttr.Oflags outgoing = m.data(GreAttr.Oflags.class);
        GreAttr.Ikey ikey = m.data(GreAttr.Ikey.class);
        GreAttr.Okey okey = m.data(GreAttr.Okey.class);
        return new Tunnel(
                m,
                IPPROTO_GRE,
                remote == null ? null : remote.address(),
                local == null ? null : local.address(),
                link == null ? 0 : link.value(),
                ttl == null ? 0 : ttl.value(),
                tos == null ? 0 : tos.value(),
                found != null && found.value() != 0,
                flags == null ? 0 : flags.value(),
                limit == null ? 0 : limit.value(),
                flow == null ? 0 : flow.value(),
                in == null ? 0 : in.value(),
                outgoing == null ? 0 : outgoing.value(),
                ikey == null ? 0 : ikey.value(),
                okey == null ? 0 : okey.value());
    }

    /// Of vti the ioctl always tells keys, of vti6 those that are not 0.
    private static Tunnel vti(LinkMessage m, boolean six) {
        VtiAttr.Remote remote = m.data(VtiAttr.Remote.class);
        VtiAttr.Local local = m.data(VtiAttr.Local.class);
        VtiAttr.Link link = m.data(VtiAttr.Link.class);
        VtiAttr.Ikey ikey = m.data(VtiAttr.Ikey.class);
        VtiAttr.Okey okey = m.data(VtiAttr.Okey.class);
        long in = ikey == null ? 0 : ikey.value();
        long outgoing = okey == null ? 0 : okey.value();
        return new Tunnel(
                m,
                six ? IPPROTO_IPV6 : IPPROTO_IPIP,
                remote == null ? null : remote.address(),
                local == null ? null : local.address(),
                link == null ? 0 : link.value(),
                0,
                0,
                false,
                0,
                0,
                0,
                !six || in != 0 ? KEY : 0,
                !six || outgoing != 0 ? KEY : 0,
                in,
                outgoing);
    }

    String carried() {
        return switch (protocol) {
            case 0 -> "any";
            case IPPROTO_IPIP -> "ip";
            case IPPROTO_IPV6 -> "ipv6";
            case IPPROTO_GRE -> "gre";
            case 50 -> "esp";
            case 137 -> "mpls";
            default -> "unknown";
        };
    }
}

package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.IpTunnelAttr;

/// An ipip, sit or ip6tnl device.
final class IpTunnelPrinter extends TunnelWords {
    /// `SIT_ISATAP` of linux/if_tunnel.h
    private static final int ISATAP = 1;

    private final boolean six;

    IpTunnelPrinter(Ip ip, boolean six) {
        super(ip);
        this.six = six;
    }

    @Override
    void print(Attrs<?> a) {
        if (a.has(IpTunnelAttr.CollectMetadata.class)) {
            out.flag("external", "external ");
        }
        IpTunnelAttr.Proto proto = a.find(IpTunnelAttr.Proto.class);
        String carried = proto == null ? null : carried(proto.value());
        if (carried != null) {
            out.string("proto", "", carried, " ");
        }
        IpTunnelAttr.Remote remote = a.find(IpTunnelAttr.Remote.class);
        end("remote", remote == null ? null : remote.address());
        IpTunnelAttr.Local local = a.find(IpTunnelAttr.Local.class);
        end("local", local == null ? null : local.address());
        IpTunnelAttr.Link link = a.find(IpTunnelAttr.Link.class);
        device(link == null ? 0 : link.value());
        IpTunnelAttr.Ttl ttl = a.find(IpTunnelAttr.Ttl.class);
        ttl(ttl == null ? 0 : ttl.value(), six ? "hoplimit" : "ttl");
        IpTunnelAttr.Flags flags = a.find(IpTunnelAttr.Flags.class);
        IpTunnelAttr.Fwmark mark = a.find(IpTunnelAttr.Fwmark.class);
        if (six) {
            long bits = flags == null || flags.bytes().length() < 4
                    ? 0
                    : flags.bytes().u32(0);
            IpTunnelAttr.EncapLimit limit = a.find(IpTunnelAttr.EncapLimit.class);
            IpTunnelAttr.Flowinfo flow = a.find(IpTunnelAttr.Flowinfo.class);
            inet6(bits, limit == null ? -1 : limit.value(), flow == null ? -1 : flow.value());
            mobile(bits);
            inet6Mark(bits, mark == null ? 0 : mark.value());
        } else {
            inet(
                    a,
                    flags == null || flags.bytes().length() < 2
                            ? 0
                            : flags.bytes().u16(0));
            fwmark(mark == null ? 0 : mark.value());
        }
        IpTunnelAttr.EncapType type = a.find(IpTunnelAttr.EncapType.class);
        IpTunnelAttr.EncapFlags how = a.find(IpTunnelAttr.EncapFlags.class);
        IpTunnelAttr.EncapSport from = a.find(IpTunnelAttr.EncapSport.class);
        IpTunnelAttr.EncapDport to = a.find(IpTunnelAttr.EncapDport.class);
        encapsulation(
                type == null ? 0 : type.value(),
                how == null ? 0 : how.value(),
                from == null ? 0 : from.value(),
                to == null ? 0 : to.value());
    }

    /// `IPPROTO_*`
    private String carried(int protocol) {
        return switch (protocol) {
            case 0 -> "any";
            case 4 -> six ? "ipip6" : "ipip";
            case 41 -> six ? "ip6ip6" : "ip6ip";
            case 137 -> six ? null : "mplsip";
            default -> null;
        };
    }

    private void inet(Attrs<?> a, int flags) {
        IpTunnelAttr.Tos tos = a.find(IpTunnelAttr.Tos.class);
        tos(tos == null ? 0 : tos.value());
        IpTunnelAttr.Pmtudisc found = a.find(IpTunnelAttr.Pmtudisc.class);
        boolean discovery = found != null && found.value() != 0;
        out.jsonBoolean("pmtudisc", discovery);
        out.text(discovery ? "pmtudisc " : "nopmtudisc ");
        if ((flags & ISATAP) != 0) {
            out.flag("isatap", "isatap ");
        }
        IpTunnelAttr.Prefix6rd prefix = a.find(IpTunnelAttr.Prefix6rd.class);
        IpTunnelAttr.PrefixLength6rd length = a.find(IpTunnelAttr.PrefixLength6rd.class);
        if (prefix == null || length == null || length.value() == 0) {
            return;
        }
        out.string("prefix", "6rd-prefix ", prefix.address().toString(), "");
        out.number("prefixlen", "/", length.value(), " ");
        IpTunnelAttr.RelayPrefix6rd relay = a.find(IpTunnelAttr.RelayPrefix6rd.class);
        IpTunnelAttr.RelayPrefixLength6rd relayLength = a.find(IpTunnelAttr.RelayPrefixLength6rd.class);
        if (relay != null && relayLength != null && !relay.address().isUnspecified()) {
            out.string("relay_prefix", "6rd-relay_prefix ", ip.host(relay.address()), "");
            out.number("relay_prefixlen", "/", relayLength.value(), " ");
        }
    }
}

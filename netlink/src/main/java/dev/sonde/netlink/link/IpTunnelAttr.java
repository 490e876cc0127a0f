package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U32_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// Data of an ipip, sit or ip6tnl device: `IFLA_IPTUN_*` of linux/if_tunnel.h.
public sealed interface IpTunnelAttr {
    record Link(int value) implements IpTunnelAttr {}

    record Local(IpAddress address) implements IpTunnelAttr {}

    record Remote(IpAddress address) implements IpTunnelAttr {}

    record Ttl(int value) implements IpTunnelAttr {}

    record Tos(int value) implements IpTunnelAttr {}

    record EncapLimit(int value) implements IpTunnelAttr {}

    record Flowinfo(long value) implements IpTunnelAttr {}

    /// Two bytes of a sit device, four of an ip6tnl.
    record Flags(ByteString bytes) implements IpTunnelAttr {}

    record Proto(int value) implements IpTunnelAttr {}

    record Pmtudisc(int value) implements IpTunnelAttr {}

    record Prefix6rd(IpAddress address) implements IpTunnelAttr {}

    record RelayPrefix6rd(IpAddress address) implements IpTunnelAttr {}

    record PrefixLength6rd(int value) implements IpTunnelAttr {}

    record RelayPrefixLength6rd(int value) implements IpTunnelAttr {}

    record EncapType(int value) implements IpTunnelAttr {}

    record EncapFlags(int value) implements IpTunnelAttr {}

    record EncapSport(int value) implements IpTunnelAttr {}

    record EncapDport(int value) implements IpTunnelAttr {}

    record CollectMetadata() implements IpTunnelAttr {}

    record Fwmark(long value) implements IpTunnelAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements IpTunnelAttr {}

    AttrTable<IpTunnelAttr> TABLE = new AttrTable<IpTunnelAttr>(
            20, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_IPTUN_LINK", S32, Link.class, Link::new, Link::value);
                case 2 -> row(n, "IFLA_IPTUN_LOCAL", IP, Local.class, Local::new, Local::address);
                case 3 -> row(n, "IFLA_IPTUN_REMOTE", IP, Remote.class, Remote::new, Remote::address);
                case 4 -> row(n, "IFLA_IPTUN_TTL", U8, Ttl.class, Ttl::new, Ttl::value);
                case 5 -> row(n, "IFLA_IPTUN_TOS", U8, Tos.class, Tos::new, Tos::value);
                case 6 -> row(n, "IFLA_IPTUN_ENCAP_LIMIT", U8, EncapLimit.class, EncapLimit::new, EncapLimit::value);
                case 7 -> row(n, "IFLA_IPTUN_FLOWINFO", U32_BE, Flowinfo.class, Flowinfo::new, Flowinfo::value);
                case 8 -> row(n, "IFLA_IPTUN_FLAGS", BYTES, Flags.class, Flags::new, Flags::bytes);
                case 9 -> row(n, "IFLA_IPTUN_PROTO", U8, Proto.class, Proto::new, Proto::value);
                case 10 -> row(n, "IFLA_IPTUN_PMTUDISC", U8, Pmtudisc.class, Pmtudisc::new, Pmtudisc::value);
                case 11 -> row(n, "IFLA_IPTUN_6RD_PREFIX", IP, Prefix6rd.class, Prefix6rd::new, Prefix6rd::address);
                case 12 ->
                    row(
                            n,
                            "IFLA_IPTUN_6RD_RELAY_PREFIX",
                            IP,
                            RelayPrefix6rd.class,
                            RelayPrefix6rd::new,
                            RelayPrefix6rd::address);
                case 13 ->
                    row(
                            n,
                            "IFLA_IPTUN_6RD_PREFIXLEN",
                            U16,
                            PrefixLength6rd.class,
                            PrefixLength6rd::new,
                            PrefixLength6rd::value);
                case 14 ->
                    row(
                            n,
                            "IFLA_IPTUN_6RD_RELAY_PREFIXLEN",
                            U16,
                            RelayPrefixLength6rd.class,
                            RelayPrefixLength6rd::new,
                            RelayPrefixLength6rd::value);
                case 15 -> row(n, "IFLA_IPTUN_ENCAP_TYPE", U16, EncapType.class, EncapType::new, EncapType::value);
                case 16 -> row(n, "IFLA_IPTUN_ENCAP_FLAGS", U16, EncapFlags.class, EncapFlags::new, EncapFlags::value);
                case 17 ->
                    row(n, "IFLA_IPTUN_ENCAP_SPORT", U16_BE, EncapSport.class, EncapSport::new, EncapSport::value);
                case 18 ->
                    row(n, "IFLA_IPTUN_ENCAP_DPORT", U16_BE, EncapDport.class, EncapDport::new, EncapDport::value);
                case 19 ->
                    row(
                            n,
                            "IFLA_IPTUN_COLLECT_METADATA",
                            FLAG,
                            CollectMetadata.class,
                            _ -> new CollectMetadata(),
                            _ -> true);
                case 20 -> row(n, "IFLA_IPTUN_FWMARK", U32, Fwmark.class, Fwmark::new, Fwmark::value);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
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
import dev.sonde.netlink.IpAddress;

/// Data of a GRE tunnel of any sort, ERSPAN among them: `IFLA_GRE_*` of linux/if_tunnel.h.
public sealed interface GreAttr {
    record Link(int value) implements GreAttr {}

    record Iflags(int value) implements GreAttr {}

    record Oflags(int value) implements GreAttr {}

    record Ikey(long value) implements GreAttr {}

    record Okey(long value) implements GreAttr {}

    record Local(IpAddress address) implements GreAttr {}

    record Remote(IpAddress address) implements GreAttr {}

    record Ttl(int value) implements GreAttr {}

    record Tos(int value) implements GreAttr {}

    record Pmtudisc(int value) implements GreAttr {}

    record EncapLimit(int value) implements GreAttr {}

    record Flowinfo(long value) implements GreAttr {}

    record Flags(long value) implements GreAttr {}

    record EncapType(int value) implements GreAttr {}

    record EncapFlags(int value) implements GreAttr {}

    record EncapSport(int value) implements GreAttr {}

    record EncapDport(int value) implements GreAttr {}

    record CollectMetadata() implements GreAttr {}

    record IgnoreDf(int value) implements GreAttr {}

    record Fwmark(long value) implements GreAttr {}

    record ErspanIndex(long value) implements GreAttr {}

    record ErspanVer(int value) implements GreAttr {}

    record ErspanDir(int value) implements GreAttr {}

    record ErspanHwid(int value) implements GreAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements GreAttr {}

    AttrTable<GreAttr> TABLE = new AttrTable<GreAttr>(
            24, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_GRE_LINK", S32, Link.class, Link::new, Link::value);
                case 2 -> row(n, "IFLA_GRE_IFLAGS", U16_BE, Iflags.class, Iflags::new, Iflags::value);
                case 3 -> row(n, "IFLA_GRE_OFLAGS", U16_BE, Oflags.class, Oflags::new, Oflags::value);
                case 4 -> row(n, "IFLA_GRE_IKEY", U32_BE, Ikey.class, Ikey::new, Ikey::value);
                case 5 -> row(n, "IFLA_GRE_OKEY", U32_BE, Okey.class, Okey::new, Okey::value);
                case 6 -> row(n, "IFLA_GRE_LOCAL", IP, Local.class, Local::new, Local::address);
                case 7 -> row(n, "IFLA_GRE_REMOTE", IP, Remote.class, Remote::new, Remote::address);
                case 8 -> row(n, "IFLA_GRE_TTL", U8, Ttl.class, Ttl::new, Ttl::value);
                case 9 -> row(n, "IFLA_GRE_TOS", U8, Tos.class, Tos::new, Tos::value);
                case 10 -> row(n, "IFLA_GRE_PMTUDISC", U8, Pmtudisc.class, Pmtudisc::new, Pmtudisc::value);
                case 11 -> row(n, "IFLA_GRE_ENCAP_LIMIT", U8, EncapLimit.class, EncapLimit::new, EncapLimit::value);
                case 12 -> row(n, "IFLA_GRE_FLOWINFO", U32_BE, Flowinfo.class, Flowinfo::new, Flowinfo::value);
                case 13 -> row(n, "IFLA_GRE_FLAGS", U32, Flags.class, Flags::new, Flags::value);
                case 14 -> row(n, "IFLA_GRE_ENCAP_TYPE", U16, EncapType.class, EncapType::new, EncapType::value);
                case 15 -> row(n, "IFLA_GRE_ENCAP_FLAGS", U16, EncapFlags.class, EncapFlags::new, EncapFlags::value);
                case 16 -> row(n, "IFLA_GRE_ENCAP_SPORT", U16_BE, EncapSport.class, EncapSport::new, EncapSport::value);
                case 17 -> row(n, "IFLA_GRE_ENCAP_DPORT", U16_BE, EncapDport.class, EncapDport::new, EncapDport::value);
                case 18 ->
                    row(
                            n,
                            "IFLA_GRE_COLLECT_METADATA",
                            FLAG,
                            CollectMetadata.class,
                            _ -> new CollectMetadata(),
                            _ -> true);
                case 19 -> row(n, "IFLA_GRE_IGNORE_DF", U8, IgnoreDf.class, IgnoreDf::new, IgnoreDf::value);
                case 20 -> row(n, "IFLA_GRE_FWMARK", U32, Fwmark.class, Fwmark::new, Fwmark::value);
                case 21 ->
                    row(n, "IFLA_GRE_ERSPAN_INDEX", U32, ErspanIndex.class, ErspanIndex::new, ErspanIndex::value);
                case 22 -> row(n, "IFLA_GRE_ERSPAN_VER", U8, ErspanVer.class, ErspanVer::new, ErspanVer::value);
                case 23 -> row(n, "IFLA_GRE_ERSPAN_DIR", U8, ErspanDir.class, ErspanDir::new, ErspanDir::value);
                case 24 -> row(n, "IFLA_GRE_ERSPAN_HWID", U16, ErspanHwid.class, ErspanHwid::new, ErspanHwid::value);
                default -> null;
            });
}

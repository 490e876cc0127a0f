package dev.sonde.netlink.nexthop;

import static dev.sonde.netlink.AttrTable.nestRow;
import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;

/// One attribute of a next hop object: `NHA_*` of linux/nexthop.h.
public sealed interface NexthopAttr {
    record Id(long id) implements NexthopAttr {}

    record Group(NexthopGroup members) implements NexthopAttr {}

    /// `NEXTHOP_GRP_TYPE_*`
    record GroupType(int type) implements NexthopAttr {}

    record Blackhole() implements NexthopAttr {}

    record OutputInterface(int index) implements NexthopAttr {}

    record Gateway(IpAddress address) implements NexthopAttr {}

    /// `LWTUNNEL_ENCAP_*`
    record EncapType(int type) implements NexthopAttr {}

    /// Attributes that the type gives a meaning.
    record Encap(ByteString bytes) implements NexthopAttr {}

    /// In a request: groups alone.
    record Groups() implements NexthopAttr {}

    /// In a request: those whose link has this master.
    record Master(int index) implements NexthopAttr {}

    /// For rows of a forwarding table, not for routes.
    record Fdb() implements NexthopAttr {}

    record ResilientGroup(Attrs<ResilientGroupAttr> attrs) implements NexthopAttr {}

    record ResilientBucket(Attrs<ResilientBucketAttr> attrs) implements NexthopAttr {}

    record OpFlags(long bits) implements NexthopAttr {}

    record GroupStats(ByteString bytes) implements NexthopAttr {}

    record HardwareStatsEnable(long value) implements NexthopAttr {}

    record HardwareStatsUsed(long value) implements NexthopAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements NexthopAttr {}

    AttrTable<NexthopAttr> TABLE = new AttrTable<NexthopAttr>(
            17, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NHA_ID", U32, Id.class, Id::new, Id::id);
                case 2 -> row(n, "NHA_GROUP", NexthopGroup.FORM, Group.class, Group::new, Group::members);
                case 3 -> row(n, "NHA_GROUP_TYPE", U16, GroupType.class, GroupType::new, GroupType::type);
                case 4 -> row(n, "NHA_BLACKHOLE", FLAG, Blackhole.class, _ -> new Blackhole(), _ -> true);
                case 5 -> row(n, "NHA_OIF", S32, OutputInterface.class, OutputInterface::new, OutputInterface::index);
                case 6 -> row(n, "NHA_GATEWAY", IP, Gateway.class, Gateway::new, Gateway::address);
                case 7 -> row(n, "NHA_ENCAP_TYPE", U16, EncapType.class, EncapType::new, EncapType::type);
                case 8 -> row(n, "NHA_ENCAP", BYTES, Encap.class, Encap::new, Encap::bytes);
                case 9 -> row(n, "NHA_GROUPS", FLAG, Groups.class, _ -> new Groups(), _ -> true);
                case 10 -> row(n, "NHA_MASTER", S32, Master.class, Master::new, Master::index);
                case 11 -> row(n, "NHA_FDB", FLAG, Fdb.class, _ -> new Fdb(), _ -> true);
                case 12 ->
                    row(
                            n,
                            "NHA_RES_GROUP",
                            WireForm.nested(() -> ResilientGroupAttr.TABLE),
                            ResilientGroup.class,
                            ResilientGroup::new,
                            ResilientGroup::attrs);
                case 13 ->
                    nestRow(
                            n,
                            "NHA_RES_BUCKET",
                            WireForm.nested(() -> ResilientBucketAttr.TABLE),
                            ResilientBucket.class,
                            ResilientBucket::new,
                            ResilientBucket::attrs);
                case 14 -> row(n, "NHA_OP_FLAGS", U32, OpFlags.class, OpFlags::new, OpFlags::bits);
                case 15 -> row(n, "NHA_GROUP_STATS", BYTES, GroupStats.class, GroupStats::new, GroupStats::bytes);
                case 16 ->
                    row(
                            n,
                            "NHA_HW_STATS_ENABLE",
                            U32,
                            HardwareStatsEnable.class,
                            HardwareStatsEnable::new,
                            HardwareStatsEnable::value);
                case 17 ->
                    row(
                            n,
                            "NHA_HW_STATS_USED",
                            U32,
                            HardwareStatsUsed.class,
                            HardwareStatsUsed::new,
                            HardwareStatsUsed::value);
                default -> null;
            });
}

package dev.sonde.netlink.nexthop;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `NHA_RES_BUCKET`: `NHA_RES_BUCKET_*` of linux/nexthop.h.
public sealed interface ResilientBucketAttr {
    record Index(int index) implements ResilientBucketAttr {}

    /// In hundredths of a second.
    record IdleTime(long time) implements ResilientBucketAttr {}

    record NexthopId(long id) implements ResilientBucketAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements ResilientBucketAttr {}

    AttrTable<ResilientBucketAttr> TABLE = new AttrTable<ResilientBucketAttr>(
            3, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NHA_RES_BUCKET_INDEX", U16, Index.class, Index::new, Index::index);
                case 2 -> row(n, "NHA_RES_BUCKET_IDLE_TIME", U64, IdleTime.class, IdleTime::new, IdleTime::time);
                case 3 -> row(n, "NHA_RES_BUCKET_NH_ID", U32, NexthopId.class, NexthopId::new, NexthopId::id);
                default -> null;
            });
}

package dev.sonde.netlink.nexthop;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `NHA_RES_GROUP`: `NHA_RES_GROUP_*` of linux/nexthop.h. Times are in hundredths of a second.
public sealed interface ResilientGroupAttr {
    record Buckets(int count) implements ResilientGroupAttr {}

    record IdleTimer(long time) implements ResilientGroupAttr {}

    record UnbalancedTimer(long time) implements ResilientGroupAttr {}

    record UnbalancedTime(long time) implements ResilientGroupAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements ResilientGroupAttr {}

    AttrTable<ResilientGroupAttr> TABLE = new AttrTable<ResilientGroupAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NHA_RES_GROUP_BUCKETS", U16, Buckets.class, Buckets::new, Buckets::count);
                case 2 -> row(n, "NHA_RES_GROUP_IDLE_TIMER", U32, IdleTimer.class, IdleTimer::new, IdleTimer::time);
                case 3 ->
                    row(
                            n,
                            "NHA_RES_GROUP_UNBALANCED_TIMER",
                            U32,
                            UnbalancedTimer.class,
                            UnbalancedTimer::new,
                            UnbalancedTimer::time);
                case 4 ->
                    row(
                            n,
                            "NHA_RES_GROUP_UNBALANCED_TIME",
                            U64,
                            UnbalancedTime.class,
                            UnbalancedTime::new,
                            UnbalancedTime::time);
                default -> null;
            });
}

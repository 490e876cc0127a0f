package dev.sonde.netlink.neigh;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `NDA_FDB_EXT_ATTRS`: `NFEA_*` of linux/neighbour.h.
public sealed interface FdbExtAttr {
    /// `FDB_NOTIFY_BIT`, `FDB_NOTIFY_INACTIVE_BIT`
    record ActivityNotify(int bits) implements FdbExtAttr {}

    record DontRefresh() implements FdbExtAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements FdbExtAttr {}

    AttrTable<FdbExtAttr> TABLE = new AttrTable<FdbExtAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(n, "NFEA_ACTIVITY_NOTIFY", U8, ActivityNotify.class, ActivityNotify::new, ActivityNotify::bits);
                case 2 -> row(n, "NFEA_DONT_REFRESH", FLAG, DontRefresh.class, _ -> new DontRefresh(), _ -> true);
                default -> null;
            });
}

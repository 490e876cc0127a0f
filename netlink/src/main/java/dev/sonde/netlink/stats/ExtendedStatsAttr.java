package dev.sonde.netlink.stats;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// Within `IFLA_STATS_LINK_XSTATS`: `LINK_XSTATS_TYPE_*` of linux/if_link.h.
public sealed interface ExtendedStatsAttr {
    record Bridge(Attrs<BridgeStatsAttr> attrs) implements ExtendedStatsAttr {}

    record Bond(ByteString bytes) implements ExtendedStatsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements ExtendedStatsAttr {}

    AttrTable<ExtendedStatsAttr> TABLE = new AttrTable<ExtendedStatsAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "LINK_XSTATS_TYPE_BRIDGE",
                            WireForm.nested(() -> BridgeStatsAttr.TABLE),
                            Bridge.class,
                            Bridge::new,
                            Bridge::attrs);
                case 2 -> row(n, "LINK_XSTATS_TYPE_BOND", BYTES, Bond.class, Bond::new, Bond::bytes);
                default -> null;
            });
}

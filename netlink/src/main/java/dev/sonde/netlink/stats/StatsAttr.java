package dev.sonde.netlink.stats;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// One group of statistics: `IFLA_STATS_*` of linux/if_link.h.
public sealed interface StatsAttr {
    record Link64(ByteString bytes) implements StatsAttr {}

    /// Of the link by its kind.
    record Extended(Attrs<ExtendedStatsAttr> attrs) implements StatsAttr {}

    /// Of the link by the kind of its master.
    record ExtendedSlave(Attrs<ExtendedStatsAttr> attrs) implements StatsAttr {}

    record Offload(ByteString bytes) implements StatsAttr {}

    record AfSpec(ByteString bytes) implements StatsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements StatsAttr {}

    AttrTable<StatsAttr> TABLE = new AttrTable<StatsAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_STATS_LINK_64", BYTES, Link64.class, Link64::new, Link64::bytes);
                case 2 ->
                    row(
                            n,
                            "IFLA_STATS_LINK_XSTATS",
                            WireForm.nested(() -> ExtendedStatsAttr.TABLE),
                            Extended.class,
                            Extended::new,
                            Extended::attrs);
                case 3 ->
                    row(
                            n,
                            "IFLA_STATS_LINK_XSTATS_SLAVE",
                            WireForm.nested(() -> ExtendedStatsAttr.TABLE),
                            ExtendedSlave.class,
                            ExtendedSlave::new,
                            ExtendedSlave::attrs);
                case 4 -> row(n, "IFLA_STATS_LINK_OFFLOAD_XSTATS", BYTES, Offload.class, Offload::new, Offload::bytes);
                case 5 -> row(n, "IFLA_STATS_AF_SPEC", BYTES, AfSpec.class, AfSpec::new, AfSpec::bytes);
                default -> null;
            });
}

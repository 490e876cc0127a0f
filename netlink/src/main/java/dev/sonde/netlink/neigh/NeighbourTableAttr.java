package dev.sonde.netlink.neigh;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// One attribute of a message about a neighbour table: `NDTA_*` of linux/neighbour.h. Parameters have
/// no row: nothing asks for them.
public sealed interface NeighbourTableAttr {
    /// `arp_cache`, `ndisc_cache`.
    record Name(String name) implements NeighbourTableAttr {}

    /// From so many rows on the kernel drops old ones now and then.
    record Threshold1(long rows) implements NeighbourTableAttr {}

    /// From so many on it drops old ones whenever a row is made, every five seconds.
    record Threshold2(long rows) implements NeighbourTableAttr {}

    /// More than so many it does not make; rows that it may not drop do not count.
    record Threshold3(long rows) implements NeighbourTableAttr {}

    record Stats(NeighbourTableStats stats) implements NeighbourTableAttr {}

    record Config(NeighbourTableConfig config) implements NeighbourTableAttr {}

    /// Has no row here. Kept byte for byte.
    record Other(Attr raw) implements NeighbourTableAttr {}

    AttrTable<NeighbourTableAttr> TABLE = new AttrTable<NeighbourTableAttr>(
            7, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NDTA_NAME", STRING, Name.class, Name::new, Name::name);
                case 2 -> row(n, "NDTA_THRESH1", U32, Threshold1.class, Threshold1::new, Threshold1::rows);
                case 3 -> row(n, "NDTA_THRESH2", U32, Threshold2.class, Threshold2::new, Threshold2::rows);
                case 4 -> row(n, "NDTA_THRESH3", U32, Threshold3.class, Threshold3::new, Threshold3::rows);
                case 5 -> row(n, "NDTA_CONFIG", NeighbourTableConfig.FORM, Config.class, Config::new, Config::config);
                case 7 -> row(n, "NDTA_STATS", NeighbourTableStats.FORM, Stats.class, Stats::new, Stats::stats);
                default -> null;
            });
}

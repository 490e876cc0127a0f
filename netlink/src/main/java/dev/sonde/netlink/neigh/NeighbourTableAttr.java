package dev.sonde.netlink.neigh;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.STRING;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// One attribute of a message about a neighbour table: `NDTA_*` of linux/neighbour.h. Thresholds, parameters and
/// statistics have no row: nothing asks for them.
public sealed interface NeighbourTableAttr {
    /// `arp_cache`, `ndisc_cache`.
    record Name(String name) implements NeighbourTableAttr {}

    record Config(NeighbourTableConfig config) implements NeighbourTableAttr {}

    /// Has no row here. Kept byte for byte.
    record Other(Attr raw) implements NeighbourTableAttr {}

    AttrTable<NeighbourTableAttr> TABLE = new AttrTable<NeighbourTableAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NDTA_NAME", STRING, Name.class, Name::new, Name::name);
                case 5 -> row(n, "NDTA_CONFIG", NeighbourTableConfig.FORM, Config.class, Config::new, Config::config);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of a VRF: `IFLA_VRF_*` of linux/if_link.h.
public sealed interface VrfAttr {
    record Table(long value) implements VrfAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VrfAttr {}

    AttrTable<VrfAttr> TABLE = new AttrTable<VrfAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VRF_TABLE", U32, Table.class, Table::new, Table::value);
                default -> null;
            });
}

package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// Within `MDBA_MDB`: a row for each group.
public sealed interface MdbGroupsAttr {
    record Group(Attrs<MdbPortsAttr> attrs) implements MdbGroupsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbGroupsAttr {}

    AttrTable<MdbGroupsAttr> TABLE = new AttrTable<MdbGroupsAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "MDBA_MDB_ENTRY",
                            WireForm.nested(() -> MdbPortsAttr.TABLE),
                            Group.class,
                            Group::new,
                            Group::attrs);
                default -> null;
            });
}

package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// Within `MDBA_MDB_EATTR_SRC_LIST`: a row for each source.
public sealed interface MdbSourcesAttr {
    record Source(Attrs<MdbSourceAttr> attrs) implements MdbSourcesAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbSourcesAttr {}

    AttrTable<MdbSourcesAttr> TABLE = new AttrTable<MdbSourcesAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "MDBA_MDB_SRCLIST_ENTRY",
                            WireForm.nested(() -> MdbSourceAttr.TABLE),
                            Source.class,
                            Source::new,
                            Source::attrs);
                default -> null;
            });
}

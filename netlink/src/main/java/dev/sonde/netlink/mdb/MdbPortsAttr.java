package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `MDBA_MDB_ENTRY`: a row for each port of the group.
public sealed interface MdbPortsAttr {
    record Port(MdbEntry entry) implements MdbPortsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbPortsAttr {}

    AttrTable<MdbPortsAttr> TABLE = new AttrTable<MdbPortsAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "MDBA_MDB_ENTRY_INFO", MdbEntry.FORM, Port.class, Port::new, Port::entry);
                default -> null;
            });
}

package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// `LWTUNNEL_IP_OPT_ERSPAN_*` of linux/lwtunnel.h.
public sealed interface ErspanOptionAttr {
    record Version(int number) implements ErspanOptionAttr {}

    record Index(long number) implements ErspanOptionAttr {}

    record Direction(int number) implements ErspanOptionAttr {}

    record Hardware(int id) implements ErspanOptionAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements ErspanOptionAttr {}

    AttrTable<ErspanOptionAttr> TABLE = new AttrTable<ErspanOptionAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "LWTUNNEL_IP_OPT_ERSPAN_VER", U8, Version.class, Version::new, Version::number);
                case 2 -> row(n, "LWTUNNEL_IP_OPT_ERSPAN_INDEX", U32_BE, Index.class, Index::new, Index::number);
                case 3 -> row(n, "LWTUNNEL_IP_OPT_ERSPAN_DIR", U8, Direction.class, Direction::new, Direction::number);
                case 4 -> row(n, "LWTUNNEL_IP_OPT_ERSPAN_HWID", U8, Hardware.class, Hardware::new, Hardware::id);
                default -> null;
            });
}

package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// `LWTUNNEL_IP_OPT_GENEVE_*` of linux/lwtunnel.h.
public sealed interface GeneveOptionAttr {
    record OptionClass(int number) implements GeneveOptionAttr {}

    record Type(int number) implements GeneveOptionAttr {}

    record Data(ByteString bytes) implements GeneveOptionAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements GeneveOptionAttr {}

    AttrTable<GeneveOptionAttr> TABLE = new AttrTable<GeneveOptionAttr>(
            3, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "LWTUNNEL_IP_OPT_GENEVE_CLASS",
                            U16_BE,
                            OptionClass.class,
                            OptionClass::new,
                            OptionClass::number);
                case 2 -> row(n, "LWTUNNEL_IP_OPT_GENEVE_TYPE", U8, Type.class, Type::new, Type::number);
                case 3 -> row(n, "LWTUNNEL_IP_OPT_GENEVE_DATA", BYTES, Data.class, Data::new, Data::bytes);
                default -> null;
            });
}

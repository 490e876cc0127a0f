package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `SEG6_LOCAL_FLAVORS`: `SEG6_LOCAL_FLV_*` of linux/seg6_local.h.
public sealed interface Seg6FlavorsAttr {
    /// `1 << SEG6_LOCAL_FLV_OP_*`
    record Operations(long bits) implements Seg6FlavorsAttr {}

    record BlockBits(int count) implements Seg6FlavorsAttr {}

    record FunctionBits(int count) implements Seg6FlavorsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Seg6FlavorsAttr {}

    AttrTable<Seg6FlavorsAttr> TABLE = new AttrTable<Seg6FlavorsAttr>(
            3, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "SEG6_LOCAL_FLV_OPERATION", U32, Operations.class, Operations::new, Operations::bits);
                case 2 -> row(n, "SEG6_LOCAL_FLV_LCBLOCK_BITS", U8, BlockBits.class, BlockBits::new, BlockBits::count);
                case 3 ->
                    row(
                            n,
                            "SEG6_LOCAL_FLV_LCNODE_FN_BITS",
                            U8,
                            FunctionBits.class,
                            FunctionBits::new,
                            FunctionBits::count);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `IFLA_PROTO_DOWN_REASON`.
public sealed interface ProtoDownReasonAttr {
    record Mask(long bits) implements ProtoDownReasonAttr {}

    record Value(long bits) implements ProtoDownReasonAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements ProtoDownReasonAttr {}

    AttrTable<ProtoDownReasonAttr> TABLE = new AttrTable<ProtoDownReasonAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_PROTO_DOWN_REASON_MASK", U32, Mask.class, Mask::new, Mask::bits);
                case 2 -> row(n, "IFLA_PROTO_DOWN_REASON_VALUE", U32, Value.class, Value::new, Value::bits);
                default -> null;
            });
}

package dev.sonde.netlink;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U32;

/// What the kernel adds to an error: `NLMSGERR_ATTR_*` of linux/netlink.h.
public sealed interface ErrorAttr {
    record Text(String text) implements ErrorAttr {}

    /// Where in the request the attribute is that was refused.
    record Offset(long bytes) implements ErrorAttr {}

    record Cookie(ByteString bytes) implements ErrorAttr {}

    record Policy(ByteString bytes) implements ErrorAttr {}

    record MissingType(long number) implements ErrorAttr {}

    record MissingNest(long offset) implements ErrorAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements ErrorAttr {}

    AttrTable<ErrorAttr> TABLE = new AttrTable<ErrorAttr>(
            6, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "NLMSGERR_ATTR_MSG", STRING, Text.class, Text::new, Text::text);
                case 2 -> row(n, "NLMSGERR_ATTR_OFFS", U32, Offset.class, Offset::new, Offset::bytes);
                case 3 -> row(n, "NLMSGERR_ATTR_COOKIE", BYTES, Cookie.class, Cookie::new, Cookie::bytes);
                case 4 -> row(n, "NLMSGERR_ATTR_POLICY", BYTES, Policy.class, Policy::new, Policy::bytes);
                case 5 ->
                    row(n, "NLMSGERR_ATTR_MISS_TYPE", U32, MissingType.class, MissingType::new, MissingType::number);
                case 6 ->
                    row(n, "NLMSGERR_ATTR_MISS_NEST", U32, MissingNest.class, MissingNest::new, MissingNest::offset);
                default -> null;
            });
}

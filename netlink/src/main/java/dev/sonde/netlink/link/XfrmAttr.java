package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of an xfrm interface: `IFLA_XFRM_*` of linux/if_link.h.
public sealed interface XfrmAttr {
    record Link(int value) implements XfrmAttr {}

    record IfId(long value) implements XfrmAttr {}

    record CollectMetadata() implements XfrmAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements XfrmAttr {}

    AttrTable<XfrmAttr> TABLE = new AttrTable<XfrmAttr>(
            3, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_XFRM_LINK", S32, Link.class, Link::new, Link::value);
                case 2 -> row(n, "IFLA_XFRM_IF_ID", U32, IfId.class, IfId::new, IfId::value);
                case 3 ->
                    row(
                            n,
                            "IFLA_XFRM_COLLECT_METADATA",
                            FLAG,
                            CollectMetadata.class,
                            _ -> new CollectMetadata(),
                            _ -> true);
                default -> null;
            });
}

package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Of `LWTUNNEL_ENCAP_XFRM`: `LWT_XFRM_*` of linux/lwtunnel.h.
public sealed interface XfrmEncapAttr {
    record InterfaceId(long id) implements XfrmEncapAttr {}

    record Link(int index) implements XfrmEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements XfrmEncapAttr {}

    AttrTable<XfrmEncapAttr> TABLE = new AttrTable<XfrmEncapAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "LWT_XFRM_IF_ID", U32, InterfaceId.class, InterfaceId::new, InterfaceId::id);
                case 2 -> row(n, "LWT_XFRM_LINK", S32, Link.class, Link::new, Link::index);
                default -> null;
            });
}

package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// `LWTUNNEL_IP_OPT_VXLAN_*` of linux/lwtunnel.h.
public sealed interface VxlanOptionAttr {
    record GroupPolicy(long id) implements VxlanOptionAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VxlanOptionAttr {}

    AttrTable<VxlanOptionAttr> TABLE = new AttrTable<VxlanOptionAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(n, "LWTUNNEL_IP_OPT_VXLAN_GBP", U32, GroupPolicy.class, GroupPolicy::new, GroupPolicy::id);
                default -> null;
            });
}

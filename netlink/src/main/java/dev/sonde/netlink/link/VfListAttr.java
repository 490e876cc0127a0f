package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// Virtual functions of a device, one for each: `IFLA_VF_INFO` of linux/if_link.h.
public sealed interface VfListAttr {
    record Info(Attrs<VfAttr> attrs) implements VfListAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VfListAttr {}

    AttrTable<VfListAttr> TABLE = new AttrTable<VfListAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(n, "IFLA_VF_INFO", WireForm.nested(() -> VfAttr.TABLE), Info.class, Info::new, Info::attrs);
                default -> null;
            });
}

package dev.sonde.netlink.tunnel;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// One row of a VXLAN device's filter: `VXLAN_VNIFILTER_*` of linux/if_link.h.
public sealed interface TunnelAttr {
    record Entry(Attrs<VniAttr> attrs) implements TunnelAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements TunnelAttr {}

    AttrTable<TunnelAttr> TABLE = new AttrTable<TunnelAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "VXLAN_VNIFILTER_ENTRY",
                            WireForm.nested(() -> VniAttr.TABLE),
                            Entry.class,
                            Entry::new,
                            Entry::attrs);
                default -> null;
            });
}

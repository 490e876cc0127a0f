package dev.sonde.netlink.vlan;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// One row of a bridge's VLAN table: `BRIDGE_VLANDB_*` of linux/if_bridge.h.
public sealed interface VlanAttr {
    record Entry(Attrs<VlanEntryAttr> attrs) implements VlanAttr {}

    record Options(Attrs<VlanOptionsAttr> attrs) implements VlanAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanAttr {}

    AttrTable<VlanAttr> TABLE = new AttrTable<VlanAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY",
                            WireForm.nested(() -> VlanEntryAttr.TABLE),
                            Entry.class,
                            Entry::new,
                            Entry::attrs);
                case 2 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GLOBAL_OPTIONS",
                            WireForm.nested(() -> VlanOptionsAttr.TABLE),
                            Options.class,
                            Options::new,
                            Options::attrs);
                default -> null;
            });
}

package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// One part of a bridge's multicast table: `MDBA_*` of linux/if_bridge.h.
public sealed interface MdbAttr {
    record Groups(Attrs<MdbGroupsAttr> attrs) implements MdbAttr {}

    record Routers(Attrs<MdbRouterAttr> attrs) implements MdbAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbAttr {}

    AttrTable<MdbAttr> TABLE = new AttrTable<MdbAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "MDBA_MDB",
                            WireForm.nested(() -> MdbGroupsAttr.TABLE),
                            Groups.class,
                            Groups::new,
                            Groups::attrs);
                case 2 ->
                    row(
                            n,
                            "MDBA_ROUTER",
                            WireForm.nested(() -> MdbRouterAttr.TABLE),
                            Routers.class,
                            Routers::new,
                            Routers::attrs);
                default -> null;
            });
}

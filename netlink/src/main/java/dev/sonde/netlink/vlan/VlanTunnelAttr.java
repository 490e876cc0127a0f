package dev.sonde.netlink.vlan;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `BRIDGE_VLANDB_ENTRY_TUNNEL_INFO`: `BRIDGE_VLANDB_TINFO_*` of linux/if_bridge.h.
public sealed interface VlanTunnelAttr {
    record Id(long id) implements VlanTunnelAttr {}

    record Command(long value) implements VlanTunnelAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanTunnelAttr {}

    AttrTable<VlanTunnelAttr> TABLE = new AttrTable<VlanTunnelAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "BRIDGE_VLANDB_TINFO_ID", U32, Id.class, Id::new, Id::id);
                case 2 -> row(n, "BRIDGE_VLANDB_TINFO_CMD", U32, Command.class, Command::new, Command::value);
                default -> null;
            });
}

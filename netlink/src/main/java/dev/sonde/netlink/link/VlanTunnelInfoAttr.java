package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `IFLA_BRIDGE_VLAN_TUNNEL_INFO`: `IFLA_BRIDGE_VLAN_TUNNEL_*` of linux/if_bridge.h.
public sealed interface VlanTunnelInfoAttr {
    record Id(long id) implements VlanTunnelInfoAttr {}

    record Vid(int vid) implements VlanTunnelInfoAttr {}

    /// `BRIDGE_VLAN_INFO_*`
    record Flags(int bits) implements VlanTunnelInfoAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanTunnelInfoAttr {}

    AttrTable<VlanTunnelInfoAttr> TABLE = new AttrTable<VlanTunnelInfoAttr>(
            3, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_BRIDGE_VLAN_TUNNEL_ID", U32, Id.class, Id::new, Id::id);
                case 2 -> row(n, "IFLA_BRIDGE_VLAN_TUNNEL_VID", U16, Vid.class, Vid::new, Vid::vid);
                case 3 -> row(n, "IFLA_BRIDGE_VLAN_TUNNEL_FLAGS", U16, Flags.class, Flags::new, Flags::bits);
                default -> null;
            });
}

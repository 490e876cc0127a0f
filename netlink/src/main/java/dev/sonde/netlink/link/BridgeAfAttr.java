package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.U16;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// Within `IFLA_AF_SPEC` of `AF_BRIDGE`: `IFLA_BRIDGE_*` of linux/if_bridge.h.
public sealed interface BridgeAfAttr {
    record Flags(int bits) implements BridgeAfAttr {}

    record Mode(int mode) implements BridgeAfAttr {}

    record Vlan(VlanInfo info) implements BridgeAfAttr {}

    record VlanTunnel(Attrs<VlanTunnelInfoAttr> attrs) implements BridgeAfAttr {}

    record Mrp(ByteString bytes) implements BridgeAfAttr {}

    record Cfm(ByteString bytes) implements BridgeAfAttr {}

    record Mst(ByteString bytes) implements BridgeAfAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BridgeAfAttr {}

    AttrTable<BridgeAfAttr> TABLE = new AttrTable<BridgeAfAttr>(
            6, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 0 -> row(n, "IFLA_BRIDGE_FLAGS", U16, Flags.class, Flags::new, Flags::bits);
                case 1 -> row(n, "IFLA_BRIDGE_MODE", U16, Mode.class, Mode::new, Mode::mode);
                case 2 -> row(n, "IFLA_BRIDGE_VLAN_INFO", VlanInfo.FORM, Vlan.class, Vlan::new, Vlan::info);
                case 3 ->
                    row(
                            n,
                            "IFLA_BRIDGE_VLAN_TUNNEL_INFO",
                            WireForm.nested(() -> VlanTunnelInfoAttr.TABLE),
                            VlanTunnel.class,
                            VlanTunnel::new,
                            VlanTunnel::attrs);
                case 4 -> row(n, "IFLA_BRIDGE_MRP", BYTES, Mrp.class, Mrp::new, Mrp::bytes);
                case 5 -> row(n, "IFLA_BRIDGE_CFM", BYTES, Cfm.class, Cfm::new, Cfm::bytes);
                case 6 -> row(n, "IFLA_BRIDGE_MST", BYTES, Mst.class, Mst::new, Mst::bytes);
                default -> null;
            });
}

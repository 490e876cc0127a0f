package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// A VLAN of a virtual function: `IFLA_VF_VLAN_INFO` of linux/if_link.h.
public sealed interface VfVlanAttr {
    /// `struct ifla_vf_vlan_info`: u32 vf, vlan, qos, and the protocol in network order.
    record Info(ByteString bytes) implements VfVlanAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VfVlanAttr {}

    AttrTable<VfVlanAttr> TABLE = new AttrTable<VfVlanAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VF_VLAN_INFO", BYTES, Info.class, Info::new, Info::bytes);
                default -> null;
            });
}

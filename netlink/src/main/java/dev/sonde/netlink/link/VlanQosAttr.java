package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Priorities of a VLAN device: `IFLA_VLAN_QOS_*` of linux/if_link.h.
public sealed interface VlanQosAttr {
    /// `struct ifla_vlan_qos_mapping`: u32 from, u32 to.
    record Mapping(ByteString bytes) implements VlanQosAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanQosAttr {}

    AttrTable<VlanQosAttr> TABLE = new AttrTable<VlanQosAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VLAN_QOS_MAPPING", BYTES, Mapping.class, Mapping::new, Mapping::bytes);
                default -> null;
            });
}

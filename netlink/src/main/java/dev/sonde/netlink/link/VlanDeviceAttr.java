package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U16_BE;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// Data of a VLAN device: `IFLA_VLAN_*` of linux/if_link.h.
public sealed interface VlanDeviceAttr {
    record Id(int value) implements VlanDeviceAttr {}

    /// `struct ifla_vlan_flags`: u32 flags, u32 mask.
    record Flags(ByteString bytes) implements VlanDeviceAttr {}

    record EgressQos(Attrs<VlanQosAttr> attrs) implements VlanDeviceAttr {}

    record IngressQos(Attrs<VlanQosAttr> attrs) implements VlanDeviceAttr {}

    record Protocol(int value) implements VlanDeviceAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanDeviceAttr {}

    AttrTable<VlanDeviceAttr> TABLE = new AttrTable<VlanDeviceAttr>(
            5, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VLAN_ID", U16, Id.class, Id::new, Id::value);
                case 2 -> row(n, "IFLA_VLAN_FLAGS", BYTES, Flags.class, Flags::new, Flags::bytes);
                case 3 ->
                    row(
                            n,
                            "IFLA_VLAN_EGRESS_QOS",
                            WireForm.nested(() -> VlanQosAttr.TABLE),
                            EgressQos.class,
                            EgressQos::new,
                            EgressQos::attrs);
                case 4 ->
                    row(
                            n,
                            "IFLA_VLAN_INGRESS_QOS",
                            WireForm.nested(() -> VlanQosAttr.TABLE),
                            IngressQos.class,
                            IngressQos::new,
                            IngressQos::attrs);
                case 5 -> row(n, "IFLA_VLAN_PROTOCOL", U16_BE, Protocol.class, Protocol::new, Protocol::value);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct ifla_vxlan_port_range` of linux/if_link.h: source ports.
public record VxlanPortRange(ByteString bytes) {
    static final WireForm<VxlanPortRange> FORM = WireForm.struct(4, VxlanPortRange::new, VxlanPortRange::bytes);

    public int low() {
        return bytes.u16be(0);
    }

    public int high() {
        return bytes.u16be(2);
    }
}

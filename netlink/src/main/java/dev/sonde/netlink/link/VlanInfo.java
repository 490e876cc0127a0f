package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct bridge_vlan_info` of linux/if_bridge.h.
public record VlanInfo(ByteString bytes) {
    public static final WireForm<VlanInfo> FORM = WireForm.struct(4, VlanInfo::new, VlanInfo::bytes);

    /// `BRIDGE_VLAN_INFO_*`
    public int flags() {
        return bytes.u16(0);
    }

    public int vid() {
        return bytes.u16(2);
    }
}

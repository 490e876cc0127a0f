package dev.sonde.netlink.stats;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct bridge_vlan_xstats` of linux/if_bridge.h.
public record VlanCounters(ByteString bytes) {
    static final WireForm<VlanCounters> FORM = WireForm.struct(40, VlanCounters::new, VlanCounters::bytes);

    public long receivedBytes() {
        return bytes.u64(0);
    }

    public long receivedPackets() {
        return bytes.u64(8);
    }

    public long sentBytes() {
        return bytes.u64(16);
    }

    public long sentPackets() {
        return bytes.u64(24);
    }

    public int vid() {
        return bytes.u16(32);
    }

    /// `BRIDGE_VLAN_INFO_*`
    public int flags() {
        return bytes.u16(34);
    }
}

package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct br_boolopt_multi` of linux/if_bridge.h.
public record BoolOptions(ByteString bytes) {
    static final WireForm<BoolOptions> FORM = WireForm.struct(8, BoolOptions::new, BoolOptions::bytes);

    public long values() {
        return bytes.u32(0);
    }

    /// Which options the kernel knows.
    public long mask() {
        return bytes.u32(4);
    }
}

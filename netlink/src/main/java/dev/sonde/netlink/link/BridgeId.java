package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.WireForm;

/// `struct ifla_bridge_id` of linux/if_link.h: eight bytes, printed as `8000.2:42:a:0:1:3`.
public record BridgeId(ByteString bytes) {
    static final WireForm<BridgeId> FORM = WireForm.struct(8, BridgeId::new, BridgeId::bytes);

    /// The bytes as one number, 0x8000 by default.
    public int priority() {
        return bytes.u16be(0);
    }

    public LinkAddress address() {
        return LinkAddress.of(bytes.slice(2, 6).toArray());
    }
}

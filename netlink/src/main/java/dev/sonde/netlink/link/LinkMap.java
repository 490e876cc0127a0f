package dev.sonde.netlink.link;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct rtnl_link_ifmap` of linux/if_link.h: where the hardware is.
public record LinkMap(ByteString bytes) {
    static final WireForm<LinkMap> FORM = WireForm.struct(28, LinkMap::new, LinkMap::bytes);

    public long memStart() {
        return bytes.u64(0);
    }

    public long memEnd() {
        return bytes.u64(8);
    }

    public long baseAddress() {
        return bytes.u64(16);
    }

    public int irq() {
        return bytes.u16(24);
    }

    public int dma() {
        return bytes.u8(26);
    }

    public int port() {
        return bytes.u8(27);
    }
}

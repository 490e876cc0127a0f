package dev.sonde.netlink.route;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct rta_cacheinfo` of linux/rtnetlink.h.
public record CacheInfo(ByteString bytes) {
    static final WireForm<CacheInfo> FORM = WireForm.struct(32, CacheInfo::new, CacheInfo::bytes);

    public long references() {
        return bytes.u32(0);
    }

    public long lastUse() {
        return bytes.u32(4);
    }

    /// Hundredths of a second.
    public int expires() {
        return bytes.s32(8);
    }

    public long error() {
        return bytes.u32(12);
    }

    public long used() {
        return bytes.u32(16);
    }

    public long id() {
        return bytes.u32(20);
    }

    public long timestamp() {
        return bytes.u32(24);
    }

    public long timestampAge() {
        return bytes.u32(28);
    }
}

package dev.sonde.netlink.addr;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct ifa_cacheinfo` of linux/if_addr.h.
public record CacheInfo(ByteString bytes) {
    static final WireForm<CacheInfo> FORM = WireForm.struct(16, CacheInfo::new, CacheInfo::bytes);

    /// Seconds, 2^32-1 is for ever.
    public long preferred() {
        return bytes.u32(0);
    }

    /// Seconds, 2^32-1 is for ever.
    public long valid() {
        return bytes.u32(4);
    }

    /// Hundredths of a second since the start of the system.
    public long created() {
        return bytes.u32(8);
    }

    public long updated() {
        return bytes.u32(12);
    }
}

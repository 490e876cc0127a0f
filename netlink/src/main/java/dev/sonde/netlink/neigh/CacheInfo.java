package dev.sonde.netlink.neigh;

import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// `struct nda_cacheinfo` of linux/neighbour.h. Times are in hundredths of a second, counted back from now.
public record CacheInfo(ByteString bytes) {
    static final WireForm<CacheInfo> FORM = WireForm.struct(16, CacheInfo::new, CacheInfo::bytes);

    public long confirmed() {
        return bytes.u32(0);
    }

    public long used() {
        return bytes.u32(4);
    }

    public long updated() {
        return bytes.u32(8);
    }

    public long references() {
        return bytes.u32(12);
    }
}

package dev.sonde.netlink.stats;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct if_stats_msg` of linux/if_link.h.
///
/// ```
///  0        1                 4               8              12
/// +--------+-----------------+---------------+---------------+
/// | family |     padding     |    ifindex    |  filter mask  |
/// +--------+-----------------+---------------+---------------+
/// ```
///
/// @param mask `IFLA_STATS_FILTER_BIT` of each group
public record StatsHeader(int family, int ifindex, int mask) {
    public static final int SIZE = 12;

    static StatsHeader read(byte[] b, int at) {
        return new StatsHeader(Wire.u8(b, at), Wire.s32(b, at + 4), Wire.s32(b, at + 8));
    }

    void write(Out out) {
        out.u8(family).u8(0).u16(0).u32(ifindex).u32(mask);
    }
}

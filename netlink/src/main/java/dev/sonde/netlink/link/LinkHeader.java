package dev.sonde.netlink.link;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct ifinfomsg` of linux/rtnetlink.h.
///
/// ```
///  0        1        2        4               8               12              16
/// +--------+--------+--------+---------------+---------------+---------------+
/// | family |  pad   |  type  |    index      |    flags      |    change     |
/// +--------+--------+--------+---------------+---------------+---------------+
/// ```
///
/// @param type `ARPHRD_*`
/// @param flags `IFF_*`
/// @param change which flags a request sets
public record LinkHeader(int family, int type, int index, int flags, int change) {
    public static final int SIZE = 16;

    static LinkHeader read(byte[] b, int at) {
        return new LinkHeader(
                Wire.u8(b, at), Wire.u16(b, at + 2), Wire.s32(b, at + 4), Wire.s32(b, at + 8), Wire.s32(b, at + 12));
    }

    void write(Out out) {
        out.u8(family).u8(0).u16(type).u32(index).u32(flags).u32(change);
    }
}

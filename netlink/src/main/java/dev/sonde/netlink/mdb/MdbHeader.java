package dev.sonde.netlink.mdb;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct br_port_msg` of linux/if_bridge.h.
///
/// ```
///  0        1                 4               8
/// +--------+-----------------+---------------+
/// | family |     padding     |    ifindex    |
/// +--------+-----------------+---------------+
/// ```
public record MdbHeader(int family, int ifindex) {
    public static final int SIZE = 8;

    static MdbHeader read(byte[] b, int at) {
        return new MdbHeader(Wire.u8(b, at), Wire.s32(b, at + 4));
    }

    void write(Out out) {
        out.u8(family).u8(0).u16(0).u32(ifindex);
    }
}

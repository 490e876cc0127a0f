package dev.sonde.netlink.neigh;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct ndmsg` of linux/neighbour.h.
///
/// ```
///  0        1        2        4               8        10       11       12
/// +--------+--------+--------+---------------+--------+--------+--------+
/// | family |  pad   |  pad   |    ifindex    | state  | flags  |  type  |
/// +--------+--------+--------+---------------+--------+--------+--------+
/// ```
///
/// @param family `AF_INET`, `AF_INET6`, `AF_BRIDGE`
/// @param state `NUD_*`, see [NeighbourState]
/// @param flags `NTF_*`
/// @param type `RTN_*`, 0 in the forwarding table
public record NeighbourHeader(int family, int ifindex, int state, int flags, int type) {
    public static final int SIZE = 12;

    static NeighbourHeader read(byte[] b, int at) {
        return new NeighbourHeader(
                Wire.u8(b, at), Wire.s32(b, at + 4), Wire.u16(b, at + 8), Wire.u8(b, at + 10), Wire.u8(b, at + 11));
    }

    void write(Out out) {
        out.u8(family).u8(0).u16(0).u32(ifindex).u16(state).u8(flags).u8(type);
    }
}

package dev.sonde.netlink.tunnel;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct tunnel_msg` of linux/if_link.h.
///
/// ```
///  0        1       2          4               8
/// +--------+-------+----------+---------------+
/// | family | flags | reserved |    ifindex    |
/// +--------+-------+----------+---------------+
/// ```
///
/// @param flags `TUNNEL_MSG_FLAG_*`
public record TunnelHeader(int family, int flags, int ifindex) {
    public static final int SIZE = 8;

    static TunnelHeader read(byte[] b, int at) {
        return new TunnelHeader(Wire.u8(b, at), Wire.u8(b, at + 1), Wire.s32(b, at + 4));
    }

    void write(Out out) {
        out.u8(family).u8(flags).u16(0).u32(ifindex);
    }
}

package dev.sonde.netlink.nexthop;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct nhmsg` of linux/nexthop.h.
///
/// ```
///  0        1       2          3          4           8
/// +--------+-------+----------+----------+-----------+
/// | family | scope | protocol | reserved |   flags   |
/// +--------+-------+----------+----------+-----------+
/// ```
///
/// @param scope `RT_SCOPE_*`
/// @param protocol `RTPROT_*`
/// @param flags `RTNH_F_*`
public record NexthopHeader(int family, int scope, int protocol, int flags) {
    public static final int SIZE = 8;

    static NexthopHeader read(byte[] b, int at) {
        return new NexthopHeader(Wire.u8(b, at), Wire.u8(b, at + 1), Wire.u8(b, at + 2), Wire.s32(b, at + 4));
    }

    void write(Out out) {
        out.u8(family).u8(scope).u8(protocol).u8(0).u32(flags);
    }
}

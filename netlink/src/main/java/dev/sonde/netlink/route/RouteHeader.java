package dev.sonde.netlink.route;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct rtmsg` of linux/rtnetlink.h.
///
/// ```
///  0        1         2         3       4       5          6       7      8           12
/// +--------+---------+---------+-------+-------+----------+-------+------+-----------+
/// | family | dst_len | src_len |  tos  | table | protocol | scope | type |   flags   |
/// +--------+---------+---------+-------+-------+----------+-------+------+-----------+
/// ```
///
/// @param table the lower eight bits; the whole is in [RouteAttr.Table]
/// @param protocol `RTPROT_*`
/// @param scope `RT_SCOPE_*`
/// @param type `RTN_*`
/// @param flags `RTM_F_*` and `RTNH_F_*`
public record RouteHeader(
        int family,
        int destinationLength,
        int sourceLength,
        int tos,
        int table,
        int protocol,
        int scope,
        int type,
        int flags) {
    public static final int SIZE = 12;

    /// `RTNH_F_ONLINK`: the gateway is on the link, whatever its address.
    public static final int ONLINK = 4;

    static RouteHeader read(byte[] b, int at) {
        return new RouteHeader(
                Wire.u8(b, at),
                Wire.u8(b, at + 1),
                Wire.u8(b, at + 2),
                Wire.u8(b, at + 3),
                Wire.u8(b, at + 4),
                Wire.u8(b, at + 5),
                Wire.u8(b, at + 6),
                Wire.u8(b, at + 7),
                Wire.s32(b, at + 8));
    }

    void write(Out out) {
        out.u8(family)
                .u8(destinationLength)
                .u8(sourceLength)
                .u8(tos)
                .u8(table)
                .u8(protocol)
                .u8(scope)
                .u8(type)
                .u32(flags);
    }
}

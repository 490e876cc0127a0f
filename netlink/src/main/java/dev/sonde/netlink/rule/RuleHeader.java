package dev.sonde.netlink.rule;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct fib_rule_hdr` of linux/fib_rules.h.
///
/// ```
///  0        1         2         3       4       5      6      7        8           12
/// +--------+---------+---------+-------+-------+------+------+--------+-----------+
/// | family | dst_len | src_len |  tos  | table | res1 | res2 | action |   flags   |
/// +--------+---------+---------+-------+-------+------+------+--------+-----------+
/// ```
///
/// @param table the lower eight bits; the whole is in [RuleAttr.Table]
/// @param action `FR_ACT_*`
/// @param flags `FIB_RULE_*`
public record RuleHeader(
        int family, int destinationLength, int sourceLength, int tos, int table, int action, int flags) {
    public static final int SIZE = 12;

    /// `FIB_RULE_INVERT`: it is for what does not match.
    public static final int INVERT = 2;

    static RuleHeader read(byte[] b, int at) {
        return new RuleHeader(
                Wire.u8(b, at),
                Wire.u8(b, at + 1),
                Wire.u8(b, at + 2),
                Wire.u8(b, at + 3),
                Wire.u8(b, at + 4),
                Wire.u8(b, at + 7),
                Wire.s32(b, at + 8));
    }

    void write(Out out) {
        out.u8(family)
                .u8(destinationLength)
                .u8(sourceLength)
                .u8(tos)
                .u8(table)
                .u16(0)
                .u8(action)
                .u32(flags);
    }
}

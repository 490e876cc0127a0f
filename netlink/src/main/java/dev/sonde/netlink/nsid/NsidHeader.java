package dev.sonde.netlink.nsid;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct rtgenmsg` of linux/rtnetlink.h, padded to four bytes.
///
/// ```
///  0        1                 4
/// +--------+-----------------+
/// | family |     padding     |
/// +--------+-----------------+
/// ```
///
/// @param family 0
public record NsidHeader(int family) {
    public static final int SIZE = 4;

    static NsidHeader read(byte[] b, int at) {
        return new NsidHeader(Wire.u8(b, at));
    }

    void write(Out out) {
        out.u8(family).align();
    }
}

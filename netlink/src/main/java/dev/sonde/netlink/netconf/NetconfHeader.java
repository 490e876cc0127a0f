package dev.sonde.netlink.netconf;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct netconfmsg` of linux/netconf.h, padded to four bytes.
///
/// ```
///  0        1                 4
/// +--------+-----------------+
/// | family |     padding     |
/// +--------+-----------------+
/// ```
public record NetconfHeader(int family) {
    public static final int SIZE = 4;

    static NetconfHeader read(byte[] b, int at) {
        return new NetconfHeader(Wire.u8(b, at));
    }

    void write(Out out) {
        out.u8(family).u8(0).u16(0);
    }
}

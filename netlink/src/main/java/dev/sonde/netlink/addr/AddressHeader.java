package dev.sonde.netlink.addr;

import dev.sonde.netlink.Out;
import dev.sonde.netlink.Wire;

/// `struct ifaddrmsg` of linux/if_addr.h.
///
/// ```
///  0        1           2        3        4               8
/// +--------+-----------+--------+--------+---------------+
/// | family | prefixlen | flags  | scope  |     index     |
/// +--------+-----------+--------+--------+---------------+
/// ```
///
/// @param flags the lower eight `IFA_F_*`; all are in [AddressAttr.Flags]
/// @param scope `RT_SCOPE_*`
public record AddressHeader(int family, int prefixLength, int flags, int scope, int index) {
    public static final int SIZE = 8;

    static AddressHeader read(byte[] b, int at) {
        return new AddressHeader(
                Wire.u8(b, at), Wire.u8(b, at + 1), Wire.u8(b, at + 2), Wire.u8(b, at + 3), Wire.s32(b, at + 4));
    }

    void write(Out out) {
        out.u8(family).u8(prefixLength).u8(flags).u8(scope).u32(index);
    }
}

package dev.sonde.netlink;

/// Numbers out of bytes. Host order is little-endian, `be` is network order.
public final class Wire {
    private Wire() {}

    public static int u8(byte[] b, int at) {
        return b[at] & 0xff;
    }

    public static int u16(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8;
    }

    public static int u16be(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
    }

    public static int s32(byte[] b, int at) {
        return u16(b, at) | u16(b, at + 2) << 16;
    }

    public static long u32(byte[] b, int at) {
        return s32(b, at) & 0xffff_ffffL;
    }

    public static long u32be(byte[] b, int at) {
        return ((long) u16be(b, at) << 16) | u16be(b, at + 2);
    }

    public static long u64(byte[] b, int at) {
        return u32(b, at) | u32(b, at + 4) << 32;
    }

    public static long u64be(byte[] b, int at) {
        return u32be(b, at) << 32 | u32be(b, at + 4);
    }

    /// `#define NLMSG_ALIGN(len) (((len) + 3) & ~3)`, and `NLA_ALIGN`, which is the same.
    public static int align(int length) {
        return length + 3 & ~3;
    }
}

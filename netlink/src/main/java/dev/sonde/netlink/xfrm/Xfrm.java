package dev.sonde.netlink.xfrm;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.NetlinkMessage;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Wire;

/// Numbers of linux/xfrm.h, and what states and policies share.
public final class Xfrm {
    public static final int XFRM_MSG_NEWSA = 0x10;
    public static final int XFRM_MSG_NEWPOLICY = 0x13;

    /// `XFRM_POLICY_IN`, `_OUT`, `_FWD`; `XFRM_POLICY_ALLOW`
    public static final int POLICY_IN = 0;

    public static final int POLICY_OUT = 1;
    public static final int POLICY_FWD = 2;
    public static final int POLICY_ALLOW = 0;

    public static final int MODE_TRANSPORT = 0;
    public static final int MODE_TUNNEL = 1;

    public static final int PROTO_ESP = 50;

    /// `XFRMA_*`
    static final int XFRMA_TMPL = 5;
    static final int XFRMA_MARK = 21;

    /// `NLA_TYPE_MASK`
    private static final int TYPE = 0x3fff;

    private static final int NLA_HDRLEN = 4;

    /// The mark by which packets are chosen: `struct xfrm_mark`. No bit of the mask: any.
    public record Mark(long value, long mask) {
        public static final Mark ANY = new Mark(0, 0);

        /// As `ip xfrm` writes it.
        @Override
        public String toString() {
            return "0x" + Long.toHexString(value) + "/0x" + Long.toHexString(mask);
        }
    }

    /// `xfrm_address_t` of a family; null: of a family that is neither.
    static IpAddress address(byte[] b, int at, int family) {
        return family == Nlmsg.AF_INET
                ? IpAddress.copyOf(b, at, 4)
                : family == Nlmsg.AF_INET6 ? IpAddress.copyOf(b, at, 16) : null;
    }

    /// Takes the attributes of a message.
    interface Attribute {
        void take(int type, byte[] b, int at, int length) throws MalformedMessage;
    }

    /// Those behind a header of `size` bytes.
    static void attributes(NetlinkMessage m, int size, Attribute each) throws MalformedMessage {
        int at = m.body(size) + size;
        int end = m.offset() + m.length();
        while (end - at >= NLA_HDRLEN) {
            int length = Wire.u16(m.buffer(), at);
            if (length < NLA_HDRLEN || length > end - at) {
                throw new MalformedMessage(m.type(), at, "an attribute says it has " + length + " bytes");
            }
            each.take(Wire.u16(m.buffer(), at + 2) & TYPE, m.buffer(), at + NLA_HDRLEN, length - NLA_HDRLEN);
            at += Wire.align(length);
        }
    }

    static Mark mark(byte[] b, int at, int length) {
        return length < 8 ? Mark.ANY : new Mark(Wire.u32(b, at), Wire.u32(b, at + 4));
    }

    private Xfrm() {}
}

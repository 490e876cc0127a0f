package dev.sonde.lab;

import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.Wire;

/// The kernel's NLMSG_ERROR: `struct nlmsghdr`, `int error`, the message that it answers, and attributes with words.
public final class KernelAnswer {
    private static final int NLMSGERR_ATTR_MSG = 1;

    /// Which message of its batch it answers; 0: there is no answer.
    static int place(byte[] b) {
        return b.length < NlHeader.SIZE ? 0 : Wire.s32(b, 8);
    }

    /// The kernel's own words, or nothing.
    public static String text(byte[] b) {
        if (b.length < NlHeader.SIZE + 20) {
            return "";
        }
        int flags = Wire.u16(b, 6);
        if ((flags & Nlmsg.NLM_F_ACK_TLVS) == 0) {
            return "";
        }
        int answered = (flags & Nlmsg.NLM_F_CAPPED) != 0 ? NlHeader.SIZE : Wire.s32(b, NlHeader.SIZE + 4);
        int at = NlHeader.SIZE + 4 + Wire.align(answered);
        while (answered >= NlHeader.SIZE && at >= 0 && at <= b.length - 4) {
            int length = Wire.u16(b, at);
            int type = Wire.u16(b, at + 2);
            if (length < 4 || length > b.length - at) {
                return "";
            }
            if (type == NLMSGERR_ATTR_MSG) {
                int end = at + length;
                while (end > at + 4 && b[end - 1] == 0) {
                    end--;
                }
                return RawText.decode(b, at + 4, end - at - 4);
            }
            at += length + 3 & ~3;
        }
        return "";
    }

    private KernelAnswer() {}
}

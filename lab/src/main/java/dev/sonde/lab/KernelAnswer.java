package dev.sonde.lab;

import dev.sonde.netlink.RawText;

/// The kernel's NLMSG_ERROR: `struct nlmsghdr`, `int error`, the message that it answers, and attributes with words.
public final class KernelAnswer {
    private static final int HEADER = 16;
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;

    /// Which message of its batch it answers; 0: there is no answer.
    static int place(byte[] b) {
        return b.length < HEADER ? 0 : i32(b, 8);
    }

    /// The kernel's own words, or nothing.
    public static String text(byte[] b) {
        if (b.length < HEADER + 20) {
            return "";
        }
        int flags = b[6] & 0xff | (b[7] & 0xff) << 8;
        if ((flags & NLM_F_ACK_TLVS) == 0) {
            return "";
        }
        int answered = (flags & NLM_F_CAPPED) != 0 ? HEADER : i32(b, HEADER + 4);
        int at = HEADER + 4 + (answered + 3 & ~3);
        while (answered >= HEADER && at >= 0 && at <= b.length - 4) {
            int length = b[at] & 0xff | (b[at + 1] & 0xff) << 8;
            int type = b[at + 2] & 0xff | (b[at + 3] & 0xff) << 8;
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

    private static int i32(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | (b[at + 3] & 0xff) << 24;
    }

    private KernelAnswer() {}
}

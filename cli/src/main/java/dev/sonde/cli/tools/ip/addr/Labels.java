package dev.sonde.cli.tools.ip.addr;

import dev.sonde.netlink.ByteString;

/// A stack of MPLS labels, `struct mpls_label` of linux/mpls.h one behind the other: `100/200`.
public final class Labels {
    private static final int SHIFT = 12;

    /// `MPLS_LS_S_MASK`: the last of the stack.
    private static final int LAST = 0x100;

    public static String text(ByteString stack) {
        StringBuilder b = new StringBuilder();
        for (int at = 0; at + 4 <= stack.length(); at += 4) {
            long entry = stack.u32be(at);
            b.append(at == 0 ? "" : "/").append(entry >> SHIFT);
            if ((entry & LAST) != 0) {
                break;
            }
        }
        return b.toString();
    }

    private Labels() {}
}

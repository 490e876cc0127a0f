package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Printer;

/// `RTNH_F_*` and `RTM_F_*` of linux/rtnetlink.h: what the kernel says of a route, and of a next hop object.
public final class HopFlags {
    /// In the order in which they are printed.
    private static final int[] BITS = {1, 4, 2, 8, 64, 0x100, 16, 32, 0x4000, 0x8000, 0x2000_0000};

    private static final String[] NAMES = {
        "dead",
        "onlink",
        "pervasive",
        "offload",
        "trap",
        "notify",
        "linkdown",
        "unresolved",
        "rt_offload",
        "rt_trap",
        "rt_offload_failed"
    };

    public static void print(Printer out, int flags) {
        out.beginArray("flags");
        for (int i = 0; flags != 0 && i < BITS.length; i++) {
            if ((flags & BITS[i]) != 0) {
                out.item("", NAMES[i], " ");
            }
        }
        out.endArray();
    }

    private HopFlags() {}
}

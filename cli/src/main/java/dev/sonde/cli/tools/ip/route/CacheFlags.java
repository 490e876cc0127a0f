package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Printer;

/// `RTCF_*` of linux/in_route.h: what the kernel says of a route that it looked up.
final class CacheFlags {
    private static final int[] BITS = {
        0x8000_0000, // RTCF_LOCAL
        0x4000_0000, // RTCF_REJECT
        0x2000_0000, // RTCF_MULTICAST
        0x1000_0000, // RTCF_BROADCAST
        0x0800_0000, // RTCF_DNAT
        0x0080_0000, // RTCF_SNAT
        0x0040_0000, // RTCF_MASQ
        0x0002_0000, // RTCF_DIRECTDST
        0x0400_0000, // RTCF_DIRECTSRC
        0x0004_0000, // RTCF_REDIRECTED
        0x0100_0000, // RTCF_DOREDIRECT
        0x0020_0000, // RTCF_FAST
        0x0001_0000, // RTCF_NOTIFY
        0x0010_0000 // RTCF_TPROXY
    };

    private static final String[] NAMES = {
        "local",
        "reject",
        "mc",
        "brd",
        "dst-nat",
        "src-nat",
        "masq",
        "dst-direct",
        "src-direct",
        "redirected",
        "redirect",
        "fastroute",
        "notify",
        "proxy"
    };

    static void print(Printer out, int flags) {
        int left = flags & ~0xffff;
        out.beginArray("cache");
        out.line();
        out.text("    cache ");
        if (left != 0) {
            out.text("<");
        }
        for (int i = 0; i < BITS.length; i++) {
            if ((left & BITS[i]) != 0) {
                left &= ~BITS[i];
                out.item("", NAMES[i], left != 0 ? "," : "> ");
            }
        }
        if (left != 0) {
            out.item("", Integer.toHexString(left), ">");
        }
        out.endArray();
    }

    private CacheFlags() {}
}

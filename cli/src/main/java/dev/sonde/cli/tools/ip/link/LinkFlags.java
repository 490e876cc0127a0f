package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Printer;

/// `IFF_*` of linux/if.h, as `<BROADCAST,UP>`.
public final class LinkFlags {
    private static final int[] BITS = {
        0x8, 0x2, 0x10, 0x1000, 0x80, 0x200, 0x100, 0x400, 0x800, 0x4, 0x8000, 0x4000, 0x2000, 0x20, 0x1, 0x10000,
        0x20000, 0x40000
    };

    private static final String[] NAMES = {
        "LOOPBACK",
        "BROADCAST",
        "POINTOPOINT",
        "MULTICAST",
        "NOARP",
        "ALLMULTI",
        "PROMISC",
        "MASTER",
        "SLAVE",
        "DEBUG",
        "DYNAMIC",
        "AUTOMEDIA",
        "PORTSEL",
        "NOTRAILERS",
        "UP",
        "LOWER_UP",
        "DORMANT",
        "ECHO"
    };

    /// `masterDown`: the link below is down.
    public static void print(Printer out, int flags, boolean masterDown) {
        out.beginArray("flags");
        out.text("<");
        if ((flags & Links.UP) != 0 && (flags & Links.RUNNING) == 0) {
            out.item("", "NO-CARRIER", ",");
        }
        int left = flags & ~Links.RUNNING;
        for (int i = 0; i < BITS.length; i++) {
            if ((left & BITS[i]) != 0) {
                left &= ~BITS[i];
                out.item("", NAMES[i], left != 0 ? "," : "");
            }
        }
        if (left != 0) {
            out.item("", Integer.toHexString(left), "");
        }
        if (masterDown) {
            out.item(",", "M-DOWN", "");
        }
        out.endArray();
        out.text("> ");
    }

    private LinkFlags() {}
}

package dev.sonde.cli.tools.ip.nexthop;

import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.ByteString;

/// How many packets went each way of a group: `NHA_GROUP_STATS_ENTRY_*` of linux/nexthop.h, an entry a member.
final class GroupStats {
    private static final int ID = 1;
    private static final int PACKETS = 2;
    private static final int HARDWARE = 3;

    /// `members`: of the group; of an entry that lacks it, all is 0.
    static void print(Printer out, ByteString nest, int members, boolean hardware) {
        out.beginArray("group_stats");
        out.line();
        out.text("  stats:");
        out.line();
        int at = 0;
        for (int i = 0; i < members; i++) {
            int length = at + 4 <= nest.length() ? nest.u16(at) : 0;
            boolean there = length >= 4 && at + length <= nest.length();
            ByteString entry = there ? nest.slice(at + 4, length - 4) : nest.slice(0, 0);
            out.begin();
            out.number("id", "    id ", value(entry, ID), "");
            out.unsigned("packets", " packets ", value(entry, PACKETS), "");
            if (hardware) {
                out.unsigned("packets_hw", " packets_hw ", value(entry, HARDWARE), "");
            }
            if (i != members - 1) {
                out.line();
            }
            out.end();
            at = there ? at + (length + 3 & ~3) : nest.length();
        }
        out.endArray();
    }

    /// The kernel sends a counter that fits as 32 bits.
    private static long value(ByteString entry, int type) {
        int at = 0;
        while (at + 4 <= entry.length()) {
            int length = entry.u16(at);
            if (length < 4 || at + length > entry.length()) {
                return 0;
            }
            if ((entry.u16(at + 2) & 0x3fff) == type) {
                return length >= 12 ? entry.u32(at + 4) | entry.u32(at + 8) << 32 : length >= 8 ? entry.u32(at + 4) : 0;
            }
            at += length + 3 & ~3;
        }
        return 0;
    }

    private GroupStats() {}
}

package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.MacvlanAttr;

/// A macvlan or macvtap device.
final class MacvlanPrinter extends KindPrinter {
    /// `MACVLAN_MODE_SOURCE`
    private static final int SOURCE = 16;

    MacvlanPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        MacvlanAttr.Mode mode = a.find(MacvlanAttr.Mode.class);
        if (mode == null) {
            return;
        }
        String name = switch ((int) mode.mode()) {
            case 1 -> "private";
            case 2 -> "vepa";
            case 4 -> "bridge";
            case 8 -> "passthru";
            case SOURCE -> "source";
            default -> "unknown";
        };
        out.string("mode", "mode ", name, " ");
        MacvlanAttr.Flags flags = a.find(MacvlanAttr.Flags.class);
        if (flags != null && (flags.bits() & 1) != 0) {
            out.flag("nopromisc", "nopromisc ");
        }
        if (flags != null && (flags.bits() & 2) != 0) {
            out.flag("nodst", "nodst ");
        }
        number(a, MacvlanAttr.BcQueueLen.class, MacvlanAttr.BcQueueLen::packets, "bcqueuelen", "bcqueuelen ");
        number(
                a,
                MacvlanAttr.BcQueueLenUsed.class,
                MacvlanAttr.BcQueueLenUsed::packets,
                "usedbcqueuelen",
                "usedbcqueuelen ");
        number(a, MacvlanAttr.BcCutoff.class, MacvlanAttr.BcCutoff::value, "bclim", "bclim ");
        MacvlanAttr.MacAddressCount count = a.find(MacvlanAttr.MacAddressCount.class);
        if (mode.mode() != SOURCE || count == null) {
            return;
        }
        out.number("macaddr_count", "remotes (", (int) count.count(), ") ");
        MacvlanAttr.MacAddresses sources = a.find(MacvlanAttr.MacAddresses.class);
        if (sources != null) {
            out.beginArray("macaddr_data");
            for (MacvlanAttr s : sources.attrs()) {
                if (s instanceof MacvlanAttr.MacAddress(var address) && address.length() >= 6) {
                    out.item("", address.toString(), " ");
                }
            }
            out.endArray();
        }
    }
}

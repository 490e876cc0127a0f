package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.IpvlanAttr;

/// An ipvlan or ipvtap device.
final class IpvlanPrinter extends KindPrinter {
    IpvlanPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        IpvlanAttr.Mode mode = a.find(IpvlanAttr.Mode.class);
        if (mode != null) {
            String name = switch (mode.value()) {
                case 0 -> "l2";
                case 1 -> "l3";
                case 2 -> "l3s";
                default -> "unknown";
            };
            out.string("mode", " mode ", name, " ");
        }
        IpvlanAttr.Flags flags = a.find(IpvlanAttr.Flags.class);
        if (flags != null) {
            String name = (flags.value() & 1) != 0 ? "private" : (flags.value() & 2) != 0 ? "vepa" : "bridge";
            out.flag(name, name + " ");
        }
    }
}

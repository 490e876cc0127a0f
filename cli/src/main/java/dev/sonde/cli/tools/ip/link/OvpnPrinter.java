package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.OvpnAttr;

/// An OpenVPN device of the kernel.
final class OvpnPrinter extends KindPrinter {
    OvpnPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        OvpnAttr.Mode mode = a.find(OvpnAttr.Mode.class);
        if (mode != null) {
            String name = mode.value() == 0 ? "p2p" : mode.value() == 1 ? "mp" : "(unknown)";
            out.string("mode", "mode ", name, " ");
        }
    }
}

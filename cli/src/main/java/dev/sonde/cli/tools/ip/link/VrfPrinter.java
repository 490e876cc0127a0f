package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.VrfAttr;
import dev.sonde.netlink.link.VrfPortAttr;

/// A VRF, or a port of one.
final class VrfPrinter extends KindPrinter {
    VrfPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        number(a, VrfAttr.Table.class, VrfAttr.Table::value, "table", "table ");
        number(a, VrfPortAttr.Table.class, VrfPortAttr.Table::value, "table", "table ");
    }
}

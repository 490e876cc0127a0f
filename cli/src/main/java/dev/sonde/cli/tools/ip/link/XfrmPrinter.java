package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.XfrmAttr;

/// An xfrm interface.
final class XfrmPrinter extends KindPrinter {
    XfrmPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        if (a.has(XfrmAttr.CollectMetadata.class)) {
            out.flag("external", "external ");
            return;
        }
        hex(a, XfrmAttr.IfId.class, XfrmAttr.IfId::value, "if_id", "if_id ");
    }
}

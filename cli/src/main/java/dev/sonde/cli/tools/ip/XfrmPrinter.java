package dev.sonde.cli.tools.ip;

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

package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.BareudpAttr;

/// A bareudp device.
final class BareudpPrinter extends KindPrinter {
    BareudpPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        number(a, BareudpAttr.Port.class, BareudpAttr.Port::value, "dstport", "dstport ");
        BareudpAttr.Ethertype ethertype = a.find(BareudpAttr.Ethertype.class);
        if (ethertype != null) {
            int type = ethertype.value();
            out.string("ethertype", "ethertype ", ip.options.numeric ? "[" + type + "]" : EtherTypes.name(type), " ");
        }
        number(a, BareudpAttr.SrcportMin.class, BareudpAttr.SrcportMin::value, "srcportmin", "srcportmin ");
        boolean several = a.has(BareudpAttr.MultiprotoMode.class);
        out.jsonBoolean("multiproto", several);
        out.text(several ? "multiproto " : "nomultiproto ");
    }
}

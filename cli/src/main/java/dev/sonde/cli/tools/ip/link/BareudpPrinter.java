package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.BareudpAttr;

/// A tunnel of UDP with nothing between.
final class BareudpPrinter extends KindPrinter {
    BareudpPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        number(a, BareudpAttr.Port.class, BareudpAttr.Port::number, "dstport", "dstport ");
        BareudpAttr.Ethertype type = a.find(BareudpAttr.Ethertype.class);
        if (type != null) {
            String name = switch (type.number()) {
                case 0x0800 -> "ip";
                case 0x86dd -> "ipv6";
                case 0x8847 -> "mpls_uc";
                case 0x8848 -> "mpls_mc";
                default -> "[" + type.number() + "]"; // the kernel takes no other
            };
            out.string("ethertype", "ethertype ", name, " ");
        }
        number(a, BareudpAttr.SourcePortMin.class, BareudpAttr.SourcePortMin::number, "srcportmin", "srcportmin ");
        boolean several = a.has(BareudpAttr.Multiproto.class);
        out.jsonBoolean("multiproto", several);
        out.text(several ? "multiproto " : "nomultiproto ");
    }
}

package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.XdpAttr;

/// The programs that are attached to a link. Their ids alone: name and tag are not in the link's message.
final class XdpPrinter {
    private static final int DRIVER = 1;
    private static final int GENERIC = 2;
    private static final int OFFLOAD = 3;
    private static final int SEVERAL = 4;

    static void print(Printer out, Attrs<XdpAttr> attrs, int mode, boolean links, boolean detailed) {
        XdpAttr.ProgId one = attrs.find(XdpAttr.ProgId.class);
        XdpAttr.SkbProgId generic = attrs.find(XdpAttr.SkbProgId.class);
        XdpAttr.DrvProgId driver = attrs.find(XdpAttr.DrvProgId.class);
        XdpAttr.HwProgId offload = attrs.find(XdpAttr.HwProgId.class);
        long id = one == null ? 0 : one.id();
        if (out.json()) {
            if (detailed) {
                return;
            }
            out.begin("xdp");
            out.jsonNumber("mode", mode);
            program(out, id);
            out.beginArray("attached");
            if (generic != null || driver != null || offload != null) {
                attached(out, generic == null ? 0 : generic.id(), GENERIC, generic != null);
                attached(out, driver == null ? 0 : driver.id(), DRIVER, driver != null);
                attached(out, offload == null ? 0 : offload.id(), OFFLOAD, offload != null);
            } else {
                attached(out, id, mode, one != null);
            }
            out.endArray();
            out.end();
            return;
        }
        if (detailed) {
            line(out, "", id);
            if (mode == SEVERAL) {
                line(out, "generic", generic == null ? 0 : generic.id());
                line(out, "drv", driver == null ? 0 : driver.id());
                line(out, "offload", offload == null ? 0 : offload.id());
            }
            return;
        }
        out.text(
                switch (mode) {
                    case DRIVER -> "xdp";
                    case GENERIC -> "xdpgeneric";
                    case OFFLOAD -> "xdpoffload";
                    case SEVERAL -> "xdpmulti";
                    default -> "xdp[" + mode + "]";
                });
        if (id != 0 && !links) {
            out.text("/id:" + id);
        }
        out.text(" ");
    }

    private static void attached(Printer out, long id, int mode, boolean there) {
        if (there) {
            out.begin();
            out.jsonNumber("mode", mode);
            program(out, id);
            out.end();
        }
    }

    private static void program(Printer out, long id) {
        if (id != 0) {
            out.begin("prog");
            out.jsonNumber("id", id);
            out.end();
        }
    }

    private static void line(Printer out, String where, long id) {
        if (id != 0) {
            out.line();
            out.text("    prog/xdp" + where + " id " + id + " ");
        }
    }

    private XdpPrinter() {}
}

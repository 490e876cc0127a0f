package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.encap.EncapOptionsAttr;
import dev.sonde.netlink.encap.ErspanOptionAttr;
import dev.sonde.netlink.encap.GeneveOptionAttr;
import dev.sonde.netlink.encap.VxlanOptionAttr;

/// The options of a tunnel that a route names: `geneve_opts 1:2:aabb`, on a line of their own.
final class EncapOptions {
    static void print(Printer out, Attrs<EncapOptionsAttr> attrs) {
        if (attrs.find(EncapOptionsAttr.Geneve.class) instanceof EncapOptionsAttr.Geneve g) {
            geneve(out, g.attrs());
        } else if (attrs.find(EncapOptionsAttr.Vxlan.class) instanceof EncapOptionsAttr.Vxlan v) {
            begin(out, "vxlan_opts");
            VxlanOptionAttr.GroupPolicy p = v.attrs().find(VxlanOptionAttr.GroupPolicy.class);
            out.begin();
            out.number("gbp", "", p == null ? 0 : p.id(), " ");
            out.end();
            out.endArray();
        } else if (attrs.find(EncapOptionsAttr.Erspan.class) instanceof EncapOptionsAttr.Erspan e) {
            erspan(out, e.attrs());
        }
    }

    private static void begin(Printer out, String name) {
        out.line();
        out.text("\t" + name + " ");
        out.beginArray(name);
    }

    private static void geneve(Printer out, Attrs<GeneveOptionAttr> attrs) {
        begin(out, "geneve_opts");
        int optionClass = 0;
        int type = 0;
        for (int i = 0; i < attrs.size(); i++) {
            switch (attrs.get(i)) {
                case GeneveOptionAttr.OptionClass(int number) -> optionClass = number;
                case GeneveOptionAttr.Type(int number) -> type = number;
                case GeneveOptionAttr.Data d -> {
                    out.begin();
                    out.number("class", "", optionClass, "");
                    out.number("type", ":", type, "");
                    out.string("data", ":", d.bytes().toString(), i + 1 < attrs.size() ? "," : " ");
                    out.end();
                }
                case GeneveOptionAttr.Other _ -> {
                    // Of a later kernel.
                }
            }
        }
        out.endArray();
    }

    private static void erspan(Printer out, Attrs<ErspanOptionAttr> attrs) {
        ErspanOptionAttr.Version v = attrs.find(ErspanOptionAttr.Version.class);
        ErspanOptionAttr.Index i = attrs.find(ErspanOptionAttr.Index.class);
        ErspanOptionAttr.Direction d = attrs.find(ErspanOptionAttr.Direction.class);
        ErspanOptionAttr.Hardware h = attrs.find(ErspanOptionAttr.Hardware.class);
        boolean first = v != null && v.number() == 1;
        begin(out, "erspan_opts");
        out.begin();
        out.number("ver", "", v == null ? 0 : v.number(), "");
        out.number("index", ":", first && i != null ? i.number() : 0, "");
        out.number("dir", ":", first || d == null ? 0 : d.number(), "");
        out.number("hwid", ":", first || h == null ? 0 : h.id(), " ");
        out.end();
        out.endArray();
    }

    private EncapOptions() {}
}

package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.encap.BpfProgramAttr;

/// A BPF program that a route names: `in prog.o:[section]`.
final class BpfProgram {
    static void print(Printer out, String key, Attrs<BpfProgramAttr> attrs) {
        BpfProgramAttr.Name name = attrs.find(BpfProgramAttr.Name.class);
        if (out.json()) {
            out.jsonString(key, name == null ? "<unknown>" : name.name());
        } else {
            out.text(key + " ");
            if (name != null) {
                out.text(Colour.NONE, name.name(), " ");
            }
        }
    }

    private BpfProgram() {}
}

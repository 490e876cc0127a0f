package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// A BPF program: `LWT_BPF_PROG_*` of linux/lwtunnel.h, and `SEG6_LOCAL_BPF_PROG_*`, which are the same.
public sealed interface BpfProgramAttr {
    record Program(long id) implements BpfProgramAttr {}

    record Name(String name) implements BpfProgramAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BpfProgramAttr {}

    AttrTable<BpfProgramAttr> TABLE = new AttrTable<BpfProgramAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "LWT_BPF_PROG_FD", U32, Program.class, Program::new, Program::id);
                case 2 -> row(n, "LWT_BPF_PROG_NAME", STRING, Name.class, Name::new, Name::name);
                default -> null;
            });
}

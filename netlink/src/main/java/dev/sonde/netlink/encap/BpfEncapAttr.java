package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// Of `LWTUNNEL_ENCAP_BPF`: `LWT_BPF_*` of linux/lwtunnel.h.
public sealed interface BpfEncapAttr {
    record In(Attrs<BpfProgramAttr> attrs) implements BpfEncapAttr {}

    record Out(Attrs<BpfProgramAttr> attrs) implements BpfEncapAttr {}

    record Transmit(Attrs<BpfProgramAttr> attrs) implements BpfEncapAttr {}

    record Headroom(long bytes) implements BpfEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BpfEncapAttr {}

    AttrTable<BpfEncapAttr> TABLE = new AttrTable<BpfEncapAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(n, "LWT_BPF_IN", WireForm.nested(() -> BpfProgramAttr.TABLE), In.class, In::new, In::attrs);
                case 2 ->
                    row(n, "LWT_BPF_OUT", WireForm.nested(() -> BpfProgramAttr.TABLE), Out.class, Out::new, Out::attrs);
                case 3 ->
                    row(
                            n,
                            "LWT_BPF_XMIT",
                            WireForm.nested(() -> BpfProgramAttr.TABLE),
                            Transmit.class,
                            Transmit::new,
                            Transmit::attrs);
                case 4 -> row(n, "LWT_BPF_XMIT_HEADROOM", U32, Headroom.class, Headroom::new, Headroom::bytes);
                default -> null;
            });
}

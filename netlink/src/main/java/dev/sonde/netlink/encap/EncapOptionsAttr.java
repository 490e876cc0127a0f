package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;

/// Within `LWTUNNEL_IP_OPTS`: `LWTUNNEL_IP_OPTS_*` of linux/lwtunnel.h.
public sealed interface EncapOptionsAttr {
    /// Class, type and data of each option, one option behind the other.
    record Geneve(Attrs<GeneveOptionAttr> attrs) implements EncapOptionsAttr {}

    record Vxlan(Attrs<VxlanOptionAttr> attrs) implements EncapOptionsAttr {}

    record Erspan(Attrs<ErspanOptionAttr> attrs) implements EncapOptionsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements EncapOptionsAttr {}

    AttrTable<EncapOptionsAttr> TABLE = new AttrTable<EncapOptionsAttr>(
            3, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "LWTUNNEL_IP_OPTS_GENEVE",
                            WireForm.nested(() -> GeneveOptionAttr.TABLE),
                            Geneve.class,
                            Geneve::new,
                            Geneve::attrs);
                case 2 ->
                    row(
                            n,
                            "LWTUNNEL_IP_OPTS_VXLAN",
                            WireForm.nested(() -> VxlanOptionAttr.TABLE),
                            Vxlan.class,
                            Vxlan::new,
                            Vxlan::attrs);
                case 3 ->
                    row(
                            n,
                            "LWTUNNEL_IP_OPTS_ERSPAN",
                            WireForm.nested(() -> ErspanOptionAttr.TABLE),
                            Erspan.class,
                            Erspan::new,
                            Erspan::attrs);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U16_BE;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of a bareudp device: `IFLA_BAREUDP_*` of linux/if_link.h.
public sealed interface BareudpAttr {
    record Port(int value) implements BareudpAttr {}

    record Ethertype(int value) implements BareudpAttr {}

    record SrcportMin(int value) implements BareudpAttr {}

    record MultiprotoMode() implements BareudpAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BareudpAttr {}

    AttrTable<BareudpAttr> TABLE = new AttrTable<BareudpAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_BAREUDP_PORT", U16_BE, Port.class, Port::new, Port::value);
                case 2 -> row(n, "IFLA_BAREUDP_ETHERTYPE", U16_BE, Ethertype.class, Ethertype::new, Ethertype::value);
                case 3 -> row(n, "IFLA_BAREUDP_SRCPORT_MIN", U16, SrcportMin.class, SrcportMin::new, SrcportMin::value);
                case 4 ->
                    row(
                            n,
                            "IFLA_BAREUDP_MULTIPROTO_MODE",
                            FLAG,
                            MultiprotoMode.class,
                            _ -> new MultiprotoMode(),
                            _ -> true);
                default -> null;
            });
}

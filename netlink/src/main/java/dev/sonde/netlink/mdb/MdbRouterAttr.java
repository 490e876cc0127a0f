package dev.sonde.netlink.mdb;

import static dev.sonde.netlink.AttrTable.row;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `MDBA_ROUTER`: a row for each port behind which a multicast router is.
public sealed interface MdbRouterAttr {
    record Port(RouterPort port) implements MdbRouterAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MdbRouterAttr {}

    AttrTable<MdbRouterAttr> TABLE = new AttrTable<MdbRouterAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "MDBA_ROUTER_PORT", RouterPort.FORM, Port.class, Port::new, Port::port);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;

/// Within `IFLA_AF_SPEC` the type of an attribute is an address family.
public sealed interface AfAttr {
    record Inet(Attrs<InetAttr> attrs) implements AfAttr {}

    record Inet6(Attrs<Inet6Attr> attrs) implements AfAttr {}

    record Mctp(ByteString bytes) implements AfAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements AfAttr {}

    AttrTable<AfAttr> TABLE = new AttrTable<AfAttr>(
            45, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 2 -> row(n, "AF_INET", WireForm.nested(() -> InetAttr.TABLE), Inet.class, Inet::new, Inet::attrs);
                case 10 ->
                    row(n, "AF_INET6", WireForm.nested(() -> Inet6Attr.TABLE), Inet6.class, Inet6::new, Inet6::attrs);
                case 45 -> row(n, "AF_MCTP", BYTES, Mctp.class, Mctp::new, Mctp::bytes);
                default -> null;
            });
}

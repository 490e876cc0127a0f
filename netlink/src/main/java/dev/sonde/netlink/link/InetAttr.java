package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Of `AF_INET` within `IFLA_AF_SPEC`: `IFLA_INET_*` of linux/if_link.h.
public sealed interface InetAttr {
    /// `IPV4_DEVCONF_*`: an array of 32-bit numbers.
    record Conf(ByteString values) implements InetAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements InetAttr {}

    AttrTable<InetAttr> TABLE = new AttrTable<InetAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_INET_CONF", BYTES, Conf.class, Conf::new, Conf::values);
                default -> null;
            });
}

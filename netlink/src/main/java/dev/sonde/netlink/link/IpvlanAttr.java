package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U16;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of an ipvlan or ipvtap device: `IFLA_IPVLAN_*` of linux/if_link.h.
public sealed interface IpvlanAttr {
    record Mode(int value) implements IpvlanAttr {}

    record Flags(int value) implements IpvlanAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements IpvlanAttr {}

    AttrTable<IpvlanAttr> TABLE = new AttrTable<IpvlanAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_IPVLAN_MODE", U16, Mode.class, Mode::new, Mode::value);
                case 2 -> row(n, "IFLA_IPVLAN_FLAGS", U16, Flags.class, Flags::new, Flags::value);
                default -> null;
            });
}

package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of an OpenVPN device of the kernel: `IFLA_OVPN_*` of linux/if_link.h.
public sealed interface OvpnAttr {
    /// `enum ovpn_mode`: 0 one peer, 1 several.
    record Mode(int value) implements OvpnAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements OvpnAttr {}

    AttrTable<OvpnAttr> TABLE = new AttrTable<OvpnAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_OVPN_MODE", U8, Mode.class, Mode::new, Mode::value);
                default -> null;
            });
}

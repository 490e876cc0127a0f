package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U32_BE;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.IpAddress;

/// Data of a vti or vti6 device: `IFLA_VTI_*` of linux/if_tunnel.h.
public sealed interface VtiAttr {
    record Link(int value) implements VtiAttr {}

    record Ikey(long value) implements VtiAttr {}

    record Okey(long value) implements VtiAttr {}

    record Local(IpAddress address) implements VtiAttr {}

    record Remote(IpAddress address) implements VtiAttr {}

    record Fwmark(long value) implements VtiAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VtiAttr {}

    AttrTable<VtiAttr> TABLE = new AttrTable<VtiAttr>(
            6, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VTI_LINK", S32, Link.class, Link::new, Link::value);
                case 2 -> row(n, "IFLA_VTI_IKEY", U32_BE, Ikey.class, Ikey::new, Ikey::value);
                case 3 -> row(n, "IFLA_VTI_OKEY", U32_BE, Okey.class, Okey::new, Okey::value);
                case 4 -> row(n, "IFLA_VTI_LOCAL", IP, Local.class, Local::new, Local::address);
                case 5 -> row(n, "IFLA_VTI_REMOTE", IP, Remote.class, Remote::new, Remote::address);
                case 6 -> row(n, "IFLA_VTI_FWMARK", U32, Fwmark.class, Fwmark::new, Fwmark::value);
                default -> null;
            });
}

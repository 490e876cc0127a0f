package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `IFLA_XDP`: `IFLA_XDP_*` of linux/if_link.h.
public sealed interface XdpAttr {
    record Fd(int fd) implements XdpAttr {}

    /// `XDP_ATTACHED_*`
    record Attached(int mode) implements XdpAttr {}

    record Flags(long bits) implements XdpAttr {}

    record ProgId(long id) implements XdpAttr {}

    record DrvProgId(long id) implements XdpAttr {}

    record SkbProgId(long id) implements XdpAttr {}

    record HwProgId(long id) implements XdpAttr {}

    record ExpectedFd(int fd) implements XdpAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements XdpAttr {}

    AttrTable<XdpAttr> TABLE = new AttrTable<XdpAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_XDP_FD", S32, Fd.class, Fd::new, Fd::fd);
                case 2 -> row(n, "IFLA_XDP_ATTACHED", U8, Attached.class, Attached::new, Attached::mode);
                case 3 -> row(n, "IFLA_XDP_FLAGS", U32, Flags.class, Flags::new, Flags::bits);
                case 4 -> row(n, "IFLA_XDP_PROG_ID", U32, ProgId.class, ProgId::new, ProgId::id);
                case 5 -> row(n, "IFLA_XDP_DRV_PROG_ID", U32, DrvProgId.class, DrvProgId::new, DrvProgId::id);
                case 6 -> row(n, "IFLA_XDP_SKB_PROG_ID", U32, SkbProgId.class, SkbProgId::new, SkbProgId::id);
                case 7 -> row(n, "IFLA_XDP_HW_PROG_ID", U32, HwProgId.class, HwProgId::new, HwProgId::id);
                case 8 -> row(n, "IFLA_XDP_EXPECTED_FD", S32, ExpectedFd.class, ExpectedFd::new, ExpectedFd::fd);
                default -> null;
            });
}

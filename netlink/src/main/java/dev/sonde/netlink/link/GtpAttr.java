package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Data of a GTP device: `IFLA_GTP_*` of linux/if_link.h.
public sealed interface GtpAttr {
    record PdpHashsize(long value) implements GtpAttr {}

    record Role(long value) implements GtpAttr {}

    record RestartCount(int value) implements GtpAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements GtpAttr {}

    AttrTable<GtpAttr> TABLE = new AttrTable<GtpAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 3 -> row(n, "IFLA_GTP_PDP_HASHSIZE", U32, PdpHashsize.class, PdpHashsize::new, PdpHashsize::value);
                case 4 -> row(n, "IFLA_GTP_ROLE", U32, Role.class, Role::new, Role::value);
                case 6 ->
                    row(n, "IFLA_GTP_RESTART_COUNT", U8, RestartCount.class, RestartCount::new, RestartCount::value);
                default -> null;
            });
}

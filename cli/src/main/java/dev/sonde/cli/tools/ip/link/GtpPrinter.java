package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.GtpAttr;

/// A GTP device.
final class GtpPrinter extends KindPrinter {
    /// `enum ifla_gtp_role` of linux/if_link.h.
    private static final String[] ROLES = {"ggsn", "sgsn"};

    GtpPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        GtpAttr.Role role = a.find(GtpAttr.Role.class);
        if (role != null) {
            out.string("role", "role ", role.value() < ROLES.length ? ROLES[(int) role.value()] : "unknown", " ");
        }
        unsigned(a, GtpAttr.PdpHashsize.class, GtpAttr.PdpHashsize::value, "hsize", "hsize ");
        number(a, GtpAttr.RestartCount.class, GtpAttr.RestartCount::value, "restart_count", "restart_count ");
    }
}

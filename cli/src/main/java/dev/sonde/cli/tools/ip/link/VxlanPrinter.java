package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.VxlanAttr;
import java.util.function.ToLongFunction;

/// A VXLAN device.
final class VxlanPrinter extends KindPrinter {
    VxlanPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        number(a, VxlanAttr.Vni.class, VxlanAttr.Vni::vni, "id", "id ");
        peers(a);
        VxlanAttr.Link link = a.find(VxlanAttr.Link.class);
        if (link != null && link.index() != 0) {
            out.string("link", "dev ", ip.links().name(link.index()), " ");
        }
        VxlanAttr.PortRange range = a.find(VxlanAttr.PortRange.class);
        if (range != null) {
            out.begin("port_range");
            out.number("low", "srcport ", range.range().low(), " ");
            out.number("high", "", range.range().high(), " ");
            out.end();
        }
        number(a, VxlanAttr.Port.class, VxlanAttr.Port::udpPort, "port", "dstport ");
        packets(a);
        VxlanAttr.Ageing ageing = a.find(VxlanAttr.Ageing.class);
        if (ageing != null && ageing.seconds() == 0 && !out.json()) {
            out.text("ageing none ");
        } else if (ageing != null) {
            out.number("ageing", "ageing ", ageing.seconds(), " ");
        }
        VxlanAttr.Limit limit = a.find(VxlanAttr.Limit.class);
        if (limit != null && limit.count() != 0) {
            out.number("limit", "maxaddr ", limit.count(), " ");
        }
        more(a);
    }

    private void peers(Attrs<?> a) {
        VxlanAttr.Group group = a.find(VxlanAttr.Group.class);
        VxlanAttr.Group6 group6 = a.find(VxlanAttr.Group6.class);
        if (group != null) {
            peer(group.address(), "");
        } else if (group6 != null) {
            peer(group6.address(), "6");
        }
        VxlanAttr.Local local = a.find(VxlanAttr.Local.class);
        VxlanAttr.Local6 local6 = a.find(VxlanAttr.Local6.class);
        if (local != null) {
            if (!local.address().isUnspecified()) {
                out.string("local", "local ", ip.host(local.address()), " ");
            }
        } else if (local6 != null && !local6.address().isUnspecified()) {
            out.string("local6", "local ", ip.host(local6.address()), " ");
        }
    }

    private void peer(IpAddress address, String version) {
        if (address.isUnspecified()) {
            return;
        }
        if (address.isMulticast()) {
            out.string("group" + version, "group ", ip.host(address), " ");
        } else {
            out.string("remote" + version, "remote ", ip.host(address), " ");
        }
    }

    /// How the outer packets look.
    private void packets(Attrs<?> a) {
        VxlanAttr.Tos tos = a.find(VxlanAttr.Tos.class);
        if (tos != null && tos.value() != 0) {
            if (out.json() || tos.value() != 1) {
                out.hex("tos", "tos ", tos.value(), " ");
            } else {
                out.text("tos inherit ");
            }
        }
        VxlanAttr.Ttl ttl = a.find(VxlanAttr.Ttl.class);
        if (inherits(a)) {
            out.text("ttl inherit ");
        } else if (ttl != null && (out.json() || ttl.value() != 0)) {
            out.number("ttl", "ttl ", ttl.value(), " ");
        } else if (ttl != null) {
            out.text("ttl auto ");
        }
        VxlanAttr.Df df = a.find(VxlanAttr.Df.class);
        if (df != null) {
            switch (df.value()) {
                case 0 -> out.jsonString("df", "unset");
                case 1 -> out.string("df", "df ", "set", " ");
                case 2 -> out.string("df", "df ", "inherit", " ");
                default -> {
                    // Later than iproute2, which says nothing either.
                }
            }
        }
        VxlanAttr.Label label = a.find(VxlanAttr.Label.class);
        if (label != null && label.label() != 0) {
            out.hex("label", "flowlabel ", label.label(), " ");
        }
    }

    /// `IFLA_VXLAN_TTL_INHERIT`, which kernels send as a flag or as a byte.
    private static boolean inherits(Attrs<?> a) {
        VxlanAttr.TtlInherit inherit = a.find(VxlanAttr.TtlInherit.class);
        return inherit != null && inherit.isSet();
    }

    /// What is on or off: in the text what is not as usual, and all of it with `-d -d`.
    private void more(Attrs<?> a) {
        VxlanAttr.ReservedBits bits = a.find(VxlanAttr.ReservedBits.class);
        if (bits != null && bits.bytes().length() >= 8) {
            out.hex(
                    "reserved_bits",
                    "reserved_bits ",
                    bits.bytes().u32be(0) << 32 | bits.bytes().u32be(4),
                    " ");
        }
        if (a.find(VxlanAttr.Gbp.class) != null) {
            out.mark("gbp", "gbp ");
        }
        if (a.find(VxlanAttr.Gpe.class) != null) {
            out.mark("gpe", "gpe ");
        }
        option(a, VxlanAttr.CollectMetadata.class, VxlanAttr.CollectMetadata::value, "external", false);
        option(a, VxlanAttr.VniFilter.class, VxlanAttr.VniFilter::value, "vnifilter", false);
        option(a, VxlanAttr.Learning.class, VxlanAttr.Learning::value, "learning", true);
        option(a, VxlanAttr.Proxy.class, VxlanAttr.Proxy::value, "proxy", false);
        option(a, VxlanAttr.Rsc.class, VxlanAttr.Rsc::value, "rsc", false);
        option(a, VxlanAttr.L2miss.class, VxlanAttr.L2miss::value, "l2miss", false);
        option(a, VxlanAttr.L3miss.class, VxlanAttr.L3miss::value, "l3miss", false);
        option(a, VxlanAttr.UdpCsum.class, VxlanAttr.UdpCsum::value, "udp_csum", true);
        option(a, VxlanAttr.UdpZeroCsum6Tx.class, VxlanAttr.UdpZeroCsum6Tx::value, "udp_zero_csum6_tx", false);
        option(a, VxlanAttr.UdpZeroCsum6Rx.class, VxlanAttr.UdpZeroCsum6Rx::value, "udp_zero_csum6_rx", false);
        option(a, VxlanAttr.RemcsumTx.class, VxlanAttr.RemcsumTx::value, "remcsum_tx", false);
        option(a, VxlanAttr.RemcsumRx.class, VxlanAttr.RemcsumRx::value, "remcsum_rx", false);
        option(a, VxlanAttr.Localbypass.class, VxlanAttr.Localbypass::value, "localbypass", true);
        option(a, VxlanAttr.McRoute.class, VxlanAttr.McRoute::value, "mcroute", false);
    }

    private <R> void option(Attrs<?> a, Class<R> type, ToLongFunction<R> value, String key, boolean usual) {
        R found = a.find(type);
        if (found != null) {
            boolean on = value.applyAsLong(found) != 0;
            out.option(key, on, on != usual || ip.options.details > 1);
        }
    }
}

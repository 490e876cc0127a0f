package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.VxlanAttr;

/// A VXLAN device.
final class VxlanPrinter extends KindPrinter {
    VxlanPrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        whenSet(a, VxlanAttr.CollectMetadata.class, VxlanAttr.CollectMetadata::value, "external", "external ");
        whenSet(a, VxlanAttr.VniFilter.class, VxlanAttr.VniFilter::value, "vnifilter", "vnifilter");
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
        VxlanAttr.Learning learning = a.find(VxlanAttr.Learning.class);
        if (learning != null) {
            out.jsonBoolean("learning", learning.value() != 0);
            out.text(learning.value() == 0 ? "nolearning " : "");
        }
        whenSet(a, VxlanAttr.Proxy.class, VxlanAttr.Proxy::value, "proxy", "proxy ");
        whenSet(a, VxlanAttr.Rsc.class, VxlanAttr.Rsc::value, "rsc", "rsc ");
        whenSet(a, VxlanAttr.L2miss.class, VxlanAttr.L2miss::value, "l2miss", "l2miss ");
        whenSet(a, VxlanAttr.L3miss.class, VxlanAttr.L3miss::value, "l3miss", "l3miss ");
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
        checksums(a);
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

    private void checksums(Attrs<?> a) {
        VxlanAttr.UdpCsum udp = a.find(VxlanAttr.UdpCsum.class);
        if (udp != null) {
            noYes("udp_csum", "udpcsum ", udp.value());
        }
        VxlanAttr.UdpZeroCsum6Tx tx = a.find(VxlanAttr.UdpZeroCsum6Tx.class);
        if (tx != null) {
            noYes("udp_zero_csum6_tx", "udp6zerocsumtx ", tx.value());
        }
        VxlanAttr.UdpZeroCsum6Rx rx = a.find(VxlanAttr.UdpZeroCsum6Rx.class);
        if (rx != null) {
            noYes("udp_zero_csum6_rx", "udp6zerocsumrx ", rx.value());
        }
        whenSet(a, VxlanAttr.RemcsumTx.class, VxlanAttr.RemcsumTx::value, "remcsum_tx", "remcsumtx ");
        whenSet(a, VxlanAttr.RemcsumRx.class, VxlanAttr.RemcsumRx::value, "remcsum_rx", "remcsumrx ");
        if (a.find(VxlanAttr.Gbp.class) != null) {
            out.flag("gbp", "gbp ");
        }
        if (a.find(VxlanAttr.Gpe.class) != null) {
            out.flag("gpe", "gpe ");
        }
    }

    /// The word, with `no` before it where it is off.
    private void noYes(String key, String word, int value) {
        out.jsonBoolean(key, value != 0);
        out.text(value == 0 ? "no" : "").text(word);
    }
}

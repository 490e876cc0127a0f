package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.GeneveAttr;

/// A Geneve device.
final class GenevePrinter extends KindPrinter {
    GenevePrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        if (a.has(GeneveAttr.CollectMetadata.class)) {
            out.flag("external", "external ");
        }
        number(a, GeneveAttr.Id.class, GeneveAttr.Id::value, "id", "id ");
        GeneveAttr.Remote remote = a.find(GeneveAttr.Remote.class);
        GeneveAttr.Remote6 remote6 = a.find(GeneveAttr.Remote6.class);
        if (remote != null) {
            if (!remote.address().isUnspecified()) {
                out.string("remote", "remote ", ip.host(remote.address()), " ");
            }
        } else if (remote6 != null
                && !remote6.address().isUnspecified()
                && !remote6.address().isMulticast()) {
            out.string("remote6", "remote ", ip.host(remote6.address()), " ");
        }
        GeneveAttr.Local local = a.find(GeneveAttr.Local.class);
        GeneveAttr.Local6 local6 = a.find(GeneveAttr.Local6.class);
        if (local != null) {
            out.string(Colour.INET, "local", "local ", ip.host(local.address()), " ");
        } else if (local6 != null && !local6.address().isUnspecified()) {
            out.string(Colour.INET6, "local6", "local ", ip.host(local6.address()), " ");
        }
        packets(a);
        number(a, GeneveAttr.Port.class, GeneveAttr.Port::value, "port", "dstport ");
        noYes(a, GeneveAttr.UdpCsum.class, GeneveAttr.UdpCsum::value, "udp_csum", "udpcsum ");
        noYes(
                a,
                GeneveAttr.UdpZeroCsum6Tx.class,
                GeneveAttr.UdpZeroCsum6Tx::value,
                "udp_zero_csum6_tx",
                "udp6zerocsumtx ");
        noYes(
                a,
                GeneveAttr.UdpZeroCsum6Rx.class,
                GeneveAttr.UdpZeroCsum6Rx::value,
                "udp_zero_csum6_rx",
                "udp6zerocsumrx ");
        if (a.has(GeneveAttr.InnerProtoInherit.class)) {
            out.flag("inner_proto_inherit", "innerprotoinherit ");
        }
    }

    /// How the outer packets look.
    private void packets(Attrs<?> a) {
        GeneveAttr.TtlInherit inherit = a.find(GeneveAttr.TtlInherit.class);
        GeneveAttr.Ttl ttl = a.find(GeneveAttr.Ttl.class);
        if (inherit != null && inherit.value() != 0) {
            out.text("ttl inherit ");
        } else if (ttl != null && (out.json() || ttl.value() != 0)) {
            out.number("ttl", "ttl ", ttl.value(), " ");
        } else if (ttl != null) {
            out.text("ttl auto ");
        }
        GeneveAttr.Tos tos = a.find(GeneveAttr.Tos.class);
        tos(tos == null ? 0 : tos.value());
        GeneveAttr.Df df = a.find(GeneveAttr.Df.class);
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
        GeneveAttr.Label label = a.find(GeneveAttr.Label.class);
        if (label != null && label.value() != 0) {
            out.hex("label", "flowlabel ", label.value(), " ");
        }
    }
}

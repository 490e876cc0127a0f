package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Of `LWTUNNEL_ENCAP_MPLS`: `MPLS_IPTUNNEL_*` of linux/mpls_iptunnel.h.
public sealed interface MplsEncapAttr {
    record Labels(ByteString stack) implements MplsEncapAttr {}

    record Ttl(int value) implements MplsEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements MplsEncapAttr {}

    AttrTable<MplsEncapAttr> TABLE = new AttrTable<MplsEncapAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "MPLS_IPTUNNEL_DST", BYTES, Labels.class, Labels::new, Labels::stack);
                case 2 -> row(n, "MPLS_IPTUNNEL_TTL", U8, Ttl.class, Ttl::new, Ttl::value);
                default -> null;
            });
}

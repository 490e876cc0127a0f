package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Of `LWTUNNEL_ENCAP_RPL`: `RPL_IPTUNNEL_*` of linux/rpl_iptunnel.h.
public sealed interface RplEncapAttr {
    /// `struct ipv6_rpl_sr_hdr`
    record Header(ByteString bytes) implements RplEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements RplEncapAttr {}

    AttrTable<RplEncapAttr> TABLE = new AttrTable<RplEncapAttr>(
            1, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "RPL_IPTUNNEL_SRH", BYTES, Header.class, Header::new, Header::bytes);
                default -> null;
            });
}

package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.IP;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// Of `LWTUNNEL_ENCAP_SEG6`: `SEG6_IPTUNNEL_*` of linux/seg6_iptunnel.h.
public sealed interface Seg6EncapAttr {
    /// The mode, an `int`, then `struct ipv6_sr_hdr`.
    record Header(ByteString bytes) implements Seg6EncapAttr {}

    record Source(IpAddress address) implements Seg6EncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Seg6EncapAttr {}

    AttrTable<Seg6EncapAttr> TABLE = new AttrTable<Seg6EncapAttr>(
            2, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "SEG6_IPTUNNEL_SRH", BYTES, Header.class, Header::new, Header::bytes);
                case 2 -> row(n, "SEG6_IPTUNNEL_SRC", IP, Source.class, Source::new, Source::address);
                default -> null;
            });
}

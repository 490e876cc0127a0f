package dev.sonde.netlink.encap;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U64_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;

/// Of `LWTUNNEL_ENCAP_IP`: `LWTUNNEL_IP_*` of linux/lwtunnel.h.
public sealed interface IpEncapAttr {
    record Id(long id) implements IpEncapAttr {}

    record Destination(IpAddress address) implements IpEncapAttr {}

    record Source(IpAddress address) implements IpEncapAttr {}

    record Ttl(int value) implements IpEncapAttr {}

    record Tos(int value) implements IpEncapAttr {}

    /// `TUNNEL_*`
    record Flags(int bits) implements IpEncapAttr {}

    record Options(Attrs<EncapOptionsAttr> attrs) implements IpEncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements IpEncapAttr {}

    AttrTable<IpEncapAttr> TABLE = new AttrTable<IpEncapAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "LWTUNNEL_IP_ID", U64_BE, Id.class, Id::new, Id::id);
                case 2 -> row(n, "LWTUNNEL_IP_DST", IP, Destination.class, Destination::new, Destination::address);
                case 3 -> row(n, "LWTUNNEL_IP_SRC", IP, Source.class, Source::new, Source::address);
                case 4 -> row(n, "LWTUNNEL_IP_TTL", U8, Ttl.class, Ttl::new, Ttl::value);
                case 5 -> row(n, "LWTUNNEL_IP_TOS", U8, Tos.class, Tos::new, Tos::value);
                case 6 -> row(n, "LWTUNNEL_IP_FLAGS", U16_BE, Flags.class, Flags::new, Flags::bits);
                case 8 ->
                    row(
                            n,
                            "LWTUNNEL_IP_OPTS",
                            WireForm.nested(() -> EncapOptionsAttr.TABLE),
                            Options.class,
                            Options::new,
                            Options::attrs);
                default -> null;
            });
}

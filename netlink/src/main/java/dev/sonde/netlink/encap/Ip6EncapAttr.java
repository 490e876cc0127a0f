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

/// Of `LWTUNNEL_ENCAP_IP6`: `LWTUNNEL_IP6_*` of linux/lwtunnel.h.
public sealed interface Ip6EncapAttr {
    record Id(long id) implements Ip6EncapAttr {}

    record Destination(IpAddress address) implements Ip6EncapAttr {}

    record Source(IpAddress address) implements Ip6EncapAttr {}

    record HopLimit(int value) implements Ip6EncapAttr {}

    record TrafficClass(int value) implements Ip6EncapAttr {}

    /// `TUNNEL_*`
    record Flags(int bits) implements Ip6EncapAttr {}

    record Options(Attrs<EncapOptionsAttr> attrs) implements Ip6EncapAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements Ip6EncapAttr {}

    AttrTable<Ip6EncapAttr> TABLE = new AttrTable<Ip6EncapAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "LWTUNNEL_IP6_ID", U64_BE, Id.class, Id::new, Id::id);
                case 2 -> row(n, "LWTUNNEL_IP6_DST", IP, Destination.class, Destination::new, Destination::address);
                case 3 -> row(n, "LWTUNNEL_IP6_SRC", IP, Source.class, Source::new, Source::address);
                case 4 -> row(n, "LWTUNNEL_IP6_HOPLIMIT", U8, HopLimit.class, HopLimit::new, HopLimit::value);
                case 5 -> row(n, "LWTUNNEL_IP6_TC", U8, TrafficClass.class, TrafficClass::new, TrafficClass::value);
                case 6 -> row(n, "LWTUNNEL_IP6_FLAGS", U16_BE, Flags.class, Flags::new, Flags::bits);
                case 8 ->
                    row(
                            n,
                            "LWTUNNEL_IP6_OPTS",
                            WireForm.nested(() -> EncapOptionsAttr.TABLE),
                            Options.class,
                            Options::new,
                            Options::attrs);
                default -> null;
            });
}

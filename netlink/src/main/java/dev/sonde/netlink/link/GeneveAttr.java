package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U32_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.IpAddress;

/// Data of a Geneve device: `IFLA_GENEVE_*` of linux/if_link.h.
public sealed interface GeneveAttr {
    record Id(long value) implements GeneveAttr {}

    record Remote(IpAddress address) implements GeneveAttr {}

    record Ttl(int value) implements GeneveAttr {}

    record Tos(int value) implements GeneveAttr {}

    record Port(int value) implements GeneveAttr {}

    record CollectMetadata() implements GeneveAttr {}

    record Remote6(IpAddress address) implements GeneveAttr {}

    record UdpCsum(int value) implements GeneveAttr {}

    record UdpZeroCsum6Tx(int value) implements GeneveAttr {}

    record UdpZeroCsum6Rx(int value) implements GeneveAttr {}

    record Label(long value) implements GeneveAttr {}

    record TtlInherit(int value) implements GeneveAttr {}

    record Df(int value) implements GeneveAttr {}

    record InnerProtoInherit() implements GeneveAttr {}

    record PortRange(VxlanPortRange range) implements GeneveAttr {}

    record GroHint() implements GeneveAttr {}

    record Local(IpAddress address) implements GeneveAttr {}

    record Local6(IpAddress address) implements GeneveAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements GeneveAttr {}

    AttrTable<GeneveAttr> TABLE = new AttrTable<GeneveAttr>(
            18, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_GENEVE_ID", U32, Id.class, Id::new, Id::value);
                case 2 -> row(n, "IFLA_GENEVE_REMOTE", IP, Remote.class, Remote::new, Remote::address);
                case 3 -> row(n, "IFLA_GENEVE_TTL", U8, Ttl.class, Ttl::new, Ttl::value);
                case 4 -> row(n, "IFLA_GENEVE_TOS", U8, Tos.class, Tos::new, Tos::value);
                case 5 -> row(n, "IFLA_GENEVE_PORT", U16_BE, Port.class, Port::new, Port::value);
                case 6 ->
                    row(
                            n,
                            "IFLA_GENEVE_COLLECT_METADATA",
                            FLAG,
                            CollectMetadata.class,
                            _ -> new CollectMetadata(),
                            _ -> true);
                case 7 -> row(n, "IFLA_GENEVE_REMOTE6", IP, Remote6.class, Remote6::new, Remote6::address);
                case 8 -> row(n, "IFLA_GENEVE_UDP_CSUM", U8, UdpCsum.class, UdpCsum::new, UdpCsum::value);
                case 9 ->
                    row(
                            n,
                            "IFLA_GENEVE_UDP_ZERO_CSUM6_TX",
                            U8,
                            UdpZeroCsum6Tx.class,
                            UdpZeroCsum6Tx::new,
                            UdpZeroCsum6Tx::value);
                case 10 ->
                    row(
                            n,
                            "IFLA_GENEVE_UDP_ZERO_CSUM6_RX",
                            U8,
                            UdpZeroCsum6Rx.class,
                            UdpZeroCsum6Rx::new,
                            UdpZeroCsum6Rx::value);
                case 11 -> row(n, "IFLA_GENEVE_LABEL", U32_BE, Label.class, Label::new, Label::value);
                case 12 -> row(n, "IFLA_GENEVE_TTL_INHERIT", U8, TtlInherit.class, TtlInherit::new, TtlInherit::value);
                case 13 -> row(n, "IFLA_GENEVE_DF", U8, Df.class, Df::new, Df::value);
                case 14 ->
                    row(
                            n,
                            "IFLA_GENEVE_INNER_PROTO_INHERIT",
                            FLAG,
                            InnerProtoInherit.class,
                            _ -> new InnerProtoInherit(),
                            _ -> true);
                case 15 ->
                    row(
                            n,
                            "IFLA_GENEVE_PORT_RANGE",
                            VxlanPortRange.FORM,
                            PortRange.class,
                            PortRange::new,
                            PortRange::range);
                case 16 -> row(n, "IFLA_GENEVE_GRO_HINT", FLAG, GroHint.class, _ -> new GroHint(), _ -> true);
                case 17 -> row(n, "IFLA_GENEVE_LOCAL", IP, Local.class, Local::new, Local::address);
                case 18 -> row(n, "IFLA_GENEVE_LOCAL6", IP, Local6.class, Local6::new, Local6::address);
                default -> null;
            });
}

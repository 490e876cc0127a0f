package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.FLAG;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U32_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// Data of a VXLAN device: `IFLA_VXLAN_*` of linux/if_link.h.
public sealed interface VxlanAttr {
    record Vni(long vni) implements VxlanAttr {}

    /// Multicast group, or the one remote address.
    record Group(IpAddress address) implements VxlanAttr {}

    record Link(int index) implements VxlanAttr {}

    record Local(IpAddress address) implements VxlanAttr {}

    record Ttl(int value) implements VxlanAttr {}

    record Tos(int value) implements VxlanAttr {}

    record Learning(int value) implements VxlanAttr {}

    record Ageing(long seconds) implements VxlanAttr {}

    record Limit(long count) implements VxlanAttr {}

    record PortRange(VxlanPortRange range) implements VxlanAttr {}

    record Proxy(int value) implements VxlanAttr {}

    record Rsc(int value) implements VxlanAttr {}

    record L2miss(int value) implements VxlanAttr {}

    record L3miss(int value) implements VxlanAttr {}

    record Port(int udpPort) implements VxlanAttr {}

    record Group6(IpAddress address) implements VxlanAttr {}

    record Local6(IpAddress address) implements VxlanAttr {}

    record UdpCsum(int value) implements VxlanAttr {}

    record UdpZeroCsum6Tx(int value) implements VxlanAttr {}

    record UdpZeroCsum6Rx(int value) implements VxlanAttr {}

    record RemcsumTx(int value) implements VxlanAttr {}

    record RemcsumRx(int value) implements VxlanAttr {}

    record Gbp() implements VxlanAttr {}

    record RemcsumNopartial() implements VxlanAttr {}

    record CollectMetadata(int value) implements VxlanAttr {}

    record Label(long label) implements VxlanAttr {}

    record Gpe() implements VxlanAttr {}

    /// A flag in requests, one byte in answers.
    record TtlInherit(ByteString bytes) implements VxlanAttr {
        public boolean isSet() {
            return bytes.length() == 0 || bytes.u8(0) != 0;
        }
    }

    /// `VXLAN_DF_*`
    record Df(int value) implements VxlanAttr {}

    record VniFilter(int value) implements VxlanAttr {}

    record Localbypass(int value) implements VxlanAttr {}

    record LabelPolicy(long policy) implements VxlanAttr {}

    record ReservedBits(ByteString bytes) implements VxlanAttr {}

    record McRoute(int value) implements VxlanAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VxlanAttr {}

    AttrTable<VxlanAttr> TABLE = new AttrTable<VxlanAttr>(
            34, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_VXLAN_ID", U32, Vni.class, Vni::new, Vni::vni);
                case 2 -> row(n, "IFLA_VXLAN_GROUP", IP, Group.class, Group::new, Group::address);
                case 3 -> row(n, "IFLA_VXLAN_LINK", S32, Link.class, Link::new, Link::index);
                case 4 -> row(n, "IFLA_VXLAN_LOCAL", IP, Local.class, Local::new, Local::address);
                case 5 -> row(n, "IFLA_VXLAN_TTL", U8, Ttl.class, Ttl::new, Ttl::value);
                case 6 -> row(n, "IFLA_VXLAN_TOS", U8, Tos.class, Tos::new, Tos::value);
                case 7 -> row(n, "IFLA_VXLAN_LEARNING", U8, Learning.class, Learning::new, Learning::value);
                case 8 -> row(n, "IFLA_VXLAN_AGEING", U32, Ageing.class, Ageing::new, Ageing::seconds);
                case 9 -> row(n, "IFLA_VXLAN_LIMIT", U32, Limit.class, Limit::new, Limit::count);
                case 10 ->
                    row(
                            n,
                            "IFLA_VXLAN_PORT_RANGE",
                            VxlanPortRange.FORM,
                            PortRange.class,
                            PortRange::new,
                            PortRange::range);
                case 11 -> row(n, "IFLA_VXLAN_PROXY", U8, Proxy.class, Proxy::new, Proxy::value);
                case 12 -> row(n, "IFLA_VXLAN_RSC", U8, Rsc.class, Rsc::new, Rsc::value);
                case 13 -> row(n, "IFLA_VXLAN_L2MISS", U8, L2miss.class, L2miss::new, L2miss::value);
                case 14 -> row(n, "IFLA_VXLAN_L3MISS", U8, L3miss.class, L3miss::new, L3miss::value);
                case 15 -> row(n, "IFLA_VXLAN_PORT", U16_BE, Port.class, Port::new, Port::udpPort);
                case 16 -> row(n, "IFLA_VXLAN_GROUP6", IP, Group6.class, Group6::new, Group6::address);
                case 17 -> row(n, "IFLA_VXLAN_LOCAL6", IP, Local6.class, Local6::new, Local6::address);
                case 18 -> row(n, "IFLA_VXLAN_UDP_CSUM", U8, UdpCsum.class, UdpCsum::new, UdpCsum::value);
                case 19 ->
                    row(
                            n,
                            "IFLA_VXLAN_UDP_ZERO_CSUM6_TX",
                            U8,
                            UdpZeroCsum6Tx.class,
                            UdpZeroCsum6Tx::new,
                            UdpZeroCsum6Tx::value);
                case 20 ->
                    row(
                            n,
                            "IFLA_VXLAN_UDP_ZERO_CSUM6_RX",
                            U8,
                            UdpZeroCsum6Rx.class,
                            UdpZeroCsum6Rx::new,
                            UdpZeroCsum6Rx::value);
                case 21 -> row(n, "IFLA_VXLAN_REMCSUM_TX", U8, RemcsumTx.class, RemcsumTx::new, RemcsumTx::value);
                case 22 -> row(n, "IFLA_VXLAN_REMCSUM_RX", U8, RemcsumRx.class, RemcsumRx::new, RemcsumRx::value);
                case 23 -> row(n, "IFLA_VXLAN_GBP", FLAG, Gbp.class, _ -> new Gbp(), _ -> true);
                case 24 ->
                    row(
                            n,
                            "IFLA_VXLAN_REMCSUM_NOPARTIAL",
                            FLAG,
                            RemcsumNopartial.class,
                            _ -> new RemcsumNopartial(),
                            _ -> true);
                case 25 ->
                    row(
                            n,
                            "IFLA_VXLAN_COLLECT_METADATA",
                            U8,
                            CollectMetadata.class,
                            CollectMetadata::new,
                            CollectMetadata::value);
                case 26 -> row(n, "IFLA_VXLAN_LABEL", U32_BE, Label.class, Label::new, Label::label);
                case 27 -> row(n, "IFLA_VXLAN_GPE", FLAG, Gpe.class, _ -> new Gpe(), _ -> true);
                case 28 ->
                    row(n, "IFLA_VXLAN_TTL_INHERIT", BYTES, TtlInherit.class, TtlInherit::new, TtlInherit::bytes);
                case 29 -> row(n, "IFLA_VXLAN_DF", U8, Df.class, Df::new, Df::value);
                case 30 -> row(n, "IFLA_VXLAN_VNIFILTER", U8, VniFilter.class, VniFilter::new, VniFilter::value);
                case 31 ->
                    row(n, "IFLA_VXLAN_LOCALBYPASS", U8, Localbypass.class, Localbypass::new, Localbypass::value);
                case 32 ->
                    row(n, "IFLA_VXLAN_LABEL_POLICY", U32, LabelPolicy.class, LabelPolicy::new, LabelPolicy::policy);
                case 33 ->
                    row(
                            n,
                            "IFLA_VXLAN_RESERVED_BITS",
                            BYTES,
                            ReservedBits.class,
                            ReservedBits::new,
                            ReservedBits::bytes);
                case 34 -> row(n, "IFLA_VXLAN_MC_ROUTE", U8, McRoute.class, McRoute::new, McRoute::value);
                default -> null;
            });
}

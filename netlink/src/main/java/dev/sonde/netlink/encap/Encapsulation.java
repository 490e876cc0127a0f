package dev.sonde.netlink.encap;

import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.MalformedMessage;

/// What a route puts around its packets: `RTA_ENCAP`, or `NHA_ENCAP` of a next hop. Its type stands in an attribute
/// beside it, which the kernel writes behind it.
public sealed interface Encapsulation {
    record Mpls(Attrs<MplsEncapAttr> attrs) implements Encapsulation {}

    record Ip(Attrs<IpEncapAttr> attrs) implements Encapsulation {}

    record Ila(Attrs<IlaEncapAttr> attrs) implements Encapsulation {}

    record Ip6(Attrs<Ip6EncapAttr> attrs) implements Encapsulation {}

    record Seg6(Attrs<Seg6EncapAttr> attrs) implements Encapsulation {}

    record Bpf(Attrs<BpfEncapAttr> attrs) implements Encapsulation {}

    record Seg6Local(Attrs<Seg6LocalEncapAttr> attrs) implements Encapsulation {}

    record Rpl(Attrs<RplEncapAttr> attrs) implements Encapsulation {}

    record Ioam6(Attrs<Ioam6EncapAttr> attrs) implements Encapsulation {}

    record Xfrm(Attrs<XfrmEncapAttr> attrs) implements Encapsulation {}

    /// Of a later kernel, or of none.
    record Unknown(int type, ByteString bytes) implements Encapsulation {}

    /// @param type `LWTUNNEL_ENCAP_*` of linux/lwtunnel.h
    static Encapsulation read(int type, ByteString bytes) throws MalformedMessage {
        return switch (type) {
            case 1 -> new Mpls(MplsEncapAttr.TABLE.read(bytes));
            case 2 -> new Ip(IpEncapAttr.TABLE.read(bytes));
            case 3 -> new Ila(IlaEncapAttr.TABLE.read(bytes));
            case 4 -> new Ip6(Ip6EncapAttr.TABLE.read(bytes));
            case 5 -> new Seg6(Seg6EncapAttr.TABLE.read(bytes));
            case 6 -> new Bpf(BpfEncapAttr.TABLE.read(bytes));
            case 7 -> new Seg6Local(Seg6LocalEncapAttr.TABLE.read(bytes));
            case 8 -> new Rpl(RplEncapAttr.TABLE.read(bytes));
            case 9 -> new Ioam6(Ioam6EncapAttr.TABLE.read(bytes));
            case 10 -> new Xfrm(XfrmEncapAttr.TABLE.read(bytes));
            default -> new Unknown(type, bytes);
        };
    }
}

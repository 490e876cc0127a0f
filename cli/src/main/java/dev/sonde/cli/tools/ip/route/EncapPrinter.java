package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.Failure;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.addr.Labels;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.MalformedMessage;
import dev.sonde.netlink.encap.BpfEncapAttr;
import dev.sonde.netlink.encap.Encapsulation;
import dev.sonde.netlink.encap.IlaEncapAttr;
import dev.sonde.netlink.encap.Ioam6EncapAttr;
import dev.sonde.netlink.encap.Ip6EncapAttr;
import dev.sonde.netlink.encap.IpEncapAttr;
import dev.sonde.netlink.encap.MplsEncapAttr;
import dev.sonde.netlink.encap.RplEncapAttr;
import dev.sonde.netlink.encap.XfrmEncapAttr;

/// What a route puts around its packets: `encap ip id 5 dst 10.1.1.1`.
public final class EncapPrinter {
    private static final String[] TYPES = {
        "unknown", "mpls", "ip", "ila", "ip6", "seg6", "bpf", "seg6local", "rpl", "ioam6", "xfrm"
    };

    /// `TUNNEL_CSUM`, `TUNNEL_KEY`, `TUNNEL_SEQ` of linux/if_tunnel.h
    private static final int CSUM = 1;

    private static final int KEY = 4;
    private static final int SEQUENCE = 8;

    private final Ip ip;
    private final Printer out;

    public EncapPrinter(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    /// @param type `LWTUNNEL_ENCAP_*`
    public void print(int type, ByteString bytes) {
        out.begin("encap");
        out.string("encap_type", " encap ", type < TYPES.length ? TYPES[type] : TYPES[0], " ");
        try {
            switch (Encapsulation.read(type, bytes)) {
                case Encapsulation.Mpls(Attrs<MplsEncapAttr> attrs) -> mpls(attrs);
                case Encapsulation.Ip(Attrs<IpEncapAttr> attrs) -> ip(attrs);
                case Encapsulation.Ila(Attrs<IlaEncapAttr> attrs) -> ila(attrs);
                case Encapsulation.Ip6(Attrs<Ip6EncapAttr> attrs) -> ip6(attrs);
                case Encapsulation.Seg6 e -> new SegmentPrinter(ip).seg6(e.attrs());
                case Encapsulation.Seg6Local e -> new SegmentPrinter(ip).local(e.attrs());
                case Encapsulation.Bpf(Attrs<BpfEncapAttr> attrs) -> bpf(attrs);
                case Encapsulation.Rpl(Attrs<RplEncapAttr> attrs) -> rpl(attrs);
                case Encapsulation.Ioam6(Attrs<Ioam6EncapAttr> attrs) -> ioam6(attrs);
                case Encapsulation.Xfrm(Attrs<XfrmEncapAttr> attrs) -> xfrm(attrs);
                case Encapsulation.Unknown _ -> {
                    // Of a later kernel: its name is not known either.
                }
            }
        } catch (MalformedMessage e) {
            throw new Failure("cannot read what the kernel sent: " + e.getMessage(), "");
        }
        out.end();
    }

    private void mpls(Attrs<MplsEncapAttr> attrs) {
        if (attrs.find(MplsEncapAttr.Labels.class) instanceof MplsEncapAttr.Labels(ByteString stack)) {
            out.string("dst", " ", Labels.text(stack), " ");
        }
        if (attrs.find(MplsEncapAttr.Ttl.class) instanceof MplsEncapAttr.Ttl(int value)) {
            out.number("ttl", "ttl ", value, " ");
        }
    }

    private void ip(Attrs<IpEncapAttr> attrs) {
        if (attrs.find(IpEncapAttr.Id.class) instanceof IpEncapAttr.Id(long id)) {
            out.unsigned("id", "id ", id, " ");
        }
        if (attrs.find(IpEncapAttr.Source.class) instanceof IpEncapAttr.Source s) {
            out.string(Colour.INET, "src", "src ", s.address().toString(), " ");
        }
        if (attrs.find(IpEncapAttr.Destination.class) instanceof IpEncapAttr.Destination d) {
            out.string(Colour.INET, "dst", "dst ", d.address().toString(), " ");
        }
        if (attrs.find(IpEncapAttr.Ttl.class) instanceof IpEncapAttr.Ttl(int value)) {
            out.number("ttl", "ttl ", value, " ");
        }
        if (attrs.find(IpEncapAttr.Tos.class) instanceof IpEncapAttr.Tos(int value)) {
            out.number("tos", "tos ", value, " ");
        }
        if (attrs.find(IpEncapAttr.Flags.class) instanceof IpEncapAttr.Flags(int bits)) {
            flags(bits);
        }
        if (attrs.find(IpEncapAttr.Options.class) instanceof IpEncapAttr.Options o) {
            EncapOptions.print(out, o.attrs());
        }
    }

    private void ip6(Attrs<Ip6EncapAttr> attrs) {
        if (attrs.find(Ip6EncapAttr.Id.class) instanceof Ip6EncapAttr.Id(long id)) {
            out.unsigned("id", "id ", id, " ");
        }
        if (attrs.find(Ip6EncapAttr.Source.class) instanceof Ip6EncapAttr.Source s) {
            out.string(Colour.INET6, "src", "src ", s.address().toString(), " ");
        }
        if (attrs.find(Ip6EncapAttr.Destination.class) instanceof Ip6EncapAttr.Destination d) {
            out.string(Colour.INET6, "dst", "dst ", d.address().toString(), " ");
        }
        if (attrs.find(Ip6EncapAttr.HopLimit.class) instanceof Ip6EncapAttr.HopLimit(int value)) {
            out.number("hoplimit", "hoplimit ", value, " ");
        }
        if (attrs.find(Ip6EncapAttr.TrafficClass.class) instanceof Ip6EncapAttr.TrafficClass(int value)) {
            out.number("tc", "tc ", value, " ");
        }
        if (attrs.find(Ip6EncapAttr.Flags.class) instanceof Ip6EncapAttr.Flags(int bits)) {
            flags(bits);
        }
        if (attrs.find(Ip6EncapAttr.Options.class) instanceof Ip6EncapAttr.Options o) {
            EncapOptions.print(out, o.attrs());
        }
    }

    private void flags(int bits) {
        if ((bits & KEY) != 0) {
            out.flag("key", "key ");
        }
        if ((bits & CSUM) != 0) {
            out.flag("csum", "csum ");
        }
        if ((bits & SEQUENCE) != 0) {
            out.flag("seq", "seq ");
        }
    }

    private void ila(Attrs<IlaEncapAttr> attrs) {
        if (attrs.find(IlaEncapAttr.Locator.class) instanceof IlaEncapAttr.Locator(long v)) {
            String text = Long.toHexString(v >>> 48) + ":" + Long.toHexString(v >> 32 & 0xffff) + ":"
                    + Long.toHexString(v >> 16 & 0xffff) + ":" + Long.toHexString(v & 0xffff);
            out.string("locator", " ", text, " ");
        }
        if (attrs.find(IlaEncapAttr.ChecksumMode.class) instanceof IlaEncapAttr.ChecksumMode(int mode)) {
            String[] names = {"adj-transport", "neutral-map", "no-action", "neutral-map-auto"};
            out.string("csum_mode", " csum-mode ", mode < names.length ? names[mode] : "unknown", " ");
        }
        if (attrs.find(IlaEncapAttr.IdentifierType.class) instanceof IlaEncapAttr.IdentifierType(int type)) {
            String[] names = {"iid", "luid", "virt-v4", "virt-uni-v6", "virt-multi-v6", "nonlocal-addr"};
            String name = type < names.length ? names[type] : type == 32 ? "use-format" : "unknown";
            out.string("ident_type", " ident-type ", name, " ");
        }
        if (attrs.find(IlaEncapAttr.HookType.class) instanceof IlaEncapAttr.HookType(int type)) {
            String name = type == 0 ? "output" : type == 1 ? "input" : "unknown";
            out.string("hook_type", " hook-type ", name, " ");
        }
    }

    private void bpf(Attrs<BpfEncapAttr> attrs) {
        if (attrs.find(BpfEncapAttr.In.class) instanceof BpfEncapAttr.In p) {
            BpfProgram.print(out, "in", p.attrs());
        }
        if (attrs.find(BpfEncapAttr.Out.class) instanceof BpfEncapAttr.Out p) {
            BpfProgram.print(out, "out", p.attrs());
        }
        if (attrs.find(BpfEncapAttr.Transmit.class) instanceof BpfEncapAttr.Transmit p) {
            BpfProgram.print(out, "xmit", p.attrs());
        }
        if (attrs.find(BpfEncapAttr.Headroom.class) instanceof BpfEncapAttr.Headroom(long bytes)) {
            out.number("headroom", " ", bytes, " ");
        }
    }

    /// `struct ipv6_rpl_sr_hdr` of linux/rpl.h: next header, length, type, segments left, then four bytes, then the
    /// addresses.
    private void rpl(Attrs<RplEncapAttr> attrs) {
        if (attrs.find(RplEncapAttr.Header.class) instanceof RplEncapAttr.Header(ByteString bytes)
                && bytes.length() >= 8) {
            SegmentPrinter.segments(out, bytes, bytes.u8(3), bytes.u8(3) - 1);
        }
    }

    private void ioam6(Attrs<Ioam6EncapAttr> attrs) {
        Ioam6EncapAttr.FrequencyK k = attrs.find(Ioam6EncapAttr.FrequencyK.class);
        Ioam6EncapAttr.FrequencyN n = attrs.find(Ioam6EncapAttr.FrequencyN.class);
        Ioam6EncapAttr.Mode mode = attrs.find(Ioam6EncapAttr.Mode.class);
        Ioam6EncapAttr.Trace trace = attrs.find(Ioam6EncapAttr.Trace.class);
        if (k == null
                || n == null
                || mode == null
                || trace == null
                || trace.bytes().length() < 8) {
            return;
        }
        out.number("freqk", "freq ", k.value(), "");
        out.number("freqn", "/", n.value(), " ");
        Ioam6EncapAttr.Source s = attrs.find(Ioam6EncapAttr.Source.class);
        Ioam6EncapAttr.Destination d = attrs.find(Ioam6EncapAttr.Destination.class);
        if (d == null && mode.mode() != 1 || s != null && mode.mode() == 1) {
            return;
        }
        String[] names = {"<unknown>", "inline", "encap", "auto"};
        out.string("mode", "mode ", mode.mode() < names.length ? names[mode.mode()] : names[0], " ");
        if (mode.mode() != 1 && s != null) {
            out.string(Colour.INET6, "tunsrc", "tunsrc ", s.address().toString(), " ");
        }
        if (mode.mode() != 1) {
            out.string(Colour.INET6, "tundst", "tundst ", d.address().toString(), " ");
        }
        // struct ioam6_trace_hdr: namespace id, node and remaining length, type.
        ByteString b = trace.bytes();
        out.mark("trace", "trace ");
        out.mark("prealloc", "prealloc ");
        long type = b.u32be(4) >> 8;
        out.string("type", "type ", out.json() ? Long.toHexString(type) : sharpHex(type), " ");
        out.number("ns", "ns ", b.u16be(0), " ");
        out.number("size", "size ", (b.u16be(2) & 0x7f) * 4, " ");
    }

    /// `%#08x`
    private static String sharpHex(long v) {
        return v == 0 ? "00000000" : "0x" + Printer.hex(v, 6);
    }

    private void xfrm(Attrs<XfrmEncapAttr> attrs) {
        if (attrs.find(XfrmEncapAttr.InterfaceId.class) instanceof XfrmEncapAttr.InterfaceId(long id)) {
            out.number("if_id", "if_id ", id, " ");
        }
        if (attrs.find(XfrmEncapAttr.Link.class) instanceof XfrmEncapAttr.Link(int index)) {
            out.string("link_dev", "link_dev ", ip.links().name(index), " ");
        }
    }
}

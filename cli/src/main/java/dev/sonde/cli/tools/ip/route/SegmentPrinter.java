package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.encap.Seg6CountersAttr;
import dev.sonde.netlink.encap.Seg6EncapAttr;
import dev.sonde.netlink.encap.Seg6FlavorsAttr;
import dev.sonde.netlink.encap.Seg6LocalEncapAttr;
import java.util.Locale;

/// Segment routing: `encap seg6 mode encap segs 1 [ fd00::1 ]`, `encap seg6local action End.X nh6 fd00::2`.
final class SegmentPrinter {
    private static final String[] MODES = {"inline", "encap", "l2encap", "encap.red", "l2encap.red"};

    /// `SEG6_LOCAL_ACTION_*` of linux/seg6_local.h
    private static final String[] ACTIONS = {
        "<unknown>",
        "End",
        "End.X",
        "End.T",
        "End.DX2",
        "End.DX6",
        "End.DX4",
        "End.DT6",
        "End.DT4",
        "End.B6",
        "End.B6.Encaps",
        "End.BM",
        "End.S",
        "End.AS",
        "End.AM",
        "End.BPF",
        "End.DT46"
    };

    /// `SEG6_LOCAL_FLV_OP_*`
    private static final String[] FLAVORS = {null, "psp", "usp", "usd", "next-csid"};

    /// `SR6_FLAG1_HMAC` of linux/seg6.h
    private static final int HMAC = 8;

    /// The fixed part of `struct ipv6_sr_hdr`.
    private static final int FIXED = 8;

    private final Ip ip;
    private final Printer out;

    SegmentPrinter(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    void seg6(Attrs<Seg6EncapAttr> attrs) {
        if (attrs.find(Seg6EncapAttr.Header.class) instanceof Seg6EncapAttr.Header(ByteString b)
                && b.length() >= 4 + FIXED) {
            int mode = b.s32(0);
            out.string("mode", "mode ", mode >= 0 && mode < MODES.length ? MODES[mode] : "<unknown>", " ");
            if (attrs.find(Seg6EncapAttr.Source.class) instanceof Seg6EncapAttr.Source s) {
                out.string(Colour.INET6, "tunsrc", "tunsrc ", s.address().toString(), " ");
            }
            header(b.slice(4, b.length() - 4));
        }
    }

    /// `struct ipv6_sr_hdr` of linux/seg6.h: next header, length, type, segments left, first segment, flags, tag;
    /// then the addresses.
    private void header(ByteString b) {
        if (b.length() < FIXED) {
            return;
        }
        segments(out, b, b.u8(4) + 1, b.u8(4));
        int at = (b.u8(1) + 1) * 8 - 40;
        if ((b.u8(5) & HMAC) != 0 && at >= FIXED && at + 8 <= b.length()) {
            // struct sr6_tlv_hmac: type, length, reserved, key id.
            String id = Long.toHexString(b.u32be(at + 4));
            out.string("hmac", "hmac ", out.json() ? "0x" + id : id.toUpperCase(Locale.ROOT), " ");
        }
    }

    /// The addresses from the last to the first, as they will be visited.
    static void segments(Printer out, ByteString b, int count, int last) {
        out.text("segs " + count + " [ ");
        out.beginArray("segs");
        for (int i = last; i >= 0; i--) {
            int at = FIXED + 16 * i;
            if (at + 16 <= b.length()) {
                IpAddress a = IpAddress.of(b.slice(at, 16).toArray());
                if (out.json()) {
                    out.item("", a.toString(), "");
                } else {
                    out.text(Colour.INET6, a.toString() + " ", "");
                }
            }
        }
        out.endArray();
        out.text("] ");
    }

    void local(Attrs<Seg6LocalEncapAttr> attrs) {
        if (!(attrs.find(Seg6LocalEncapAttr.Action.class) instanceof Seg6LocalEncapAttr.Action(long action))) {
            return;
        }
        out.string("action", "action ", action < ACTIONS.length ? ACTIONS[(int) action] : "<invalid>", " ");
        if (attrs.find(Seg6LocalEncapAttr.Header.class) instanceof Seg6LocalEncapAttr.Header(ByteString b)) {
            out.begin("srh");
            header(b);
            out.end();
        }
        if (attrs.find(Seg6LocalEncapAttr.Table.class) instanceof Seg6LocalEncapAttr.Table(long id)) {
            out.string("table", "table ", ip.table(id), " ");
        }
        if (attrs.find(Seg6LocalEncapAttr.VrfTable.class) instanceof Seg6LocalEncapAttr.VrfTable(long id)) {
            out.string("vrftable", "vrftable ", ip.table(id), " ");
        }
        if (attrs.find(Seg6LocalEncapAttr.NextHop4.class) instanceof Seg6LocalEncapAttr.NextHop4 n) {
            out.string("nh4", "nh4 ", n.address().toString(), " ");
        }
        if (attrs.find(Seg6LocalEncapAttr.NextHop6.class) instanceof Seg6LocalEncapAttr.NextHop6 n) {
            out.string("nh6", "nh6 ", n.address().toString(), " ");
        }
        if (attrs.find(Seg6LocalEncapAttr.InputInterface.class) instanceof Seg6LocalEncapAttr.InputInterface(int i)) {
            out.string("iif", "iif ", ip.links().name(i), " ");
        }
        if (attrs.find(Seg6LocalEncapAttr.OutputInterface.class) instanceof Seg6LocalEncapAttr.OutputInterface(int i)) {
            out.string("oif", "oif ", ip.links().name(i), " ");
        }
        if (attrs.find(Seg6LocalEncapAttr.Bpf.class) instanceof Seg6LocalEncapAttr.Bpf p) {
            BpfProgram.print(out, "endpoint", p.attrs());
        }
        if (ip.options.stats > 0
                && attrs.find(Seg6LocalEncapAttr.Counters.class) instanceof Seg6LocalEncapAttr.Counters c) {
            counters(c.attrs());
        }
        if (attrs.find(Seg6LocalEncapAttr.Flavors.class) instanceof Seg6LocalEncapAttr.Flavors f) {
            flavors(f.attrs());
        }
    }

    private void counters(Attrs<Seg6CountersAttr> attrs) {
        Seg6CountersAttr.Packets p = attrs.find(Seg6CountersAttr.Packets.class);
        Seg6CountersAttr.Bytes b = attrs.find(Seg6CountersAttr.Bytes.class);
        Seg6CountersAttr.Errors e = attrs.find(Seg6CountersAttr.Errors.class);
        out.begin("stats64");
        out.unsigned("packets", "packets ", p == null ? 0 : p.count(), " ");
        out.unsigned("bytes", "bytes ", b == null ? 0 : b.count(), " ");
        out.unsigned("errors", "errors ", e == null ? 0 : e.count(), " ");
        out.end();
    }

    private void flavors(Attrs<Seg6FlavorsAttr> attrs) {
        if (attrs.find(Seg6FlavorsAttr.Operations.class) instanceof Seg6FlavorsAttr.Operations(long bits)) {
            out.text("flavors ");
            out.beginArray("flavors");
            String before = "";
            for (int i = 1; i < FLAVORS.length; i++) {
                if ((bits >> i & 1) != 0) {
                    out.item(before, FLAVORS[i], "");
                    before = ",";
                }
            }
            out.endArray();
            out.text(" ");
        }
        if (attrs.find(Seg6FlavorsAttr.BlockBits.class) instanceof Seg6FlavorsAttr.BlockBits(int count)) {
            out.number("lblen", "lblen ", count, " ");
        }
        if (attrs.find(Seg6FlavorsAttr.FunctionBits.class) instanceof Seg6FlavorsAttr.FunctionBits(int count)) {
            out.number("nflen", "nflen ", count, " ");
        }
    }
}

package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.Console;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.RawText;
import dev.sonde.netlink.xfrm.XfrmMessage;

/// States and policies as `ip xfrm` prints them, which knows no JSON. Structs are those of linux/xfrm.h.
final class XfrmPrinter {
    static final int POLICY_TYPE = 16;
    static final int MARK = 21;
    static final int IF_ID = 31;

    private static final int ALG_AUTH = 1;
    private static final int ALG_CRYPT = 2;
    private static final int ALG_COMP = 3;
    private static final int SEC_CTX = 8;
    private static final int ALG_AEAD = 18;
    private static final int ALG_AUTH_TRUNC = 20;
    private static final int SA_EXTRA_FLAGS = 24;

    /// `struct xfrm_algo` without its key: `char alg_name[64]; unsigned int alg_key_len`, in bits. Those of
    /// `xfrm_algo_auth` and `xfrm_algo_aead` have another number behind.
    private static final int ALGORITHM = 68;

    private static final String[] STATE_FLAGS = {
        "noecn", "decap-dscp", "nopmtudisc", "wildrecv", "icmp", "af-unspec", "align4", "esn"
    };
    private static final String[] EXTRA_FLAGS = {"dont-encap-dscp", "oseq-may-wrap"};
    private static final String[] POLICY_FLAGS = {"localok", "icmp"};

    private final Ip ip;
    private final Console out;
    private final String line;
    private final boolean stats;

    /// Whether keys are shown.
    private final boolean keys;

    XfrmPrinter(Ip ip, boolean keys) {
        this.ip = ip;
        this.out = ip.context.out();
        this.line = ip.options.oneline ? "\\" : "\n";
        this.stats = ip.options.stats > 0;
        this.keys = keys;
    }

    /// `struct xfrm_usersa_info`
    void state(XfrmMessage m) {
        ByteString h = m.header();
        int family = h.u16(212);
        int protocol = h.u8(76);
        out.text("src " + XfrmWords.address(h, 80, family));
        out.text(" dst " + XfrmWords.address(h, 56, family) + line + "\t");
        boolean ipsec = protocol == XfrmWords.ESP || protocol == XfrmWords.AH || protocol == XfrmWords.COMP;
        identity(protocol, h.u32be(72), ipsec, h.u32(208), h.u8(214));
        out.text("\treplay-window " + h.u8(215) + " ");
        if (stats) {
            out.text("seq 0x" + padded(h.u32(204), 8) + " ");
        }
        int flags = h.u8(216);
        if (stats || flags != 0) {
            out.text("flag " + flags(flags, STATE_FLAGS));
        }
        ByteString extra = m.find(SA_EXTRA_FLAGS);
        if (stats && extra != null && extra.length() >= 4) {
            out.text("extra_flag " + flags(extra.u32(0), EXTRA_FLAGS));
        }
        out.text((stats ? " (0x" + XfrmWords.bits(flags) + ")" : "") + line);
        attributes(m, family, true);
        if (!zero(h, 56)) {
            out.text("\tsel ");
            selector(h, family);
        }
        if (stats) {
            lifetimes(h, 96, 160);
            out.text("\tstats:" + line + "\t  replay-window " + h.u32(192) + " replay " + h.u32(196) + " failed "
                    + h.u32(200) + line);
        }
        context(m);
        end();
    }

    /// `struct xfrm_userpolicy_info`
    void policy(XfrmMessage m, int family) {
        ByteString h = m.header();
        selector(h, family);
        context(m);
        int direction = h.u8(160);
        boolean socket = direction >= 3;
        direction -= socket ? 3 : 0;
        String[] directions = {"in", "out", "fwd"};
        out.text(socket ? "\tsocket " : "\tdir ");
        out.text((direction < 3 ? directions[direction] : Integer.toString(direction)) + " ");
        int action = h.u8(161);
        if (action != 0 || stats) {
            out.text("action " + (action == 0 ? "allow" : action == 1 ? "block" : Integer.toString(action)) + " ");
        }
        if (stats) {
            out.text("index " + h.u32(156) + " ");
        }
        out.text("priority " + h.u32(152) + " ");
        ByteString type = m.find(POLICY_TYPE);
        if (type != null) {
            int t = type.length() == 0 ? -1 : type.u8(0);
            out.text("ptype ");
            out.text((t == 0 ? "main" : t == 1 ? "sub" : t < 0 ? "(ERROR truncated)" : Integer.toString(t)) + " ");
        }
        if (stats) {
            out.text("share " + XfrmWords.share(h.u8(163)) + " ");
        }
        int flags = h.u8(162);
        if (stats || flags != 0) {
            out.text("flag " + flags(flags, POLICY_FLAGS));
        }
        out.text((stats ? " (0x" + XfrmWords.bits(flags) + ")" : "") + line);
        if (stats) {
            lifetimes(h, 56, 120);
        }
        attributes(m, h.u16(40), false);
        end();
    }

    private void end() {
        out.text(ip.options.oneline ? "\n" : "");
    }

    private void identity(int protocol, long spi, boolean always, long request, int mode) {
        out.text("proto " + XfrmWords.protocol(protocol) + " ");
        if (stats || always || spi != 0) {
            out.text("spi 0x" + Printer.hex(spi, 8) + (stats ? "(" + spi + ")" : "") + " ");
        }
        out.text("reqid " + request + (stats ? "(0x" + Printer.hex(request, 8) + ")" : ""));
        out.text(" mode " + XfrmWords.mode(mode) + line);
    }

    /// `XFRM_FLAG_PRINT`: a blank only where more follows.
    private static String flags(long bits, String[] names) {
        StringBuilder b = new StringBuilder();
        long left = bits;
        for (int i = 0; i < names.length; i++) {
            if ((left >> i & 1) != 0) {
                left &= ~(1L << i);
                b.append(names[i]).append(left != 0 ? " " : "");
            }
        }
        return left != 0 ? b + Long.toHexString(left) : b.toString();
    }

    private static String padded(long v, int digits) {
        String s = Long.toString(v);
        return s.length() >= digits ? s : "0".repeat(digits - s.length()) + s;
    }

    private static boolean zero(ByteString b, int length) {
        for (int i = 0; i < length; i++) {
            if (b.u8(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /// `struct xfrm_selector`, at the beginning of `b`. `otherwise`: the family where it names none.
    private void selector(ByteString b, int otherwise) {
        int own = b.u16(40);
        int family = own != 0 ? own : otherwise;
        int protocol = b.u8(44);
        int source = (b.u8(36) << 8) + b.u8(37);
        int destination = (b.u8(32) << 8) + b.u8(33);
        boolean sourceCounts = b.u16(38) != 0;
        boolean destinationCounts = b.u16(34) != 0;
        out.text("src " + XfrmWords.address(b, 16, family) + "/" + b.u8(43) + " ");
        out.text("dst " + XfrmWords.address(b, 0, family) + "/" + b.u8(42) + " ");
        if (protocol != 0) {
            out.text("proto ").foreign(XfrmWords.upper(protocol)).text(" ");
        }
        switch (protocol) {
            case 1, XfrmWords.ICMPV6 -> {
                out.text(sourceCounts ? "type " + source + " " : "");
                out.text(destinationCounts ? "code " + destination + " " : "");
            }
            case XfrmWords.GRE -> {
                boolean counts = sourceCounts || destinationCounts;
                out.text(counts ? "key " + (((long) source << 16) + destination) + " " : "");
            }
            case XfrmWords.MH -> {
                out.text(sourceCounts ? "type " + source + " " : "");
                out.text(destinationCounts && stats ? "(dport) 0x" + Printer.hex(b.u16(32), 4) + " " : "");
            }
            default -> {
                out.text(sourceCounts ? "sport " + source + " " : "");
                out.text(destinationCounts ? "dport " + destination + " " : "");
            }
        }
        int device = b.s32(48);
        if (device > 0) {
            out.text("dev ").foreign(ip.links().name(device)).text(" ");
        }
        out.text((stats ? "uid " + b.u32(52) : "") + line);
    }

    /// `struct xfrm_lifetime_cfg` and `struct xfrm_lifetime_cur`
    private void lifetimes(ByteString b, int limits, int current) {
        out.text("\tlifetime config:" + line);
        out.text("\t  limit: soft " + XfrmWords.limit(b.u64(limits)) + "(bytes), hard "
                + XfrmWords.limit(b.u64(limits + 8)) + "(bytes)" + line);
        out.text("\t  limit: soft " + XfrmWords.limit(b.u64(limits + 16)) + "(packets), hard "
                + XfrmWords.limit(b.u64(limits + 24)) + "(packets)" + line);
        out.text("\t  expire add: soft " + Long.toUnsignedString(b.u64(limits + 32)) + "(sec), hard "
                + Long.toUnsignedString(b.u64(limits + 40)) + "(sec)" + line);
        out.text("\t  expire use: soft " + Long.toUnsignedString(b.u64(limits + 48)) + "(sec), hard "
                + Long.toUnsignedString(b.u64(limits + 56)) + "(sec)" + line);
        out.text("\tlifetime current:" + line);
        out.text("\t  " + Long.toUnsignedString(b.u64(current)) + "(bytes), "
                + Long.toUnsignedString(b.u64(current + 8)) + "(packets)" + line);
        out.text("\t  add " + XfrmWords.time(b.u64(current + 16)) + " use " + XfrmWords.time(b.u64(current + 24))
                + line);
    }

    /// What the kernel calls the security context, of SELinux for instance: `struct xfrm_user_sec_ctx` and its text.
    private void context(XfrmMessage m) {
        ByteString c = m.find(SEC_CTX);
        if (c != null && c.length() >= 8) {
            int length = Math.min(c.u16(6), c.length() - 8);
            out.text("\tsecurity context ").foreign(text(c.slice(8, length))).text(" " + line);
        }
    }

    /// As far as the first zero.
    static String text(ByteString b) {
        byte[] bytes = b.toArray();
        int n = 0;
        while (n < bytes.length && bytes[n] != 0) {
            n++;
        }
        return RawText.decode(bytes, 0, n);
    }

    private void attributes(XfrmMessage m, int family, boolean state) {
        mark(m);
        if (m.find(ALG_AUTH_TRUNC) == null) {
            algorithm(m, ALG_AUTH, ALGORITHM);
        }
        algorithm(m, ALG_AUTH_TRUNC, ALGORITHM + 4);
        algorithm(m, ALG_AEAD, ALGORITHM + 4);
        algorithm(m, ALG_CRYPT, ALGORITHM);
        algorithm(m, ALG_COMP, ALGORITHM);
        encapsulation(m.find(4), family);
        templates(m.find(5));
        ByteString care = m.find(14);
        if (care != null && fits(care, 16, "coa ")) {
            out.text(XfrmWords.address(care, 0, family) + line);
        }
        ByteString used = m.find(15);
        if (used != null && fits(used, 8, "lastused ")) {
            out.text(XfrmWords.time(used.u64(0)) + line);
        }
        ByteString replay = m.find(10);
        if (replay != null && fits(replay, 12, "anti-replay context: ")) {
            out.text("seq 0x" + Long.toHexString(replay.u32(4)) + ", oseq 0x" + Long.toHexString(replay.u32(0))
                    + ", bitmap 0x" + Printer.hex(replay.u32(8), 8) + line);
        }
        extended(m.find(23));
        ByteString offload = m.find(28);
        if (offload != null && fits(offload, 5, "crypto offload parameters: ")) {
            out.text("dev ").foreign(ip.links().name(offload.s32(0))).text(" ");
            out.text(state ? (offload.u8(4) & 2) != 0 ? "dir in " : "dir out " : "");
            out.text(((offload.u8(4) & 4) != 0 ? "mode packet" : "mode crypto") + line);
        }
        number(m.find(IF_ID), "if_id ", true);
        number(m.find(22), "tfcpad ", false);
        ByteString direction = m.find(33);
        if (direction != null && direction.length() > 0) {
            int d = direction.u8(0);
            out.text("\tdir " + (d == 1 ? "in" : d == 2 ? "out" : "other (" + d + ")") + line);
        }
        number(m.find(35), "pcpu-num ", false);
    }

    private void number(ByteString b, String name, boolean hex) {
        if (b != null && b.length() >= 4) {
            out.text("\t" + name + (hex ? XfrmWords.hex(b.u32(0)) : Long.toString(b.u32(0))) + line);
        }
    }

    private boolean fits(ByteString b, int size, String name) {
        out.text("\t" + name);
        if (b.length() < size) {
            out.text("(ERROR truncated)" + line);
            return false;
        }
        return true;
    }

    /// `struct xfrm_mark`, and what is set on packets that come out.
    private void mark(XfrmMessage m) {
        ByteString mark = m.find(MARK);
        ByteString output = m.find(29);
        String set = "";
        if (output != null && output.length() >= 4) {
            ByteString mask = m.find(30);
            set = "output-mark 0x" + Long.toHexString(output.u32(0))
                    + (mask != null && mask.length() >= 4 ? "/0x" + Long.toHexString(mask.u32(0)) : "");
        }
        if (mark != null && mark.length() >= 8) {
            out.text("\tmark " + XfrmWords.hex(mark.u32(0)) + "/" + XfrmWords.hex(mark.u32(4)) + " " + set + line);
        } else if (!set.isEmpty()) {
            out.text("\t" + set + line);
        }
    }

    /// @param from where the key begins
    private void algorithm(XfrmMessage m, int attribute, int from) {
        ByteString a = m.find(attribute);
        if (a == null) {
            return;
        }
        out.text("\t" + XfrmWords.algorithm(attribute) + " ");
        if (a.length() < from) {
            out.text("(ERROR truncated)" + line);
            return;
        }
        out.foreign(text(a.slice(0, 64))).text(" ");
        long bits = a.u32(64);
        int bytes = (int) Math.min(bits / 8, Integer.MAX_VALUE);
        if (bytes > a.length() - from) {
            out.text("(ERROR truncated)");
        } else if (!keys) {
            out.text("<<Keys hidden>>");
        } else if (bytes > 0) {
            StringBuilder key = new StringBuilder("0x");
            for (int i = 0; i < bytes; i++) {
                key.append(Printer.hex(a.u8(from + i), 2));
            }
            out.text(key + (stats ? " (" + bits + " bits)" : ""));
        }
        out.text((from > ALGORITHM ? " " + a.s32(ALGORITHM) : "") + line);
    }

    /// `struct xfrm_encap_tmpl`
    private void encapsulation(ByteString e, int family) {
        if (e != null && fits(e, 24, "encap ")) {
            int type = e.u16(0);
            String name = type == 1
                    ? "espinudp-nonike"
                    : type == 2 ? "espinudp" : type == 7 ? "espintcp" : Integer.toString(type);
            out.text("type " + name + " sport " + e.u16be(2) + " dport " + e.u16be(4) + " addr "
                    + XfrmWords.address(e, 8, family) + line);
        }
    }

    /// `struct xfrm_user_tmpl`
    private void templates(ByteString all) {
        if (all != null && all.length() < 64) {
            out.text("\t(ERROR \"tmpl\" truncated)" + line);
        }
        for (int at = 0; all != null && all.length() - at >= 64; at += 64) {
            ByteString t = all.slice(at, 64);
            int family = t.u16(24);
            out.text("\ttmpl src " + XfrmWords.address(t, 28, family));
            out.text(" dst " + XfrmWords.address(t, 0, family) + line + "\t\t");
            identity(t.u8(20), t.u32be(16), false, t.u32(44), t.u8(48));
            int optional = t.u8(50);
            if (stats || optional != 0) {
                String level = optional == 0 ? "required" : optional == 1 ? "use" : Integer.toString(optional);
                out.text("\t\tlevel " + level + " " + (stats ? "share " + XfrmWords.share(t.u8(49)) + " " : "") + line);
            }
            if (stats) {
                out.text("\t\tenc-mask " + Printer.hex(t.u32(56), 8) + " auth-mask " + Printer.hex(t.u32(52), 8)
                        + " comp-mask " + Printer.hex(t.u32(60), 8) + line);
            }
        }
    }

    /// `struct xfrm_replay_state_esn`: words in its bitmap, numbers, and the bitmap, whose last word comes first.
    private void extended(ByteString r) {
        if (r == null) {
            return;
        }
        if (!fits(r, 24, "anti-replay esn context:")) {
            return;
        }
        out.text(line + "\t seq-hi 0x" + Long.toHexString(r.u32(16)) + ", seq 0x" + Long.toHexString(r.u32(8))
                + ", oseq-hi 0x" + Long.toHexString(r.u32(12)) + ", oseq 0x" + Long.toHexString(r.u32(4)) + line);
        out.text("\t replay_window " + r.u32(20) + ", bitmap-length " + r.u32(0));
        int words = (int) Math.min(r.u32(0), (r.length() - 24) / 4);
        for (int i = words; i > 0; i--) {
            if ((words - i) % 8 == 0) {
                out.text(line + "\t ");
            }
            out.text(Printer.hex(r.u32(24 + 4 * (i - 1)), 8) + " ");
        }
        out.text(line);
    }
}

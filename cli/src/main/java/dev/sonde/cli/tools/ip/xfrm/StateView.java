package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.xfrm.XfrmMessage;
import dev.sonde.netlink.xfrm.XfrmState;
import java.util.List;

/// `ip xfrm state list`, `get` and `count`.
///
/// Keys are hidden as the real tool hides them behind `nokeys`, unless the word `keys` asks for them: the sensor
/// brings none otherwise.
public final class StateView {
    private static final String[] FLAGS = {
        "noecn", "decap-dscp", "nopmtudisc", "wildrecv", "icmp", "af-unspec", "align4", "esn"
    };

    private final Ip ip;
    private boolean keys;
    private int family;
    private IpAddress source;
    private int sourceBits;
    private IpAddress destination;
    private int destinationBits;
    private int protocol;
    private boolean protocolGiven;
    private long spi;
    private boolean spiGiven;
    private int mode = -1;
    private long request = -1;
    private int flags = -1;
    private long mark;

    public StateView(Ip ip) {
        this.ip = ip;
        this.family = ip.options.family;
    }

    public void show(Arguments args) {
        boolean named = false;
        while (args.more()) {
            String word = args.next();
            switch (word) {
                case "nokeys" -> keys = false;
                case "keys" -> keys = true;
                case "mode" -> {
                    String value = args.value();
                    mode = XfrmWords.mode(value);
                    if (mode < 0) {
                        throw Arguments.wrong("MODE value is invalid", value);
                    }
                }
                case "reqid" -> request = number(args.value(), "REQID value is invalid");
                case "flag" -> flags = XfrmNumbers.flags(args, FLAGS);
                default -> {
                    if (named || !identity(word, args)) {
                        throw Arguments.wrong("unknown", word);
                    }
                    named = true;
                }
            }
        }
        XfrmPrinter printer = new XfrmPrinter(ip, keys);
        for (XfrmMessage m : states()) {
            if (shows(m.header())) {
                printer.state(m);
            }
        }
    }

    private List<XfrmMessage> states() {
        return XfrmFile.read(ip, keys ? "xfrm/keys" : "xfrm/state", XfrmState.SIZE);
    }

    /// One state, which ours looks for among all as the kernel does.
    public void get(Arguments args) {
        boolean named = false;
        while (args.more()) {
            String word = args.next();
            if (word.equals("mark")) {
                long[] pair = XfrmNumbers.mark(args);
                mark = pair[0] & pair[1];
            } else if (word.equals("keys") || word.equals("nokeys")) {
                keys = word.equals("keys");
            } else {
                if (named) {
                    throw Arguments.wrong("unknown", word);
                }
                named = true;
                identity(word, args);
                if (protocol == 0) {
                    throw Arguments.required("XFRM-PROTO");
                }
            }
        }
        if (!named) {
            throw new ToolExit(2, "RTNETLINK answers: Invalid argument");
        }
        family = family == Options.ANY ? Options.INET : family;
        for (XfrmMessage m : states()) {
            ByteString h = m.header();
            if (h.u16(212) == family
                    && h.u8(76) == protocol
                    && same(h, 56, destination)
                    && (ipsec() ? h.u32be(72) == spi : same(h, 80, source))
                    && marked(m)) {
                new XfrmPrinter(ip, keys).state(m);
                return;
            }
        }
        throw new ToolExit(2, "RTNETLINK answers: No such process");
    }

    private boolean ipsec() {
        return protocol == XfrmWords.ESP || protocol == XfrmWords.AH || protocol == XfrmWords.COMP;
    }

    /// No address is the one of zeros.
    private boolean same(ByteString h, int at, IpAddress address) {
        IpAddress theirs = XfrmWords.ipAddress(h, at, family);
        return theirs != null && (address == null ? theirs.isUnspecified() : theirs.equals(address));
    }

    private boolean marked(XfrmMessage m) {
        ByteString b = m.find(XfrmPrinter.MARK);
        return b == null || b.length() < 8 || (mark & b.u32(4)) == b.u32(0);
    }

    public void count() {
        List<XfrmMessage> answer = XfrmFile.read(ip, "xfrm/sadinfo", 4);
        ByteString count = answer.isEmpty() ? null : answer.getFirst().find(1);
        if (count == null || count.length() < 4) {
            ip.context.out().text("BAD SAD info returned\n");
            return;
        }
        ip.context.out().text("\t SAD count " + count.u32(0));
        ByteString buckets = answer.getFirst().find(2);
        if (ip.options.stats > 0 && buckets != null && buckets.length() >= 8) {
            ip.context.out().text(" (buckets count " + buckets.s32(0) + " Max " + buckets.s32(4) + ")");
        }
        ip.context.out().text("\n");
    }

    private static long number(String value, String otherwise) {
        long v = Numbers.unsigned(value);
        if (v < 0) {
            throw Arguments.wrong(otherwise, value);
        }
        return v;
    }

    /// `src`, `dst`, `proto`, `spi`, as many as follow; false: the first word is none of them.
    private boolean identity(String first, Arguments args) {
        String word = first;
        boolean any = false;
        while (true) {
            switch (word) {
                case "src" -> {
                    Prefix p = prefix("src", args.value());
                    source = p.address();
                    sourceBits = p.length();
                }
                case "dst" -> {
                    Prefix p = prefix("dst", args.value());
                    destination = p.address();
                    destinationBits = p.length();
                }
                case "proto" -> {
                    String value = args.value();
                    protocol = XfrmWords.protocol(value);
                    protocolGiven = true;
                    if (protocol < 0) {
                        throw Arguments.wrong("XFRM-PROTO value is invalid", value);
                    }
                }
                case "spi" -> {
                    spi = number(args.value(), "SPI value is invalid");
                    spiGiven = true;
                }
                default -> {
                    args.back();
                    check(word);
                    return any;
                }
            }
            any = true;
            if (!args.more()) {
                check(args.last());
                return true;
            }
            word = args.next();
        }
    }

    private Prefix prefix(String what, String value) {
        Prefix p = Arguments.prefix(value, ip.options.family);
        if (p.address() == null) {
            throw Arguments.wrong("value after \"" + what + "\" has an unrecognized address family", value);
        }
        family = p.family();
        return p;
    }

    private void check(String word) {
        if (source != null && destination != null && source.isV4() != destination.isV4()) {
            throw Arguments.wrong("the same address family is required between values after \"src\" and \"dst\"", word);
        }
        if (spi != 0 && (protocol == XfrmWords.ROUTING || protocol == XfrmWords.DSTOPTS)) {
            throw ToolExit.leaving(
                    1, "\"spi\" is invalid with XFRM-PROTO value \"" + XfrmWords.protocol(protocol) + "\"");
        }
        if (spi >= 0x10000 && protocol == XfrmWords.COMP) {
            throw ToolExit.leaving(1, "SPI value is too large with XFRM-PROTO value \"comp\"");
        }
    }

    private boolean shows(ByteString h) {
        return (family == Options.ANY || family == h.u16(212))
                && XfrmNumbers.within(h, 80, source, sourceBits)
                && XfrmNumbers.within(h, 56, destination, destinationBits)
                && (!protocolGiven || h.u8(76) == protocol)
                && (!spiGiven || h.u32be(72) == spi)
                && (mode < 0 || h.u8(214) == mode)
                && (request < 0 || h.u32(208) == request)
                && (flags < 0 || (h.u8(216) & flags) != 0);
    }
}

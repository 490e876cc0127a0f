package dev.sonde.cli.tools.ip.xfrm;

import dev.sonde.cli.tools.Accounts;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;

/// SELECTOR of `ip xfrm policy`: which packets. `struct xfrm_selector` of linux/xfrm.h lies at the beginning of a
/// policy.
final class Selector {
    private final Ip ip;
    int family;
    private IpAddress source;
    private int sourceBits;
    private IpAddress destination;
    private int destinationBits;
    private int device = -1;
    private int protocol = -1;
    private int sourcePort = -1;
    private int destinationPort = -1;

    /// Whether both were given as a whole, so that a port of 0 counts.
    private boolean masked;

    Selector(Ip ip) {
        this.ip = ip;
        this.family = ip.options.family;
    }

    /// Reads words as far as they belong to it; false: the first does not.
    boolean read(String first, Arguments args) {
        String word = first;
        boolean any = false;
        boolean upper = false;
        while (true) {
            if (word.equals("src") || word.equals("dst")) {
                end(word.equals("src"), args.value());
            } else if (word.equals("dev")) {
                String name = args.value();
                device = name.equals("none") ? 0 : ip.links().index(name);
                if (device == 0 && !name.equals("none")) {
                    throw Arguments.wrong("DEV value is invalid", name);
                }
            } else if (!upper && upper(word, args)) {
                upper = true;
            } else {
                args.back();
                families(word);
                return any;
            }
            any = true;
            if (!args.more()) {
                families(args.last());
                return true;
            }
            word = args.next();
        }
    }

    private void families(String word) {
        if (source != null && destination != null && source.isV4() != destination.isV4()) {
            throw Arguments.wrong("the same address family is required between values after \"src\" and \"dst\"", word);
        }
    }

    private void end(boolean from, String value) {
        Prefix p = Arguments.prefix(value, ip.options.family);
        if (p.address() == null) {
            throw Arguments.wrong(
                    "value after \"" + (from ? "src" : "dst") + "\" has an unrecognized address family", value);
        }
        family = p.family();
        if (from) {
            source = p.address();
            sourceBits = p.length();
        } else {
            destination = p.address();
            destinationBits = p.length();
        }
    }

    /// UPSPEC: the protocol above IP and what it tells flows apart by.
    private boolean upper(String first, Arguments args) {
        String word = first;
        boolean any = false;
        boolean ports = false;
        boolean types = false;
        boolean key = false;
        while (true) {
            switch (word) {
                case "proto" -> {
                    String value = args.value();
                    protocol = value.equals("any") ? 0 : Accounts.protocol(value, "PROTO value is invalid");
                }
                case "sport" -> {
                    sourcePort = port(args.value(), "sport", 0xffff);
                    ports = true;
                }
                case "dport" -> {
                    destinationPort = port(args.value(), "dport", 0xffff);
                    ports = true;
                }
                case "type" -> {
                    sourcePort = port(args.value(), "type", 0xff);
                    types = true;
                    masked = true;
                }
                case "code" -> {
                    destinationPort = port(args.value(), "code", 0xff);
                    types = true;
                    masked = true;
                }
                case "key" -> {
                    key(args.value());
                    key = true;
                    masked = true;
                }
                default -> {
                    if (any) {
                        args.back();
                    }
                    check(ports, types, key);
                    return any;
                }
            }
            any = true;
            if (!args.more()) {
                check(ports, types, key);
                return true;
            }
            word = args.next();
        }
    }

    private static int port(String value, String what, int most) {
        long v = Numbers.unsigned(value);
        if (v < 0 || v > most) {
            throw Arguments.wrong("value after \"" + what + "\" is invalid", value);
        }
        return (int) v;
    }

    private void key(String value) {
        long v;
        if (value.indexOf('.') >= 0) {
            byte[] b = Arguments.address(value, Options.INET).toArray();
            v = (b[0] & 0xffL) << 24 | (b[1] & 0xffL) << 16 | (b[2] & 0xffL) << 8 | b[3] & 0xffL;
        } else {
            v = Numbers.unsigned(value);
            if (v < 0) {
                throw ToolExit.leaving(255, "value after \"key\" is invalid");
            }
        }
        sourcePort = (int) (v >> 16);
        destinationPort = (int) (v & 0xffff);
    }

    private void check(boolean ports, boolean types, boolean key) {
        int p = Math.max(0, protocol);
        boolean withPorts =
                p == 0 || p == XfrmWords.TCP || p == XfrmWords.UDP || p == XfrmWords.SCTP || p == XfrmWords.DCCP;
        boolean withTypes = p == 1 || p == XfrmWords.ICMPV6 || p == XfrmWords.MH;
        String what = ports && !withPorts
                ? "\"sport\" and \"dport\" are"
                : types && !withTypes ? "\"type\" and \"code\" are" : key && p != XfrmWords.GRE ? "\"key\" is" : null;
        if (what != null) {
            throw ToolExit.leaving(1, what + " invalid with PROTO value \"" + XfrmWords.upper(p) + "\"");
        }
    }

    /// Whether the policy is among those that are asked for.
    boolean shows(ByteString b) {
        return (family == Options.ANY || family == b.u16(40))
                && XfrmNumbers.within(b, 16, source, sourceBits)
                && XfrmNumbers.within(b, 0, destination, destinationBits)
                && (device < 0 || b.s32(48) == device)
                && (protocol < 0 || b.u8(44) == protocol)
                && (sourcePort < 0 || b.u16be(36) == sourcePort)
                && (destinationPort < 0 || b.u16be(32) == destinationPort);
    }

    /// Whether it is exactly this one, as the kernel compares.
    boolean is(ByteString b) {
        int of = family == Options.ANY ? Options.INET : family;
        return of == b.u16(40)
                && b.u8(43) == sourceBits
                && b.u8(42) == destinationBits
                && same(b, 16, source)
                && same(b, 0, destination)
                && b.s32(48) == Math.max(0, device)
                && b.u8(44) == Math.max(0, protocol)
                && port(b, 36, sourcePort)
                && port(b, 32, destinationPort)
                && b.u32(52) == 0;
    }

    private static boolean same(ByteString b, int at, IpAddress address) {
        byte[] wanted = address == null ? new byte[16] : address.toArray();
        for (int i = 0; i < 16; i++) {
            if (b.u8(at + i) != (i < wanted.length ? wanted[i] & 0xff : 0)) {
                return false;
            }
        }
        return true;
    }

    /// The port and, two bytes behind it, its mask.
    private boolean port(ByteString b, int at, int wanted) {
        int mask = wanted > 0 || wanted == 0 && masked ? 0xffff : 0;
        return b.u16be(at) == Math.max(0, wanted) && b.u16(at + 2) == mask;
    }
}

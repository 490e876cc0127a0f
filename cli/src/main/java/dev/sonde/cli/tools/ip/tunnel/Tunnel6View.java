package dev.sonde.cli.tools.ip.tunnel;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.IpAddress;

/// `ip -6 tunnel show`.
public final class Tunnel6View {
    /// `IP6_FLOWINFO_TCLASS`, `IP6_FLOWINFO_FLOWLABEL`
    private static final long TCLASS = 0x0ff00000;

    private static final long FLOWLABEL = 0x000fffff;

    private final Ip ip;
    private final TunnelPrinter printer;
    private String name;
    private int protocol;
    private IpAddress remote;
    private IpAddress local;
    private String device;
    private int link;
    private int encapLimit;
    private int hopLimit;
    private long flowinfo;
    private long flags;

    public Tunnel6View(Ip ip) {
        this.ip = ip;
        this.printer = new TunnelPrinter(ip);
    }

    public void show(Arguments args) {
        while (args.more()) {
            word(args.next(), args);
        }
        if (device != null) {
            link = ip.links().index(device);
            if (link == 0) {
                throw Arguments.noDevice(1, device);
            }
        }
        if (name != null && ip.options.stats == 0) {
            printer.text().print(printer.named(name, true), true);
            return;
        }
        printer.list(name, true, this::shows);
    }

    private boolean shows(Tunnel t) {
        return (link == 0 || link == t.link())
                && (local == null || local.isUnspecified() || local.equals(t.local()))
                && (remote == null || remote.isUnspecified() || remote.equals(t.remote()))
                && (protocol == 0 || t.protocol() == 0 || protocol == t.protocol())
                && (encapLimit == 0 || encapLimit == t.encapLimit())
                && (hopLimit == 0 || hopLimit == t.ttl())
                && ((flowinfo & TCLASS) == 0 || ((flowinfo ^ t.flowinfo()) & TCLASS) == 0)
                && ((flowinfo & FLOWLABEL) == 0 || ((flowinfo ^ t.flowinfo()) & FLOWLABEL) == 0)
                && (flags == 0 || (flags & t.flags()) != 0);
    }

    private void word(String word, Arguments args) {
        switch (word) {
            case "mode" -> mode(args.value());
            case "remote" -> remote = address(args.value());
            case "local" -> local = address(args.value());
            case "dev" -> device = args.value();
            case "encaplimit" -> {
                String value = args.value();
                if (value.equals("none")) {
                    flags |= Tunnel.IGNORE_ENCAP_LIMIT;
                } else {
                    // What is no number is 0 here, as the real tool has it.
                    long v = Numbers.unsigned(value);
                    encapLimit = v < 0 || v > 255 ? 0 : (int) v;
                    flags &= ~Tunnel.IGNORE_ENCAP_LIMIT;
                }
            }
            case "hoplimit", "ttl", "hlim" -> hopLimit = (int) number(args.value(), 0, 255, "invalid TTL");
            case "flowlabel", "fl" -> {
                String value = args.value();
                flowinfo &= ~FLOWLABEL;
                if (value.equals("inherit")) {
                    flags |= Tunnel.ORIGINAL_FLOWLABEL;
                } else {
                    flowinfo |= number(value, 16, FLOWLABEL, "invalid Flowlabel");
                    flags &= ~Tunnel.ORIGINAL_FLOWLABEL;
                }
            }
            case "dscp" -> {
                String value = args.value();
                if (!value.equals("inherit")) {
                    throw Arguments.wrong("not inherit", value);
                }
                flags |= Tunnel.COPY_DSCP;
            }
            case "allow-localremote" -> flags |= Tunnel.ALLOW_LOCAL_REMOTE;
            case "noallow-localremote" -> flags &= ~Tunnel.ALLOW_LOCAL_REMOTE;
            case "key", "ikey", "okey" -> TunnelKey.read(word, args.value());
            case "seq", "iseq", "oseq", "csum", "icsum", "ocsum" -> {
                // of tunnels that are made
            }
            default -> other(word, args);
        }
    }

    private void other(String word, Arguments args) {
        if (word.equals("tclass") || word.equals("tc") || word.equals("tos") || Options.matches(word, "dsfield")) {
            String value = args.value();
            flowinfo &= ~TCLASS;
            if (value.equals("inherit")) {
                flags |= Tunnel.ORIGINAL_TCLASS;
            } else {
                flowinfo |= number(value, 16, 255, "invalid TClass") << 20;
                flags &= ~Tunnel.ORIGINAL_TCLASS;
            }
            return;
        }
        String value = word;
        if (word.equals("name")) {
            value = args.value();
        } else if (Options.matches(word, "help")) {
            throw Usage.of("tunnel");
        }
        if (name != null) {
            throw Arguments.garbage("name", value);
        }
        name = Arguments.interfaceName("name", value);
    }

    /// `base` 0: as `strtoul` takes it; 16: digits of that alone, perhaps behind `0x`.
    private static long number(String value, int base, long most, String otherwise) {
        String digits = base == 16 && !value.startsWith("0x") && !value.startsWith("0X") ? "0x" + value : value;
        long v = Numbers.unsigned(digits);
        if (v < 0 || v > most) {
            throw Arguments.wrong(otherwise, value);
        }
        return v;
    }

    private void mode(String value) {
        protocol = switch (value) {
            case "ipv6/ipv6", "ip6ip6", "vti6" -> Tunnel.IPPROTO_IPV6;
            case "ip/ipv6", "ipv4/ipv6", "ipip6", "ip4ip6" -> Tunnel.IPPROTO_IPIP;
            case "ip6gre", "gre/ipv6" -> Tunnel.IPPROTO_GRE;
            case "any/ipv6", "any" -> 0;
            default -> throw ToolExit.leaving(255, "Unknown tunnel mode \"" + value + "\"");
        };
    }

    private static IpAddress address(String value) {
        boolean any = value.equals("any") || value.equals("all") || value.equals("default");
        return any ? null : Arguments.address(value, Options.INET6);
    }
}

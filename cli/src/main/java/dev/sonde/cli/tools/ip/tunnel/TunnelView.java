package dev.sonde.cli.tools.ip.tunnel;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.LinkMessage;

/// `ip tunnel show`, of IPv4; [Tunnel6View] is that of IPv6.
///
/// The real tool asks by ioctl(2) for each link; all but a little of that is in the link's message.
public final class TunnelView {
    private static final String[] SIX = {
        "ipv6/ipv6",
        "ip6ip6",
        "vti6",
        "ip/ipv6",
        "ipv4/ipv6",
        "ipip6",
        "ip4ip6",
        "ip6gre",
        "gre/ipv6",
        "any/ipv6",
        "any"
    };

    private final Ip ip;
    private final TunnelPrinter printer;
    private String name;
    private int protocol;
    private boolean vti;
    private IpAddress remote;
    private IpAddress local;
    private String device;
    private int link;
    private boolean keyed;
    private long inputKey;

    public TunnelView(Ip ip) {
        this.ip = ip;
        this.printer = new TunnelPrinter(ip);
    }

    /// The family that is meant: the real tool looks for a mode of IPv6 before it reads the verb.
    public static int family(Options options, Arguments rest) {
        String mode = rest.after("mode");
        int family = options.family;
        for (String six : SIX) {
            family = six.equals(mode) ? Options.INET6 : family;
        }
        if (family != Options.ANY && family != Options.INET && family != Options.INET6) {
            throw ToolExit.leaving(255, "Unsupported protocol family: " + family);
        }
        return family == Options.INET6 ? family : Options.INET;
    }

    public void show(Arguments args) {
        while (args.more()) {
            if (!word(args.next(), args)) {
                return;
            }
        }
        finish();
        String base = base();
        if (base != null) {
            single(base);
            return;
        }
        printer.list(name, false, this::shows);
    }

    private boolean shows(Tunnel t) {
        return (link == 0 || link == t.link())
                && (remote == null || remote.isUnspecified() || remote.equals(t.remote()))
                && (local == null || local.isUnspecified() || local.equals(t.local()))
                && (inputKey == 0 || inputKey == t.inputKey());
    }

    /// Where the mode is known the real tool asks for one device: the one that is named, or the kernel's own of that
    /// mode, which stands for a tunnel with these ends.
    private void single(String base) {
        String wanted = name != null ? name : base;
        Tunnel t = printer.named(wanted, false);
        LinkMessage m = t.of();
        if (wanted.equals(base)) {
            for (LinkMessage other : ip.links().all()) {
                Tunnel o = other == m ? null : Tunnel.of(other, false);
                if (o != null && other.kind().equals(m.kind()) && same(o)) {
                    t = o;
                    break;
                }
            }
        }
        printer.text().print(t, false);
        ip.context.out().text("\n");
    }

    private boolean same(Tunnel t) {
        return link == t.link()
                && ends(remote, t.remote())
                && ends(local, t.local())
                && (keyed ? inputKey == t.inputKey() : (t.inputFlags() & Tunnel.KEY) == 0 || t.inputKey() == 0);
    }

    private static boolean ends(IpAddress a, IpAddress b) {
        boolean none = a == null || a.isUnspecified();
        return none ? b == null || b.isUnspecified() : a.equals(b);
    }

    /// Reads a word; false: it ends here.
    private boolean word(String word, Arguments args) {
        switch (word) {
            case "mode" -> mode(args.value());
            case "key" -> inputKey = key("key", args.value());
            case "ikey" -> inputKey = key("ikey", args.value());
            case "okey" -> key("okey", args.value());
            case "seq", "iseq", "oseq", "csum", "icsum", "ocsum", "nopmtudisc", "pmtudisc" -> {
                // of tunnels that are made
            }
            case "remote" -> remote = address(args.value());
            case "local" -> local = address(args.value());
            case "dev" -> device = args.value();
            case "ttl", "hoplimit", "hlim" -> {
                String value = args.value();
                long v = value.equals("inherit") ? 0 : Numbers.unsigned(value);
                if (v < 0 || v > 255) {
                    throw Arguments.wrong("invalid TTL\n", value);
                }
            }
            default -> {
                if (word.equals("tos") || word.equals("tclass") || Options.matches(word, "dsfield")) {
                    tos(args.value());
                } else {
                    named(word, args);
                }
            }
        }
        return true;
    }

    private void tos(String value) {
        int slash = value.indexOf('/');
        String field = value.startsWith("inherit") && (slash >= 0 || value.equals("inherit"))
                ? slash < 0 ? null : value.substring(slash + 1)
                : value;
        if (field != null && ip.dsfields.number(field, 255) < 0) {
            throw Arguments.wrong("bad TOS value", slash < 0 ? value : value.substring(0, slash));
        }
    }

    private void named(String word, Arguments args) {
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

    private void mode(String value) {
        int asked = switch (value) {
            case "ipip", "ip/ip", "vti" -> Tunnel.IPPROTO_IPIP;
            case "gre", "gre/ip" -> Tunnel.IPPROTO_GRE;
            case "sit", "ipv6/ip", "isatap" -> Tunnel.IPPROTO_IPV6;
            default -> throw ToolExit.leaving(255, "Unknown tunnel mode \"" + value + "\"");
        };
        if (protocol != 0 && protocol != asked) {
            throw ToolExit.leaving(255, "You managed to ask for more than one tunnel mode.");
        }
        protocol = asked;
        vti |= value.equals("vti");
    }

    private long key(String what, String value) {
        keyed = true;
        return TunnelKey.read(what, value);
    }

    private static IpAddress address(String value) {
        boolean any = value.equals("any") || value.equals("all") || value.equals("default");
        return any ? null : TunnelKey.address(value);
    }

    /// What the words say together.
    private void finish() {
        if (protocol == 0 && name != null) {
            if (name.startsWith("gre")) {
                protocol = Tunnel.IPPROTO_GRE;
            } else if (name.startsWith("ipip")) {
                protocol = Tunnel.IPPROTO_IPIP;
            } else if (name.startsWith("sit") || name.startsWith("isatap")) {
                protocol = Tunnel.IPPROTO_IPV6;
            } else if (name.startsWith("vti")) {
                protocol = Tunnel.IPPROTO_IPIP;
                vti = true;
            }
        }
        if (keyed && !vti && protocol != Tunnel.IPPROTO_GRE) {
            throw new ToolExit(1, "Keys are not allowed with ipip and sit tunnels");
        }
        if (device != null) {
            link = ip.links().index(device);
            if (link == 0) {
                throw Arguments.noDevice(1, device);
            }
        }
        if (remote != null && remote.isMulticast()) {
            if (local == null || local.isUnspecified()) {
                throw new ToolExit(1, "A broadcast tunnel requires a source address");
            }
            if (inputKey == 0) {
                inputKey = TunnelKey.of(remote);
                keyed = true;
            }
        }
    }

    /// The kernel's own device of the mode; null: the mode is not known.
    private String base() {
        return switch (protocol) {
            case Tunnel.IPPROTO_IPIP -> vti ? "ip_vti0" : "tunl0";
            case Tunnel.IPPROTO_GRE -> "gre0";
            case Tunnel.IPPROTO_IPV6 -> "sit0";
            default -> null;
        };
    }
}

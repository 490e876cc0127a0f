package dev.sonde.cli.tools.ip.tunnel;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.link.IpTunnelAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;
import java.util.function.Predicate;

/// One tunnel as `ip tunnel show` prints it.
final class TunnelPrinter {
    private static final int CSUM = 0x8000;
    private static final int SEQ = 0x1000;

    private final Ip ip;
    private final Printer out;

    TunnelPrinter(Ip ip) {
        this(ip, ip.out);
    }

    private TunnelPrinter(Ip ip, Printer out) {
        this.ip = ip;
        this.out = out;
    }

    /// The same in text: where the real tool shows one tunnel alone it prints no JSON.
    TunnelPrinter text() {
        return new TunnelPrinter(
                ip,
                Printer.of(ip.context.out(), false, false, ip.options.colour && !ip.options.json, ip.options.oneline));
    }

    /// All that are shown; `name`: this one alone, or null.
    void list(String name, boolean six, Predicate<Tunnel> shows) {
        ip.links();
        out.start();
        for (LinkMessage m : ip.links().all()) {
            Tunnel t = Tunnel.of(m, six);
            if (t != null && (name == null || name.equals(m.name())) && shows.test(t)) {
                print(t, six);
                counters(t);
                line();
            }
        }
        out.finish();
    }

    /// The one of this name; an error where there is none.
    Tunnel named(String name, boolean six) {
        LinkMessage m = ip.links().named(name);
        Tunnel t = m == null ? null : Tunnel.of(m, six);
        if (t == null) {
            throw new ToolExit(
                    1,
                    "get tunnel \"" + name + "\" failed: "
                            + (m == null ? "No such device" : "Operation not supported"));
        }
        return t;
    }

    void print(Tunnel t, boolean six) {
        out.begin();
        out.string(Colour.IFNAME, "ifname", "", t.of().name(), ": ");
        out.string("mode", "", t.carried() + (six ? "/ipv6" : "/ip"), " ");
        out.text("remote ");
        end(t.remote(), "remote", six, true, " ");
        out.text("local ");
        end(t.local(), "local", six, false, "");
        if (t.link() != 0) {
            out.string(six ? "link" : "dev", " dev ", ip.links().name(t.link()), "");
        }
        if (six) {
            inet6(t);
        } else {
            inet(t);
        }
        flags(t);
        out.end();
    }

    private void end(IpAddress address, String key, boolean six, boolean named, String after) {
        boolean none = address == null || address.isUnspecified();
        String text =
                none ? six ? "::" : out.json() ? "0.0.0.0" : "any" : named ? ip.host(address) : address.toString();
        out.string(six ? Colour.INET6 : Colour.INET, key, "", text, after);
    }

    private void inet(Tunnel t) {
        if (t.ttl() != 0) {
            out.number("ttl", " ttl ", t.ttl(), "");
        } else {
            out.text(" ttl inherit");
        }
        if (t.tos() == 1) {
            out.text(" tos inherit");
        } else if (t.tos() != 0) {
            boolean inherited = !out.json() && (t.tos() & 1) != 0;
            out.string("tos", inherited ? " tos inherit/" : " tos ", field(inherited ? t.tos() & ~1 : t.tos()), "");
        }
        if (!t.discovery()) {
            out.mark("nopmtudisc", " nopmtudisc");
        }
        IpTunnelAttr.Prefix6rd prefix = t.of().data(IpTunnelAttr.Prefix6rd.class);
        IpTunnelAttr.PrefixLength6rd length = t.of().data(IpTunnelAttr.PrefixLength6rd.class);
        if (t.protocol() == Tunnel.IPPROTO_IPV6 && prefix != null && length != null && length.value() != 0) {
            out.string("6rd-prefix", " 6rd-prefix ", prefix.address().toString(), "");
            out.number("6rd-prefixlen", "/", length.value(), "");
            IpTunnelAttr.RelayPrefix6rd relay = t.of().data(IpTunnelAttr.RelayPrefix6rd.class);
            IpTunnelAttr.RelayPrefixLength6rd relayLength = t.of().data(IpTunnelAttr.RelayPrefixLength6rd.class);
            if (relay != null && !relay.address().isUnspecified()) {
                out.string("6rd-relay_prefix", " 6rd-relay_prefix ", ip.host(relay.address()), "");
                out.number("6rd-relay_prefixlen", "/", relayLength == null ? 0 : relayLength.value(), "");
            }
        }
    }

    private String field(int tos) {
        String name = ip.options.numeric ? null : ip.dsfields.name(tos);
        return name != null ? name : "0x" + Printer.hex(tos, 2);
    }

    private void inet6(Tunnel t) {
        if ((t.flags() & Tunnel.IGNORE_ENCAP_LIMIT) != 0) {
            out.mark("ip6_tnl_f_ign_encap_limit", " encaplimit none");
        } else {
            out.number("encap_limit", " encaplimit ", t.encapLimit(), "");
        }
        if (t.ttl() != 0) {
            out.number("hoplimit", " hoplimit ", t.ttl(), "");
        } else {
            out.text(" hoplimit inherit");
        }
        if ((t.flags() & Tunnel.ORIGINAL_TCLASS) != 0) {
            out.mark("ip6_tnl_f_use_orig_tclass", " tclass inherit");
        } else {
            out.string("tclass", " tclass ", "0x" + Printer.hex(t.flowinfo() >> 20 & 0xff, 2), "");
        }
        if ((t.flags() & Tunnel.ORIGINAL_FLOWLABEL) != 0) {
            out.mark("ip6_tnl_f_use_orig_flowlabel", " flowlabel inherit");
        } else {
            out.string("flowlabel", " flowlabel ", "0x" + Printer.hex(t.flowinfo() & 0xfffff, 5), "");
        }
        out.string("flowinfo", " (flowinfo ", "0x" + Printer.hex(t.flowinfo(), 8), ")");
        if ((t.flags() & Tunnel.COPY_DSCP) != 0) {
            out.mark("ip6_tnl_f_rcv_dscp_copy", " dscp inherit");
        }
        if ((t.flags() & Tunnel.ALLOW_LOCAL_REMOTE) != 0) {
            out.mark("ip6_tnl_f_allow_local_remote", " allow-localremote");
        }
    }

    private void flags(Tunnel t) {
        boolean in = (t.inputFlags() & Tunnel.KEY) != 0;
        boolean outgoing = (t.outputFlags() & Tunnel.KEY) != 0;
        if (in && outgoing && t.inputKey() == t.outputKey()) {
            out.number("key", " key ", t.inputKey(), "");
        } else {
            if (in) {
                out.number("ikey", " ikey ", t.inputKey(), "");
            }
            if (outgoing) {
                out.number("okey", " okey ", t.outputKey(), "");
            }
        }
        if (t.protocol() != Tunnel.IPPROTO_GRE) {
            return;
        }
        out.beginArray("flags");
        flag(t.inputFlags(), SEQ, "rx_drop_ooseq", "Drop packets out of sequence.");
        flag(t.inputFlags(), CSUM, "rx_csum", "Checksum in received packet is required.");
        flag(t.outputFlags(), SEQ, "tx_seq", "Sequence packets on output.");
        flag(t.outputFlags(), CSUM, "tx_csum", "Checksum output packets.");
        out.endArray();
    }

    private void flag(int bits, int bit, String word, String text) {
        if ((bits & bit) != 0) {
            out.line();
            out.item("  ", out.json() ? word : text, "");
        }
    }

    /// `-s`: text alone; the real tool prints it within the JSON too, which is none then.
    void counters(Tunnel t) {
        LinkAttr.Stats64 attr = t.of().find(LinkAttr.Stats64.class);
        if (ip.options.stats == 0 || attr == null) {
            return;
        }
        LinkStats64 s = attr.stats();
        out.line();
        out.text("RX: Packets    Bytes        Errors CsumErrs OutOfSeq Mcasts");
        out.line();
        out.text(String.format(
                "    %-10d %-12d %-6d %-8d %-8d %-8d",
                s.rxPackets(), s.rxBytes(), s.rxErrors(), s.rxFrameErrors(), s.rxFifoErrors(), s.multicast()));
        out.line();
        out.text("TX: Packets    Bytes        Errors DeadLoop NoRoute  NoBufs");
        out.line();
        out.text(String.format(
                "    %-10d %-12d %-6d %-8d %-8d %-6d",
                s.txPackets(), s.txBytes(), s.txErrors(), s.collisions(), s.txCarrierErrors(), s.txDropped()));
    }

    /// The end of a tunnel, which the real tool prints within the JSON too.
    void line() {
        ip.context.out().text("\n");
    }
}

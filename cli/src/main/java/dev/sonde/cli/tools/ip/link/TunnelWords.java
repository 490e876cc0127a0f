package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.IpAddress;

/// What the tunnels' printers share: ends, keys, flags of IPv6 tunnels, and the encapsulation in UDP.
abstract class TunnelWords extends KindPrinter {
    /// `IP6_TNL_F_*` of linux/ip6_tunnel.h
    private static final int IGNORE_ENCAP_LIMIT = 0x1;

    private static final int ORIGINAL_TCLASS = 0x2;
    private static final int ORIGINAL_FLOWLABEL = 0x4;
    private static final int MOBILE = 0x8;
    private static final int COPY_DSCP = 0x10;
    private static final int ORIGINAL_FWMARK = 0x20;
    private static final int ALLOW_LOCAL_REMOTE = 0x40;

    TunnelWords(Ip ip) {
        super(ip);
    }

    final void end(String name, IpAddress address) {
        out.string(name, name + " ", address == null || address.isUnspecified() ? "any" : ip.host(address), " ");
    }

    final void device(int index) {
        if (index != 0) {
            out.string("link", "dev ", ip.links().name(index), " ");
        }
    }

    final void ttl(int ttl, String word) {
        if (out.json() || ttl != 0) {
            out.number("ttl", word + " ", ttl, " ");
        } else {
            out.text(word + " inherit ");
        }
    }

    /// A key is written like an IPv4 address.
    final void key(String name, long key) {
        String dotted = (key >> 24) + "." + (key >> 16 & 255) + "." + (key >> 8 & 255) + "." + (key & 255);
        out.string(name, name + " ", dotted, " ");
    }

    final void fwmark(long mark) {
        if (mark != 0) {
            out.hex("fwmark", "fwmark ", mark, " ");
        }
    }

    /// @param limit -1: not told
    /// @param flow -1: not told
    final void inet6(long flags, int limit, long flow) {
        if ((flags & IGNORE_ENCAP_LIMIT) != 0) {
            out.flag("ip6_tnl_f_ign_encap_limit", "encaplimit none ");
        } else if (limit >= 0) {
            out.number("encap_limit", "encaplimit ", limit, " ");
        }
        if ((flags & ORIGINAL_TCLASS) != 0) {
            out.flag("ip6_tnl_f_use_orig_tclass", "tclass inherit ");
        } else if (flow >= 0) {
            out.string("tclass", "tclass ", "0x" + Printer.hex(flow >> 20 & 0xff, 2), " ");
        }
        if ((flags & ORIGINAL_FLOWLABEL) != 0) {
            out.flag("ip6_tnl_f_use_orig_flowlabel", "flowlabel inherit ");
        } else if (flow >= 0) {
            out.string("flowlabel", "flowlabel ", "0x" + Printer.hex(flow & 0xfffff, 5), " ");
        }
        if ((flags & COPY_DSCP) != 0) {
            out.flag("ip6_tnl_f_rcv_dscp_copy", "dscp inherit ");
        }
    }

    final void mobile(long flags) {
        if ((flags & MOBILE) != 0) {
            out.flag("ip6_tnl_f_mip6_dev", "mip6 ");
        }
    }

    final void inet6Mark(long flags, long mark) {
        if ((flags & ALLOW_LOCAL_REMOTE) != 0) {
            out.flag("ip6_tnl_f_allow_local_remote", "allow-localremote ");
        }
        if ((flags & ORIGINAL_FWMARK) != 0) {
            out.flag("ip6_tnl_f_use_orig_fwmark", "fwmark inherit ");
        } else {
            fwmark(mark);
        }
    }

    /// `TUNNEL_ENCAP_*`: what carries the tunnel's packets, when it is UDP.
    final void encapsulation(int type, int flags, int sourcePort, int destinationPort) {
        if (type == 0) {
            return;
        }
        out.begin("encap");
        out.text("encap ");
        switch (type) {
            case 1 -> out.string("type", "", "fou", " ");
            case 2 -> out.string("type", "", "gue", " ");
            default -> out.mark("type", "unknown ");
        }
        out.jsonNumber("sport", sourcePort);
        out.jsonNumber("dport", destinationPort);
        out.text(sourcePort == 0 ? "encap-sport auto " : "encap-sport " + sourcePort + " ");
        out.text("encap-dport " + destinationPort + " ");
        String[] names = {"csum", "csum6", "remcsum"};
        for (int i = 0; i < names.length; i++) {
            boolean set = (flags >> i & 1) != 0;
            out.jsonBoolean(names[i], set);
            out.text((set ? "encap-" : "noencap-") + names[i] + " ");
        }
        out.end();
    }
}

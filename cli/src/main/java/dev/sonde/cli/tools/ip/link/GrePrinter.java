package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.link.GreAttr;

/// A GRE tunnel over IPv4 or IPv6: plain, with Ethernet, or ERSPAN.
final class GrePrinter extends TunnelWords {
    /// `GRE_CSUM`, `GRE_KEY`, `GRE_SEQ` of linux/if_tunnel.h
    private static final int CSUM = 0x8000;

    private static final int KEY = 0x2000;
    private static final int SEQ = 0x1000;

    private final boolean six;

    GrePrinter(Ip ip, boolean six) {
        super(ip);
        this.six = six;
    }

    @Override
    void print(Attrs<?> a) {
        if (a.has(GreAttr.CollectMetadata.class)) {
            out.flag("external", "external ");
        }
        GreAttr.Remote remote = a.find(GreAttr.Remote.class);
        end("remote", remote == null ? null : remote.address());
        GreAttr.Local local = a.find(GreAttr.Local.class);
        end("local", local == null ? null : local.address());
        GreAttr.Link link = a.find(GreAttr.Link.class);
        device(link == null ? 0 : link.value());
        GreAttr.Ttl ttl = a.find(GreAttr.Ttl.class);
        ttl(ttl == null ? 0 : ttl.value(), six ? "hoplimit" : "ttl");
        GreAttr.Flags flags = a.find(GreAttr.Flags.class);
        long bits = flags == null ? 0 : flags.value();
        if (six) {
            GreAttr.EncapLimit limit = a.find(GreAttr.EncapLimit.class);
            GreAttr.Flowinfo flow = a.find(GreAttr.Flowinfo.class);
            inet6(bits, limit == null ? -1 : limit.value(), flow == null ? -1 : flow.value());
        } else {
            inet(a);
        }
        keys(a);
        GreAttr.Fwmark mark = a.find(GreAttr.Fwmark.class);
        if (six) {
            inet6Mark(bits, mark == null ? 0 : mark.value());
        } else {
            fwmark(mark == null ? 0 : mark.value());
        }
        erspan(a);
        GreAttr.EncapType type = a.find(GreAttr.EncapType.class);
        GreAttr.EncapFlags how = a.find(GreAttr.EncapFlags.class);
        GreAttr.EncapSport from = a.find(GreAttr.EncapSport.class);
        GreAttr.EncapDport to = a.find(GreAttr.EncapDport.class);
        encapsulation(
                type == null ? 0 : type.value(),
                how == null ? 0 : how.value(),
                from == null ? 0 : from.value(),
                to == null ? 0 : to.value());
    }

    private void inet(Attrs<?> a) {
        GreAttr.Tos tos = a.find(GreAttr.Tos.class);
        tos(tos == null ? 0 : tos.value());
        GreAttr.Pmtudisc discovery = a.find(GreAttr.Pmtudisc.class);
        if (discovery != null) {
            out.jsonBoolean("pmtudisc", discovery.value() != 0);
            out.text(discovery.value() == 0 ? "nopmtudisc " : "");
        }
        whenSet(a, GreAttr.IgnoreDf.class, GreAttr.IgnoreDf::value, "ignore_df", "ignore-df ");
    }

    private void keys(Attrs<?> a) {
        GreAttr.Iflags in = a.find(GreAttr.Iflags.class);
        int i = in == null ? 0 : in.value();
        GreAttr.Oflags outgoing = a.find(GreAttr.Oflags.class);
        int o = outgoing == null ? 0 : outgoing.value();
        GreAttr.Ikey ikey = a.find(GreAttr.Ikey.class);
        if ((i & KEY) != 0 && ikey != null) {
            key("ikey", ikey.value());
        }
        GreAttr.Okey okey = a.find(GreAttr.Okey.class);
        if ((o & KEY) != 0 && okey != null) {
            key("okey", okey.value());
        }
        if ((i & SEQ) != 0) {
            out.flag("iseq", "iseq ");
        }
        if ((o & SEQ) != 0) {
            out.flag("oseq", "oseq ");
        }
        if ((i & CSUM) != 0) {
            out.flag("icsum", "icsum ");
        }
        if ((o & CSUM) != 0) {
            out.flag("ocsum", "ocsum ");
        }
    }

    private void erspan(Attrs<?> a) {
        number(a, GreAttr.ErspanIndex.class, GreAttr.ErspanIndex::value, "erspan_index", "erspan_index ");
        number(a, GreAttr.ErspanVer.class, GreAttr.ErspanVer::value, "erspan_ver", "erspan_ver ");
        GreAttr.ErspanDir direction = a.find(GreAttr.ErspanDir.class);
        if (direction != null) {
            out.string("erspan_dir", "erspan_dir ", direction.value() == 0 ? "ingress" : "egress", " ");
        }
        hex(a, GreAttr.ErspanHwid.class, GreAttr.ErspanHwid::value, "erspan_hwid", "erspan_hwid ");
    }
}

package dev.sonde.cli.tools.ip.rule;

import dev.sonde.cli.tools.Accounts;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.addr.AddressPrinter;
import dev.sonde.cli.tools.ip.route.RouteTypes;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.rule.PortRange;
import dev.sonde.netlink.rule.RuleAction;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleHeader;
import dev.sonde.netlink.rule.RuleMessage;

/// `ip rule show`.
public final class RuleView {
    private static final int UNRESOLVED = 4;
    private static final int IIF_DETACHED = 8;
    private static final int OIF_DETACHED = 16;

    private static final long NONE = 0xffff_ffffL;

    private final Ip ip;
    private final Printer out;

    public RuleView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
    }

    public void show(Arguments args) {
        int family = ip.options.family == Options.ANY ? Options.INET : ip.options.family;
        RuleFilter filter = RuleFilter.parse(ip, args, family);
        out.start();
        ip.tables.each(Requests.rules(family), row -> {
            if (row instanceof RuleMessage m && filter.shows(m)) {
                print(m);
            }
        });
        out.finish();
    }

    private void print(RuleMessage m) {
        RuleHeader h = m.header();
        Colour c = AddressPrinter.colour(h.family());
        int whole = h.family() == Options.INET6 ? 128 : h.family() == Options.INET ? 32 : 0;
        out.begin();
        if (m.isDeletion()) {
            out.flag("deleted", "Deleted ");
        }
        RuleAttr.Priority p = m.find(RuleAttr.Priority.class);
        out.number("priority", "", p == null ? 0 : p.value(), ":\t");
        if ((h.flags() & RuleFilter.INVERT) != 0) {
            out.mark("not", "not ");
        }
        RuleAttr.Source s = m.find(RuleAttr.Source.class);
        out.text("from ");
        if (s != null) {
            out.string(c, "src", "", s.address().toString(), "");
        } else {
            out.string("src", "", h.sourceLength() != 0 ? "0" : "all", "");
        }
        if (h.sourceLength() != (s != null ? whole : 0)) {
            out.number("srclen", "/", h.sourceLength(), "");
        }
        RuleAttr.Destination d = m.find(RuleAttr.Destination.class);
        if (d != null) {
            out.text(" to ");
            out.string(c, "dst", "", d.address().toString(), "");
        } else if (h.destinationLength() != 0) {
            out.string("dst", " to ", "0", "");
        }
        if (h.destinationLength() != (d != null ? whole : 0)) {
            out.number("dstlen", "/", h.destinationLength(), "");
        }
        if (h.tos() != 0) {
            String name = ip.options.numeric ? null : ip.dsfields.name(h.tos());
            out.string("tos", " tos ", name != null ? name : "0x" + Printer.hex(h.tos(), 2), "");
        }
        selectors(m);
        action(m);
        RuleAttr.Protocol protocol = m.find(RuleAttr.Protocol.class);
        if (protocol != null
                && (protocol.number() != 0 && protocol.number() != RouteProtocol.KERNEL || ip.options.details > 0)) {
            out.string("protocol", " proto ", ip.protocol(protocol.number()), "");
        }
        younger(m);
        out.text("\n");
        out.end();
    }

    private void selectors(RuleMessage m) {
        int flags = m.header().flags();
        RuleAttr.Mark k = m.find(RuleAttr.Mark.class);
        RuleAttr.MarkMask w = m.find(RuleAttr.MarkMask.class);
        if (k != null || w != null) {
            out.hex("fwmark", " fwmark ", k == null ? 0 : k.mark(), "");
            if (w != null && w.mask() != NONE) {
                out.hex("fwmask", "/", w.mask(), "");
            }
        }
        RuleAttr.InputInterface i = m.find(RuleAttr.InputInterface.class);
        if (i != null) {
            out.text(" iif ");
            out.string(Colour.IFNAME, "iif", "", i.name(), "");
            if ((flags & IIF_DETACHED) != 0) {
                out.mark("iif_detached", " [detached]");
            }
        }
        RuleAttr.OutputInterface o = m.find(RuleAttr.OutputInterface.class);
        if (o != null) {
            out.text(" oif ");
            out.string(Colour.IFNAME, "oif", "", o.name(), "");
            if ((flags & OIF_DETACHED) != 0) {
                out.mark("oif_detached", " [detached]");
            }
        }
        RuleAttr.L3mdev l = m.find(RuleAttr.L3mdev.class);
        if (l != null && l.value() != 0) {
            out.mark("l3mdev", " lookup [l3mdev-table]");
        }
        RuleAttr.Uids u = m.find(RuleAttr.Uids.class);
        if (u != null) {
            out.number("uid_start", " uidrange ", u.range().start(), "");
            out.number("uid_end", "-", u.range().end(), "");
        }
        RuleAttr.IpProtocol t = m.find(RuleAttr.IpProtocol.class);
        if (t != null) {
            out.string("ipproto", " ipproto ", transport(t.number()), "");
        }
        RuleAttr.SourcePorts sp = m.find(RuleAttr.SourcePorts.class);
        if (sp != null) {
            RuleAttr.SourcePortMask mask = m.find(RuleAttr.SourcePortMask.class);
            ports("sport", sp.range(), mask == null ? -1 : mask.mask());
        }
        RuleAttr.DestinationPorts dp = m.find(RuleAttr.DestinationPorts.class);
        if (dp != null) {
            RuleAttr.DestinationPortMask mask = m.find(RuleAttr.DestinationPortMask.class);
            ports("dport", dp.range(), mask == null ? -1 : mask.mask());
        }
        RuleAttr.TunnelId tunnel = m.find(RuleAttr.TunnelId.class);
        if (tunnel != null) {
            out.unsigned("tun_id", " tun_id ", tunnel.id(), "");
        }
    }

    /// `mask`: of the bits of the port that count; -1: there is none.
    private void ports(String key, PortRange range, int mask) {
        if (range.start() != range.end()) {
            out.number(key + "_start", " " + key + " ", range.start(), "");
            out.number(key + "_end", "-", range.end(), "");
        } else if (mask < 0) {
            out.number(key, " " + key + " ", range.start(), "");
        } else if (out.json()) {
            out.jsonNumber(key, range.start());
            out.hex(key + "_mask", "", mask, "");
        } else if (mask == RuleFilter.PORT_MASK) {
            out.text(" " + key + " " + range.start());
        } else {
            out.hex("", " " + key + " ", range.start(), "");
            out.hex("", "/", mask, "");
        }
    }

    /// What younger kernels select by: the class of service of both versions, the label of IPv6.
    private void younger(RuleMessage m) {
        if (m.find(RuleAttr.Dscp.class) instanceof RuleAttr.Dscp(int dscp)) {
            RuleAttr.DscpMask mask = m.find(RuleAttr.DscpMask.class);
            String name = ip.options.numeric ? null : ip.dsfields.name(dscp << 2);
            name = name != null ? name : Integer.toString(dscp);
            if (mask == null || !out.json() && mask.mask() == RuleFilter.DSCP_MASK) {
                out.string("dscp", " dscp ", name, "");
            } else if (out.json()) {
                out.jsonString("dscp", name);
                out.hex("dscp_mask", "", mask.mask(), "");
            } else {
                out.hex("", " dscp ", dscp, "");
                out.hex("", "/", mask.mask(), "");
            }
        }
        RuleAttr.FlowLabel label = m.find(RuleAttr.FlowLabel.class);
        RuleAttr.FlowLabelMask mask = m.find(RuleAttr.FlowLabelMask.class);
        if (label != null && mask != null) {
            out.hex("flowlabel", " flowlabel ", label.label(), "");
            if (out.json() || mask.mask() != RuleFilter.LABEL_MASK) {
                out.hex("flowlabel_mask", "/", mask.mask(), "");
            }
        }
    }

    private String transport(int number) {
        String name = ip.options.numeric ? null : Accounts.protocol(number);
        return name != null ? name : "ipproto-" + number;
    }

    private void action(RuleMessage m) {
        RuleHeader h = m.header();
        long id = RuleFilter.tableOf(m);
        if (id != 0) {
            out.string("table", " lookup ", ip.table(id), "");
            RuleAttr.SuppressPrefixLength l = m.find(RuleAttr.SuppressPrefixLength.class);
            if (l != null && l.length() != NONE) {
                out.number("suppress_prefixlen", " suppress_prefixlength ", (int) l.length(), "");
            }
            RuleAttr.SuppressGroup g = m.find(RuleAttr.SuppressGroup.class);
            if (g != null && g.group() != NONE) {
                out.string("suppress_ifgroup", " suppress_ifgroup ", ip.group(g.group()), "");
            }
        }
        RuleAttr.Flow f = m.find(RuleAttr.Flow.class);
        if (f != null) {
            long from = f.realms() >> 16 & 0xffff;
            out.text(" realms ");
            if (from != 0) {
                out.string("flow_from", "", ip.realm(from), "/");
            }
            out.string("flow_to", "", ip.realm(f.realms() & 0xffff), "");
        }
        switch (h.action()) {
            case RuleAction.TO_TBL -> {
                // The table above is the action.
            }
            case RouteTypes.NAT -> out.mark("masquerade", " masquerade");
            case RuleAction.GOTO -> {
                RuleAttr.Goto g = m.find(RuleAttr.Goto.class);
                if (g != null) {
                    out.number("goto", " goto ", g.priority(), "");
                } else {
                    out.string("goto", " goto ", "none", "");
                }
                if ((h.flags() & UNRESOLVED) != 0) {
                    out.mark("unresolved", " [unresolved]");
                }
            }
            case RuleAction.NOP -> out.mark("nop", " nop");
            default -> out.string("action", " ", RouteTypes.name(h.action(), ip.options.numeric), "");
        }
    }
}

package dev.sonde.cli.tools.ip.rule;

import dev.sonde.cli.tools.Accounts;
import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.rule.PortRange;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleHeader;
import dev.sonde.netlink.rule.RuleMessage;

/// What `ip rule show` is asked to show: `from 10.1.0.0/16`, `dport 443`, `dscp AF11`, …
final class RuleFilter {
    private static final long NONE = 0xffff_ffffL;

    static final int INVERT = 2;
    static final int PORT_MASK = 0xffff;
    static final int DSCP_MASK = 0x3f;
    static final long LABEL_MASK = 0xfffff;

    private long priority = -1;
    private boolean not;
    private Prefix source;
    private Prefix destination;
    private long tos = -1;
    private long mark;
    private long mask;
    private String in;
    private String outName;
    private boolean l3mdev;
    private long table;
    private long uidStart = -1;
    private long uidEnd;
    private int protocol;
    private long tunnel;
    private Ports source16;
    private Ports destination16;
    private long dscp;
    private long dscpMask;
    private long label;
    private long labelMask;

    static RuleFilter parse(Ip ip, Arguments args, int family) {
        RuleFilter filter = new RuleFilter();
        while (args.more()) {
            String word = args.next();
            if (!filter.usual(ip, args, word, family) && !filter.younger(ip, args, word)) {
                boolean to = Options.matches(word, "dst") || Options.matches(word, "to");
                filter.destination = Arguments.prefix(to ? args.value() : word, family);
            }
        }
        return filter;
    }

    /// Whether the word is one of these.
    private boolean usual(Ip ip, Arguments args, String word, int family) {
        if (Options.matches(word, "preference")
                || Options.matches(word, "order")
                || Options.matches(word, "priority")) {
            priority = number(args.value(), "preference value is invalid\n");
        } else if (word.equals("not")) {
            not = true;
        } else if (word.equals("tos") || word.equals("dsfield")) {
            String name = args.value();
            tos = ip.dsfields.number(name, 255);
            if (tos < 0) {
                throw Arguments.wrong("TOS value is invalid\n", name);
            }
        } else if (word.equals("fwmark")) {
            String value = args.value();
            int slash = value.indexOf('/');
            mark = number(slash < 0 ? value : value.substring(0, slash), "fwmark value is invalid\n");
            mask = slash < 0 ? 0 : number(value.substring(slash + 1), "fwmask value is invalid\n");
        } else if (word.equals("dev") || word.equals("iif")) {
            in = args.value();
        } else if (word.equals("oif")) {
            outName = args.value();
        } else if (word.equals("l3mdev")) {
            l3mdev = true;
        } else if (Options.matches(word, "lookup")
                || Options.matches(word, "table") && !Options.matches(word, "tun_id")) {
            String name = args.value();
            table = ip.routingTables.number(name, NONE);
            if (table < 0) {
                throw Arguments.wrong("table id value is invalid\n", name);
            }
        } else if (Options.matches(word, "from") || Options.matches(word, "src")) {
            source = Arguments.prefix(args.value(), family);
        } else if (Options.matches(word, "protocol")) {
            args.value(); // iproute2 reads it here, and heeds it when it flushes only
        } else {
            return false;
        }
        return true;
    }

    private boolean younger(Ip ip, Arguments args, String word) {
        switch (word) {
            case "uidrange" -> {
                String value = args.value();
                int dash = value.indexOf('-');
                uidStart = dash < 0 ? -1 : Numbers.unsigned(value.substring(0, dash));
                uidEnd = dash < 0 ? -1 : Numbers.unsigned(value.substring(dash + 1));
                if (uidStart < 0 || uidEnd < 0) {
                    throw Arguments.wrong("invalid UID range\n", value);
                }
            }
            case "ipproto" -> protocol = Accounts.protocol(args.value(), "Invalid \"ipproto\" value\n");
            case "sport" -> source16 = Ports.parse(args.value());
            case "dport" -> destination16 = Ports.parse(args.value());
            case "dscp" -> dscp(ip, args.value());
            case "flowlabel" -> {
                String value = args.value();
                int slash = value.indexOf('/');
                label = number(slash < 0 ? value : value.substring(0, slash), "invalid flowlabel");
                labelMask = slash < 0 ? LABEL_MASK : number(value.substring(slash + 1), "invalid flowlabel mask");
            }
            default -> {
                if (!Options.matches(word, "tun_id")) {
                    return false;
                }
                tunnel = number(args.value(), "\"tun_id\" value is invalid\n");
            }
        }
        return true;
    }

    private void dscp(Ip ip, String value) {
        int slash = value.indexOf('/');
        String name = slash < 0 ? value : value.substring(0, slash);
        dscp = Numbers.unsigned(name);
        if (dscp < 0) {
            long field = ip.dsfields.number(name, 255);
            if (field < 0) {
                throw Arguments.wrong("invalid dscp", name);
            }
            dscp = field >> 2;
        }
        dscpMask = slash < 0 ? DSCP_MASK : number(value.substring(slash + 1), "invalid dscp mask");
    }

    /// `80`, `80/0xff0`, `10-20`
    private record Ports(int start, int end, int mask) {
        static Ports parse(String value) {
            int dash = value.indexOf('-');
            if (dash >= 0) {
                int start = port(value.substring(0, dash), "invalid port range start");
                return new Ports(start, port(value.substring(dash + 1), "invalid port range end"), PORT_MASK);
            }
            int slash = value.indexOf('/');
            int mask = slash < 0 ? PORT_MASK : port(value.substring(slash + 1), "invalid mask");
            int port = port(slash < 0 ? value : value.substring(0, slash), "invalid port");
            return new Ports(port, port, mask);
        }

        private static int port(String value, String otherwise) {
            long v = Numbers.unsigned(value);
            if (v < 0 || v > 0xffff) {
                throw Arguments.wrong(otherwise, value);
            }
            return (int) v;
        }

        boolean same(PortRange range, int mask) {
            return range.start() == start && range.end() == end && mask == this.mask;
        }
    }

    /// What younger kernels, or few rules, have.
    private boolean showsRest(RuleMessage m) {
        RuleAttr.Uids u = m.find(RuleAttr.Uids.class);
        RuleAttr.IpProtocol p = m.find(RuleAttr.IpProtocol.class);
        RuleAttr.TunnelId t = m.find(RuleAttr.TunnelId.class);
        RuleAttr.FlowLabel l = m.find(RuleAttr.FlowLabel.class);
        RuleAttr.FlowLabelMask lm = m.find(RuleAttr.FlowLabelMask.class);
        return (uidStart < 0
                        || u != null
                                && u.range().start() == uidStart
                                && u.range().end() == uidEnd)
                && (protocol == 0 || p != null && p.number() == protocol)
                && (tunnel == 0 || t != null && t.id() == tunnel)
                && ports(m)
                && service(m)
                && (labelMask == 0 || l != null && lm != null && l.label() == label && lm.mask() == labelMask);
    }

    private boolean ports(RuleMessage m) {
        RuleAttr.SourcePorts s = m.find(RuleAttr.SourcePorts.class);
        RuleAttr.SourcePortMask sm = m.find(RuleAttr.SourcePortMask.class);
        RuleAttr.DestinationPorts d = m.find(RuleAttr.DestinationPorts.class);
        RuleAttr.DestinationPortMask dm = m.find(RuleAttr.DestinationPortMask.class);
        return (source16 == null
                        || source16.mask == 0
                        || s != null && source16.same(s.range(), sm == null ? PORT_MASK : sm.mask()))
                && (destination16 == null
                        || destination16.mask == 0
                        || d != null && destination16.same(d.range(), dm == null ? PORT_MASK : dm.mask()));
    }

    private boolean service(RuleMessage m) {
        RuleAttr.Dscp d = m.find(RuleAttr.Dscp.class);
        RuleAttr.DscpMask mask = m.find(RuleAttr.DscpMask.class);
        return dscpMask == 0 || d != null && d.value() == dscp && (mask == null ? DSCP_MASK : mask.mask()) == dscpMask;
    }

    private static long number(String value, String otherwise) {
        long v = Numbers.unsigned(value);
        if (v < 0) {
            throw Arguments.wrong(otherwise, value);
        }
        return v;
    }

    boolean shows(RuleMessage m) {
        RuleHeader h = m.header();
        RuleAttr.Priority p = m.find(RuleAttr.Priority.class);
        RuleAttr.Source s = m.find(RuleAttr.Source.class);
        RuleAttr.Destination d = m.find(RuleAttr.Destination.class);
        RuleAttr.Mark k = m.find(RuleAttr.Mark.class);
        RuleAttr.MarkMask w = m.find(RuleAttr.MarkMask.class);
        RuleAttr.InputInterface i = m.find(RuleAttr.InputInterface.class);
        RuleAttr.OutputInterface o = m.find(RuleAttr.OutputInterface.class);
        RuleAttr.L3mdev l = m.find(RuleAttr.L3mdev.class);
        return (priority < 0 || (p == null ? 0 : p.value()) == priority)
                && (!not || (h.flags() & INVERT) != 0)
                && within(source, s == null ? null : s.address(), h.sourceLength())
                && within(destination, d == null ? null : d.address(), h.destinationLength())
                && (tos < 0 || tos == h.tos())
                && (mark == 0 || k != null && k.mark() == mark)
                && (mask == 0 || w != null && w.mask() == mask)
                && (in == null || i != null && i.name().equals(in))
                && (outName == null || o != null && o.name().equals(outName))
                && (!l3mdev || l != null && l.value() != 0)
                && (table == 0 || table == tableOf(m))
                && showsRest(m);
    }

    private static boolean within(Prefix p, IpAddress address, int length) {
        return p == null
                || p.address() == null
                || p.length() <= length && (p.length() == 0 || address == null || p.contains(address));
    }

    static long tableOf(RuleMessage m) {
        RuleAttr.Table t = m.find(RuleAttr.Table.class);
        return t == null ? m.header().table() : t.id();
    }
}

package dev.sonde.netlink.rule;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U32_BE;
import static dev.sonde.netlink.WireForm.U64_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.IpAddress;

/// One attribute of a policy rule message: `FRA_*` of linux/fib_rules.h.
public sealed interface RuleAttr {
    record Destination(IpAddress address) implements RuleAttr {}

    record Source(IpAddress address) implements RuleAttr {}

    record InputInterface(String name) implements RuleAttr {}

    record Goto(long priority) implements RuleAttr {}

    record Priority(long value) implements RuleAttr {}

    record Mark(long mark) implements RuleAttr {}

    record Flow(long realms) implements RuleAttr {}

    record TunnelId(long id) implements RuleAttr {}

    record SuppressGroup(long group) implements RuleAttr {}

    record SuppressPrefixLength(long length) implements RuleAttr {}

    record Table(long id) implements RuleAttr {}

    record MarkMask(long mask) implements RuleAttr {}

    record OutputInterface(String name) implements RuleAttr {}

    record L3mdev(int value) implements RuleAttr {}

    record Uids(UidRange range) implements RuleAttr {}

    record Protocol(int number) implements RuleAttr {}

    record IpProtocol(int number) implements RuleAttr {}

    record SourcePorts(PortRange range) implements RuleAttr {}

    record DestinationPorts(PortRange range) implements RuleAttr {}

    record Dscp(int value) implements RuleAttr {}

    record FlowLabel(long label) implements RuleAttr {}

    record FlowLabelMask(long mask) implements RuleAttr {}

    record SourcePortMask(int mask) implements RuleAttr {}

    record DestinationPortMask(int mask) implements RuleAttr {}

    record DscpMask(int mask) implements RuleAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements RuleAttr {}

    AttrTable<RuleAttr> TABLE = new AttrTable<RuleAttr>(
            30, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "FRA_DST", IP, Destination.class, Destination::new, Destination::address);
                case 2 -> row(n, "FRA_SRC", IP, Source.class, Source::new, Source::address);
                case 3 ->
                    row(n, "FRA_IIFNAME", STRING, InputInterface.class, InputInterface::new, InputInterface::name);
                case 4 -> row(n, "FRA_GOTO", U32, Goto.class, Goto::new, Goto::priority);
                case 6 -> row(n, "FRA_PRIORITY", U32, Priority.class, Priority::new, Priority::value);
                case 10 -> row(n, "FRA_FWMARK", U32, Mark.class, Mark::new, Mark::mark);
                case 11 -> row(n, "FRA_FLOW", U32, Flow.class, Flow::new, Flow::realms);
                case 12 -> row(n, "FRA_TUN_ID", U64_BE, TunnelId.class, TunnelId::new, TunnelId::id);
                case 13 ->
                    row(n, "FRA_SUPPRESS_IFGROUP", U32, SuppressGroup.class, SuppressGroup::new, SuppressGroup::group);
                case 14 ->
                    row(
                            n,
                            "FRA_SUPPRESS_PREFIXLEN",
                            U32,
                            SuppressPrefixLength.class,
                            SuppressPrefixLength::new,
                            SuppressPrefixLength::length);
                case 15 -> row(n, "FRA_TABLE", U32, Table.class, Table::new, Table::id);
                case 16 -> row(n, "FRA_FWMASK", U32, MarkMask.class, MarkMask::new, MarkMask::mask);
                case 17 ->
                    row(n, "FRA_OIFNAME", STRING, OutputInterface.class, OutputInterface::new, OutputInterface::name);
                case 19 -> row(n, "FRA_L3MDEV", U8, L3mdev.class, L3mdev::new, L3mdev::value);
                case 20 -> row(n, "FRA_UID_RANGE", UidRange.FORM, Uids.class, Uids::new, Uids::range);
                case 21 -> row(n, "FRA_PROTOCOL", U8, Protocol.class, Protocol::new, Protocol::number);
                case 22 -> row(n, "FRA_IP_PROTO", U8, IpProtocol.class, IpProtocol::new, IpProtocol::number);
                case 23 ->
                    row(n, "FRA_SPORT_RANGE", PortRange.FORM, SourcePorts.class, SourcePorts::new, SourcePorts::range);
                case 24 ->
                    row(
                            n,
                            "FRA_DPORT_RANGE",
                            PortRange.FORM,
                            DestinationPorts.class,
                            DestinationPorts::new,
                            DestinationPorts::range);
                case 25 -> row(n, "FRA_DSCP", U8, Dscp.class, Dscp::new, Dscp::value);
                case 26 -> row(n, "FRA_FLOWLABEL", U32_BE, FlowLabel.class, FlowLabel::new, FlowLabel::label);
                case 27 ->
                    row(n, "FRA_FLOWLABEL_MASK", U32_BE, FlowLabelMask.class, FlowLabelMask::new, FlowLabelMask::mask);
                case 28 ->
                    row(n, "FRA_SPORT_MASK", U16, SourcePortMask.class, SourcePortMask::new, SourcePortMask::mask);
                case 29 ->
                    row(
                            n,
                            "FRA_DPORT_MASK",
                            U16,
                            DestinationPortMask.class,
                            DestinationPortMask::new,
                            DestinationPortMask::mask);
                case 30 -> row(n, "FRA_DSCP_MASK", U8, DscpMask.class, DscpMask::new, DscpMask::mask);
                default -> null;
            });
}

package dev.sonde.netlink.route;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.IP;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U32_BE;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.WireForm;
import java.util.List;

/// One attribute of a route message or of one of its next hops: `RTA_*` of linux/rtnetlink.h.
public sealed interface RouteAttr {
    record Destination(IpAddress address) implements RouteAttr {}

    record Source(IpAddress address) implements RouteAttr {}

    record InputInterface(int index) implements RouteAttr {}

    record OutputInterface(int index) implements RouteAttr {}

    record Gateway(IpAddress address) implements RouteAttr {}

    record Priority(long metric) implements RouteAttr {}

    record PreferredSource(IpAddress address) implements RouteAttr {}

    record Metrics(Attrs<MetricAttr> attrs) implements RouteAttr {}

    record Multipath(List<NextHop> hops) implements RouteAttr {}

    record ProtocolInfo(ByteString bytes) implements RouteAttr {}

    /// Source realm in the upper half, destination realm in the lower.
    record Flow(long realms) implements RouteAttr {}

    record Cache(CacheInfo info) implements RouteAttr {}

    record Table(long id) implements RouteAttr {}

    record Mark(long mark) implements RouteAttr {}

    /// `struct rta_mfc_stats`
    record MulticastStats(ByteString bytes) implements RouteAttr {}

    record Via(RouteVia hop) implements RouteAttr {}

    record NewDestination(ByteString labels) implements RouteAttr {}

    /// `ICMPV6_ROUTER_PREF_*`
    record Preference(int value) implements RouteAttr {}

    /// `LWTUNNEL_ENCAP_*`
    record EncapType(int type) implements RouteAttr {}

    /// Attributes that the type gives a meaning.
    record Encap(ByteString bytes) implements RouteAttr {}

    record Expires(long seconds) implements RouteAttr {}

    record Uid(long uid) implements RouteAttr {}

    record TtlPropagate(int value) implements RouteAttr {}

    record IpProtocol(int number) implements RouteAttr {}

    record SourcePort(int port) implements RouteAttr {}

    record DestinationPort(int port) implements RouteAttr {}

    record NextHopId(long id) implements RouteAttr {}

    record FlowLabel(long label) implements RouteAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements RouteAttr {}

    AttrTable<RouteAttr> TABLE = new AttrTable<RouteAttr>(
            31, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "RTA_DST", IP, Destination.class, Destination::new, Destination::address);
                case 2 -> row(n, "RTA_SRC", IP, Source.class, Source::new, Source::address);
                case 3 -> row(n, "RTA_IIF", S32, InputInterface.class, InputInterface::new, InputInterface::index);
                case 4 -> row(n, "RTA_OIF", S32, OutputInterface.class, OutputInterface::new, OutputInterface::index);
                case 5 -> row(n, "RTA_GATEWAY", IP, Gateway.class, Gateway::new, Gateway::address);
                case 6 -> row(n, "RTA_PRIORITY", U32, Priority.class, Priority::new, Priority::metric);
                case 7 ->
                    row(n, "RTA_PREFSRC", IP, PreferredSource.class, PreferredSource::new, PreferredSource::address);
                case 8 ->
                    row(
                            n,
                            "RTA_METRICS",
                            WireForm.nested(() -> MetricAttr.TABLE),
                            Metrics.class,
                            Metrics::new,
                            Metrics::attrs);
                case 9 -> row(n, "RTA_MULTIPATH", NextHop.LIST, Multipath.class, Multipath::new, Multipath::hops);
                case 10 -> row(n, "RTA_PROTOINFO", BYTES, ProtocolInfo.class, ProtocolInfo::new, ProtocolInfo::bytes);
                case 11 -> row(n, "RTA_FLOW", U32, Flow.class, Flow::new, Flow::realms);
                case 12 -> row(n, "RTA_CACHEINFO", CacheInfo.FORM, Cache.class, Cache::new, Cache::info);
                case 15 -> row(n, "RTA_TABLE", U32, Table.class, Table::new, Table::id);
                case 16 -> row(n, "RTA_MARK", U32, Mark.class, Mark::new, Mark::mark);
                case 17 ->
                    row(n, "RTA_MFC_STATS", BYTES, MulticastStats.class, MulticastStats::new, MulticastStats::bytes);
                case 18 -> row(n, "RTA_VIA", RouteVia.FORM, Via.class, Via::new, Via::hop);
                case 19 ->
                    row(n, "RTA_NEWDST", BYTES, NewDestination.class, NewDestination::new, NewDestination::labels);
                case 20 -> row(n, "RTA_PREF", U8, Preference.class, Preference::new, Preference::value);
                case 21 -> row(n, "RTA_ENCAP_TYPE", U16, EncapType.class, EncapType::new, EncapType::type);
                case 22 -> row(n, "RTA_ENCAP", BYTES, Encap.class, Encap::new, Encap::bytes);
                case 23 -> row(n, "RTA_EXPIRES", U32, Expires.class, Expires::new, Expires::seconds);
                case 25 -> row(n, "RTA_UID", U32, Uid.class, Uid::new, Uid::uid);
                case 26 -> row(n, "RTA_TTL_PROPAGATE", U8, TtlPropagate.class, TtlPropagate::new, TtlPropagate::value);
                case 27 -> row(n, "RTA_IP_PROTO", U8, IpProtocol.class, IpProtocol::new, IpProtocol::number);
                case 28 -> row(n, "RTA_SPORT", U16_BE, SourcePort.class, SourcePort::new, SourcePort::port);
                case 29 ->
                    row(n, "RTA_DPORT", U16_BE, DestinationPort.class, DestinationPort::new, DestinationPort::port);
                case 30 -> row(n, "RTA_NH_ID", U32, NextHopId.class, NextHopId::new, NextHopId::id);
                case 31 -> row(n, "RTA_FLOWLABEL", U32_BE, FlowLabel.class, FlowLabel::new, FlowLabel::label);
                default -> null;
            });
}

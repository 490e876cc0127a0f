package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.nestRow;
import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.STRING;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.WireForm;

/// One attribute of a link message: `IFLA_*` of linux/if_link.h.
public sealed interface LinkAttr {
    record Address(LinkAddress address) implements LinkAttr {}

    record Broadcast(LinkAddress address) implements LinkAttr {}

    record Name(String name) implements LinkAttr {}

    record Mtu(long bytes) implements LinkAttr {}

    /// The link below, or the other end of a veth pair; an index in the namespace [LinkNetnsid] if there is one.
    record Link(int index) implements LinkAttr {}

    record Qdisc(String kind) implements LinkAttr {}

    record Stats(LinkStats stats) implements LinkAttr {}

    record Cost(ByteString bytes) implements LinkAttr {}

    record Priority(ByteString bytes) implements LinkAttr {}

    record Master(int index) implements LinkAttr {}

    record Wireless(ByteString bytes) implements LinkAttr {}

    /// Attributes of the family in the header: [BridgePortAttr] in `AF_BRIDGE`, [Inet6Attr] in `AF_INET6`.
    record ProtocolInfo(Attrs<?> attrs) implements LinkAttr {}

    record TxQueueLength(long packets) implements LinkAttr {}

    record Map(LinkMap map) implements LinkAttr {}

    record Weight(long value) implements LinkAttr {}

    /// `IF_OPER_*` of linux/if.h
    record OperState(int state) implements LinkAttr {}

    record LinkMode(int mode) implements LinkAttr {}

    record LinkInfo(Attrs<LinkInfoAttr> attrs) implements LinkAttr {}

    record NetNsPid(long pid) implements LinkAttr {}

    record Alias(String text) implements LinkAttr {}

    record NumVf(long count) implements LinkAttr {}

    record VfInfoList(Attrs<VfListAttr> attrs) implements LinkAttr {}

    record Stats64(LinkStats64 stats) implements LinkAttr {}

    record VfPorts(ByteString bytes) implements LinkAttr {}

    record PortSelf(ByteString bytes) implements LinkAttr {}

    /// [BridgeAfAttr] in `AF_BRIDGE`, else [AfAttr].
    record AfSpec(Attrs<?> attrs) implements LinkAttr {}

    record Group(long number) implements LinkAttr {}

    record NetNsFd(long fd) implements LinkAttr {}

    /// `RTEXT_FILTER_*`
    record ExtMask(long bits) implements LinkAttr {}

    record Promiscuity(long count) implements LinkAttr {}

    record NumTxQueues(long count) implements LinkAttr {}

    record NumRxQueues(long count) implements LinkAttr {}

    record Carrier(int value) implements LinkAttr {}

    record PhysPortId(ByteString bytes) implements LinkAttr {}

    record CarrierChanges(long count) implements LinkAttr {}

    record PhysSwitchId(ByteString bytes) implements LinkAttr {}

    record LinkNetnsid(int nsid) implements LinkAttr {}

    record PhysPortName(String name) implements LinkAttr {}

    record ProtoDown(int value) implements LinkAttr {}

    record GsoMaxSegs(long count) implements LinkAttr {}

    record GsoMaxSize(long bytes) implements LinkAttr {}

    record Xdp(Attrs<XdpAttr> attrs) implements LinkAttr {}

    record Event(long number) implements LinkAttr {}

    record NewNetnsid(int nsid) implements LinkAttr {}

    record TargetNetnsid(int nsid) implements LinkAttr {}

    record CarrierUpCount(long count) implements LinkAttr {}

    record CarrierDownCount(long count) implements LinkAttr {}

    record NewIndex(int index) implements LinkAttr {}

    record MinMtu(long bytes) implements LinkAttr {}

    record MaxMtu(long bytes) implements LinkAttr {}

    /// Holds [AltName] alone.
    record PropList(Attrs<LinkAttr> attrs) implements LinkAttr {}

    record AltName(String name) implements LinkAttr {}

    record PermAddress(LinkAddress address) implements LinkAttr {}

    record ProtoDownReason(Attrs<ProtoDownReasonAttr> attrs) implements LinkAttr {}

    record ParentDevName(String name) implements LinkAttr {}

    record ParentDevBusName(String name) implements LinkAttr {}

    record GroMaxSize(long bytes) implements LinkAttr {}

    record TsoMaxSize(long bytes) implements LinkAttr {}

    record TsoMaxSegs(long count) implements LinkAttr {}

    record AllMulti(long count) implements LinkAttr {}

    record DevlinkPort(ByteString bytes) implements LinkAttr {}

    record GsoIpv4MaxSize(long bytes) implements LinkAttr {}

    record GroIpv4MaxSize(long bytes) implements LinkAttr {}

    record DpllPin(ByteString bytes) implements LinkAttr {}

    record MaxPacingOffloadHorizon(long nanoseconds) implements LinkAttr {}

    record NetnsImmutable(int value) implements LinkAttr {}

    record Headroom(int bytes) implements LinkAttr {}

    record Tailroom(int bytes) implements LinkAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements LinkAttr {}

    AttrTable<LinkAttr> TABLE = new AttrTable<LinkAttr>(
            69, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_ADDRESS", MAC, Address.class, Address::new, Address::address);
                case 2 -> row(n, "IFLA_BROADCAST", MAC, Broadcast.class, Broadcast::new, Broadcast::address);
                case 3 -> row(n, "IFLA_IFNAME", STRING, Name.class, Name::new, Name::name);
                case 4 -> row(n, "IFLA_MTU", U32, Mtu.class, Mtu::new, Mtu::bytes);
                case 5 -> row(n, "IFLA_LINK", S32, Link.class, Link::new, Link::index);
                case 6 -> row(n, "IFLA_QDISC", STRING, Qdisc.class, Qdisc::new, Qdisc::kind);
                case 7 -> row(n, "IFLA_STATS", LinkStats.FORM, Stats.class, Stats::new, Stats::stats);
                case 8 -> row(n, "IFLA_COST", BYTES, Cost.class, Cost::new, Cost::bytes);
                case 9 -> row(n, "IFLA_PRIORITY", BYTES, Priority.class, Priority::new, Priority::bytes);
                case 10 -> row(n, "IFLA_MASTER", S32, Master.class, Master::new, Master::index);
                case 11 -> row(n, "IFLA_WIRELESS", BYTES, Wireless.class, Wireless::new, Wireless::bytes);
                case 12 ->
                    row(
                            n,
                            "IFLA_PROTINFO",
                            ProtocolForms.PROTINFO,
                            ProtocolInfo.class,
                            ProtocolInfo::new,
                            ProtocolInfo::attrs);
                case 13 -> row(n, "IFLA_TXQLEN", U32, TxQueueLength.class, TxQueueLength::new, TxQueueLength::packets);
                case 14 -> row(n, "IFLA_MAP", LinkMap.FORM, Map.class, Map::new, Map::map);
                case 15 -> row(n, "IFLA_WEIGHT", U32, Weight.class, Weight::new, Weight::value);
                case 16 -> row(n, "IFLA_OPERSTATE", U8, OperState.class, OperState::new, OperState::state);
                case 17 -> row(n, "IFLA_LINKMODE", U8, LinkMode.class, LinkMode::new, LinkMode::mode);
                case 18 -> row(n, "IFLA_LINKINFO", LinkInfoAttr.FORM, LinkInfo.class, LinkInfo::new, LinkInfo::attrs);
                case 19 -> row(n, "IFLA_NET_NS_PID", U32, NetNsPid.class, NetNsPid::new, NetNsPid::pid);
                case 20 -> row(n, "IFLA_IFALIAS", STRING, Alias.class, Alias::new, Alias::text);
                case 21 -> row(n, "IFLA_NUM_VF", U32, NumVf.class, NumVf::new, NumVf::count);
                case 22 ->
                    row(
                            n,
                            "IFLA_VFINFO_LIST",
                            WireForm.nested(() -> VfListAttr.TABLE),
                            VfInfoList.class,
                            VfInfoList::new,
                            VfInfoList::attrs);
                case 23 -> row(n, "IFLA_STATS64", LinkStats64.FORM, Stats64.class, Stats64::new, Stats64::stats);
                case 24 -> row(n, "IFLA_VF_PORTS", BYTES, VfPorts.class, VfPorts::new, VfPorts::bytes);
                case 25 -> row(n, "IFLA_PORT_SELF", BYTES, PortSelf.class, PortSelf::new, PortSelf::bytes);
                case 26 -> row(n, "IFLA_AF_SPEC", ProtocolForms.AF_SPEC, AfSpec.class, AfSpec::new, AfSpec::attrs);
                case 27 -> row(n, "IFLA_GROUP", U32, Group.class, Group::new, Group::number);
                case 28 -> row(n, "IFLA_NET_NS_FD", U32, NetNsFd.class, NetNsFd::new, NetNsFd::fd);
                case 29 -> row(n, "IFLA_EXT_MASK", U32, ExtMask.class, ExtMask::new, ExtMask::bits);
                case 30 -> row(n, "IFLA_PROMISCUITY", U32, Promiscuity.class, Promiscuity::new, Promiscuity::count);
                case 31 -> row(n, "IFLA_NUM_TX_QUEUES", U32, NumTxQueues.class, NumTxQueues::new, NumTxQueues::count);
                case 32 -> row(n, "IFLA_NUM_RX_QUEUES", U32, NumRxQueues.class, NumRxQueues::new, NumRxQueues::count);
                case 33 -> row(n, "IFLA_CARRIER", U8, Carrier.class, Carrier::new, Carrier::value);
                case 34 -> row(n, "IFLA_PHYS_PORT_ID", BYTES, PhysPortId.class, PhysPortId::new, PhysPortId::bytes);
                case 35 ->
                    row(
                            n,
                            "IFLA_CARRIER_CHANGES",
                            U32,
                            CarrierChanges.class,
                            CarrierChanges::new,
                            CarrierChanges::count);
                case 36 ->
                    row(n, "IFLA_PHYS_SWITCH_ID", BYTES, PhysSwitchId.class, PhysSwitchId::new, PhysSwitchId::bytes);
                case 37 -> row(n, "IFLA_LINK_NETNSID", S32, LinkNetnsid.class, LinkNetnsid::new, LinkNetnsid::nsid);
                case 38 ->
                    row(n, "IFLA_PHYS_PORT_NAME", STRING, PhysPortName.class, PhysPortName::new, PhysPortName::name);
                case 39 -> row(n, "IFLA_PROTO_DOWN", U8, ProtoDown.class, ProtoDown::new, ProtoDown::value);
                case 40 -> row(n, "IFLA_GSO_MAX_SEGS", U32, GsoMaxSegs.class, GsoMaxSegs::new, GsoMaxSegs::count);
                case 41 -> row(n, "IFLA_GSO_MAX_SIZE", U32, GsoMaxSize.class, GsoMaxSize::new, GsoMaxSize::bytes);
                case 43 -> row(n, "IFLA_XDP", WireForm.nested(() -> XdpAttr.TABLE), Xdp.class, Xdp::new, Xdp::attrs);
                case 44 -> row(n, "IFLA_EVENT", U32, Event.class, Event::new, Event::number);
                case 45 -> row(n, "IFLA_NEW_NETNSID", S32, NewNetnsid.class, NewNetnsid::new, NewNetnsid::nsid);
                case 46 ->
                    row(n, "IFLA_TARGET_NETNSID", S32, TargetNetnsid.class, TargetNetnsid::new, TargetNetnsid::nsid);
                case 47 ->
                    row(
                            n,
                            "IFLA_CARRIER_UP_COUNT",
                            U32,
                            CarrierUpCount.class,
                            CarrierUpCount::new,
                            CarrierUpCount::count);
                case 48 ->
                    row(
                            n,
                            "IFLA_CARRIER_DOWN_COUNT",
                            U32,
                            CarrierDownCount.class,
                            CarrierDownCount::new,
                            CarrierDownCount::count);
                case 49 -> row(n, "IFLA_NEW_IFINDEX", S32, NewIndex.class, NewIndex::new, NewIndex::index);
                case 50 -> row(n, "IFLA_MIN_MTU", U32, MinMtu.class, MinMtu::new, MinMtu::bytes);
                case 51 -> row(n, "IFLA_MAX_MTU", U32, MaxMtu.class, MaxMtu::new, MaxMtu::bytes);
                case 52 ->
                    nestRow(
                            n,
                            "IFLA_PROP_LIST",
                            WireForm.nested(() -> LinkAttr.TABLE),
                            PropList.class,
                            PropList::new,
                            PropList::attrs);
                case 53 -> row(n, "IFLA_ALT_IFNAME", STRING, AltName.class, AltName::new, AltName::name);
                case 54 -> row(n, "IFLA_PERM_ADDRESS", MAC, PermAddress.class, PermAddress::new, PermAddress::address);
                case 55 ->
                    row(
                            n,
                            "IFLA_PROTO_DOWN_REASON",
                            WireForm.nested(() -> ProtoDownReasonAttr.TABLE),
                            ProtoDownReason.class,
                            ProtoDownReason::new,
                            ProtoDownReason::attrs);
                case 56 ->
                    row(
                            n,
                            "IFLA_PARENT_DEV_NAME",
                            STRING,
                            ParentDevName.class,
                            ParentDevName::new,
                            ParentDevName::name);
                case 57 ->
                    row(
                            n,
                            "IFLA_PARENT_DEV_BUS_NAME",
                            STRING,
                            ParentDevBusName.class,
                            ParentDevBusName::new,
                            ParentDevBusName::name);
                case 58 -> row(n, "IFLA_GRO_MAX_SIZE", U32, GroMaxSize.class, GroMaxSize::new, GroMaxSize::bytes);
                case 59 -> row(n, "IFLA_TSO_MAX_SIZE", U32, TsoMaxSize.class, TsoMaxSize::new, TsoMaxSize::bytes);
                case 60 -> row(n, "IFLA_TSO_MAX_SEGS", U32, TsoMaxSegs.class, TsoMaxSegs::new, TsoMaxSegs::count);
                case 61 -> row(n, "IFLA_ALLMULTI", U32, AllMulti.class, AllMulti::new, AllMulti::count);
                case 62 -> row(n, "IFLA_DEVLINK_PORT", BYTES, DevlinkPort.class, DevlinkPort::new, DevlinkPort::bytes);
                case 63 ->
                    row(
                            n,
                            "IFLA_GSO_IPV4_MAX_SIZE",
                            U32,
                            GsoIpv4MaxSize.class,
                            GsoIpv4MaxSize::new,
                            GsoIpv4MaxSize::bytes);
                case 64 ->
                    row(
                            n,
                            "IFLA_GRO_IPV4_MAX_SIZE",
                            U32,
                            GroIpv4MaxSize.class,
                            GroIpv4MaxSize::new,
                            GroIpv4MaxSize::bytes);
                case 65 -> row(n, "IFLA_DPLL_PIN", BYTES, DpllPin.class, DpllPin::new, DpllPin::bytes);
                case 66 ->
                    row(
                            n,
                            "IFLA_MAX_PACING_OFFLOAD_HORIZON",
                            U32,
                            MaxPacingOffloadHorizon.class,
                            MaxPacingOffloadHorizon::new,
                            MaxPacingOffloadHorizon::nanoseconds);
                case 67 ->
                    row(
                            n,
                            "IFLA_NETNS_IMMUTABLE",
                            U8,
                            NetnsImmutable.class,
                            NetnsImmutable::new,
                            NetnsImmutable::value);
                case 68 -> row(n, "IFLA_HEADROOM", U16, Headroom.class, Headroom::new, Headroom::bytes);
                case 69 -> row(n, "IFLA_TAILROOM", U16, Tailroom.class, Tailroom::new, Tailroom::bytes);
                default -> null;
            });
}

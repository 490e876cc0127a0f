package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.S32;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Data of a port of a bridge: `IFLA_BRPORT_*` of linux/if_link.h.
public sealed interface BridgePortAttr {
    /// `BR_STATE_*` of linux/if_bridge.h
    record State(int state) implements BridgePortAttr {}

    record Priority(int value) implements BridgePortAttr {}

    record Cost(long value) implements BridgePortAttr {}

    record Hairpin(int value) implements BridgePortAttr {}

    record Guard(int value) implements BridgePortAttr {}

    record RootBlock(int value) implements BridgePortAttr {}

    record FastLeave(int value) implements BridgePortAttr {}

    record Learning(int value) implements BridgePortAttr {}

    record UnicastFlood(int value) implements BridgePortAttr {}

    record ProxyArp(int value) implements BridgePortAttr {}

    record LearningSync(int value) implements BridgePortAttr {}

    record ProxyArpWifi(int value) implements BridgePortAttr {}

    record DesignatedRoot(BridgeId id) implements BridgePortAttr {}

    record DesignatedBridge(BridgeId id) implements BridgePortAttr {}

    record DesignatedPort(int id) implements BridgePortAttr {}

    record DesignatedCost(int value) implements BridgePortAttr {}

    record Id(int id) implements BridgePortAttr {}

    record Number(int number) implements BridgePortAttr {}

    record TopologyChangeAck(int value) implements BridgePortAttr {}

    record ConfigPending(int value) implements BridgePortAttr {}

    record MessageAgeTimer(long ticks) implements BridgePortAttr {}

    record ForwardDelayTimer(long ticks) implements BridgePortAttr {}

    record HoldTimer(long ticks) implements BridgePortAttr {}

    record Flush(ByteString bytes) implements BridgePortAttr {}

    record MulticastRouter(int value) implements BridgePortAttr {}

    record McastFlood(int value) implements BridgePortAttr {}

    record McastToUcast(int value) implements BridgePortAttr {}

    record VlanTunnel(int value) implements BridgePortAttr {}

    record BcastFlood(int value) implements BridgePortAttr {}

    record GroupFwdMask(int bits) implements BridgePortAttr {}

    record NeighSuppress(int value) implements BridgePortAttr {}

    record Isolated(int value) implements BridgePortAttr {}

    record BackupPort(int index) implements BridgePortAttr {}

    record MrpRingOpen(int value) implements BridgePortAttr {}

    record MrpInOpen(int value) implements BridgePortAttr {}

    record McastEhtHostsLimit(long count) implements BridgePortAttr {}

    record McastEhtHostsCnt(long count) implements BridgePortAttr {}

    record Locked(int value) implements BridgePortAttr {}

    record Mab(int value) implements BridgePortAttr {}

    record McastNGroups(long count) implements BridgePortAttr {}

    record McastMaxGroups(long count) implements BridgePortAttr {}

    record NeighVlanSuppress(int value) implements BridgePortAttr {}

    record BackupNextHopId(long id) implements BridgePortAttr {}

    record NeighForwardGrat(int value) implements BridgePortAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BridgePortAttr {}

    AttrTable<BridgePortAttr> TABLE = new AttrTable<BridgePortAttr>(
            45, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "IFLA_BRPORT_STATE", U8, State.class, State::new, State::state);
                case 2 -> row(n, "IFLA_BRPORT_PRIORITY", U16, Priority.class, Priority::new, Priority::value);
                case 3 -> row(n, "IFLA_BRPORT_COST", U32, Cost.class, Cost::new, Cost::value);
                case 4 -> row(n, "IFLA_BRPORT_MODE", U8, Hairpin.class, Hairpin::new, Hairpin::value);
                case 5 -> row(n, "IFLA_BRPORT_GUARD", U8, Guard.class, Guard::new, Guard::value);
                case 6 -> row(n, "IFLA_BRPORT_PROTECT", U8, RootBlock.class, RootBlock::new, RootBlock::value);
                case 7 -> row(n, "IFLA_BRPORT_FAST_LEAVE", U8, FastLeave.class, FastLeave::new, FastLeave::value);
                case 8 -> row(n, "IFLA_BRPORT_LEARNING", U8, Learning.class, Learning::new, Learning::value);
                case 9 ->
                    row(n, "IFLA_BRPORT_UNICAST_FLOOD", U8, UnicastFlood.class, UnicastFlood::new, UnicastFlood::value);
                case 10 -> row(n, "IFLA_BRPORT_PROXYARP", U8, ProxyArp.class, ProxyArp::new, ProxyArp::value);
                case 11 ->
                    row(n, "IFLA_BRPORT_LEARNING_SYNC", U8, LearningSync.class, LearningSync::new, LearningSync::value);
                case 12 ->
                    row(n, "IFLA_BRPORT_PROXYARP_WIFI", U8, ProxyArpWifi.class, ProxyArpWifi::new, ProxyArpWifi::value);
                case 13 ->
                    row(
                            n,
                            "IFLA_BRPORT_ROOT_ID",
                            BridgeId.FORM,
                            DesignatedRoot.class,
                            DesignatedRoot::new,
                            DesignatedRoot::id);
                case 14 ->
                    row(
                            n,
                            "IFLA_BRPORT_BRIDGE_ID",
                            BridgeId.FORM,
                            DesignatedBridge.class,
                            DesignatedBridge::new,
                            DesignatedBridge::id);
                case 15 ->
                    row(
                            n,
                            "IFLA_BRPORT_DESIGNATED_PORT",
                            U16,
                            DesignatedPort.class,
                            DesignatedPort::new,
                            DesignatedPort::id);
                case 16 ->
                    row(
                            n,
                            "IFLA_BRPORT_DESIGNATED_COST",
                            U16,
                            DesignatedCost.class,
                            DesignatedCost::new,
                            DesignatedCost::value);
                case 17 -> row(n, "IFLA_BRPORT_ID", U16, Id.class, Id::new, Id::id);
                case 18 -> row(n, "IFLA_BRPORT_NO", U16, Number.class, Number::new, Number::number);
                case 19 ->
                    row(
                            n,
                            "IFLA_BRPORT_TOPOLOGY_CHANGE_ACK",
                            U8,
                            TopologyChangeAck.class,
                            TopologyChangeAck::new,
                            TopologyChangeAck::value);
                case 20 ->
                    row(
                            n,
                            "IFLA_BRPORT_CONFIG_PENDING",
                            U8,
                            ConfigPending.class,
                            ConfigPending::new,
                            ConfigPending::value);
                case 21 ->
                    row(
                            n,
                            "IFLA_BRPORT_MESSAGE_AGE_TIMER",
                            U64,
                            MessageAgeTimer.class,
                            MessageAgeTimer::new,
                            MessageAgeTimer::ticks);
                case 22 ->
                    row(
                            n,
                            "IFLA_BRPORT_FORWARD_DELAY_TIMER",
                            U64,
                            ForwardDelayTimer.class,
                            ForwardDelayTimer::new,
                            ForwardDelayTimer::ticks);
                case 23 -> row(n, "IFLA_BRPORT_HOLD_TIMER", U64, HoldTimer.class, HoldTimer::new, HoldTimer::ticks);
                case 24 -> row(n, "IFLA_BRPORT_FLUSH", BYTES, Flush.class, Flush::new, Flush::bytes);
                case 25 ->
                    row(
                            n,
                            "IFLA_BRPORT_MULTICAST_ROUTER",
                            U8,
                            MulticastRouter.class,
                            MulticastRouter::new,
                            MulticastRouter::value);
                case 27 -> row(n, "IFLA_BRPORT_MCAST_FLOOD", U8, McastFlood.class, McastFlood::new, McastFlood::value);
                case 28 ->
                    row(
                            n,
                            "IFLA_BRPORT_MCAST_TO_UCAST",
                            U8,
                            McastToUcast.class,
                            McastToUcast::new,
                            McastToUcast::value);
                case 29 -> row(n, "IFLA_BRPORT_VLAN_TUNNEL", U8, VlanTunnel.class, VlanTunnel::new, VlanTunnel::value);
                case 30 -> row(n, "IFLA_BRPORT_BCAST_FLOOD", U8, BcastFlood.class, BcastFlood::new, BcastFlood::value);
                case 31 ->
                    row(
                            n,
                            "IFLA_BRPORT_GROUP_FWD_MASK",
                            U16,
                            GroupFwdMask.class,
                            GroupFwdMask::new,
                            GroupFwdMask::bits);
                case 32 ->
                    row(
                            n,
                            "IFLA_BRPORT_NEIGH_SUPPRESS",
                            U8,
                            NeighSuppress.class,
                            NeighSuppress::new,
                            NeighSuppress::value);
                case 33 -> row(n, "IFLA_BRPORT_ISOLATED", U8, Isolated.class, Isolated::new, Isolated::value);
                case 34 -> row(n, "IFLA_BRPORT_BACKUP_PORT", S32, BackupPort.class, BackupPort::new, BackupPort::index);
                case 35 ->
                    row(n, "IFLA_BRPORT_MRP_RING_OPEN", U8, MrpRingOpen.class, MrpRingOpen::new, MrpRingOpen::value);
                case 36 -> row(n, "IFLA_BRPORT_MRP_IN_OPEN", U8, MrpInOpen.class, MrpInOpen::new, MrpInOpen::value);
                case 37 ->
                    row(
                            n,
                            "IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT",
                            U32,
                            McastEhtHostsLimit.class,
                            McastEhtHostsLimit::new,
                            McastEhtHostsLimit::count);
                case 38 ->
                    row(
                            n,
                            "IFLA_BRPORT_MCAST_EHT_HOSTS_CNT",
                            U32,
                            McastEhtHostsCnt.class,
                            McastEhtHostsCnt::new,
                            McastEhtHostsCnt::count);
                case 39 -> row(n, "IFLA_BRPORT_LOCKED", U8, Locked.class, Locked::new, Locked::value);
                case 40 -> row(n, "IFLA_BRPORT_MAB", U8, Mab.class, Mab::new, Mab::value);
                case 41 ->
                    row(
                            n,
                            "IFLA_BRPORT_MCAST_N_GROUPS",
                            U32,
                            McastNGroups.class,
                            McastNGroups::new,
                            McastNGroups::count);
                case 42 ->
                    row(
                            n,
                            "IFLA_BRPORT_MCAST_MAX_GROUPS",
                            U32,
                            McastMaxGroups.class,
                            McastMaxGroups::new,
                            McastMaxGroups::count);
                case 43 ->
                    row(
                            n,
                            "IFLA_BRPORT_NEIGH_VLAN_SUPPRESS",
                            U8,
                            NeighVlanSuppress.class,
                            NeighVlanSuppress::new,
                            NeighVlanSuppress::value);
                case 44 ->
                    row(
                            n,
                            "IFLA_BRPORT_BACKUP_NHID",
                            U32,
                            BackupNextHopId.class,
                            BackupNextHopId::new,
                            BackupNextHopId::id);
                case 45 ->
                    row(
                            n,
                            "IFLA_BRPORT_NEIGH_FORWARD_GRAT",
                            U8,
                            NeighForwardGrat.class,
                            NeighForwardGrat::new,
                            NeighForwardGrat::value);
                default -> null;
            });
}

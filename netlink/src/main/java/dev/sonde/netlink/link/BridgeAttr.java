package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.MAC;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U16_BE;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.LinkAddress;

/// Data of a bridge: `IFLA_BR_*` of linux/if_link.h. Times are in hundredths of a second (`USER_HZ`).
public sealed interface BridgeAttr {
    record ForwardDelay(long ticks) implements BridgeAttr {}

    record HelloTime(long ticks) implements BridgeAttr {}

    record MaxAge(long ticks) implements BridgeAttr {}

    record AgeingTime(long ticks) implements BridgeAttr {}

    record StpState(long value) implements BridgeAttr {}

    record Priority(int value) implements BridgeAttr {}

    record VlanFiltering(int value) implements BridgeAttr {}

    record VlanProtocol(int etherType) implements BridgeAttr {}

    record GroupFwdMask(int bits) implements BridgeAttr {}

    record RootId(BridgeId id) implements BridgeAttr {}

    record OwnId(BridgeId id) implements BridgeAttr {}

    record RootPort(int number) implements BridgeAttr {}

    record RootPathCost(long value) implements BridgeAttr {}

    record TopologyChange(int value) implements BridgeAttr {}

    record TopologyChangeDetected(int value) implements BridgeAttr {}

    record HelloTimer(long ticks) implements BridgeAttr {}

    record TcnTimer(long ticks) implements BridgeAttr {}

    record TopologyChangeTimer(long ticks) implements BridgeAttr {}

    record GcTimer(long ticks) implements BridgeAttr {}

    record GroupAddress(LinkAddress address) implements BridgeAttr {}

    record FdbFlush(ByteString bytes) implements BridgeAttr {}

    record McastRouter(int value) implements BridgeAttr {}

    record McastSnooping(int value) implements BridgeAttr {}

    record McastQueryUseIfaddr(int value) implements BridgeAttr {}

    record McastQuerier(int value) implements BridgeAttr {}

    record McastHashElasticity(long value) implements BridgeAttr {}

    record McastHashMax(long value) implements BridgeAttr {}

    record McastLastMemberCnt(long count) implements BridgeAttr {}

    record McastStartupQueryCnt(long count) implements BridgeAttr {}

    record McastLastMemberIntvl(long ticks) implements BridgeAttr {}

    record McastMembershipIntvl(long ticks) implements BridgeAttr {}

    record McastQuerierIntvl(long ticks) implements BridgeAttr {}

    record McastQueryIntvl(long ticks) implements BridgeAttr {}

    record McastQueryResponseIntvl(long ticks) implements BridgeAttr {}

    record McastStartupQueryIntvl(long ticks) implements BridgeAttr {}

    record NfCallIptables(int value) implements BridgeAttr {}

    record NfCallIp6tables(int value) implements BridgeAttr {}

    record NfCallArptables(int value) implements BridgeAttr {}

    record VlanDefaultPvid(int id) implements BridgeAttr {}

    record VlanStatsEnabled(int value) implements BridgeAttr {}

    record McastStatsEnabled(int value) implements BridgeAttr {}

    record McastIgmpVersion(int version) implements BridgeAttr {}

    record McastMldVersion(int version) implements BridgeAttr {}

    record VlanStatsPerPort(int value) implements BridgeAttr {}

    record MultiBoolopt(BoolOptions options) implements BridgeAttr {}

    record McastQuerierState(ByteString bytes) implements BridgeAttr {}

    record FdbLearned(long count) implements BridgeAttr {}

    record FdbMaxLearned(long count) implements BridgeAttr {}

    record StpMode(long mode) implements BridgeAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BridgeAttr {}

    AttrTable<BridgeAttr> TABLE = new AttrTable<BridgeAttr>(
            50, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(n, "IFLA_BR_FORWARD_DELAY", U32, ForwardDelay.class, ForwardDelay::new, ForwardDelay::ticks);
                case 2 -> row(n, "IFLA_BR_HELLO_TIME", U32, HelloTime.class, HelloTime::new, HelloTime::ticks);
                case 3 -> row(n, "IFLA_BR_MAX_AGE", U32, MaxAge.class, MaxAge::new, MaxAge::ticks);
                case 4 -> row(n, "IFLA_BR_AGEING_TIME", U32, AgeingTime.class, AgeingTime::new, AgeingTime::ticks);
                case 5 -> row(n, "IFLA_BR_STP_STATE", U32, StpState.class, StpState::new, StpState::value);
                case 6 -> row(n, "IFLA_BR_PRIORITY", U16, Priority.class, Priority::new, Priority::value);
                case 7 ->
                    row(n, "IFLA_BR_VLAN_FILTERING", U8, VlanFiltering.class, VlanFiltering::new, VlanFiltering::value);
                case 8 ->
                    row(
                            n,
                            "IFLA_BR_VLAN_PROTOCOL",
                            U16_BE,
                            VlanProtocol.class,
                            VlanProtocol::new,
                            VlanProtocol::etherType);
                case 9 ->
                    row(n, "IFLA_BR_GROUP_FWD_MASK", U16, GroupFwdMask.class, GroupFwdMask::new, GroupFwdMask::bits);
                case 10 -> row(n, "IFLA_BR_ROOT_ID", BridgeId.FORM, RootId.class, RootId::new, RootId::id);
                case 11 -> row(n, "IFLA_BR_BRIDGE_ID", BridgeId.FORM, OwnId.class, OwnId::new, OwnId::id);
                case 12 -> row(n, "IFLA_BR_ROOT_PORT", U16, RootPort.class, RootPort::new, RootPort::number);
                case 13 ->
                    row(n, "IFLA_BR_ROOT_PATH_COST", U32, RootPathCost.class, RootPathCost::new, RootPathCost::value);
                case 14 ->
                    row(
                            n,
                            "IFLA_BR_TOPOLOGY_CHANGE",
                            U8,
                            TopologyChange.class,
                            TopologyChange::new,
                            TopologyChange::value);
                case 15 ->
                    row(
                            n,
                            "IFLA_BR_TOPOLOGY_CHANGE_DETECTED",
                            U8,
                            TopologyChangeDetected.class,
                            TopologyChangeDetected::new,
                            TopologyChangeDetected::value);
                case 16 -> row(n, "IFLA_BR_HELLO_TIMER", U64, HelloTimer.class, HelloTimer::new, HelloTimer::ticks);
                case 17 -> row(n, "IFLA_BR_TCN_TIMER", U64, TcnTimer.class, TcnTimer::new, TcnTimer::ticks);
                case 18 ->
                    row(
                            n,
                            "IFLA_BR_TOPOLOGY_CHANGE_TIMER",
                            U64,
                            TopologyChangeTimer.class,
                            TopologyChangeTimer::new,
                            TopologyChangeTimer::ticks);
                case 19 -> row(n, "IFLA_BR_GC_TIMER", U64, GcTimer.class, GcTimer::new, GcTimer::ticks);
                case 20 ->
                    row(n, "IFLA_BR_GROUP_ADDR", MAC, GroupAddress.class, GroupAddress::new, GroupAddress::address);
                case 21 -> row(n, "IFLA_BR_FDB_FLUSH", BYTES, FdbFlush.class, FdbFlush::new, FdbFlush::bytes);
                case 22 -> row(n, "IFLA_BR_MCAST_ROUTER", U8, McastRouter.class, McastRouter::new, McastRouter::value);
                case 23 ->
                    row(n, "IFLA_BR_MCAST_SNOOPING", U8, McastSnooping.class, McastSnooping::new, McastSnooping::value);
                case 24 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_QUERY_USE_IFADDR",
                            U8,
                            McastQueryUseIfaddr.class,
                            McastQueryUseIfaddr::new,
                            McastQueryUseIfaddr::value);
                case 25 ->
                    row(n, "IFLA_BR_MCAST_QUERIER", U8, McastQuerier.class, McastQuerier::new, McastQuerier::value);
                case 26 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_HASH_ELASTICITY",
                            U32,
                            McastHashElasticity.class,
                            McastHashElasticity::new,
                            McastHashElasticity::value);
                case 27 ->
                    row(n, "IFLA_BR_MCAST_HASH_MAX", U32, McastHashMax.class, McastHashMax::new, McastHashMax::value);
                case 28 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_LAST_MEMBER_CNT",
                            U32,
                            McastLastMemberCnt.class,
                            McastLastMemberCnt::new,
                            McastLastMemberCnt::count);
                case 29 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_STARTUP_QUERY_CNT",
                            U32,
                            McastStartupQueryCnt.class,
                            McastStartupQueryCnt::new,
                            McastStartupQueryCnt::count);
                case 30 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_LAST_MEMBER_INTVL",
                            U64,
                            McastLastMemberIntvl.class,
                            McastLastMemberIntvl::new,
                            McastLastMemberIntvl::ticks);
                case 31 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_MEMBERSHIP_INTVL",
                            U64,
                            McastMembershipIntvl.class,
                            McastMembershipIntvl::new,
                            McastMembershipIntvl::ticks);
                case 32 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_QUERIER_INTVL",
                            U64,
                            McastQuerierIntvl.class,
                            McastQuerierIntvl::new,
                            McastQuerierIntvl::ticks);
                case 33 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_QUERY_INTVL",
                            U64,
                            McastQueryIntvl.class,
                            McastQueryIntvl::new,
                            McastQueryIntvl::ticks);
                case 34 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_QUERY_RESPONSE_INTVL",
                            U64,
                            McastQueryResponseIntvl.class,
                            McastQueryResponseIntvl::new,
                            McastQueryResponseIntvl::ticks);
                case 35 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_STARTUP_QUERY_INTVL",
                            U64,
                            McastStartupQueryIntvl.class,
                            McastStartupQueryIntvl::new,
                            McastStartupQueryIntvl::ticks);
                case 36 ->
                    row(
                            n,
                            "IFLA_BR_NF_CALL_IPTABLES",
                            U8,
                            NfCallIptables.class,
                            NfCallIptables::new,
                            NfCallIptables::value);
                case 37 ->
                    row(
                            n,
                            "IFLA_BR_NF_CALL_IP6TABLES",
                            U8,
                            NfCallIp6tables.class,
                            NfCallIp6tables::new,
                            NfCallIp6tables::value);
                case 38 ->
                    row(
                            n,
                            "IFLA_BR_NF_CALL_ARPTABLES",
                            U8,
                            NfCallArptables.class,
                            NfCallArptables::new,
                            NfCallArptables::value);
                case 39 ->
                    row(
                            n,
                            "IFLA_BR_VLAN_DEFAULT_PVID",
                            U16,
                            VlanDefaultPvid.class,
                            VlanDefaultPvid::new,
                            VlanDefaultPvid::id);
                case 41 ->
                    row(
                            n,
                            "IFLA_BR_VLAN_STATS_ENABLED",
                            U8,
                            VlanStatsEnabled.class,
                            VlanStatsEnabled::new,
                            VlanStatsEnabled::value);
                case 42 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_STATS_ENABLED",
                            U8,
                            McastStatsEnabled.class,
                            McastStatsEnabled::new,
                            McastStatsEnabled::value);
                case 43 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_IGMP_VERSION",
                            U8,
                            McastIgmpVersion.class,
                            McastIgmpVersion::new,
                            McastIgmpVersion::version);
                case 44 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_MLD_VERSION",
                            U8,
                            McastMldVersion.class,
                            McastMldVersion::new,
                            McastMldVersion::version);
                case 45 ->
                    row(
                            n,
                            "IFLA_BR_VLAN_STATS_PER_PORT",
                            U8,
                            VlanStatsPerPort.class,
                            VlanStatsPerPort::new,
                            VlanStatsPerPort::value);
                case 46 ->
                    row(
                            n,
                            "IFLA_BR_MULTI_BOOLOPT",
                            BoolOptions.FORM,
                            MultiBoolopt.class,
                            MultiBoolopt::new,
                            MultiBoolopt::options);
                case 47 ->
                    row(
                            n,
                            "IFLA_BR_MCAST_QUERIER_STATE",
                            BYTES,
                            McastQuerierState.class,
                            McastQuerierState::new,
                            McastQuerierState::bytes);
                case 48 -> row(n, "IFLA_BR_FDB_N_LEARNED", U32, FdbLearned.class, FdbLearned::new, FdbLearned::count);
                case 49 ->
                    row(
                            n,
                            "IFLA_BR_FDB_MAX_LEARNED",
                            U32,
                            FdbMaxLearned.class,
                            FdbMaxLearned::new,
                            FdbMaxLearned::count);
                case 50 -> row(n, "IFLA_BR_STP_MODE", U32, StpMode.class, StpMode::new, StpMode::mode);
                default -> null;
            });
}

package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.QuerierState;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgeId;

/// A bridge: its timers, its spanning tree, its VLANs, its multicast snooping.
final class BridgePrinter extends KindPrinter {
    /// `BR_BOOLOPT_NO_LL_LEARN`
    private static final int NO_LINKLOCAL_LEARN = 1;

    /// `BR_BOOLOPT_MCAST_VLAN_SNOOPING`
    private static final int MCAST_VLAN_SNOOPING = 2;

    /// `BR_BOOLOPT_MST_ENABLE`
    private static final int MST = 4;

    /// `BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION`
    private static final int MDB_OFFLOAD_FAIL_NOTIFICATION = 8;

    /// `BR_BOOLOPT_FDB_LOCAL_VLAN_0`
    private static final int FDB_LOCAL_VLAN_0 = 16;

    BridgePrinter(Ip ip) {
        super(ip);
    }

    @Override
    void print(Attrs<?> a) {
        number(a, BridgeAttr.ForwardDelay.class, BridgeAttr.ForwardDelay::ticks, "forward_delay", "forward_delay ");
        number(a, BridgeAttr.HelloTime.class, BridgeAttr.HelloTime::ticks, "hello_time", "hello_time ");
        number(a, BridgeAttr.MaxAge.class, BridgeAttr.MaxAge::ticks, "max_age", "max_age ");
        number(a, BridgeAttr.AgeingTime.class, BridgeAttr.AgeingTime::ticks, "ageing_time", "ageing_time ");
        number(a, BridgeAttr.StpState.class, BridgeAttr.StpState::value, "stp_state", "stp_state ");
        BridgeAttr.StpMode mode = a.find(BridgeAttr.StpMode.class);
        if (mode != null) {
            out.string("stp_mode", "stp_mode ", stpMode(mode.mode()), " ");
        }
        number(a, BridgeAttr.Priority.class, BridgeAttr.Priority::value, "priority", "priority ");
        number(a, BridgeAttr.VlanFiltering.class, BridgeAttr.VlanFiltering::value, "vlan_filtering", "vlan_filtering ");
        BridgeAttr.VlanProtocol protocol = a.find(BridgeAttr.VlanProtocol.class);
        if (protocol != null) {
            out.string("vlan_protocol", "vlan_protocol ", etherType(protocol.etherType(), ip.options.numeric), " ");
        }
        BridgeAttr.OwnId own = a.find(BridgeAttr.OwnId.class);
        if (own != null) {
            out.string("bridge_id", "bridge_id ", id(own.id()), " ");
        }
        BridgeAttr.RootId root = a.find(BridgeAttr.RootId.class);
        if (root != null) {
            out.string("root_id", "designated_root ", id(root.id()), " ");
        }
        number(a, BridgeAttr.RootPort.class, BridgeAttr.RootPort::number, "root_port", "root_port ");
        number(a, BridgeAttr.RootPathCost.class, BridgeAttr.RootPathCost::value, "root_path_cost", "root_path_cost ");
        number(
                a,
                BridgeAttr.TopologyChange.class,
                BridgeAttr.TopologyChange::value,
                "topology_change",
                "topology_change ");
        number(
                a,
                BridgeAttr.TopologyChangeDetected.class,
                BridgeAttr.TopologyChangeDetected::value,
                "topology_change_detected",
                "topology_change_detected ");
        timer(a, BridgeAttr.HelloTimer.class, BridgeAttr.HelloTimer::ticks, "hello_timer");
        timer(a, BridgeAttr.TcnTimer.class, BridgeAttr.TcnTimer::ticks, "tcn_timer");
        timer(a, BridgeAttr.TopologyChangeTimer.class, BridgeAttr.TopologyChangeTimer::ticks, "topology_change_timer");
        timer(a, BridgeAttr.GcTimer.class, BridgeAttr.GcTimer::ticks, "gc_timer");
        number(a, BridgeAttr.FdbLearned.class, BridgeAttr.FdbLearned::count, "fdb_n_learned", "fdb_n_learned ");
        number(
                a,
                BridgeAttr.FdbMaxLearned.class,
                BridgeAttr.FdbMaxLearned::count,
                "fdb_max_learned",
                "fdb_max_learned ");
        vlans(a);
        multicast(a);
        number(
                a,
                BridgeAttr.NfCallIptables.class,
                BridgeAttr.NfCallIptables::value,
                "nf_call_iptables",
                "nf_call_iptables ");
        number(
                a,
                BridgeAttr.NfCallIp6tables.class,
                BridgeAttr.NfCallIp6tables::value,
                "nf_call_ip6tables",
                "nf_call_ip6tables ");
        number(
                a,
                BridgeAttr.NfCallArptables.class,
                BridgeAttr.NfCallArptables::value,
                "nf_call_arptables",
                "nf_call_arptables ");
    }

    /// `BR_STP_MODE_*` of linux/if_link.h
    private static String stpMode(long mode) {
        return mode == 0 ? "auto" : mode == 1 ? "user" : mode == 2 ? "kernel" : "(unknown)";
    }

    private void vlans(Attrs<?> a) {
        number(
                a,
                BridgeAttr.VlanDefaultPvid.class,
                BridgeAttr.VlanDefaultPvid::id,
                "vlan_default_pvid",
                "vlan_default_pvid ");
        number(
                a,
                BridgeAttr.VlanStatsEnabled.class,
                BridgeAttr.VlanStatsEnabled::value,
                "vlan_stats_enabled",
                "vlan_stats_enabled ");
        number(
                a,
                BridgeAttr.VlanStatsPerPort.class,
                BridgeAttr.VlanStatsPerPort::value,
                "vlan_stats_per_port",
                "vlan_stats_per_port ");
        hex(a, BridgeAttr.GroupFwdMask.class, BridgeAttr.GroupFwdMask::bits, "group_fwd_mask", "group_fwd_mask ");
        BridgeAttr.GroupAddress group = a.find(BridgeAttr.GroupAddress.class);
        if (group != null) {
            out.string("group_addr", "group_address ", group.address().toString(), " ");
        }
    }

    private void multicast(Attrs<?> a) {
        number(a, BridgeAttr.McastSnooping.class, BridgeAttr.McastSnooping::value, "mcast_snooping", "mcast_snooping ");
        BridgeAttr.MultiBoolopt options = a.find(BridgeAttr.MultiBoolopt.class);
        if (options != null) {
            option(options, NO_LINKLOCAL_LEARN, "no_linklocal_learn", "no_linklocal_learn ");
            option(options, MCAST_VLAN_SNOOPING, "mcast_vlan_snooping", "mcast_vlan_snooping ");
            option(options, MST, "mst_enabled", "mst_enabled ");
            option(
                    options,
                    MDB_OFFLOAD_FAIL_NOTIFICATION,
                    "mdb_offload_fail_notification",
                    "mdb_offload_fail_notification ");
            option(options, FDB_LOCAL_VLAN_0, "fdb_local_vlan_0", "fdb_local_vlan_0 ");
        }
        number(a, BridgeAttr.McastRouter.class, BridgeAttr.McastRouter::value, "mcast_router", "mcast_router ");
        number(
                a,
                BridgeAttr.McastQueryUseIfaddr.class,
                BridgeAttr.McastQueryUseIfaddr::value,
                "mcast_query_use_ifaddr",
                "mcast_query_use_ifaddr ");
        number(a, BridgeAttr.McastQuerier.class, BridgeAttr.McastQuerier::value, "mcast_querier", "mcast_querier ");
        BridgeAttr.McastQuerierState querier = a.find(BridgeAttr.McastQuerierState.class);
        if (querier != null) {
            QuerierState.print(out, querier.bytes(), ip::host);
        }
        number(
                a,
                BridgeAttr.McastHashElasticity.class,
                BridgeAttr.McastHashElasticity::value,
                "mcast_hash_elasticity",
                "mcast_hash_elasticity ");
        number(a, BridgeAttr.McastHashMax.class, BridgeAttr.McastHashMax::value, "mcast_hash_max", "mcast_hash_max ");
        number(
                a,
                BridgeAttr.McastLastMemberCnt.class,
                BridgeAttr.McastLastMemberCnt::count,
                "mcast_last_member_cnt",
                "mcast_last_member_count ");
        number(
                a,
                BridgeAttr.McastStartupQueryCnt.class,
                BridgeAttr.McastStartupQueryCnt::count,
                "mcast_startup_query_cnt",
                "mcast_startup_query_count ");
        unsigned(
                a,
                BridgeAttr.McastLastMemberIntvl.class,
                BridgeAttr.McastLastMemberIntvl::ticks,
                "mcast_last_member_intvl",
                "mcast_last_member_interval ");
        unsigned(
                a,
                BridgeAttr.McastMembershipIntvl.class,
                BridgeAttr.McastMembershipIntvl::ticks,
                "mcast_membership_intvl",
                "mcast_membership_interval ");
        unsigned(
                a,
                BridgeAttr.McastQuerierIntvl.class,
                BridgeAttr.McastQuerierIntvl::ticks,
                "mcast_querier_intvl",
                "mcast_querier_interval ");
        unsigned(
                a,
                BridgeAttr.McastQueryIntvl.class,
                BridgeAttr.McastQueryIntvl::ticks,
                "mcast_query_intvl",
                "mcast_query_interval ");
        unsigned(
                a,
                BridgeAttr.McastQueryResponseIntvl.class,
                BridgeAttr.McastQueryResponseIntvl::ticks,
                "mcast_query_response_intvl",
                "mcast_query_response_interval ");
        unsigned(
                a,
                BridgeAttr.McastStartupQueryIntvl.class,
                BridgeAttr.McastStartupQueryIntvl::ticks,
                "mcast_startup_query_intvl",
                "mcast_startup_query_interval ");
        number(
                a,
                BridgeAttr.McastStatsEnabled.class,
                BridgeAttr.McastStatsEnabled::value,
                "mcast_stats_enabled",
                "mcast_stats_enabled ");
        number(
                a,
                BridgeAttr.McastIgmpVersion.class,
                BridgeAttr.McastIgmpVersion::version,
                "mcast_igmp_version",
                "mcast_igmp_version ");
        number(
                a,
                BridgeAttr.McastMldVersion.class,
                BridgeAttr.McastMldVersion::version,
                "mcast_mld_version",
                "mcast_mld_version ");
    }

    private void option(BridgeAttr.MultiBoolopt options, int bit, String key, String before) {
        if ((options.options().mask() & bit) != 0) {
            out.number(key, before, (options.options().values() & bit) != 0 ? 1 : 0, " ");
        }
    }

    /// `8000.2:42:a:0:1:3`: the address without leading zeros, as `ether_ntoa` writes it.
    static String id(BridgeId id) {
        ByteString bytes = id.bytes();
        StringBuilder b = new StringBuilder(24);
        for (int i = 0; i < 2; i++) {
            b.append(Character.forDigit(bytes.u8(i) >> 4, 16)).append(Character.forDigit(bytes.u8(i) & 15, 16));
        }
        for (int i = 2; i < 8; i++) {
            b.append(i == 2 ? '.' : ':').append(Integer.toHexString(bytes.u8(i)));
        }
        return b.toString();
    }

    /// `ETH_P_*`: the two that a bridge may have.
    static String etherType(int type, boolean numeric) {
        return switch (numeric ? -1 : type) {
            case 0x8100 -> "802.1Q";
            case 0x88a8 -> "802.1ad";
            default -> "[" + type + "]";
        };
    }
}

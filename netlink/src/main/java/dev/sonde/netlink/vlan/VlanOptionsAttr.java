package dev.sonde.netlink.vlan;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U64;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.WireForm;
import dev.sonde.netlink.mdb.MdbAttr;

/// What holds for a VLAN on the whole bridge: `BRIDGE_VLANDB_GOPTS_*` of linux/if_bridge.h. Times are in hundredths of
/// a second.
public sealed interface VlanOptionsAttr {
    record Id(int vid) implements VlanOptionsAttr {}

    record Range(int last) implements VlanOptionsAttr {}

    record Snooping(int value) implements VlanOptionsAttr {}

    record IgmpVersion(int value) implements VlanOptionsAttr {}

    record MldVersion(int value) implements VlanOptionsAttr {}

    record LastMemberCount(long value) implements VlanOptionsAttr {}

    record StartupQueryCount(long value) implements VlanOptionsAttr {}

    record LastMemberInterval(long value) implements VlanOptionsAttr {}

    record MembershipInterval(long value) implements VlanOptionsAttr {}

    record QuerierInterval(long value) implements VlanOptionsAttr {}

    record QueryInterval(long value) implements VlanOptionsAttr {}

    record QueryResponseInterval(long value) implements VlanOptionsAttr {}

    record StartupQueryInterval(long value) implements VlanOptionsAttr {}

    record Querier(int value) implements VlanOptionsAttr {}

    record RouterPorts(Attrs<MdbAttr> attrs) implements VlanOptionsAttr {}

    record QuerierState(ByteString bytes) implements VlanOptionsAttr {}

    record SpanningTree(int instance) implements VlanOptionsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanOptionsAttr {}

    AttrTable<VlanOptionsAttr> TABLE = new AttrTable<VlanOptionsAttr>(
            18, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "BRIDGE_VLANDB_GOPTS_ID", U16, Id.class, Id::new, Id::vid);
                case 2 -> row(n, "BRIDGE_VLANDB_GOPTS_RANGE", U16, Range.class, Range::new, Range::last);
                case 3 ->
                    row(n, "BRIDGE_VLANDB_GOPTS_MCAST_SNOOPING", U8, Snooping.class, Snooping::new, Snooping::value);
                case 4 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_IGMP_VERSION",
                            U8,
                            IgmpVersion.class,
                            IgmpVersion::new,
                            IgmpVersion::value);
                case 5 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_MLD_VERSION",
                            U8,
                            MldVersion.class,
                            MldVersion::new,
                            MldVersion::value);
                case 6 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_CNT",
                            U32,
                            LastMemberCount.class,
                            LastMemberCount::new,
                            LastMemberCount::value);
                case 7 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_CNT",
                            U32,
                            StartupQueryCount.class,
                            StartupQueryCount::new,
                            StartupQueryCount::value);
                case 8 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_LAST_MEMBER_INTVL",
                            U64,
                            LastMemberInterval.class,
                            LastMemberInterval::new,
                            LastMemberInterval::value);
                case 10 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_MEMBERSHIP_INTVL",
                            U64,
                            MembershipInterval.class,
                            MembershipInterval::new,
                            MembershipInterval::value);
                case 11 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_INTVL",
                            U64,
                            QuerierInterval.class,
                            QuerierInterval::new,
                            QuerierInterval::value);
                case 12 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_QUERY_INTVL",
                            U64,
                            QueryInterval.class,
                            QueryInterval::new,
                            QueryInterval::value);
                case 13 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_QUERY_RESPONSE_INTVL",
                            U64,
                            QueryResponseInterval.class,
                            QueryResponseInterval::new,
                            QueryResponseInterval::value);
                case 14 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_STARTUP_QUERY_INTVL",
                            U64,
                            StartupQueryInterval.class,
                            StartupQueryInterval::new,
                            StartupQueryInterval::value);
                case 15 -> row(n, "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER", U8, Querier.class, Querier::new, Querier::value);
                case 16 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_ROUTER_PORTS",
                            WireForm.nested(() -> MdbAttr.TABLE),
                            RouterPorts.class,
                            RouterPorts::new,
                            RouterPorts::attrs);
                case 17 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MCAST_QUERIER_STATE",
                            BYTES,
                            QuerierState.class,
                            QuerierState::new,
                            QuerierState::bytes);
                case 18 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_GOPTS_MSTI",
                            U16,
                            SpanningTree.class,
                            SpanningTree::new,
                            SpanningTree::instance);
                default -> null;
            });
}

package dev.sonde.netlink.vlan;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U16;
import static dev.sonde.netlink.WireForm.U32;
import static dev.sonde.netlink.WireForm.U8;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.WireForm;
import dev.sonde.netlink.link.VlanInfo;

/// A VLAN, or a range of equal ones, of a port: `BRIDGE_VLANDB_ENTRY_*` of linux/if_bridge.h.
public sealed interface VlanEntryAttr {
    record Info(VlanInfo info) implements VlanEntryAttr {}

    record Range(int last) implements VlanEntryAttr {}

    /// `BR_STATE_*`
    record State(int state) implements VlanEntryAttr {}

    record Tunnel(Attrs<VlanTunnelAttr> attrs) implements VlanEntryAttr {}

    record Stats(Attrs<VlanStatsAttr> attrs) implements VlanEntryAttr {}

    record MulticastRouter(int value) implements VlanEntryAttr {}

    record MulticastGroups(long count) implements VlanEntryAttr {}

    record MulticastMostGroups(long count) implements VlanEntryAttr {}

    record NeighbourSuppress(int value) implements VlanEntryAttr {}

    record NeighbourForwardGratuitous(int value) implements VlanEntryAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanEntryAttr {}

    AttrTable<VlanEntryAttr> TABLE = new AttrTable<VlanEntryAttr>(
            10, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "BRIDGE_VLANDB_ENTRY_INFO", VlanInfo.FORM, Info.class, Info::new, Info::info);
                case 2 -> row(n, "BRIDGE_VLANDB_ENTRY_RANGE", U16, Range.class, Range::new, Range::last);
                case 3 -> row(n, "BRIDGE_VLANDB_ENTRY_STATE", U8, State.class, State::new, State::state);
                case 4 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_TUNNEL_INFO",
                            WireForm.nested(() -> VlanTunnelAttr.TABLE),
                            Tunnel.class,
                            Tunnel::new,
                            Tunnel::attrs);
                case 5 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_STATS",
                            WireForm.nested(() -> VlanStatsAttr.TABLE),
                            Stats.class,
                            Stats::new,
                            Stats::attrs);
                case 6 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_MCAST_ROUTER",
                            U8,
                            MulticastRouter.class,
                            MulticastRouter::new,
                            MulticastRouter::value);
                case 7 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_MCAST_N_GROUPS",
                            U32,
                            MulticastGroups.class,
                            MulticastGroups::new,
                            MulticastGroups::count);
                case 8 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_MCAST_MAX_GROUPS",
                            U32,
                            MulticastMostGroups.class,
                            MulticastMostGroups::new,
                            MulticastMostGroups::count);
                case 9 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS",
                            U8,
                            NeighbourSuppress.class,
                            NeighbourSuppress::new,
                            NeighbourSuppress::value);
                case 10 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_ENTRY_NEIGH_FORWARD_GRAT",
                            U8,
                            NeighbourForwardGratuitous.class,
                            NeighbourForwardGratuitous::new,
                            NeighbourForwardGratuitous::value);
                default -> null;
            });
}

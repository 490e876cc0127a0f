package dev.sonde.netlink.stats;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.BYTES;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;
import dev.sonde.netlink.ByteString;

/// Of a bridge: `BRIDGE_XSTATS_*` of linux/if_bridge.h.
public sealed interface BridgeStatsAttr {
    record Vlan(VlanCounters counters) implements BridgeStatsAttr {}

    record Multicast(ByteString bytes) implements BridgeStatsAttr {}

    record SpanningTree(ByteString bytes) implements BridgeStatsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements BridgeStatsAttr {}

    AttrTable<BridgeStatsAttr> TABLE = new AttrTable<BridgeStatsAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 -> row(n, "BRIDGE_XSTATS_VLAN", VlanCounters.FORM, Vlan.class, Vlan::new, Vlan::counters);
                case 2 -> row(n, "BRIDGE_XSTATS_MCAST", BYTES, Multicast.class, Multicast::new, Multicast::bytes);
                case 4 ->
                    row(n, "BRIDGE_XSTATS_STP", BYTES, SpanningTree.class, SpanningTree::new, SpanningTree::bytes);
                default -> null;
            });
}

package dev.sonde.netlink.vlan;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U64;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `BRIDGE_VLANDB_ENTRY_STATS`: `BRIDGE_VLANDB_STATS_*` of linux/if_bridge.h.
public sealed interface VlanStatsAttr {
    record ReceivedBytes(long count) implements VlanStatsAttr {}

    record ReceivedPackets(long count) implements VlanStatsAttr {}

    record SentBytes(long count) implements VlanStatsAttr {}

    record SentPackets(long count) implements VlanStatsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VlanStatsAttr {}

    AttrTable<VlanStatsAttr> TABLE = new AttrTable<VlanStatsAttr>(
            4, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_STATS_RX_BYTES",
                            U64,
                            ReceivedBytes.class,
                            ReceivedBytes::new,
                            ReceivedBytes::count);
                case 2 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_STATS_RX_PACKETS",
                            U64,
                            ReceivedPackets.class,
                            ReceivedPackets::new,
                            ReceivedPackets::count);
                case 3 ->
                    row(n, "BRIDGE_VLANDB_STATS_TX_BYTES", U64, SentBytes.class, SentBytes::new, SentBytes::count);
                case 4 ->
                    row(
                            n,
                            "BRIDGE_VLANDB_STATS_TX_PACKETS",
                            U64,
                            SentPackets.class,
                            SentPackets::new,
                            SentPackets::count);
                default -> null;
            });
}

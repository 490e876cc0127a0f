package dev.sonde.netlink.link;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U64;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Counters of a virtual function: `IFLA_VF_STATS_*` of linux/if_link.h.
public sealed interface VfStatsAttr {
    record RxPackets(long value) implements VfStatsAttr {}

    record TxPackets(long value) implements VfStatsAttr {}

    record RxBytes(long value) implements VfStatsAttr {}

    record TxBytes(long value) implements VfStatsAttr {}

    record Broadcast(long value) implements VfStatsAttr {}

    record Multicast(long value) implements VfStatsAttr {}

    record RxDropped(long value) implements VfStatsAttr {}

    record TxDropped(long value) implements VfStatsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VfStatsAttr {}

    AttrTable<VfStatsAttr> TABLE = new AttrTable<VfStatsAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 0 -> row(n, "IFLA_VF_STATS_RX_PACKETS", U64, RxPackets.class, RxPackets::new, RxPackets::value);
                case 1 -> row(n, "IFLA_VF_STATS_TX_PACKETS", U64, TxPackets.class, TxPackets::new, TxPackets::value);
                case 2 -> row(n, "IFLA_VF_STATS_RX_BYTES", U64, RxBytes.class, RxBytes::new, RxBytes::value);
                case 3 -> row(n, "IFLA_VF_STATS_TX_BYTES", U64, TxBytes.class, TxBytes::new, TxBytes::value);
                case 4 -> row(n, "IFLA_VF_STATS_BROADCAST", U64, Broadcast.class, Broadcast::new, Broadcast::value);
                case 5 -> row(n, "IFLA_VF_STATS_MULTICAST", U64, Multicast.class, Multicast::new, Multicast::value);
                case 7 -> row(n, "IFLA_VF_STATS_RX_DROPPED", U64, RxDropped.class, RxDropped::new, RxDropped::value);
                case 8 -> row(n, "IFLA_VF_STATS_TX_DROPPED", U64, TxDropped.class, TxDropped::new, TxDropped::value);
                default -> null;
            });
}

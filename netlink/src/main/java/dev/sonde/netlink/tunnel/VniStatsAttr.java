package dev.sonde.netlink.tunnel;

import static dev.sonde.netlink.AttrTable.row;
import static dev.sonde.netlink.WireForm.U64;

import dev.sonde.netlink.Attr;
import dev.sonde.netlink.AttrTable;

/// Within `VXLAN_VNIFILTER_ENTRY_STATS`: `VNIFILTER_ENTRY_STATS_*` of linux/if_link.h.
public sealed interface VniStatsAttr {
    record ReceivedBytes(long count) implements VniStatsAttr {}

    record ReceivedPackets(long count) implements VniStatsAttr {}

    record ReceiveDrops(long count) implements VniStatsAttr {}

    record ReceiveErrors(long count) implements VniStatsAttr {}

    record SentBytes(long count) implements VniStatsAttr {}

    record SentPackets(long count) implements VniStatsAttr {}

    record SendDrops(long count) implements VniStatsAttr {}

    record SendErrors(long count) implements VniStatsAttr {}

    /// Has no row here, newer kernels have such. Kept byte for byte.
    record Other(Attr raw) implements VniStatsAttr {}

    AttrTable<VniStatsAttr> TABLE = new AttrTable<VniStatsAttr>(
            8, Other::new, attribute -> attribute instanceof Other(Attr raw) ? raw : null, n -> switch (n) {
                case 1 ->
                    row(
                            n,
                            "VNIFILTER_ENTRY_STATS_RX_BYTES",
                            U64,
                            ReceivedBytes.class,
                            ReceivedBytes::new,
                            ReceivedBytes::count);
                case 2 ->
                    row(
                            n,
                            "VNIFILTER_ENTRY_STATS_RX_PKTS",
                            U64,
                            ReceivedPackets.class,
                            ReceivedPackets::new,
                            ReceivedPackets::count);
                case 3 ->
                    row(
                            n,
                            "VNIFILTER_ENTRY_STATS_RX_DROPS",
                            U64,
                            ReceiveDrops.class,
                            ReceiveDrops::new,
                            ReceiveDrops::count);
                case 4 ->
                    row(
                            n,
                            "VNIFILTER_ENTRY_STATS_RX_ERRORS",
                            U64,
                            ReceiveErrors.class,
                            ReceiveErrors::new,
                            ReceiveErrors::count);
                case 5 ->
                    row(n, "VNIFILTER_ENTRY_STATS_TX_BYTES", U64, SentBytes.class, SentBytes::new, SentBytes::count);
                case 6 ->
                    row(
                            n,
                            "VNIFILTER_ENTRY_STATS_TX_PKTS",
                            U64,
                            SentPackets.class,
                            SentPackets::new,
                            SentPackets::count);
                case 7 ->
                    row(n, "VNIFILTER_ENTRY_STATS_TX_DROPS", U64, SendDrops.class, SendDrops::new, SendDrops::count);
                case 8 ->
                    row(
                            n,
                            "VNIFILTER_ENTRY_STATS_TX_ERRORS",
                            U64,
                            SendErrors.class,
                            SendErrors::new,
                            SendErrors::count);
                default -> null;
            });
}

package dev.sonde.cli.tools.ip.stats;

import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.bridge.VlanRow;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.link.StatsPrinter;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.link.LinkStats64;
import dev.sonde.netlink.stats.BridgeStatsAttr;
import dev.sonde.netlink.stats.ExtendedStatsAttr;
import dev.sonde.netlink.stats.StatsAttr;
import java.util.Arrays;

/// The counters of one suite of `ip stats`. A suite that the message does not have is null here, and prints nothing.
final class SuitePrinter {
    private static final String INDENT = " ".repeat(20);

    /// `IFLA_OFFLOAD_XSTATS_*` of linux/if_link.h
    private static final int CPU_HIT = 1;

    private static final int HW_S_INFO = 2;
    private static final int L3_STATS = 3;

    /// `IFLA_OFFLOAD_XSTATS_HW_S_INFO_*`
    private static final int REQUEST = 1;

    private static final int USED = 2;

    /// `MPLS_STATS_LINK` of linux/mpls.h
    private static final int MPLS_LINK = 1;

    /// `BOND_XSTATS_3AD` of linux/if_bonding.h
    private static final int BOND_3AD = 1;

    private final Ip ip;
    private final Printer out;
    private final boolean all;

    /// @param all as `-s -s` has it
    SuitePrinter(Ip ip, boolean all) {
        this.ip = ip;
        this.out = ip.out;
        this.all = all;
    }

    void link(StatsAttr.Link64 stats) {
        out.line();
        if (stats != null) {
            counters(stats.bytes());
        }
    }

    private void counters(ByteString bytes) {
        byte[] b = bytes.toArray();
        // `sizeof(struct rtnl_link_stats64)` of older kernels
        LinkStats64 s = new LinkStats64(ByteString.of(b.length < 184 ? Arrays.copyOf(b, 184) : b));
        new StatsPrinter(ip, all).print(s);
    }

    void offload(StatsAttr.Offload nest, String which) {
        ByteString bytes = nest == null ? null : nest.bytes();
        switch (which) {
            case "cpu_hit" -> {
                out.line();
                ByteString hit = within(bytes, CPU_HIT);
                if (hit != null) {
                    counters(hit);
                }
            }
            case "hw_stats_info" -> {
                ByteString info = within(bytes, HW_S_INFO);
                if (info != null) {
                    out.line();
                    out.begin("info");
                    ByteString l3 = within(info, L3_STATS);
                    if (l3 != null) {
                        out.text("    l3_stats");
                        out.begin("l3_stats");
                        state(l3);
                        out.end();
                    }
                    out.end();
                }
            }
            default -> {
                ByteString info = within(bytes, HW_S_INFO);
                if (info != null) {
                    out.begin("info");
                    ByteString l3 = within(info, L3_STATS);
                    if (l3 != null) {
                        state(l3);
                    }
                    out.end();
                    ByteString stats = within(bytes, L3_STATS);
                    if (stats != null) {
                        out.line();
                        out.begin("stats64");
                        hardware(stats);
                        out.end();
                    }
                }
            }
        }
    }

    private void state(ByteString l3) {
        ByteString request = within(l3, REQUEST);
        if (request != null && request.length() > 0) {
            out.onOff("request", " ", request.u8(0) != 0, "");
        }
        ByteString used = within(l3, USED);
        if (used != null && used.length() > 0) {
            out.onOff("used", " used ", used.u8(0) != 0, "");
        }
    }

    /// `struct rtnl_hw_stats64`: packets, bytes, errors, dropped, each received and sent, and what was multicast.
    private void hardware(ByteString bytes) {
        ByteString s = filled(bytes, 72);
        columns(
                s.u64(16),
                s.u64(0),
                s.u64(32),
                s.u64(48),
                s.u64(64),
                "multicast",
                "mcast",
                s.u64(24),
                s.u64(8),
                s.u64(40),
                s.u64(56));
    }

    private static ByteString filled(ByteString bytes, int size) {
        return bytes.length() >= size ? bytes : ByteString.of(Arrays.copyOf(bytes.toArray(), size));
    }

    /// Five numbers received, of which the last has a key and a title, and four sent: columns as wide as the widest.
    private void columns(
            long rxBytes,
            long rxPackets,
            long rxErrors,
            long rxDropped,
            long rxLast,
            String key,
            String title,
            long txBytes,
            long txPackets,
            long txErrors,
            long txDropped) {
        String[] keys = {"bytes", "packets", "errors", "dropped", key};
        String[] titles = {"bytes", "packets", "errors", "dropped", title};
        long[] rx = {rxBytes, rxPackets, rxErrors, rxDropped, rxLast};
        long[] tx = {txBytes, txPackets, txErrors, txDropped};
        if (out.json()) {
            out.begin("rx");
            for (int i = 0; i < rx.length; i++) {
                out.jsonUnsigned(keys[i], rx[i]);
            }
            out.end();
            out.begin("tx");
            for (int i = 0; i < tx.length; i++) {
                out.jsonUnsigned(keys[i], tx[i]);
            }
            out.end();
            return;
        }
        int[] widths = {9, 7, 6, 7, 7};
        for (int i = 0; i < rx.length && !ip.options.human; i++) {
            widths[i] = Math.max(widths[i], Long.toUnsignedString(rx[i]).length());
            widths[i] = i < tx.length
                    ? Math.max(widths[i], Long.toUnsignedString(tx[i]).length())
                    : widths[i];
        }
        side("RX", titles, rx, widths);
        out.line();
        side("TX", titles, tx, widths);
    }

    private void side(String name, String[] titles, long[] numbers, int[] widths) {
        out.text("    " + name + ": " + Printer.right(titles[0], widths[0] - 4));
        for (int i = 1; i < numbers.length; i++) {
            out.text(" ").text(Printer.right(titles[i], widths[i]));
        }
        out.line();
        out.text("    ");
        for (int i = 0; i < numbers.length; i++) {
            String s = ip.options.human
                    ? StatsPrinter.human(numbers[i], ip.options.iec)
                    : Long.toUnsignedString(numbers[i]);
            out.text(Printer.right(s, widths[i])).text(" ");
        }
    }

    /// `struct mpls_link_stats`: packets, bytes, errors, dropped, each received and sent, and those without a route.
    void mpls(StatsAttr.AfSpec nest) {
        ByteString stats = nest == null ? null : within(within(nest.bytes(), Nlmsg.AF_MPLS), MPLS_LINK);
        if (stats != null) {
            ByteString s = filled(stats, 72);
            out.line();
            out.begin("mpls_stats");
            columns(
                    s.u64(16), s.u64(0), s.u64(32), s.u64(48), s.u64(64), "noroute", "noroute", s.u64(24), s.u64(8),
                    s.u64(40), s.u64(56));
            out.end();
        }
    }

    private static final String[] LACP = {
        "lacpdu_rx", "LACPDU Rx ",
        "lacpdu_tx", "LACPDU Tx ",
        "lacpdu_unknown_rx", "LACPDU Unknown type Rx ",
        "lacpdu_illegal_rx", "LACPDU Illegal Rx ",
        "marker_rx", "Marker Rx ",
        "marker_tx", "Marker Tx ",
        "marker_response_rx", "Marker response Rx ",
        "marker_response_tx", "Marker response Tx ",
        "marker_unknown_rx", "Marker unknown type Rx "
    };

    /// `BOND_3AD_STAT_*`, from 0 on, in their order.
    void bond(ExtendedStatsAttr.Bond bond) {
        ByteString stats = bond == null ? null : within(bond.bytes(), BOND_3AD);
        if (stats == null) {
            return;
        }
        out.line();
        out.begin("802.3ad");
        for (int i = 0; i < LACP.length / 2; i++) {
            ByteString value = within(stats, i);
            if (value != null && value.length() >= 8) {
                out.text(INDENT);
                out.unsigned(LACP[2 * i], LACP[2 * i + 1], value.u64(0), "\n");
            }
        }
        out.end();
    }

    void bridge(ExtendedStatsAttr.Bridge bridge, String which) {
        boolean vlans = which.equals("vlan");
        if (vlans) {
            out.beginArray("vlans");
        }
        if (bridge != null) {
            for (BridgeStatsAttr a : bridge.attrs()) {
                if (vlans && a instanceof BridgeStatsAttr.Vlan v) {
                    out.line();
                    out.text(" ".repeat(18));
                    VlanRow.print(out, v.counters());
                } else if (which.equals("mcast") && a instanceof BridgeStatsAttr.Multicast m) {
                    out.line();
                    multicast(filled(m.bytes(), 200));
                } else if (which.equals("stp") && a instanceof BridgeStatsAttr.SpanningTree t) {
                    out.line();
                    tree(filled(t.bytes(), 48));
                }
            }
        }
        if (vlans) {
            out.endArray();
        }
    }

    /// `struct br_mcast_stats`: of each a number received and one sent.
    private void multicast(ByteString s) {
        out.begin("multicast");
        versions(s, "igmp_queries", "IGMP queries", 0, 16, 32);
        versions(s, "igmp_reports", "IGMP reports", 64, 80, 96);
        leaves(s, "igmp_leaves", "IGMP leaves", 48);
        out.text(INDENT);
        out.unsigned("igmp_parse_errors", "IGMP parse errors: ", s.u64(112), "\n");
        versions(s, "mld_queries", "MLD queries", 120, 136);
        versions(s, "mld_reports", "MLD reports", 168, 184);
        leaves(s, "mld_leaves", "MLD leaves", 152);
        out.text(INDENT);
        out.unsigned("mld_parse_errors", "MLD parse errors: ", filled(s, 208).u64(200), "\n");
        out.end();
    }

    private void versions(ByteString s, String key, String title, int... at) {
        out.begin(key);
        out.text(INDENT + title + ":\n");
        for (int direction = 0; direction < 2; direction++) {
            out.text(INDENT + (direction == 0 ? "  RX: " : "  TX: "));
            for (int i = 0; i < at.length; i++) {
                out.unsigned(
                        (direction == 0 ? "rx_v" : "tx_v") + (i + 1),
                        "v" + (i + 1) + " ",
                        s.u64(at[i] + 8 * direction),
                        i + 1 == at.length ? "\n" : " ");
            }
        }
        out.end();
    }

    private void leaves(ByteString s, String key, String title, int at) {
        out.begin(key);
        out.text(INDENT + title + ": ");
        out.unsigned("rx", "RX: ", s.u64(at), " ");
        out.unsigned("tx", "TX: ", s.u64(at + 8), "\n");
        out.end();
    }

    /// `struct bridge_stp_xstats`
    private void tree(ByteString s) {
        out.begin("stp");
        out.text(INDENT + "STP BPDU:  ");
        out.unsigned("rx_bpdu", "RX: ", s.u64(16), " ");
        out.unsigned("tx_bpdu", "TX: ", s.u64(24), "\n");
        out.text(INDENT + "STP TCN:   ");
        out.unsigned("rx_tcn", "RX: ", s.u64(32), " ");
        out.unsigned("tx_tcn", "TX: ", s.u64(40), "\n");
        out.text(INDENT + "STP Transitions: ");
        out.unsigned("transition_blk", "Blocked: ", s.u64(0), " ");
        out.unsigned("transition_fwd", "Forwarding: ", s.u64(8), "\n");
        out.end();
    }

    /// The content of the last attribute of this number in a nest; null: there is none, or no nest.
    private static ByteString within(ByteString nest, int number) {
        ByteString found = null;
        int at = 0;
        while (nest != null && nest.length() - at >= 4) {
            int length = nest.u16(at);
            if (length < 4 || length > nest.length() - at) {
                break;
            }
            found = (nest.u16(at + 2) & 0x3fff) == number ? nest.slice(at + 4, length - 4) : found;
            at += length + 3 & ~3;
        }
        return found;
    }
}

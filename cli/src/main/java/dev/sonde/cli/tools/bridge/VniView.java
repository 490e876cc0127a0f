package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.tunnel.TunnelAttr;
import dev.sonde.netlink.tunnel.TunnelMessage;
import dev.sonde.netlink.tunnel.VniAttr;
import dev.sonde.netlink.tunnel.VniStatsAttr;
import java.util.function.ToLongFunction;

/// `bridge vni show`: the VNIs that VXLAN devices with a filter take.
final class VniView {
    /// The longest range: eight digits, a dash, eight digits.
    private static final int RANGE = 17;

    private final Bridge bridge;
    private final Printer out;
    private int device;

    VniView(Bridge bridge) {
        this.bridge = bridge;
        this.out = bridge.out;
    }

    void show(Arguments args) {
        device = bridge.device(args);
        out.start();
        out.text("dev               vni                group/remote\n");
        if (device != 0) {
            filters(bridge.links.link(device));
        }
        bridge.tables.each(Requests.tunnels(0, bridge.options.stats > 0), this::row);
        out.finish();
    }

    /// As the kernel answers who asks for one device.
    private static void filters(LinkMessage link) {
        if (link == null || !link.kind().equals("vxlan")) {
            throw new ToolExit(1, "Error: The device is not a vxlan device.\nDump ternminated");
        }
        VxlanAttr.VniFilter filter = link.data(VxlanAttr.VniFilter.class);
        if (filter == null || filter.value() == 0) {
            throw new ToolExit(1, "RTNETLINK answers: Invalid argument\nDump ternminated");
        }
    }

    private void row(Message.Rtnetlink row) {
        if (!(row instanceof TunnelMessage m)
                || m.header().family() != Options.BRIDGE
                || device != 0 && device != m.header().ifindex()) {
            return;
        }
        boolean open = false;
        for (TunnelAttr a : m.attrs()) {
            if (a instanceof TunnelAttr.Entry(Attrs<VniAttr> entry)) {
                if (open) {
                    out.text(" ".repeat(18));
                } else {
                    String name = bridge.links.name(m.header().ifindex());
                    out.begin();
                    out.string(Colour.IFNAME, "ifname", "", name, Printer.fill(name, 16) + "  ");
                    out.beginArray("vnis");
                    open = true;
                }
                out.begin();
                entry(entry);
                out.end();
                out.line();
            }
        }
        if (open) {
            out.endArray();
            out.end();
        }
    }

    private void entry(Attrs<VniAttr> attrs) {
        VniAttr.Start start = attrs.find(VniAttr.Start.class);
        VniAttr.End end = attrs.find(VniAttr.End.class);
        long first = start == null ? 0 : start.vni();
        long last = end == null ? first : end.vni();
        String text = first == last ? Long.toString(first) : first + "-" + last;
        out.number("vni", "", first, "");
        if (first != last) {
            out.number("vniEnd", "-", last, "");
        }
        out.text(Printer.fill(text, RANGE)).text("  ");
        if (attrs.find(VniAttr.Group.class) instanceof VniAttr.Group g) {
            group(g.address());
        } else if (attrs.find(VniAttr.Group6.class) instanceof VniAttr.Group6 g) {
            group(g.address());
        }
        if (attrs.find(VniAttr.Stats.class) instanceof VniAttr.Stats(Attrs<VniStatsAttr> stats)) {
            stats(stats);
        }
    }

    private void group(IpAddress a) {
        byte[] b = a.toArray();
        boolean any = true;
        for (byte x : b) {
            any &= x == 0;
        }
        if (!any) {
            boolean multicast = a.isV4() ? (b[0] & 0xf0) == 0xe0 : b[0] == -1;
            out.string(multicast ? "group" : "remote", "", a.toString(), "");
        }
    }

    private void stats(Attrs<VniStatsAttr> s) {
        out.begin("stats");
        out.line();
        out.text(" ".repeat(20)).text("RX: ");
        count(s, VniStatsAttr.ReceivedBytes.class, VniStatsAttr.ReceivedBytes::count, "rx_bytes", "bytes ");
        count(s, VniStatsAttr.ReceivedPackets.class, VniStatsAttr.ReceivedPackets::count, "rx_pkts", "pkts ");
        count(s, VniStatsAttr.ReceiveDrops.class, VniStatsAttr.ReceiveDrops::count, "rx_drops", "drops ");
        count(s, VniStatsAttr.ReceiveErrors.class, VniStatsAttr.ReceiveErrors::count, "rx_errors", "errors ");
        out.line();
        out.text(" ".repeat(20)).text("TX: ");
        count(s, VniStatsAttr.SentBytes.class, VniStatsAttr.SentBytes::count, "tx_bytes", "bytes ");
        count(s, VniStatsAttr.SentPackets.class, VniStatsAttr.SentPackets::count, "tx_pkts", "pkts ");
        count(s, VniStatsAttr.SendDrops.class, VniStatsAttr.SendDrops::count, "tx_drops", "drops ");
        count(s, VniStatsAttr.SendErrors.class, VniStatsAttr.SendErrors::count, "tx_errors", "errors ");
        out.end();
    }

    private <R extends VniStatsAttr> void count(
            Attrs<VniStatsAttr> attrs, Class<R> type, ToLongFunction<R> value, String key, String text) {
        R found = attrs.find(type);
        if (found != null) {
            out.unsigned(key, text, value.applyAsLong(found), " ");
        }
    }
}

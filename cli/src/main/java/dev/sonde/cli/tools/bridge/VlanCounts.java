package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.stats.BridgeStatsAttr;
import dev.sonde.netlink.stats.ExtendedStatsAttr;
import dev.sonde.netlink.stats.StatsAttr;
import dev.sonde.netlink.stats.StatsMessage;
import dev.sonde.netlink.stats.VlanCounters;

/// `bridge -s vlan show`: what went through each VLAN.
final class VlanCounts {
    /// `IFLA_STATS_FILTER_BIT` of `IFLA_STATS_LINK_XSTATS` and of `IFLA_STATS_LINK_XSTATS_SLAVE`.
    static final int LINKS = 2;

    static final int PORTS = 4;

    /// `BRIDGE_VLAN_INFO_MASTER`, `BRIDGE_VLAN_INFO_BRENTRY`
    private static final int MASTER = 1;

    private static final int BRIDGE_ENTRY = 32;

    private final Bridge bridge;
    private final Printer out;
    private final int device;
    private final int vid;

    VlanCounts(Bridge bridge, int device, int vid) {
        this.bridge = bridge;
        this.out = bridge.out;
        this.device = device;
        this.vid = vid;
    }

    void show() {
        out.start();
        out.text("port              vlan-id\n");
        bridge.tables.each(Requests.stats(LINKS), this::row);
        bridge.tables.each(Requests.stats(PORTS), this::row);
        out.finish();
    }

    private void row(Message.Rtnetlink row) {
        if (row instanceof StatsMessage m
                && (device == 0 || device == m.header().ifindex())) {
            if (m.find(StatsAttr.Extended.class) instanceof StatsAttr.Extended(Attrs<ExtendedStatsAttr> attrs)) {
                port(m.header().ifindex(), attrs);
            }
            if (m.find(StatsAttr.ExtendedSlave.class)
                    instanceof StatsAttr.ExtendedSlave(Attrs<ExtendedStatsAttr> attrs)) {
                port(m.header().ifindex(), attrs);
            }
        }
    }

    private void port(int index, Attrs<ExtendedStatsAttr> attrs) {
        if (!(attrs.find(ExtendedStatsAttr.Bridge.class)
                instanceof ExtendedStatsAttr.Bridge(Attrs<BridgeStatsAttr> rows))) {
            return;
        }
        boolean open = false;
        for (BridgeStatsAttr a : rows) {
            if (!(a instanceof BridgeStatsAttr.Vlan(VlanCounters c))
                    || vid != 0 && vid != c.vid()
                    || (c.flags() & MASTER) != 0 && (c.flags() & BRIDGE_ENTRY) == 0) {
                continue;
            }
            if (open) {
                out.text(" ".repeat(18));
            } else {
                String name = bridge.links.name(index);
                out.begin();
                out.string(Colour.IFNAME, "ifname", "", name, Printer.fill(name, 16) + "  ");
                out.beginArray("vlans");
                open = true;
            }
            VlanRow.print(out, c);
        }
        if (open) {
            out.endArray();
            out.end();
        }
    }
}

package dev.sonde.cli.tools.brctl;

import dev.sonde.cli.Console;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.TableRows;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `brctl showmacs`: what a bridge has learned, by address.
final class MacsView {

    private record Row(int port, LinkAddress mac, boolean local, long ticks) {}

    static void show(Console out, TableRows tables, Links links, String name) {
        LinkMessage bridge = links.named(name);
        if (bridge == null || !bridge.kind().equals("bridge")) {
            String why = bridge == null ? "No such device" : "Operation not supported";
            throw new ToolExit(1, "read of forward table failed: " + why);
        }
        List<Row> rows = new ArrayList<>();
        tables.each(Requests.forwarding(), row -> {
            if (row instanceof NeighbourMessage m) {
                add(rows, links, bridge.index(), m);
            }
        });
        rows.sort(Comparator.comparing(Row::mac));
        out.text("port no\tmac addr\t\tis local?\tageing timer\n");
        for (Row row : rows) {
            String fraction = Long.toString(100 + row.ticks % 100).substring(1);
            out.text(Printer.right(Integer.toString(row.port), 3))
                    .text("\t")
                    .text(row.mac.toString())
                    .text(row.local ? "\tyes\t\t" : "\tno\t\t")
                    .text(Printer.right(Long.toString(row.ticks / 100), 4))
                    .text(".")
                    .text(fraction)
                    .text("\n");
        }
    }

    /// A row of the bridge itself, for one of its ports; those that end at the bridge have no port.
    private static void add(List<Row> rows, Links links, int bridge, NeighbourMessage m) {
        NeighbourAttr.Master master = m.find(NeighbourAttr.Master.class);
        NeighbourAttr.LinkLayer mac = m.find(NeighbourAttr.LinkLayer.class);
        LinkMessage port = links.link(m.header().ifindex());
        boolean ours = master != null
                && master.index() == bridge
                && mac != null
                && port != null
                && port.master() == bridge
                && (m.header().flags() & NeighbourFlags.SELF) == 0;
        if (!ours) {
            return;
        }
        BridgePortAttr.Number number = port.slaveData(BridgePortAttr.Number.class);
        NeighbourAttr.Cache cache = m.find(NeighbourAttr.Cache.class);
        boolean fixed = (m.header().state() & (NeighbourState.NOARP | NeighbourState.PERMANENT)) != 0;
        rows.add(new Row(
                number == null ? 0 : number.number(),
                mac.address(),
                (m.header().state() & NeighbourState.PERMANENT) != 0,
                fixed || cache == null ? 0 : cache.info().updated()));
    }

    private MacsView() {}
}

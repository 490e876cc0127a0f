package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ip.link.LinkFlags;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import java.util.function.ToLongFunction;

/// `bridge link show`: the ports of bridges. What is said of a port is the same in the message of the link itself,
/// so that a recorded stream answers too.
final class BridgeLinkView {
    private static final String[] STATES = {"disabled", "listening", "learning", "forwarding", "blocking"};

    private final Bridge bridge;
    private final Printer out;

    BridgeLinkView(Bridge bridge) {
        this.bridge = bridge;
        this.out = bridge.out;
    }

    void show(Arguments args) {
        String device = null;
        String master = null;
        while (args.more()) {
            String word = args.next();
            if (word.equals("master")) {
                String name = args.value();
                if (master != null) {
                    throw Arguments.duplicate("master", name);
                }
                master = name;
            } else if (word.equals("dev")) {
                String name = args.value();
                if (device != null) {
                    throw Arguments.duplicate("dev", name);
                }
                device = name;
            }
        }
        int index = device == null ? 0 : bridge.index(device);
        int of = master == null ? 0 : bridge.index(master);
        out.start();
        for (LinkMessage m : bridge.links.all()) {
            if ((index == 0 || index == m.index())
                    && (of == 0 || of == m.master())
                    && m.slaveKind().equals("bridge")) {
                print(m);
            }
        }
        out.finish();
    }

    private void print(LinkMessage m) {
        out.begin();
        out.number("ifindex", "", m.index(), ": ");
        boolean down = name(m);
        LinkFlags.print(out, m.header().flags(), down);
        LinkAttr.Mtu mtu = m.find(LinkAttr.Mtu.class);
        if (mtu != null) {
            out.number("mtu", "mtu ", mtu.bytes(), " ");
        }
        out.string("master", "master ", bridge.links.name(m.master()), " ");
        BridgePortAttr.State state = m.slaveData(BridgePortAttr.State.class);
        if (state != null && state.state() < STATES.length) {
            out.string("state", "state ", STATES[state.state()], " ");
        } else if (state != null) {
            out.number("state", "state (", state.state(), ") ");
        }
        number(m, BridgePortAttr.Priority.class, BridgePortAttr.Priority::value, "priority");
        number(m, BridgePortAttr.Cost.class, BridgePortAttr.Cost::value, "cost");
        if (bridge.options.details > 0) {
            details(m);
        }
        out.text("\n");
        out.end();
    }

    /// Whether the link below is down. The bridge's own message says of a peer in another namespace its index
    /// alone.
    private boolean name(LinkMessage m) {
        LinkAttr.Link below = m.find(LinkAttr.Link.class);
        String name = m.name() == null ? "" : m.name();
        boolean down = false;
        // Of a link whose lower one has the same number, in another namespace, the kernel's list for bridges says
        // nothing (br_fill_ifinfo): nor does the real tool.
        if (below != null && below.index() != m.index()) {
            String at = below.index() == 0 ? "NONE" : bridge.links.name(below.index());
            if (below.index() == 0) {
                out.jsonNull("link");
            } else {
                out.jsonString("link", at);
                down = bridge.links.isDown(below.index());
            }
            name = out.json() ? name : name + "@" + at;
        }
        out.string(Colour.IFNAME, "ifname", "", name, ": ");
        return down;
    }

    private void details(LinkMessage m) {
        out.line();
        out.text("    ");
        onOff(m, BridgePortAttr.Hairpin.class, BridgePortAttr.Hairpin::value, "hairpin");
        onOff(m, BridgePortAttr.Guard.class, BridgePortAttr.Guard::value, "guard");
        onOff(m, BridgePortAttr.RootBlock.class, BridgePortAttr.RootBlock::value, "root_block");
        onOff(m, BridgePortAttr.FastLeave.class, BridgePortAttr.FastLeave::value, "fastleave");
        onOff(m, BridgePortAttr.Learning.class, BridgePortAttr.Learning::value, "learning");
        onOff(m, BridgePortAttr.LearningSync.class, BridgePortAttr.LearningSync::value, "learning_sync");
        onOff(m, BridgePortAttr.UnicastFlood.class, BridgePortAttr.UnicastFlood::value, "flood");
        onOff(m, BridgePortAttr.McastFlood.class, BridgePortAttr.McastFlood::value, "mcast_flood");
        onOff(m, BridgePortAttr.BcastFlood.class, BridgePortAttr.BcastFlood::value, "bcast_flood");
        number(m, BridgePortAttr.MulticastRouter.class, BridgePortAttr.MulticastRouter::value, "mcast_router");
        onOff(m, BridgePortAttr.McastToUcast.class, BridgePortAttr.McastToUcast::value, "mcast_to_unicast");
        onOff(m, BridgePortAttr.NeighSuppress.class, BridgePortAttr.NeighSuppress::value, "neigh_suppress");
        onOff(
                m,
                BridgePortAttr.NeighVlanSuppress.class,
                BridgePortAttr.NeighVlanSuppress::value,
                "neigh_vlan_suppress");
        onOff(m, BridgePortAttr.NeighForwardGrat.class, BridgePortAttr.NeighForwardGrat::value, "neigh_forward_grat");
        onOff(m, BridgePortAttr.VlanTunnel.class, BridgePortAttr.VlanTunnel::value, "vlan_tunnel");
        BridgePortAttr.BackupPort backup = m.slaveData(BridgePortAttr.BackupPort.class);
        if (backup != null) {
            out.string("backup_port", "backup_port ", bridge.links.name(backup.index()), " ");
        }
        number(m, BridgePortAttr.BackupNextHopId.class, BridgePortAttr.BackupNextHopId::id, "backup_nhid");
        onOff(m, BridgePortAttr.Isolated.class, BridgePortAttr.Isolated::value, "isolated");
        onOff(m, BridgePortAttr.Locked.class, BridgePortAttr.Locked::value, "locked");
        onOff(m, BridgePortAttr.Mab.class, BridgePortAttr.Mab::value, "mab");
        number(m, BridgePortAttr.McastNGroups.class, BridgePortAttr.McastNGroups::count, "mcast_n_groups");
        number(m, BridgePortAttr.McastMaxGroups.class, BridgePortAttr.McastMaxGroups::count, "mcast_max_groups");
    }

    private <R extends BridgePortAttr> void number(LinkMessage m, Class<R> type, ToLongFunction<R> value, String key) {
        R found = m.slaveData(type);
        if (found != null) {
            out.number(key, key + " ", value.applyAsLong(found), " ");
        }
    }

    private <R extends BridgePortAttr> void onOff(LinkMessage m, Class<R> type, ToLongFunction<R> value, String key) {
        R found = m.slaveData(type);
        if (found != null) {
            out.onOff(key, key + " ", value.applyAsLong(found) != 0, " ");
        }
    }
}

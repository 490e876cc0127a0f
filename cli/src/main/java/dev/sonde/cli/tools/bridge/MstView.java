package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.BridgeAfAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;

/// `bridge mst show`: the states of ports in the spanning trees that groups of VLANs have.
final class MstView {
    private static final String[] STATES = {"disabled", "listening", "learning", "forwarding", "blocking"};

    /// `IFLA_BRIDGE_MST_ENTRY`, and in it `IFLA_BRIDGE_MST_ENTRY_MSTI` and `_STATE`
    private static final int ENTRY = 1;

    private static final int TREE = 1;
    private static final int STATE = 2;

    private final Bridge bridge;
    private final Printer out;
    private int device;

    /// The kernel's rows say nothing of bridges: it has no such trees. The real tool ends there.
    private boolean unable;

    MstView(Bridge bridge) {
        this.bridge = bridge;
        this.out = bridge.out;
    }

    void show(Arguments args) {
        device = bridge.device(args);
        out.start();
        out.text("port              msti     \n");
        bridge.tables.each(Requests.bridgeTrees(), this::row);
        out.finish();
        if (unable) {
            throw new ToolExit(Bridge.FAILED, "Dump terminated");
        }
    }

    private void row(Message.Rtnetlink row) {
        if (row instanceof LinkMessage m && m.find(LinkAttr.AfSpec.class) == null) {
            unable = true;
        }
        if (!unable
                && row instanceof LinkMessage m
                && m.header().family() == Options.BRIDGE
                && (device == 0 || device == m.index())
                && m.find(LinkAttr.AfSpec.class) instanceof LinkAttr.AfSpec spec) {
            for (Object a : spec.attrs()) {
                if (a instanceof BridgeAfAttr.Mst(ByteString trees)) {
                    trees(m.index(), trees);
                }
            }
        }
    }

    private void trees(int index, ByteString trees) {
        boolean open = false;
        for (int at = 0; fits(trees, at); at += trees.u16(at) + 3 & ~3) {
            if (type(trees, at) == ENTRY) {
                if (open) {
                    out.text(" ".repeat(18));
                } else {
                    String name = bridge.links.name(index);
                    out.begin();
                    out.string(Colour.IFNAME, "ifname", "", name, Printer.fill(name, 16) + "  ");
                    out.beginArray("mst");
                    open = true;
                }
                entry(trees.slice(at + 4, trees.u16(at) - 4));
            }
        }
        if (open) {
            out.endArray();
            out.end();
        }
    }

    private void entry(ByteString entry) {
        int tree = -1;
        int state = -1;
        for (int at = 0; fits(entry, at); at += entry.u16(at) + 3 & ~3) {
            int length = entry.u16(at) - 4;
            if (type(entry, at) == TREE && length >= 2) {
                tree = entry.u16(at + 4);
            } else if (type(entry, at) == STATE && length >= 1) {
                state = entry.u8(at + 4);
            }
        }
        if (tree < 0 || state < 0) {
            return;
        }
        out.begin();
        out.number("msti", "", tree, "");
        out.line();
        out.text(" ".repeat(20));
        if (state < STATES.length) {
            out.string("state", "state ", STATES[state], " ");
        } else {
            out.number("state", "state (", state, ") ");
        }
        out.line();
        out.end();
    }

    /// Whether a whole attribute begins here.
    private static boolean fits(ByteString nest, int at) {
        return at + 4 <= nest.length() && nest.u16(at) >= 4 && at + nest.u16(at) <= nest.length();
    }

    private static int type(ByteString nest, int at) {
        return nest.u16(at + 2) & 0x3fff;
    }
}

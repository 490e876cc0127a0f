package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.BridgeAfAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkHeader;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VlanInfo;

/// `bridge vlan show`: the VLANs of bridges and of their ports.
final class VlanView {
    /// `BRIDGE_VLAN_INFO_*`
    private static final int PVID = 2;

    private static final int UNTAGGED = 4;
    private static final int RANGE_BEGIN = 8;
    private static final int RANGE_END = 16;

    /// `RTEXT_FILTER_BRVLAN_COMPRESSED`
    private static final int COMPRESSED = 4;

    private final Bridge bridge;
    private final Printer out;
    private int device;
    private int vid;

    VlanView(Bridge bridge) {
        this.bridge = bridge;
        this.out = bridge.out;
    }

    void show(Arguments args) {
        String name = null;
        while (args.more()) {
            String word = args.next();
            if (word.equals("dev")) {
                String value = args.value();
                if (name != null) {
                    throw Arguments.duplicate("dev", value);
                }
                name = value;
            } else if (word.equals("vid")) {
                String value = args.value();
                if (vid != 0) {
                    throw Arguments.duplicate("vid", value);
                }
                vid = (int) Math.max(0, Numbers.unsigned(value));
            }
        }
        device = name == null ? 0 : bridge.index(name);
        if (bridge.options.details > 0 || bridge.options.stats > 0) {
            throw new ToolExit(2, "sonde: bridge vlan show with -details or -statistics is not supported");
        }
        out.start();
        out.text("port              vlan-id  \n");
        byte[] request = bridge.options.compressVlans
                ? new LinkMessage(
                                new NlHeader(Nlmsg.RTM_GETLINK, Nlmsg.NLM_F_REQUEST | Nlmsg.NLM_F_DUMP),
                                new LinkHeader(Options.BRIDGE, 0, 0, 0, 0),
                                LinkAttr.TABLE.of(new LinkAttr.ExtMask(COMPRESSED)))
                        .toBytes()
                : Requests.bridgeLinks();
        bridge.tables.each(request, this::row);
        out.finish();
    }

    private void row(Message.Rtnetlink row) {
        if (row instanceof LinkMessage m
                && m.header().family() == Options.BRIDGE
                && (device == 0 || device == m.index())) {
            LinkAttr.AfSpec spec = m.find(LinkAttr.AfSpec.class);
            if (spec != null) {
                port(m.index(), spec.attrs());
            }
        }
    }

    private void port(int index, Attrs<?> attrs) {
        boolean open = false;
        int first = 0;
        for (Object a : attrs) {
            if (!(a instanceof BridgeAfAttr.Vlan(VlanInfo info))) {
                continue;
            }
            if ((info.flags() & RANGE_END) == 0) {
                first = info.vid();
            }
            if (vid != 0 && info.vid() > vid && (info.flags() & RANGE_END) == 0) {
                break;
            }
            if ((info.flags() & RANGE_BEGIN) != 0 || info.vid() < vid) {
                continue;
            }
            if (open) {
                out.text("                  ");
            } else {
                String name = bridge.links.name(index);
                out.begin();
                out.string(Colour.IFNAME, "ifname", "", name, Printer.fill(name, 16) + "  ");
                out.beginArray("vlans");
                open = true;
            }
            vlan(first, info);
        }
        if (open) {
            out.endArray();
            out.end();
        }
    }

    private void vlan(int first, VlanInfo info) {
        out.begin();
        out.number("vlan", "", first, "");
        if (first != info.vid()) {
            out.number("vlanEnd", "-", info.vid(), "");
        }
        if (info.flags() != 0) {
            out.beginArray("flags");
            if ((info.flags() & PVID) != 0) {
                out.item(" ", "PVID", "");
            }
            if ((info.flags() & UNTAGGED) != 0) {
                out.item(" ", "Egress Untagged", "");
            }
            out.endArray();
        }
        out.end();
        out.line();
    }
}

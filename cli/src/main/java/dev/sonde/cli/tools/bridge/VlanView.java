package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.BridgeAfAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VlanInfo;
import dev.sonde.netlink.link.VlanTunnelInfoAttr;

/// `bridge vlan show`: the VLANs of bridges and of their ports.
final class VlanView {
    /// `BRIDGE_VLAN_INFO_*`
    private static final int PVID = 2;

    private static final int UNTAGGED = 4;
    private static final int RANGE_BEGIN = 8;
    private static final int RANGE_END = 16;

    static final String HEAD = "port              vlan-id  ";

    private final Bridge bridge;
    private final Printer out;
    private int device;
    private int vid;
    private boolean tunnels;

    VlanView(Bridge bridge) {
        this.bridge = bridge;
        this.out = bridge.out;
    }

    /// @param verb `show`, `tunnelshow` or `global show`
    void show(String verb, Arguments args) {
        tunnels = verb.equals("tunnelshow");
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
        if (verb.equals("global show")) {
            new VlanTable(bridge, device, vid).show(true);
        } else if (bridge.options.details > 0 && !tunnels) {
            new VlanTable(bridge, device, vid).show(false);
        } else if (bridge.options.stats > 0) {
            new VlanCounts(bridge, device, vid).show();
        } else {
            ports();
        }
    }

    private void ports() {
        out.start();
        out.text(HEAD).text(tunnels ? "  tunnel-id\n" : "\n");
        byte[] request = bridge.options.compressVlans ? Requests.bridgeLinksCompressed() : Requests.bridgeLinks();
        bridge.tables.each(request, this::row);
        out.finish();
    }

    private void row(Message.Rtnetlink row) {
        if (row instanceof LinkMessage m
                && m.header().family() == Options.BRIDGE
                && (device == 0 || device == m.index())) {
            LinkAttr.AfSpec spec = m.find(LinkAttr.AfSpec.class);
            if (spec != null) {
                if (tunnels) {
                    tunnels(m.index(), spec.attrs());
                } else {
                    port(m.index(), spec.attrs());
                }
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
        flags(out, info.flags());
        out.end();
        out.line();
    }

    static void flags(Printer out, int flags) {
        if (flags != 0) {
            out.beginArray("flags");
            if ((flags & PVID) != 0) {
                out.item(" ", "PVID", "");
            }
            if ((flags & UNTAGGED) != 0) {
                out.item(" ", "Egress Untagged", "");
            }
            out.endArray();
        }
    }

    /// The VLANs that go through a tunnel, each with the id that it has there.
    private void tunnels(int index, Attrs<?> attrs) {
        boolean open = false;
        int first = 0;
        long firstId = 0;
        for (Object a : attrs) {
            if (!(a instanceof BridgeAfAttr.VlanTunnel(Attrs<VlanTunnelInfoAttr> tunnel))
                    || !(tunnel.find(VlanTunnelInfoAttr.Vid.class) instanceof VlanTunnelInfoAttr.Vid(int last))) {
                continue;
            }
            long id = tunnel.find(VlanTunnelInfoAttr.Id.class) instanceof VlanTunnelInfoAttr.Id(long v) ? v : 0;
            int flags = tunnel.find(VlanTunnelInfoAttr.Flags.class) instanceof VlanTunnelInfoAttr.Flags(int v) ? v : 0;
            if ((flags & RANGE_END) == 0) {
                first = last;
                firstId = id;
            }
            if (vid != 0 && last > vid && (flags & RANGE_END) == 0) {
                break;
            }
            if ((flags & RANGE_BEGIN) != 0 || last < vid) {
                continue;
            }
            if (open) {
                out.text("                  ");
            } else {
                String name = bridge.links.name(index);
                out.begin();
                out.string(Colour.IFNAME, "ifname", "", name, Printer.fill(name, 16) + "  ");
                out.beginArray("tunnels");
                open = true;
            }
            out.begin();
            String text = first == last ? "" + first : first + "-" + last;
            out.number("vlan", "", first, "");
            if (first != last) {
                out.number("vlanEnd", "-", last, "");
            }
            out.text(Printer.fill(text, 9)).text("  ");
            out.number("tunid", "", firstId, "");
            if (firstId != id) {
                out.number("tunidEnd", "-", id, "");
            }
            out.end();
            out.line();
        }
        if (open) {
            out.endArray();
            out.end();
        }
    }
}

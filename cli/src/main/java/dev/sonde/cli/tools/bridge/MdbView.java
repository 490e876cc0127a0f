package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.RtNames;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.mdb.MdbAttr;
import dev.sonde.netlink.mdb.MdbEntry;
import dev.sonde.netlink.mdb.MdbEntryAttr;
import dev.sonde.netlink.mdb.MdbGroupsAttr;
import dev.sonde.netlink.mdb.MdbMessage;
import dev.sonde.netlink.mdb.MdbPortsAttr;
import dev.sonde.netlink.mdb.MdbRouterAttr;
import dev.sonde.netlink.mdb.MdbSourceAttr;
import dev.sonde.netlink.mdb.MdbSourcesAttr;
import dev.sonde.netlink.mdb.RouterPort;
import dev.sonde.netlink.mdb.RouterPortAttr;

/// `bridge mdb show`: the multicast groups of bridges, and the ports behind which multicast routers are.
final class MdbView {
    /// `MDB_PERMANENT`
    private static final int PERMANENT = 1;

    /// `MDB_FLAGS_*` of linux/if_bridge.h, bit 0 first.
    private static final String[] FLAGS = {"offload", "fast_leave", "added_by_star_ex", "blocked", "offload_failed"};

    /// `MDB_RTR_TYPE_TEMP_QUERY`, `MDB_RTR_TYPE_TEMP`
    private static final int TEMPORARY_QUERY = 1;

    private static final int TEMPORARY = 3;

    private final Bridge bridge;
    private final Printer out;
    private final RtNames protocols = RtNames.protocols();
    private int device;
    private int vid;

    MdbView(Bridge bridge) {
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
        byte[] request = Requests.multicastGroups();
        out.start();
        out.begin();
        out.beginArray("mdb");
        bridge.tables.each(request, row -> {
            if (row instanceof MdbMessage m
                    && shows(m)
                    && m.find(MdbAttr.Groups.class) instanceof MdbAttr.Groups(Attrs<MdbGroupsAttr> attrs)) {
                groups(m.header().ifindex(), attrs);
            }
        });
        out.endArray();
        out.begin("router");
        if (bridge.options.details > 0) {
            bridge.tables.each(request, row -> {
                if (row instanceof MdbMessage m
                        && shows(m)
                        && m.find(MdbAttr.Routers.class) instanceof MdbAttr.Routers(Attrs<MdbRouterAttr> attrs)) {
                    routers(bridge.links.name(m.header().ifindex()), attrs);
                }
            });
        }
        out.end();
        out.end();
        out.finish();
    }

    /// `bridge mdb get dev DEV grp GROUP [src SOURCE] [vid VID] [src_vni VNI]`: one group, asked of the kernel.
    void get(Arguments args) {
        String name = null;
        String group = null;
        String source = null;
        String vni = null;
        int of = 0;
        while (args.more()) {
            switch (args.next()) {
                case "dev" -> name = args.value();
                case "grp" -> group = args.value();
                case "vid" -> of = (int) Math.max(0, Numbers.unsigned(args.value())) & 0xffff;
                case "src" -> source = args.value();
                case "src_vni" -> vni = args.value();
                case "help" -> throw BridgeCommand.usage();
                default -> {
                    // The real tool skips it too.
                }
            }
        }
        if (name == null || group == null) {
            throw new ToolExit(Bridge.FAILED, "Device and group address are required arguments.");
        }
        int index = bridge.index(name);
        byte[] grp = group(group);
        IpAddress src = source == null ? null : address(source, "Invalid source address \"" + source + "\"");
        long number = vni == null ? -1 : Numbers.unsigned(vni);
        if (vni != null && number < 0) {
            throw new ToolExit(Bridge.FAILED, "Invalid source VNI \"" + vni + "\"");
        }
        Message.Rtnetlink answer = bridge.tables.one(Requests.multicastGroup(index, grp, of, src, number), 254);
        out.start();
        if (answer instanceof MdbMessage m
                && m.find(MdbAttr.Groups.class) instanceof MdbAttr.Groups(Attrs<MdbGroupsAttr> attrs)) {
            groups(m.header().ifindex(), attrs);
        }
        out.finish();
    }

    private static byte[] group(String text) {
        try {
            return IpAddress.parse(text).toArray();
        } catch (IllegalArgumentException _) {
            try {
                return LinkAddress.parse(text).toArray();
            } catch (IllegalArgumentException _) {
                throw new ToolExit(
                        Bridge.FAILED, "\"" + text + "\" is invalid lladdr.\nInvalid address \"" + text + "\"");
            }
        }
    }

    private static IpAddress address(String text, String otherwise) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException _) {
            throw new ToolExit(Bridge.FAILED, otherwise);
        }
    }

    private boolean shows(MdbMessage m) {
        return device == 0 || device == m.header().ifindex();
    }

    private void groups(int index, Attrs<MdbGroupsAttr> groups) {
        for (MdbGroupsAttr g : groups) {
            if (g instanceof MdbGroupsAttr.Group(Attrs<MdbPortsAttr> ports)) {
                for (MdbPortsAttr p : ports) {
                    if (p instanceof MdbPortsAttr.Port(MdbEntry e) && (vid == 0 || vid == e.vid())) {
                        entry(index, e);
                    }
                }
            }
        }
    }

    private void entry(int index, MdbEntry e) {
        out.begin();
        out.jsonNumber("index", index);
        out.string(Colour.IFNAME, "dev", "dev ", bridge.links.name(index), "");
        out.string("port", " port ", bridge.links.name(e.port()), "");
        boolean mac = e.isLinkLayer();
        Colour c = mac ? Colour.NONE : e.group().isV4() ? Colour.INET : Colour.INET6;
        out.string(c, "grp", " grp ", mac ? e.mac().toString() : e.group().toString(), "");
        if (e.find(MdbEntryAttr.Source.class) instanceof MdbEntryAttr.Source s) {
            out.string(c, "src", " src ", s.address().toString(), "");
        }
        out.string("state", " ", (e.state() & PERMANENT) != 0 ? "permanent" : "temp", "");
        if (bridge.options.details > 0) {
            details(e);
        }
        out.beginArray("flags");
        for (int i = 0; i < FLAGS.length; i++) {
            if ((e.flags() >> i & 1) != 0) {
                out.item(" ", FLAGS[i], "");
            }
        }
        out.endArray();
        if (e.vid() != 0) {
            out.number("vid", " vid ", e.vid(), "");
        }
        way(e);
        if (bridge.options.stats > 0 && e.find(MdbEntryAttr.Timer.class) instanceof MdbEntryAttr.Timer(long time)) {
            out.string("timer", " ", timer(time, 4), "");
        }
        out.line();
        out.end();
    }

    /// Where a VXLAN device sends the group's packets.
    private void way(MdbEntry e) {
        if (e.find(MdbEntryAttr.Destination.class) instanceof MdbEntryAttr.Destination d) {
            Colour c = d.address().isV4() ? Colour.INET : Colour.INET6;
            out.string(c, "dst", " dst ", d.address().toString(), "");
        }
        if (e.find(MdbEntryAttr.DestinationPort.class) instanceof MdbEntryAttr.DestinationPort(int port)) {
            out.number("dst_port", " dst_port ", port, "");
        }
        if (e.find(MdbEntryAttr.Vni.class) instanceof MdbEntryAttr.Vni(long vni)) {
            out.number("vni", " vni ", vni, "");
        }
        if (e.find(MdbEntryAttr.SourceVni.class) instanceof MdbEntryAttr.SourceVni(long vni)) {
            out.number("src_vni", " src_vni ", vni, "");
        }
        if (e.find(MdbEntryAttr.Interface.class) instanceof MdbEntryAttr.Interface(long index)) {
            out.string("via", " via ", bridge.links.name((int) index), "");
        }
    }

    private void details(MdbEntry e) {
        if (e.find(MdbEntryAttr.GroupMode.class) instanceof MdbEntryAttr.GroupMode(int mode)) {
            out.string("filter_mode", " filter_mode ", mode == 1 ? "include" : "exclude", "");
        }
        if (e.find(MdbEntryAttr.Sources.class) instanceof MdbEntryAttr.Sources(Attrs<MdbSourcesAttr> sources)) {
            out.text(" source_list");
            out.beginArray("source_list");
            String before = " ";
            for (MdbSourcesAttr s : sources) {
                if (s instanceof MdbSourcesAttr.Source(Attrs<MdbSourceAttr> attrs)) {
                    before = source(attrs, before);
                }
            }
            out.endArray();
        }
        if (e.find(MdbEntryAttr.Protocol.class) instanceof MdbEntryAttr.Protocol(int protocol)) {
            out.string("protocol", " proto ", protocols.of(protocol, false), "");
        }
    }

    private String source(Attrs<MdbSourceAttr> attrs, String before) {
        MdbSourceAttr.Address a = attrs.find(MdbSourceAttr.Address.class);
        MdbSourceAttr.Timer t = attrs.find(MdbSourceAttr.Timer.class);
        if (a != null && t != null) {
            out.begin();
            out.text(before);
            Colour c = a.address().isV4() ? Colour.INET : Colour.INET6;
            out.string(c, "address", "", a.address().toString(), "");
            out.string("timer", "/", timer(t.time(), 0), "");
            out.end();
        }
        return ",";
    }

    private void routers(String name, Attrs<MdbRouterAttr> attrs) {
        boolean stats = bridge.options.stats > 0;
        out.beginArray(name);
        if (!stats) {
            out.text("router ports on ").text(Colour.NONE, name, ": ");
        }
        for (MdbRouterAttr a : attrs) {
            if (a instanceof MdbRouterAttr.Port(RouterPort p)) {
                String port = bridge.links.name(p.ifindex());
                out.begin();
                out.jsonString("port", port);
                if (stats) {
                    out.text("router ports on ").text(Colour.NONE, name, ": ").text(Colour.NONE, port, "");
                    routerStats(out, p);
                    out.text("\n");
                } else {
                    out.text(Colour.NONE, port, " ");
                }
                out.end();
            }
        }
        if (!stats) {
            out.line();
        }
        out.endArray();
    }

    static void routerStats(Printer out, RouterPort p) {
        if (p.find(RouterPortAttr.Timer.class) instanceof RouterPortAttr.Timer(long time)) {
            out.string("timer", " ", timer(time, 4), "");
        }
        if (p.find(RouterPortAttr.Type.class) instanceof RouterPortAttr.Type(int type)) {
            out.string("type", " ", type == TEMPORARY || type == TEMPORARY_QUERY ? "temp" : "permanent", "");
        }
    }

    /// Hundredths of a second: `259.98`, its seconds in at least `width` columns.
    static String timer(long hundredths, int width) {
        long rest = hundredths % 100;
        return Printer.right(Long.toString(hundredths / 100), width) + (rest < 10 ? ".0" : ".") + rest;
    }
}

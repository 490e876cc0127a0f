package dev.sonde.cli.tools.bridge;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.LinkTypes;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.FdbExtAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.ArrayList;
import java.util.List;

/// `bridge fdb show`: the forwarding tables, of bridges and of VXLAN and macvlan devices.
final class FdbView {

    /// `NTF_*` in the order in which they are printed.
    private static final int[] FLAGS = {
        NeighbourFlags.SELF,
        NeighbourFlags.ROUTER,
        NeighbourFlags.EXT_LEARNED,
        NeighbourFlags.OFFLOADED,
        NeighbourFlags.MASTER,
        NeighbourFlags.STICKY
    };

    private static final String[] FLAG_NAMES = {"self", "router", "extern_learn", "offload", "master", "sticky"};

    /// `NTF_EXT_LOCKED`
    private static final int LOCKED = 2;

    /// `FDB_NOTIFY_BIT`, `FDB_NOTIFY_INACTIVE_BIT`
    private static final int NOTIFY = 1;

    private static final int NOTIFY_INACTIVE = 2;

    private final Bridge bridge;
    private final Printer out;
    private int device;
    private int master;
    private int vlan;
    private int state;
    private boolean dynamic;

    FdbView(Bridge bridge) {
        this.bridge = bridge;
        this.out = bridge.out;
    }

    /// The same on another printer, for another thread.
    private FdbView(FdbView of, Printer out) {
        this.bridge = of.bridge;
        this.out = out;
        this.device = of.device;
        this.master = of.master;
        this.vlan = of.vlan;
        this.state = of.state;
        this.dynamic = of.dynamic;
    }

    void show(Arguments args) {
        String of = null;
        String name = null;
        while (args.more()) {
            String word = args.next();
            switch (word) {
                case "brport", "dev" -> name = args.value();
                case "br" -> of = args.value();
                case "vlan" -> {
                    String id = args.value();
                    if (vlan != 0) {
                        throw Arguments.duplicate("vlan", id);
                    }
                    vlan = (int) Math.max(0, Numbers.unsigned(id));
                }
                case "state" -> state |= state(args.value());
                case "dynamic" -> dynamic = true;
                default -> {
                    if (Options.matches(word, "help")) {
                        throw BridgeCommand.usage();
                    }
                }
            }
        }
        if (of != null) {
            master = bridge.links.index(of);
            if (master == 0) {
                throw new ToolExit(Bridge.FAILED, "Cannot find bridge device \"" + of + "\"");
            }
        }
        device = name == null ? 0 : bridge.index(name);
        out.start();
        bridge.tables.stream(Requests.forwarding(), out, printer -> new FdbView(this, printer)::row);
        out.finish();
    }

    private static int state(String name) {
        if (Options.matches(name, "permanent")) {
            return NeighbourState.PERMANENT;
        }
        if (Options.matches(name, "static") || Options.matches(name, "temp")) {
            return NeighbourState.NOARP;
        }
        if (Options.matches(name, "stale")) {
            return NeighbourState.STALE;
        }
        if (Options.matches(name, "reachable") || Options.matches(name, "dynamic")) {
            return NeighbourState.REACHABLE;
        }
        if (name.equals("all")) {
            return ~0;
        }
        long v = Numbers.unsigned(name);
        if (v < 0) {
            throw Arguments.wrong("invalid state", name);
        }
        return (int) v;
    }

    /// `bridge fdb get MAC [dev DEV] [br BR] [vlan V] [vni N] [self]`: one row, asked of the kernel.
    void get(Arguments args) {
        List<NeighbourAttr> attrs = new ArrayList<>();
        String mac = null;
        String name = null;
        String of = null;
        int flags = 0;
        while (args.more()) {
            String word = args.next();
            switch (word) {
                case "brport", "dev" -> {
                    name = args.value();
                    flags |= word.equals("brport") ? 4 : 0;
                }
                case "br" -> of = args.value();
                case "self" -> flags |= 2;
                case "master" -> flags |= 4;
                case "vlan" -> attrs.add(new NeighbourAttr.Vlan((int) Math.max(0, Numbers.unsigned(args.value()))));
                case "vni" -> attrs.add(new NeighbourAttr.Vni(Math.max(0, Numbers.unsigned(args.value()))));
                case "dynamic" -> {
                    // Which kind of row is looked for makes no difference to the kernel.
                }
                default -> {
                    if (Options.matches(word, "help")) {
                        throw BridgeCommand.usage();
                    }
                    mac = word.equals("to") ? args.value() : word;
                }
            }
        }
        if (mac == null || name == null && of == null) {
            throw new ToolExit(Bridge.FAILED, "Device or master and address are required arguments.");
        }
        attrs.addFirst(new NeighbourAttr.LinkLayer(address(mac)));
        int index = name == null ? 0 : bridge.index(name);
        if (of != null) {
            int b = bridge.links.index(of);
            if (b == 0) {
                throw new ToolExit(Bridge.FAILED, "Cannot find bridge device \"" + of + "\"");
            }
            attrs.add(new NeighbourAttr.Master(b));
        }
        byte[] request = new NeighbourMessage(
                        new NlHeader(Nlmsg.RTM_GETNEIGH, Nlmsg.NLM_F_REQUEST),
                        new NeighbourHeader(Options.BRIDGE, index, 0, flags, 0),
                        NeighbourAttr.TABLE.of(attrs))
                .toBytes();
        Message.Rtnetlink answer = bridge.tables.one(request, 254);
        out.start();
        row(answer);
        out.finish();
    }

    private static LinkAddress address(String mac) {
        try {
            return LinkAddress.parse(mac);
        } catch (IllegalArgumentException e) {
            throw new ToolExit(Bridge.FAILED, "Invalid mac address " + mac);
        }
    }

    private boolean shows(NeighbourMessage m) {
        if (m.header().family() != Options.BRIDGE
                || device != 0 && device != m.header().ifindex()) {
            return false;
        }
        if (master != 0 && !below(m.header().ifindex())) {
            return false;
        }
        return (state == 0 || (m.header().state() & state) != 0)
                && (vlan == 0 || inVlan(m))
                && (!dynamic || (m.header().state() & NeighbourState.PERMANENT) == 0);
    }

    private boolean inVlan(NeighbourMessage m) {
        NeighbourAttr.Vlan v = m.find(NeighbourAttr.Vlan.class);
        return v != null && v.id() == vlan;
    }

    /// Whether a link is the bridge that was asked for, or one of its ports. The kernel dumps nothing for what is
    /// no bridge.
    private boolean below(int index) {
        LinkMessage of = bridge.links.link(master);
        LinkMessage link = bridge.links.link(index);
        return of != null && of.kind().equals("bridge") && (index == master || link != null && link.master() == master);
    }

    private void row(Message.Rtnetlink row) {
        if (row instanceof NeighbourMessage m && shows(m)) {
            print(m);
        }
    }

    /// What nearly every row has, or null; and whether this one has anything else.
    private NeighbourAttr.LinkLayer mac;

    private NeighbourAttr.Destination destination;
    private NeighbourAttr.Master port;
    private boolean more;

    /// Finds in one pass what nearly every row has: the rest is looked for only where there is more.
    private void look(NeighbourMessage m) {
        mac = null;
        destination = null;
        port = null;
        more = false;
        int count = m.attrs().size();
        for (int i = 0; i < count; i++) {
            Object a = m.attrs().get(i);
            if (a instanceof NeighbourAttr.LinkLayer l && mac == null) {
                mac = l;
            } else if (a instanceof NeighbourAttr.Destination d && destination == null) {
                destination = d;
            } else if (a instanceof NeighbourAttr.Master of && port == null) {
                port = of;
            } else if (!(a instanceof NeighbourAttr.Cache)) {
                more = true;
            }
        }
    }

    private void print(NeighbourMessage m) {
        look(m);
        out.begin();
        if (m.isDeletion()) {
            out.flag("deleted", "Deleted ");
        }
        if (mac != null) {
            LinkTypes.print(
                    out, "mac", mac.address(), bridge.links.type(m.header().ifindex()));
        }
        if (device == 0 && m.header().ifindex() != 0) {
            out.text("dev ");
            out.string(Colour.IFNAME, "ifname", "", bridge.links.name(m.header().ifindex()), " ");
        }
        NeighbourAttr.Destination d = destination;
        if (d != null) {
            out.text("dst ");
            Colour c = d.address().isV4() ? Colour.INET : Colour.INET6;
            out.string(c, "dst", "", d.address(), " ");
        }
        if (more) {
            numbers(m);
        }
        NeighbourAttr.FdbExt extended = more && bridge.options.details > 0 ? m.find(NeighbourAttr.FdbExt.class) : null;
        if (extended != null
                && extended.attrs().find(FdbExtAttr.ActivityNotify.class) instanceof FdbExtAttr.ActivityNotify(int v)) {
            if ((v & NOTIFY) != 0) {
                out.flag("activity_notify", "activity_notify ");
            }
            if ((v & NOTIFY_INACTIVE) != 0) {
                out.flag("inactive", "inactive ");
            }
        }
        NeighbourAttr.Cache cache = bridge.options.stats > 0 ? m.find(NeighbourAttr.Cache.class) : null;
        if (cache != null) {
            out.number("used", "used ", cache.info().used() / 100, "");
            out.number("updated", "/", cache.info().updated() / 100, " ");
        }
        out.beginArray("flags");
        for (int i = 0; i < FLAGS.length; i++) {
            if ((m.header().flags() & FLAGS[i]) != 0) {
                out.item("", FLAG_NAMES[i], " ");
            }
        }
        NeighbourAttr.ExtendedFlags flags = more ? m.find(NeighbourAttr.ExtendedFlags.class) : null;
        if (flags != null && (flags.bits() & LOCKED) != 0) {
            out.item("", "locked", " ");
        }
        out.endArray();
        if (port != null) {
            out.string("master", "master ", bridge.links.name(port.index()), " ");
        }
        out.string("state", "", stateName(m.header().state()), "\n");
        out.end();
    }

    private void numbers(NeighbourMessage m) {
        NeighbourAttr.Vlan v = m.find(NeighbourAttr.Vlan.class);
        if (v != null && v.id() != 0) {
            out.number("vlan", "vlan ", v.id(), " ");
        }
        NeighbourAttr.Port p = m.find(NeighbourAttr.Port.class);
        if (p != null) {
            out.number("port", "port ", p.udpPort(), " ");
        }
        NeighbourAttr.Vni n = m.find(NeighbourAttr.Vni.class);
        if (n != null) {
            out.number("vni", "vni ", n.vni(), " ");
        }
        NeighbourAttr.SourceVni s = m.find(NeighbourAttr.SourceVni.class);
        if (s != null) {
            out.number("src_vni", "src_vni ", s.vni(), " ");
        }
        NeighbourAttr.LinkNetnsid nsid = m.find(NeighbourAttr.LinkNetnsid.class);
        NeighbourAttr.Interface via = m.find(NeighbourAttr.Interface.class);
        if (via != null && nsid != null) {
            out.number("viaIfIndex", "via ifindex ", Integer.toUnsignedLong(via.index()), " ");
        } else if (via != null) {
            out.string("viaIf", "via ", bridge.links.name(via.index()), " ");
        }
        NeighbourAttr.NextHopId hop = m.find(NeighbourAttr.NextHopId.class);
        if (hop != null) {
            out.number("nhid", "nhid ", hop.id(), " ");
        }
        if (nsid != null) {
            long unsigned = out.json() ? Integer.toUnsignedLong(nsid.nsid()) : nsid.nsid();
            out.number("linkNetNsId", "link-netnsid ", unsigned, " ");
        }
    }

    private String stateName(int s) {
        if ((s & NeighbourState.PERMANENT) != 0) {
            return "permanent";
        }
        if ((s & NeighbourState.NOARP) != 0) {
            return "static";
        }
        if ((s & NeighbourState.STALE) != 0) {
            return "stale";
        }
        if ((s & NeighbourState.REACHABLE) != 0) {
            return "";
        }
        String hex = s == 0 ? "0" : "0x" + Integer.toHexString(s);
        return out.json() ? hex : "state=" + hex;
    }
}

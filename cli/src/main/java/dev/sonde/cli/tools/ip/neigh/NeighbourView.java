package dev.sonde.cli.tools.ip.neigh;

import dev.sonde.cli.tools.Arguments;
import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.LinkTypes;
import dev.sonde.cli.tools.Numbers;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Prefix;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.ToolExit;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.cli.tools.ip.Usage;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.Message;
import dev.sonde.netlink.NlHeader;
import dev.sonde.netlink.Nlmsg;
import dev.sonde.netlink.Requests;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.neigh.CacheInfo;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.Locale;

/// `ip neigh show` and `ip neigh get`.
public final class NeighbourView {
    private static final String[] STATES = {
        "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT"
    };

    /// Of ours: the rows without a state.
    private static final int NONE = 0x100;

    private final Ip ip;
    private final Printer out;
    private int family;
    private int index;
    private int state = 0xff & ~NeighbourState.NOARP;
    private int master;
    private int flags;
    private int protocol;
    private boolean unused;
    private Prefix to;

    public NeighbourView(Ip ip) {
        this.ip = ip;
        this.out = ip.out;
        this.family = ip.options.family;
    }

    /// The same on another printer, for another thread.
    private NeighbourView(NeighbourView of, Printer out) {
        this.ip = of.ip.on(out);
        this.out = out;
        this.family = of.family;
        this.index = of.index;
        this.state = of.state;
        this.master = of.master;
        this.flags = of.flags;
        this.protocol = of.protocol;
        this.unused = of.unused;
        this.to = of.to;
    }

    public void show(Arguments args) {
        parse(args);
        ip.links();
        byte[] request = flags == 0 ? Requests.neighbours(Options.ANY) : Requests.proxies(family);
        out.start();
        ip.tables.stream(request, out, printer -> new NeighbourView(this, printer)::row);
        out.finish();
    }

    /// `ip neigh get ADDRESS dev DEV`: one row, asked of the kernel.
    public void get(Arguments args) {
        IpAddress address = null;
        String device = null;
        while (args.more()) {
            String word = args.next();
            if (word.equals("dev")) {
                device = args.value();
            } else if (Options.matches(word, "proxy")) {
                address = Arguments.address(args.value(), ip.options.family);
                flags = NeighbourFlags.PROXY;
            } else {
                String text = word.equals("to") ? args.value() : word;
                if (address != null) {
                    throw Arguments.garbage("to", text);
                }
                address = Arguments.address(text, ip.options.family);
            }
        }
        if (address == null || device == null && flags == 0) {
            throw new ToolExit(1, "Device and address are required arguments.");
        }
        int of = device == null ? 0 : ip.links().index(device);
        if (device != null && of == 0) {
            throw Arguments.noDevice(1, device);
        }
        byte[] request = new NeighbourMessage(
                        new NlHeader(Nlmsg.RTM_GETNEIGH, Nlmsg.NLM_F_REQUEST),
                        new NeighbourHeader(address.family(), of, 0, flags, 0),
                        NeighbourAttr.TABLE.of(new NeighbourAttr.Destination(address)))
                .toBytes();
        state = ~0;
        family = Options.ANY;
        row(ip.tables.one(request, 2));
    }

    private static Attrs<NeighbourAttr> none() {
        return NeighbourAttr.TABLE.of();
    }

    private void parse(Arguments args) {
        String device = null;
        boolean stateGiven = false;
        while (args.more()) {
            String word = args.next();
            switch (word) {
                case "dev" -> {
                    String name = args.value();
                    if (device != null) {
                        throw Arguments.duplicate("dev", name);
                    }
                    device = name;
                }
                case "master", "vrf" ->
                    master = ip.index(
                            args.value(), word.equals("vrf") ? "Not a valid VRF name\n" : "Device does not exist\n");
                case "nomaster" -> master = -1;
                case "unused" -> unused = true;
                case "nud" -> {
                    state = (stateGiven ? state : 0) | state(args.value());
                    stateGiven = true;
                }
                case "proxy" -> flags = NeighbourFlags.PROXY;
                default -> {
                    if (Options.matches(word, "protocol")) {
                        String name = args.value();
                        long number = ip.protocols.number(name, 255);
                        if (number < 0 && !name.equals("all")) {
                            throw Arguments.wrong("invalid \"protocol\"\n", name);
                        }
                        protocol = (int) Math.max(0, number);
                    } else {
                        destination(word.equals("to") ? args.value() : word);
                    }
                }
            }
        }
        if (device != null) {
            index = ip.links().index(device);
            if (index == 0) {
                throw Arguments.noDevice(1, device);
            }
        }
    }

    private void destination(String word) {
        if (Options.matches(word, "help")) {
            throw Usage.of("neigh");
        }
        to = Arguments.prefix(word, family);
        family = family == Options.ANY ? to.family() : family;
    }

    private static int state(String name) {
        switch (name) {
            case "all" -> {
                return ~0;
            }
            case "none" -> {
                return NONE;
            }
            default -> {
                // One of the states, or a number.
            }
        }
        for (int i = 0; i < STATES.length; i++) {
            boolean shortened = i == 1 || i == 5 || i == 7; // REACHABLE, FAILED, PERMANENT
            String lower = STATES[i].toLowerCase(Locale.ROOT);
            if (name.equals(lower) || shortened && Options.matches(name, lower)) {
                return 1 << i;
            }
        }
        long v = Numbers.unsigned(name);
        if (v < 0 || v >= 0x100 || (v & v - 1) != 0) {
            throw Arguments.wrong("nud state is bad", name);
        }
        return v == 0 ? NONE : (int) v;
    }

    private boolean shows(NeighbourMessage m) {
        int s = m.header().state();
        int f = m.header().flags();
        if (family != Options.ANY && family != m.header().family()
                || index != 0 && index != m.header().ifindex()) {
            return false;
        }
        if ((state & s) == 0
                && (f & (NeighbourFlags.PROXY | NeighbourFlags.EXT_LEARNED)) == 0
                && (s != 0 || (state & NONE) == 0)) {
            return false;
        }
        if (master != 0) {
            LinkMessage link = ip.links().link(m.header().ifindex());
            int of = link == null ? 0 : link.master();
            if (master == -1 ? of != 0 : of != master) {
                return false;
            }
        }
        NeighbourAttr.Destination d = m.find(NeighbourAttr.Destination.class);
        if (to != null && to.length() > 0 && d != null && !to.contains(d.address())) {
            return false;
        }
        NeighbourAttr.Protocol p = m.find(NeighbourAttr.Protocol.class);
        if (protocol != 0 && (p == null ? 0 : p.number()) != protocol) {
            return false;
        }
        NeighbourAttr.Cache cache = m.find(NeighbourAttr.Cache.class);
        return !unused || cache == null || cache.info().references() == 0;
    }

    private void row(Message.Rtnetlink row) {
        if (row instanceof NeighbourMessage m && shows(m)) {
            out.begin();
            if (m.nl().type() == Nlmsg.RTM_DELNEIGH) {
                out.flag("deleted", "Deleted ");
            } else if (m.nl().type() == Nlmsg.RTM_GETNEIGH) {
                out.mark("miss", "miss ");
            }
            if (ip.options.brief) {
                brief(m);
            } else {
                print(m);
            }
            out.text("\n");
            out.end();
        }
    }

    private void brief(NeighbourMessage m) {
        NeighbourAttr.Destination d = m.find(NeighbourAttr.Destination.class);
        if (d != null) {
            String s = ip.host(d.address());
            out.string(colour(d), "dst", "", s, Printer.fill(s, 39) + " ");
        }
        if (index == 0 && m.header().ifindex() != 0) {
            String name = ip.links().name(m.header().ifindex());
            out.string(Colour.IFNAME, "dev", "", name, Printer.fill(name, 16) + " ");
        }
        NeighbourAttr.LinkLayer l = m.find(NeighbourAttr.LinkLayer.class);
        if (l != null && l.address().length() > 0) {
            out.string(Colour.MAC, "lladdr", "", address(m, l), "");
        }
    }

    private static Colour colour(NeighbourAttr.Destination d) {
        return d.address().isV4() ? Colour.INET : Colour.INET6;
    }

    private String address(NeighbourMessage m, NeighbourAttr.LinkLayer l) {
        return LinkTypes.address(l.address(), ip.links().type(m.header().ifindex()));
    }

    private void print(NeighbourMessage m) {
        NeighbourAttr.Destination d = m.find(NeighbourAttr.Destination.class);
        if (d != null) {
            ip.host(out, colour(d), "dst", d.address(), " ");
        }
        if (index == 0 && m.header().ifindex() != 0) {
            out.text("dev ");
            out.string(Colour.IFNAME, "dev", "", ip.links().name(m.header().ifindex()), " ");
        }
        NeighbourAttr.LinkLayer l = m.find(NeighbourAttr.LinkLayer.class);
        // Links without addresses, as tun is, have empty ones: the real tool prints the byte behind it.
        if (l != null && l.address().length() > 0) {
            out.text("lladdr ");
            LinkTypes.print(
                    out, "lladdr", l.address(), ip.links().type(m.header().ifindex()));
        }
        NeighbourAttr.ExtendedFlags more = m.find(NeighbourAttr.ExtendedFlags.class);
        long extended = more == null ? 0 : more.bits();
        mark(m, NeighbourFlags.ROUTER, "router");
        mark(m, NeighbourFlags.PROXY, "proxy");
        if ((extended & NeighbourFlags.EXT_MANAGED) != 0) {
            out.mark("managed", "managed ");
        }
        mark(m, NeighbourFlags.EXT_LEARNED, "extern_learn");
        mark(m, NeighbourFlags.OFFLOADED, "offload");
        if (ip.options.stats > 0) {
            stats(m);
        }
        states(m.header().state());
        NeighbourAttr.Protocol p = m.find(NeighbourAttr.Protocol.class);
        if (p != null && p.number() != 0) {
            out.string("protocol", "proto ", ip.protocol(p.number()), " ");
        }
    }

    private void mark(NeighbourMessage m, int bit, String word) {
        if ((m.header().flags() & bit) != 0) {
            out.mark(word, word + " ");
        }
    }

    private void stats(NeighbourMessage m) {
        NeighbourAttr.Cache cache = m.find(NeighbourAttr.Cache.class);
        if (cache != null) {
            CacheInfo c = cache.info();
            if (c.references() != 0) {
                out.number("refcnt", " ref ", c.references(), "");
            }
            out.number("used", " used ", c.used() / 100, "");
            out.number("confirmed", "/", c.confirmed() / 100, "");
            out.number("updated", "/", c.updated() / 100, "");
        }
        NeighbourAttr.Probes probes = m.find(NeighbourAttr.Probes.class);
        if (probes != null) {
            out.number("probes", "probes ", probes.count(), " ");
        }
    }

    private void states(int state) {
        if (state == 0) {
            return;
        }
        out.beginArray("state");
        for (int i = 0; i < STATES.length; i++) {
            if ((state >> i & 1) != 0) {
                out.item("", STATES[i], " ");
            }
        }
        out.endArray();
    }
}

package dev.sonde.cli.tools.ip.link;

import dev.sonde.cli.tools.Colour;
import dev.sonde.cli.tools.LinkTypes;
import dev.sonde.cli.tools.Links;
import dev.sonde.cli.tools.Options;
import dev.sonde.cli.tools.Printer;
import dev.sonde.cli.tools.RtNames;
import dev.sonde.cli.tools.ip.Ip;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.ByteString;
import dev.sonde.netlink.link.AfAttr;
import dev.sonde.netlink.link.Inet6Attr;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.ProtoDownReasonAttr;
import dev.sonde.netlink.link.XdpAttr;
import java.util.List;

/// The row of one link, as `ip link` and `ip addr` print it.
public final class LinkPrinter {
    private static final String[] OPER_STATES = {
        "UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"
    };

    private static final List<String> EVENTS = List.of(
            "NONE", "REBOOT", "FEATURE CHANGE", "BONDING FAILOVER", "NOTIFY PEERS", "RESEND IGMP", "BONDING OPTION");

    private final Ip ip;
    private final Printer out;
    private final Options options;
    private final Links links;

    /// `ip link`, not `ip addr`.
    private final boolean link;

    private final int family;

    /// The kernel's IPv6 part answers `ip -6 addr`, and knows little of a link.
    private final boolean inet6;

    /// Virtual functions are printed.
    private final boolean functions;

    public LinkPrinter(Ip ip, boolean link, int family, boolean inet6, boolean functions) {
        this.ip = ip;
        this.out = ip.out;
        this.options = ip.options;
        this.links = ip.links();
        this.link = link;
        this.family = family;
        this.inet6 = inet6;
        this.functions = functions;
    }

    /// An attribute that this answer of the kernel would hold, or null.
    private <T extends LinkAttr> T find(LinkMessage m, Class<T> type) {
        return inet6
                        && type != LinkAttr.Link.class
                        && type != LinkAttr.Mtu.class
                        && type != LinkAttr.Address.class
                        && type != LinkAttr.OperState.class
                ? null
                : m.find(type);
    }

    /// `-brief`: name, state, and for `ip link` the address.
    public void brief(LinkMessage m) {
        boolean down = name(m, "", true);
        LinkAttr.OperState state = find(m, LinkAttr.OperState.class);
        if (state != null) {
            operState(state.state(), true);
        }
        if (family == Options.PACKET) {
            LinkAttr.Address address = find(m, LinkAttr.Address.class);
            if (address != null) {
                out.string(Colour.MAC, "address", "", LinkTypes.address(address.address(), type(m)), " ");
            }
            LinkFlags.print(out, m.header().flags(), down);
            out.text("\n");
        }
    }

    /// `lo`, `eth0@if7`; whether the link below is down.
    private boolean name(LinkMessage m, String after, boolean padded) {
        String name = m.name() == null ? "" : m.name();
        LinkAttr.Link below = find(m, LinkAttr.Link.class);
        boolean down = false;
        if (below != null) {
            String at = null;
            if (below.index() == 0) {
                out.jsonNull("link");
                at = "NONE";
            } else if (find(m, LinkAttr.LinkNetnsid.class) != null) {
                out.jsonNumber("link_index", below.index());
                at = "if" + Integer.toUnsignedString(below.index());
            } else {
                at = links.name(below.index());
                out.jsonString("link", at);
                down = links.isDown(below.index());
            }
            name = out.json() ? name : name + "@" + at;
        }
        String blanks = padded ? Printer.fill(name, 16) + " " : after;
        out.string(Colour.IFNAME, "ifname", "", name, blanks);
        return down;
    }

    public void print(LinkMessage m) {
        out.number("ifindex", "", m.index(), ": ");
        boolean down = name(m, ": ", false);
        int flags = m.header().flags();
        LinkFlags.print(out, flags, down);
        first(m);
        if (family == Options.ANY || family == Options.PACKET || options.details > 0) {
            out.line();
            addresses(m);
        }
        namespaces(m);
        if (options.details > 0) {
            details(m);
        }
        rest(m);
        out.text("\n");
    }

    /// What follows the flags on the first line.
    private void first(LinkMessage m) {
        LinkAttr.Mtu mtu = find(m, LinkAttr.Mtu.class);
        if (mtu != null) {
            out.number("mtu", "mtu ", mtu.bytes(), " ");
        }
        LinkAttr.Xdp xdp = find(m, LinkAttr.Xdp.class);
        if (xdp != null) {
            xdp(xdp.attrs(), link, false);
        }
        LinkAttr.Qdisc qdisc = find(m, LinkAttr.Qdisc.class);
        if (qdisc != null) {
            out.string("qdisc", "qdisc ", qdisc.kind(), " ");
        }
        LinkAttr.Master master = find(m, LinkAttr.Master.class);
        if (master != null) {
            out.string("master", "master ", links.name(master.index()), " ");
        }
        LinkAttr.OperState state = find(m, LinkAttr.OperState.class);
        if (state != null) {
            operState(state.state(), false);
        }
        LinkAttr.LinkMode mode = link ? find(m, LinkAttr.LinkMode.class) : null;
        if (mode != null) {
            switch (mode.mode()) {
                case 0 -> out.string("linkmode", "mode ", "DEFAULT", " ");
                case 1 -> out.string("linkmode", "mode ", "DORMANT", " ");
                default -> out.number("linkmode_index", "mode ", mode.mode(), " ");
            }
        }
        LinkAttr.Group group = find(m, LinkAttr.Group.class);
        if (group != null) {
            out.string("group", "group ", ip.group(group.number()), " ");
        }
        LinkAttr.TxQueueLength queue = find(m, LinkAttr.TxQueueLength.class);
        if (queue != null && queue.packets() != 0) {
            out.number("txqlen", "qlen ", (int) queue.packets(), "");
        }
        LinkAttr.Event event = find(m, LinkAttr.Event.class);
        if (event != null && event.number() >= EVENTS.size()) {
            out.number("event", "event ", event.number(), " ");
        } else if (event != null && event.number() > 0) {
            out.string("event", "event ", EVENTS.get((int) event.number()), " ");
        }
    }

    private void operState(int state, boolean brief) {
        if (state >= OPER_STATES.length) {
            if (out.json()) {
                out.jsonNumber("operstate_index", state);
            } else {
                out.text("state 0x" + Integer.toHexString(state));
            }
            return;
        }
        Colour c = state == 6 ? Colour.UP : state == 2 ? Colour.DOWN : Colour.NONE;
        String name = OPER_STATES[state];
        if (brief) {
            out.string(c, "operstate", "", name, Printer.fill(name, 14) + " ");
        } else {
            out.text("state ");
            out.string(c, "operstate", "", name, " ");
        }
    }

    private static int type(LinkMessage m) {
        return m.header().type();
    }

    /// `link/ether 02:42:0a:00:01:03 brd ff:ff:ff:ff:ff:ff`
    private void addresses(LinkMessage m) {
        out.string("link_type", "    link/", LinkTypes.name(type(m), options.numeric), " ");
        LinkAttr.Address address = find(m, LinkAttr.Address.class);
        if (address != null) {
            out.string(Colour.MAC, "address", "", LinkTypes.address(address.address(), type(m)), "");
        }
        LinkAttr.Broadcast broadcast = find(m, LinkAttr.Broadcast.class);
        if (broadcast != null) {
            if ((m.header().flags() & InterfaceFlags.POINTOPOINT) != 0) {
                out.flag("link_pointtopoint", " peer ");
            } else {
                out.text(" brd ");
            }
            out.string(Colour.MAC, "broadcast", "", LinkTypes.address(broadcast.address(), type(m)), "");
        }
        LinkAttr.PermAddress permanent = find(m, LinkAttr.PermAddress.class);
        if (permanent != null && (address == null || !permanent.address().equals(address.address()))) {
            out.text(" permaddr ");
            out.string(Colour.MAC, "permaddr", "", LinkTypes.address(permanent.address(), type(m)), "");
        }
    }

    private void namespaces(LinkMessage m) {
        LinkAttr.LinkNetnsid nsid = find(m, LinkAttr.LinkNetnsid.class);
        if (nsid != null) {
            if (out.json()) {
                out.jsonNumber("link_netnsid", nsid.nsid());
            } else if (nsid.nsid() < 0) {
                out.text(" link-netnsid unknown");
            } else {
                String name = ip.namespaceName(nsid.nsid());
                if (name == null) {
                    out.text(" link-netnsid " + nsid.nsid());
                } else {
                    out.text(" link-netns ").text(Colour.NONE, name, "");
                }
            }
        }
        LinkAttr.ProtoDown down = find(m, LinkAttr.ProtoDown.class);
        if (down != null) {
            protoDown(down, find(m, LinkAttr.ProtoDownReason.class));
        }
    }

    private void protoDown(LinkAttr.ProtoDown down, LinkAttr.ProtoDownReason why) {
        if (down.value() != 0) {
            out.flag("proto_down", " protodown on ");
        }
        ProtoDownReasonAttr.Value value = why == null ? null : why.attrs().find(ProtoDownReasonAttr.Value.class);
        long reasons = value == null ? 0 : value.bits() & 0xff; // the real tool reads one byte
        if (reasons == 0) {
            return;
        }
        RtNames names = RtNames.protodownReasons();
        out.beginArray("proto_down_reason");
        out.text("protodown_reason <");
        boolean first = true;
        for (int i = 0; i < 32; i++) {
            if ((reasons >> i & 1) != 0) {
                out.item(first ? "" : ",", names.of(i, options.numeric), "");
                first = false;
            }
        }
        out.endArray();
        out.text(">");
    }

    private void details(LinkMessage m) {
        LinkAttr.Promiscuity promiscuity = find(m, LinkAttr.Promiscuity.class);
        if (promiscuity != null) {
            out.number("promiscuity", " promiscuity ", promiscuity.count(), " ");
        }
        LinkAttr.AllMulti allMulti = find(m, LinkAttr.AllMulti.class);
        if (allMulti != null) {
            out.number("allmulti", "allmulti ", allMulti.count(), " ");
        }
        LinkAttr.MinMtu min = find(m, LinkAttr.MinMtu.class);
        if (min != null) {
            out.number("min_mtu", "minmtu ", min.bytes(), " ");
        }
        LinkAttr.MaxMtu max = find(m, LinkAttr.MaxMtu.class);
        if (max != null) {
            out.number("max_mtu", "maxmtu ", max.bytes(), " ");
        }
        LinkAttr.NetnsImmutable stays = find(m, LinkAttr.NetnsImmutable.class);
        if (stays != null && stays.value() != 0) {
            out.flag("netns-immutable", "netns-immutable ");
        }
        LinkAttr.LinkInfo info = find(m, LinkAttr.LinkInfo.class);
        if (info != null) {
            kind(info.attrs());
        }
        LinkAttr.AfSpec families = link ? find(m, LinkAttr.AfSpec.class) : null;
        if (families != null) {
            addressGeneration(families.attrs());
        }
        sizes(m);
        physical(m);
    }

    private void kind(Attrs<LinkInfoAttr> info) {
        out.begin("linkinfo");
        LinkInfoAttr.Kind kind = info.find(LinkInfoAttr.Kind.class);
        if (kind != null) {
            out.line();
            out.string("info_kind", "    ", kind.name(), " ");
            KindPrinter printer = KindPrinters.of(ip, kind.name());
            if (printer != null) {
                LinkInfoAttr.Data data = info.find(LinkInfoAttr.Data.class);
                out.begin("info_data");
                if (data != null) {
                    printer.print(data.attrs());
                }
                out.end();
            }
        }
        LinkInfoAttr.SlaveKind slave = info.find(LinkInfoAttr.SlaveKind.class);
        if (slave != null) {
            out.line();
            out.string("info_slave_kind", "    ", slave.name(), "_slave ");
            KindPrinter printer = KindPrinters.ofSlave(ip, slave.name());
            if (printer != null) {
                LinkInfoAttr.SlaveData data = info.find(LinkInfoAttr.SlaveData.class);
                out.begin("info_slave_data");
                if (data != null) {
                    printer.print(data.attrs());
                }
                out.end();
            }
        }
        out.end();
    }

    /// `IN6_ADDR_GEN_MODE_*`
    private void addressGeneration(Attrs<?> families) {
        AfAttr.Inet6 v6 = families.find(AfAttr.Inet6.class);
        Inet6Attr.AddressGenMode mode = v6 == null ? null : v6.attrs().find(Inet6Attr.AddressGenMode.class);
        if (mode != null) {
            String name = switch (mode.mode()) {
                case 0 -> "eui64";
                case 1 -> "none";
                case 2 -> "stable_secret";
                case 3 -> "random";
                default -> "0x" + Printer.hex(mode.mode(), 2);
            };
            out.string("inet6_addr_gen_mode", "addrgenmode ", name, " ");
        }
    }

    private void sizes(LinkMessage m) {
        LinkAttr.NumTxQueues tx = find(m, LinkAttr.NumTxQueues.class);
        if (tx != null) {
            out.number("num_tx_queues", "numtxqueues ", tx.count(), " ");
        }
        LinkAttr.NumRxQueues rx = find(m, LinkAttr.NumRxQueues.class);
        if (rx != null) {
            out.number("num_rx_queues", "numrxqueues ", rx.count(), " ");
        }
        LinkAttr.GsoMaxSize gsoSize = find(m, LinkAttr.GsoMaxSize.class);
        if (gsoSize != null) {
            out.number("gso_max_size", "gso_max_size ", gsoSize.bytes(), " ");
        }
        LinkAttr.GsoMaxSegs gsoSegs = find(m, LinkAttr.GsoMaxSegs.class);
        if (gsoSegs != null) {
            out.number("gso_max_segs", "gso_max_segs ", gsoSegs.count(), " ");
        }
        LinkAttr.TsoMaxSize tsoSize = find(m, LinkAttr.TsoMaxSize.class);
        if (tsoSize != null) {
            out.number("tso_max_size", "tso_max_size ", tsoSize.bytes(), " ");
        }
        LinkAttr.TsoMaxSegs tsoSegs = find(m, LinkAttr.TsoMaxSegs.class);
        if (tsoSegs != null) {
            out.number("tso_max_segs", "tso_max_segs ", tsoSegs.count(), " ");
        }
        LinkAttr.GroMaxSize gro = find(m, LinkAttr.GroMaxSize.class);
        if (gro != null) {
            out.number("gro_max_size", "gro_max_size ", gro.bytes(), " ");
        }
        LinkAttr.GsoIpv4MaxSize gso4 = find(m, LinkAttr.GsoIpv4MaxSize.class);
        if (gso4 != null) {
            out.number("gso_ipv4_max_size", "gso_ipv4_max_size ", gso4.bytes(), " ");
        }
        LinkAttr.GroIpv4MaxSize gro4 = find(m, LinkAttr.GroIpv4MaxSize.class);
        if (gro4 != null) {
            out.number("gro_ipv4_max_size", "gro_ipv4_max_size ", gro4.bytes(), " ");
        }
    }

    private void physical(LinkMessage m) {
        LinkAttr.PhysPortName port = find(m, LinkAttr.PhysPortName.class);
        if (port != null) {
            out.string("phys_port_name", "portname ", port.name(), " ");
        }
        LinkAttr.PhysPortId id = find(m, LinkAttr.PhysPortId.class);
        if (id != null) {
            out.string("phys_port_id", "portid ", hex(id.bytes()), " ");
        }
        LinkAttr.PhysSwitchId switchId = find(m, LinkAttr.PhysSwitchId.class);
        if (switchId != null) {
            out.string("phys_switch_id", "switchid ", hex(switchId.bytes()), " ");
        }
        LinkAttr.ParentDevBusName bus = find(m, LinkAttr.ParentDevBusName.class);
        if (bus != null) {
            out.string("parentbus", "parentbus ", bus.name(), " ");
        }
        LinkAttr.ParentDevName parent = find(m, LinkAttr.ParentDevName.class);
        if (parent != null) {
            out.string("parentdev", "parentdev ", parent.name(), " ");
        }
        LinkAttr.DpllPin pin = find(m, LinkAttr.DpllPin.class);
        // DPLL_A_PIN_ID of linux/dpll.h is the nest's only attribute.
        if (pin != null && pin.bytes().length() >= 8 && (pin.bytes().u16(2) & 0x3fff) == 1) {
            out.number("dpll_pin", "dpll-pin ", pin.bytes().u32(4), " ");
        }
    }

    private static String hex(ByteString bytes) {
        return bytes.toString();
    }

    private void rest(LinkMessage m) {
        boolean more = link || options.details > 0;
        LinkAttr.Alias alias = more ? find(m, LinkAttr.Alias.class) : null;
        if (alias != null) {
            out.line();
            out.string("ifalias", "    alias ", alias.text(), "");
        }
        LinkAttr.Xdp xdp = more ? find(m, LinkAttr.Xdp.class) : null;
        if (xdp != null) {
            xdp(xdp.attrs(), true, true);
        }
        if (link && options.stats > 0) {
            out.line();
            stats(m);
        }
        LinkAttr.VfInfoList list = more && functions ? find(m, LinkAttr.VfInfoList.class) : null;
        if (list != null && find(m, LinkAttr.NumVf.class) != null) {
            new VfPrinter(ip, type(m), m.header().flags()).print(list.attrs());
        }
        LinkAttr.PropList properties = find(m, LinkAttr.PropList.class);
        if (properties != null) {
            out.beginArray("altnames");
            for (LinkAttr a : properties.attrs()) {
                if (a instanceof LinkAttr.AltName(String name)) {
                    out.line();
                    out.item("    altname ", name, "");
                }
            }
            out.endArray();
        }
    }

    public void stats(LinkMessage m) {
        if (!inet6) {
            new StatsPrinter(ip).print(m);
        }
    }

    /// `XDP_ATTACHED_*`. `detailed`: the line of its own behind the row, else the word on the first line.
    private void xdp(Attrs<XdpAttr> attrs, boolean links, boolean detailed) {
        XdpAttr.Attached attached = attrs.find(XdpAttr.Attached.class);
        if (attached == null || attached.mode() == 0) {
            return;
        }
        XdpPrinter.print(out, attrs, attached.mode(), links, detailed);
    }
}

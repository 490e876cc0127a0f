package dev.sonde.core.table;

import dev.sonde.core.model.Address;
import dev.sonde.core.model.Counters;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.FibRule;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Neighbour;
import dev.sonde.core.model.Prefix;
import dev.sonde.core.model.Route;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;
import dev.sonde.netlink.link.VlanDeviceAttr;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.route.MetricAttr;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleHeader;
import dev.sonde.netlink.rule.RuleMessage;
import java.util.ArrayList;
import java.util.List;

/// Rows of the model, each of the kernel's message.
final class ModelRows {
    /// All bits of 32: of a mask that it hides nothing, of a number that there is none.
    private static final long NONE = 0xffffffffL;

    static Link link(LinkMessage m) {
        String kind = m.kind();
        Link.Base base = base(m, kind);
        return switch (kind) {
            case "bridge" -> {
                BridgeAttr.FdbMaxLearned most = m.data(BridgeAttr.FdbMaxLearned.class);
                BridgeAttr.VlanDefaultPvid pvid = m.data(BridgeAttr.VlanDefaultPvid.class);
                yield new Link.Bridge(base, most == null ? 0 : most.count(), pvid == null ? 0 : pvid.id());
            }
            case "veth" -> new Link.Veth(base);
            case "vxlan" -> vxlan(m, base);
            case "macvlan" -> new Link.Macvlan(base);
            case "ipvlan" -> new Link.Ipvlan(base);
            case "vlan" -> {
                VlanDeviceAttr.Id id = m.data(VlanDeviceAttr.Id.class);
                yield new Link.Vlan(base, id == null ? 0 : id.value());
            }
            default -> new Link.Other(base);
        };
    }

    private static Link.Base base(LinkMessage m, String kind) {
        LinkAttr.Address a = m.find(LinkAttr.Address.class);
        LinkAddress mac = a == null ? null : a.address();
        LinkAttr.Mtu mtu = m.find(LinkAttr.Mtu.class);
        LinkAttr.Stats64 stats = m.find(LinkAttr.Stats64.class);
        String portKind = m.master() == 0 ? "" : m.slaveKind();
        BridgePortAttr.State state = portKind.equals("bridge") ? m.slaveData(BridgePortAttr.State.class) : null;
        return new Link.Base(
                m.index(),
                m.name() == null ? "if".concat(Integer.toString(m.index())) : m.name(),
                kind,
                mac == null || mac.length() != 6 || mac.isZero() ? null : mac,
                mtu == null ? 0 : (int) mtu.bytes(),
                m.header().flags(),
                m.master(),
                m.link(),
                m.linkNetnsid(),
                portKind,
                state == null ? Link.UNKNOWN : state.state(),
                stats == null ? null : counters(stats.stats()));
    }

    private static Counters counters(LinkStats64 s) {
        return new Counters(
                s.rxPackets(),
                s.rxBytes(),
                s.rxErrors(),
                s.rxDropped(),
                s.txPackets(),
                s.txBytes(),
                s.txErrors(),
                s.txDropped());
    }

    private static Link vxlan(LinkMessage m, Link.Base base) {
        VxlanAttr.Vni vni = m.data(VxlanAttr.Vni.class);
        VxlanAttr.Port port = m.data(VxlanAttr.Port.class);
        VxlanAttr.Group group = m.data(VxlanAttr.Group.class);
        VxlanAttr.Group6 group6 = m.data(VxlanAttr.Group6.class);
        VxlanAttr.Local local = m.data(VxlanAttr.Local.class);
        VxlanAttr.Local6 local6 = m.data(VxlanAttr.Local6.class);
        IpAddress to = group != null ? group.address() : group6 != null ? group6.address() : null;
        IpAddress from = local != null ? local.address() : local6 != null ? local6.address() : null;
        VxlanAttr.Learning learning = m.data(VxlanAttr.Learning.class);
        VxlanAttr.Ageing ageing = m.data(VxlanAttr.Ageing.class);
        return new Link.Vxlan(
                base,
                vni == null ? Link.UNKNOWN : vni.vni(),
                port == null ? 0 : port.udpPort(),
                to,
                from,
                ageing == null ? Link.UNKNOWN : ageing.seconds(),
                learning == null || learning.value() != 0);
    }

    static Address address(AddressMessage m) {
        AddressAttr.Label label = m.find(AddressAttr.Label.class);
        return new Address(
                m.header().index(),
                m.address(),
                m.header().prefixLength(),
                m.header().scope(),
                label == null ? null : label.name());
    }

    static Neighbour neighbour(NeighbourMessage m) {
        NeighbourAttr.Cache times = m.find(NeighbourAttr.Cache.class);
        return new Neighbour(
                m.header().ifindex(),
                m.destination(),
                m.linkAddress(),
                m.header().state(),
                m.header().flags(),
                times == null ? FdbEntry.UNKNOWN : times.info().updated());
    }

    static FdbEntry fdb(NeighbourMessage m) {
        NeighbourAttr.LinkNetnsid nsid = m.find(NeighbourAttr.LinkNetnsid.class);
        NeighbourAttr.Cache times = m.find(NeighbourAttr.Cache.class);
        return new FdbEntry(
                m.header().ifindex(),
                m.linkAddress(),
                m.destination(),
                m.master(),
                nsid == null ? null : nsid.nsid(),
                m.header().state(),
                m.header().flags(),
                times == null ? FdbEntry.UNKNOWN : times.info().updated(),
                times == null ? FdbEntry.UNKNOWN : times.info().used());
    }

    static Route route(RouteMessage m) {
        RouteAttr.PreferredSource source = m.find(RouteAttr.PreferredSource.class);
        RouteAttr.Priority metric = m.find(RouteAttr.Priority.class);
        RouteAttr.Metrics metrics = m.find(RouteAttr.Metrics.class);
        MetricAttr.Mtu mtu = metrics == null ? null : metrics.attrs().find(MetricAttr.Mtu.class);
        RouteAttr.Multipath several = m.find(RouteAttr.Multipath.class);
        List<Route.Hop> hops =
                several == null ? List.of() : new ArrayList<>(several.hops().size());
        for (NextHop h : several == null ? List.<NextHop>of() : several.hops()) {
            RouteAttr.Gateway g = h.find(RouteAttr.Gateway.class);
            hops.add(new Route.Hop(g == null ? null : g.address(), h.ifindex(), h.weight()));
        }
        return new Route(
                m.header().family(),
                m.header().type(),
                m.table(),
                m.destination(),
                m.header().destinationLength(),
                m.gateway(),
                m.outputInterface(),
                m.header().protocol(),
                m.header().scope(),
                (m.header().flags() & RouteHeader.ONLINK) != 0,
                m.header().tos() != 0 || m.header().sourceLength() != 0,
                source == null ? null : source.address(),
                metric == null ? null : metric.metric(),
                mtu == null ? 0 : mtu.bytes(),
                hops);
    }

    static FibRule rule(RuleMessage m) {
        RuleAttr.Source from = m.find(RuleAttr.Source.class);
        RuleAttr.Destination to = m.find(RuleAttr.Destination.class);
        RuleAttr.Mark mark = m.find(RuleAttr.Mark.class);
        RuleAttr.InputInterface in = m.find(RuleAttr.InputInterface.class);
        RuleAttr.SuppressPrefixLength suppress = m.find(RuleAttr.SuppressPrefixLength.class);
        return new FibRule(
                m.header().family(),
                m.priority(),
                from == null ? null : new Prefix(from.address(), m.header().sourceLength()),
                to == null ? null : new Prefix(to.address(), m.header().destinationLength()),
                mark == null ? null : mark.mark(),
                in == null ? null : in.name(),
                (m.header().flags() & RuleHeader.INVERT) != 0,
                more(m),
                suppress == null || suppress.length() == NONE ? -1 : suppress.length(),
                m.header().action(),
                m.table());
    }

    /// Whether a rule asks for more than source, destination, mark and input link: compares a part of the mark or the
    /// type of service, or has an attribute that is none of these.
    private static boolean more(RuleMessage m) {
        boolean more = m.header().tos() != 0;
        for (RuleAttr a : m.attrs()) {
            // No switch over types: it would be made anew at every start.
            boolean held = a instanceof RuleAttr.Source
                    || a instanceof RuleAttr.Destination
                    || a instanceof RuleAttr.Mark
                    || a instanceof RuleAttr.InputInterface
                    || a instanceof RuleAttr.Priority
                    || a instanceof RuleAttr.Table
                    || a instanceof RuleAttr.Protocol
                    || a instanceof RuleAttr.MarkMask mask && mask.mask() == NONE
                    || a instanceof RuleAttr.SuppressPrefixLength
                    // The kernel tells that there is none.
                    || a instanceof RuleAttr.SuppressGroup g && g.group() == NONE;
            more |= !held;
        }
        return more;
    }

    private ModelRows() {}
}

package dev.sonde.cli.document;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.mdb.MdbAttr;
import dev.sonde.netlink.mdb.MdbEntry;
import dev.sonde.netlink.mdb.MdbGroupsAttr;
import dev.sonde.netlink.mdb.MdbMessage;
import dev.sonde.netlink.mdb.MdbPortsAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// A row of a table of the kernel, for `sonde snapshot`. Numbers are the kernel's own (`NUD_*`, `RTN_*`, `IFF_*` …),
/// so nothing is lost by a name that we do not know.
///
/// What most readers want has members of its own; all other attributes of a row follow in `attributes`.
public sealed interface KernelRow extends Document {
    /// `data`, `portKind`, `portData`: what the link's kind, and the kind of its master, add. `vni`, `port`: of a
    /// VXLAN link.
    record Link(
            int index,
            String name,
            String kind,
            long flags,
            LinkAddress mac,
            long mtu,
            int master,
            int link,
            @MayBeAbsent Integer linkNetnsid,
            @MayBeAbsent Long vni,
            @MayBeAbsent Integer port,
            @MayBeAbsent CountersDocument counters,
            @MayBeAbsent Attributes data,
            @MayBeAbsent String portKind,
            @MayBeAbsent Attributes portData,
            Attributes attributes)
            implements KernelRow {
        /// What is written in members of its own, the 32-bit form of the counters, and the settings of
        /// `/proc/sys/net/ipv[46]/conf`, four thousand bytes for each link.
        private static final Set<String> MEMBERS = Set.of(
                "IFLA_ADDRESS",
                "IFLA_IFNAME",
                "IFLA_MTU",
                "IFLA_LINK",
                "IFLA_MASTER",
                "IFLA_LINK_NETNSID",
                "IFLA_LINKINFO",
                "IFLA_STATS",
                "IFLA_STATS64",
                "IFLA_MAP",
                "IFLA_AF_SPEC");

        public static Link of(LinkMessage l) {
            LinkAttr.Address mac = l.find(LinkAttr.Address.class);
            LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
            VxlanAttr.Vni vni = l.data(VxlanAttr.Vni.class);
            VxlanAttr.Port udp = l.data(VxlanAttr.Port.class);
            LinkAttr.Stats64 stats = l.find(LinkAttr.Stats64.class);
            LinkAttr.LinkInfo info = l.find(LinkAttr.LinkInfo.class);
            LinkInfoAttr.Data data = info == null ? null : info.attrs().find(LinkInfoAttr.Data.class);
            LinkInfoAttr.SlaveData port = info == null ? null : info.attrs().find(LinkInfoAttr.SlaveData.class);
            return new Link(
                    l.index(),
                    l.name() == null ? "" : l.name(),
                    l.kind(),
                    l.header().flags() & 0xffffffffL,
                    mac == null ? null : mac.address(),
                    mtu == null ? 0 : mtu.bytes(),
                    l.master(),
                    l.link(),
                    l.linkNetnsid(),
                    vni == null ? null : vni.vni(),
                    vni == null ? null : udp == null ? 0 : udp.udpPort(),
                    stats == null ? null : CountersDocument.of(stats.stats()),
                    data == null ? null : new Attributes(data.attrs(), Set.of()),
                    port == null ? null : l.slaveKind(),
                    port == null ? null : new Attributes(port.attrs(), Set.of()),
                    new Attributes(l.attrs(), MEMBERS));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("index", index).member("name", name).member("kind", kind);
            to.member("flags", flags).member("mac", mac).member("mtu", mtu);
            to.member("master", master).member("link", link).member("linkNetnsid", linkNetnsid);
            to.member("vni", vni).member("port", port).member("counters", counters);
            to.member("data", data).member("portKind", portKind).member("portData", portData);
            to.member("attributes", attributes);
        }
    }

    record Address(int link, int family, IpAddress address, int prefix, int scope, long flags, Attributes attributes)
            implements KernelRow {
        private static final Set<String> MEMBERS = Set.of("IFA_FLAGS", "IFA_LOCAL");

        public static Address of(AddressMessage a) {
            return new Address(
                    a.header().index(),
                    a.header().family(),
                    a.address(),
                    a.header().prefixLength(),
                    a.header().scope(),
                    a.flags(),
                    new Attributes(a.attrs(), MEMBERS));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("link", link).member("family", family).member("address", address);
            to.member("prefix", prefix).member("scope", scope).member("flags", flags);
            to.member("attributes", attributes);
        }
    }

    record Route(
            int family,
            int type,
            long table,
            int protocol,
            int scope,
            int tos,
            long flags,
            IpAddress destination,
            int prefix,
            IpAddress gateway,
            int link,
            IpAddress source,
            long metric,
            List<Hop> hops,
            Attributes attributes)
            implements KernelRow {
        private static final Set<String> MEMBERS = Set.of(
                "RTA_TABLE", "RTA_DST", "RTA_GATEWAY", "RTA_OIF", "RTA_PREFSRC", "RTA_PRIORITY", "RTA_MULTIPATH");

        public static Route of(RouteMessage r) {
            RouteAttr.PreferredSource source = r.find(RouteAttr.PreferredSource.class);
            RouteAttr.Priority metric = r.find(RouteAttr.Priority.class);
            RouteAttr.Multipath several = r.find(RouteAttr.Multipath.class);
            return new Route(
                    r.header().family(),
                    r.header().type(),
                    r.table(),
                    r.header().protocol(),
                    r.header().scope(),
                    r.header().tos(),
                    r.header().flags(),
                    r.destination(),
                    r.header().destinationLength(),
                    r.gateway(),
                    r.outputInterface(),
                    source == null ? null : source.address(),
                    metric == null ? 0 : metric.metric(),
                    several == null ? List.of() : Hop.of(several.hops()),
                    new Attributes(r.attrs(), MEMBERS));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("family", family).member("type", type).member("table", table);
            to.member("protocol", protocol).member("scope", scope).member("tos", tos);
            to.member("flags", flags).member("destination", destination).member("prefix", prefix);
            to.member("gateway", gateway).member("link", link).member("source", source);
            to.member("metric", metric).member("hops", hops).member("attributes", attributes);
        }
    }

    /// One of the next hops of a route that has several.
    record Hop(IpAddress gateway, int link, int weight, long flags, Attributes attributes) implements Document {
        private static final Set<String> MEMBERS = Set.of("RTA_GATEWAY");

        private static List<Hop> of(List<NextHop> hops) {
            List<Hop> all = new ArrayList<>(hops.size());
            for (NextHop hop : hops) {
                RouteAttr.Gateway gateway = hop.find(RouteAttr.Gateway.class);
                all.add(new Hop(
                        gateway == null ? null : gateway.address(),
                        hop.ifindex(),
                        hop.weight(),
                        hop.flags(),
                        new Attributes(hop.attrs(), MEMBERS)));
            }
            return all;
        }

        @Override
        public void members(JsonWriter to) {
            to.member("gateway", gateway).member("link", link).member("weight", weight);
            to.member("flags", flags).member("attributes", attributes);
        }
    }

    record Rule(
            int family,
            long priority,
            int action,
            long table,
            IpAddress source,
            int sourcePrefix,
            IpAddress destination,
            int prefix,
            String in,
            String out,
            long mark,
            long flags,
            Attributes attributes)
            implements KernelRow {
        private static final Set<String> MEMBERS =
                Set.of("FRA_PRIORITY", "FRA_TABLE", "FRA_SRC", "FRA_DST", "FRA_IIFNAME", "FRA_OIFNAME", "FRA_FWMARK");

        public static Rule of(RuleMessage r) {
            RuleAttr.Source from = r.find(RuleAttr.Source.class);
            RuleAttr.Destination to = r.find(RuleAttr.Destination.class);
            RuleAttr.Mark mark = r.find(RuleAttr.Mark.class);
            RuleAttr.InputInterface in = r.find(RuleAttr.InputInterface.class);
            RuleAttr.OutputInterface out = r.find(RuleAttr.OutputInterface.class);
            return new Rule(
                    r.header().family(),
                    r.priority(),
                    r.header().action(),
                    r.table(),
                    from == null ? null : from.address(),
                    r.header().sourceLength(),
                    to == null ? null : to.address(),
                    r.header().destinationLength(),
                    in == null ? "" : in.name(),
                    out == null ? "" : out.name(),
                    mark == null ? 0 : mark.mark(),
                    r.header().flags() & 0xffffffffL,
                    new Attributes(r.attrs(), MEMBERS));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("family", family).member("priority", priority).member("action", action);
            to.member("table", table).member("source", source).member("sourcePrefix", sourcePrefix);
            to.member("destination", destination).member("prefix", prefix).member("in", in);
            to.member("out", out).member("mark", mark).member("flags", flags);
            to.member("attributes", attributes);
        }
    }

    /// Of the neighbours, or of the forwarding table.
    record Neighbour(
            int link,
            LinkAddress mac,
            IpAddress destination,
            int state,
            int flags,
            int master,
            @MayBeAbsent Integer vlan,
            @MayBeAbsent Long vni,
            Attributes attributes)
            implements KernelRow {
        private static final Set<String> MEMBERS = Set.of("NDA_LLADDR", "NDA_DST", "NDA_MASTER", "NDA_VLAN", "NDA_VNI");

        public static Neighbour of(NeighbourMessage m) {
            NeighbourAttr.Vlan vlan = m.find(NeighbourAttr.Vlan.class);
            NeighbourAttr.Vni vni = m.find(NeighbourAttr.Vni.class);
            return new Neighbour(
                    m.header().ifindex(),
                    m.linkAddress(),
                    m.destination(),
                    m.header().state(),
                    m.header().flags(),
                    m.master(),
                    vlan == null ? null : vlan.id(),
                    vni == null ? null : vni.vni(),
                    new Attributes(m.attrs(), MEMBERS));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("link", link).member("mac", mac).member("destination", destination);
            to.member("state", state).member("flags", flags).member("master", master);
            to.member("vlan", vlan).member("vni", vni).member("attributes", attributes);
        }
    }

    /// A multicast group behind a port of a bridge. `group`: an IP address, or a MAC.
    record Group(int bridge, int port, String group, int vlan, int state, int flags, Attributes attributes)
            implements KernelRow {
        /// Hands over those of one message.
        public static void each(MdbMessage m, Consumer<? super Group> taker) {
            MdbAttr.Groups groups = m.find(MdbAttr.Groups.class);
            if (groups == null) {
                return;
            }
            for (MdbGroupsAttr g : groups.attrs()) {
                if (g instanceof MdbGroupsAttr.Group group) {
                    for (MdbPortsAttr p : group.attrs()) {
                        if (p instanceof MdbPortsAttr.Port port) {
                            taker.accept(of(m.header().ifindex(), port.entry()));
                        }
                    }
                }
            }
        }

        private static Group of(int bridge, MdbEntry e) {
            return new Group(
                    bridge,
                    e.port(),
                    e.isLinkLayer() ? e.mac().toString() : e.group().toString(),
                    e.vid(),
                    e.state(),
                    e.flags(),
                    new Attributes(e.attrs(), Set.of()));
        }

        @Override
        public void members(JsonWriter to) {
            to.member("bridge", bridge).member("port", port).member("group", group);
            to.member("vlan", vlan).member("state", state).member("flags", flags);
            to.member("attributes", attributes);
        }
    }

    /// The ports of a bridge behind which multicast routers are.
    record Router(int bridge, Attributes attributes) implements KernelRow {
        /// Hands over that of one message, if it has any.
        public static void each(MdbMessage m, Consumer<? super Router> taker) {
            MdbAttr.Routers routers = m.find(MdbAttr.Routers.class);
            if (routers != null && routers.attrs().size() > 0) {
                taker.accept(new Router(m.header().ifindex(), new Attributes(routers.attrs(), Set.of())));
            }
        }

        @Override
        public void members(JsonWriter to) {
            to.member("bridge", bridge).member("attributes", attributes);
        }
    }
}

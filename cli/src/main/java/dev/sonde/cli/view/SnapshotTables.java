package dev.sonde.cli.view;

import dev.sonde.cli.Json;
import dev.sonde.core.model.Gap;
import dev.sonde.core.table.TableReader;
import dev.sonde.netlink.Attrs;
import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.LinkStats64;
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
import java.util.List;
import java.util.Set;

/// The tables of one namespace for `sonde snapshot`: each says whether it is complete, and if not why. Numbers are
/// the kernel's own (`NUD_*`, `RTN_*`, `IFF_*` …), so nothing is lost by a name that we do not know.
///
/// What most readers want has members of its own; all other attributes of a row follow in `attributes`.
final class SnapshotTables {
    /// What is written in members of its own, the 32-bit form of the counters, and the settings of
    /// `/proc/sys/net/ipv[46]/conf`, four thousand bytes for each link.
    private static final Set<String> OF_LINKS = Set.of(
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

    private static final Set<String> OF_ADDRESSES = Set.of("IFA_FLAGS", "IFA_LOCAL");
    private static final Set<String> OF_ROUTES =
            Set.of("RTA_TABLE", "RTA_DST", "RTA_GATEWAY", "RTA_OIF", "RTA_PREFSRC", "RTA_PRIORITY", "RTA_MULTIPATH");
    private static final Set<String> OF_HOPS = Set.of("RTA_GATEWAY");
    private static final Set<String> OF_RULES =
            Set.of("FRA_PRIORITY", "FRA_TABLE", "FRA_SRC", "FRA_DST", "FRA_IIFNAME", "FRA_OIFNAME", "FRA_FWMARK");
    private static final Set<String> OF_NEIGHBOURS =
            Set.of("NDA_LLADDR", "NDA_DST", "NDA_MASTER", "NDA_VLAN", "NDA_VNI");

    private final Json json;
    private final TableReader tables;
    private final AttributesJson attributes;

    /// How many gaps there were before the table at hand.
    private int told;

    SnapshotTables(Json json, TableReader tables) {
        this.json = json;
        this.tables = tables;
        this.attributes = new AttributesJson(json);
    }

    void write() {
        List<LinkMessage> links = tables.linkMessages();
        begin("links");
        links.forEach(this::link);
        end();
        List<AddressMessage> addresses = tables.addressMessages();
        begin("addresses");
        addresses.forEach(this::address);
        end();
        List<RouteMessage> v4 = tables.routeMessages(false);
        List<RouteMessage> v6 = tables.routeMessages(true);
        begin("routes");
        v4.forEach(this::route);
        v6.forEach(this::route);
        end();
        List<RuleMessage> rules4 = tables.ruleMessages(false);
        List<RuleMessage> rules6 = tables.ruleMessages(true);
        begin("rules");
        rules4.forEach(this::rule);
        rules6.forEach(this::rule);
        end();
        List<NeighbourMessage> neighbours = tables.neighbourMessages();
        begin("neighbours");
        neighbours.forEach(this::neighbour);
        end();
        List<NeighbourMessage> fdb = tables.fdbMessages();
        begin("fdb");
        fdb.forEach(this::neighbour);
        end();
        List<MdbMessage> groups = tables.multicastGroups();
        begin("mdb");
        groups.forEach(this::groups);
        json.endArray().key("routers").array().rows();
        groups.forEach(this::routers);
        end();
    }

    /// The marks of a table that was just read, and the start of its rows.
    private void begin(String table) {
        List<Gap> gaps = tables.gaps();
        json.key(table).object().member("complete", gaps.size() == told);
        if (gaps.size() > told) {
            Gap first = gaps.get(told);
            json.member("why", first.why()).member("errno", first.errno());
        }
        told = gaps.size();
        json.key("rows").array().rows();
    }

    private void end() {
        json.endArray().endObject();
    }

    private void attributes(Attrs<?> attrs, Set<String> but) {
        json.key("attributes");
        attributes.write(attrs, but);
    }

    private void address(AddressMessage a) {
        json.object()
                .member("link", a.header().index())
                .member("family", a.header().family());
        address("address", a.address());
        json.member("prefix", a.header().prefixLength());
        json.member("scope", a.header().scope()).member("flags", a.flags());
        attributes(a.attrs(), OF_ADDRESSES);
        json.endObject();
    }

    private void link(LinkMessage l) {
        json.object().member("index", l.index()).member("name", l.name() == null ? "" : l.name());
        json.member("kind", l.kind()).member("flags", l.header().flags() & 0xffffffffL);
        LinkAttr.Address mac = l.find(LinkAttr.Address.class);
        mac("mac", mac == null ? null : mac.address());
        LinkAttr.Mtu mtu = l.find(LinkAttr.Mtu.class);
        json.member("mtu", mtu == null ? 0 : mtu.bytes());
        json.member("master", l.master()).member("link", l.link());
        if (l.linkNetnsid() != null) {
            json.member("linkNetnsid", l.linkNetnsid());
        }
        VxlanAttr.Vni vni = l.data(VxlanAttr.Vni.class);
        VxlanAttr.Port udp = l.data(VxlanAttr.Port.class);
        if (vni != null) {
            json.member("vni", vni.vni()).member("port", udp == null ? 0 : udp.udpPort());
        }
        LinkAttr.Stats64 stats = l.find(LinkAttr.Stats64.class);
        if (stats != null) {
            counters(stats.stats());
        }
        LinkAttr.LinkInfo info = l.find(LinkAttr.LinkInfo.class);
        if (info != null) {
            LinkInfoAttr.Data data = info.attrs().find(LinkInfoAttr.Data.class);
            LinkInfoAttr.SlaveData port = info.attrs().find(LinkInfoAttr.SlaveData.class);
            if (data != null) {
                json.key("data");
                attributes.write(data.attrs(), Set.of());
            }
            if (port != null) {
                json.member("portKind", l.slaveKind());
                json.key("portData");
                attributes.write(port.attrs(), Set.of());
            }
        }
        attributes(l.attrs(), OF_LINKS);
        json.endObject();
    }

    private void counters(LinkStats64 s) {
        json.key("counters").object();
        json.member("rxPackets", s.rxPackets()).member("rxBytes", s.rxBytes());
        json.member("rxErrors", s.rxErrors()).member("rxDropped", s.rxDropped());
        json.member("txPackets", s.txPackets()).member("txBytes", s.txBytes());
        json.member("txErrors", s.txErrors()).member("txDropped", s.txDropped());
        json.endObject();
    }

    private void route(RouteMessage r) {
        json.object()
                .member("family", r.header().family())
                .member("type", r.header().type());
        json.member("table", r.table());
        json.member("protocol", r.header().protocol())
                .member("scope", r.header().scope());
        json.member("tos", r.header().tos()).member("flags", r.header().flags());
        address("destination", r.destination());
        json.member("prefix", r.header().destinationLength());
        address("gateway", r.gateway());
        json.member("link", r.outputInterface());
        RouteAttr.PreferredSource source = r.find(RouteAttr.PreferredSource.class);
        address("source", source == null ? null : source.address());
        RouteAttr.Priority metric = r.find(RouteAttr.Priority.class);
        json.member("metric", metric == null ? 0 : metric.metric());
        RouteAttr.Multipath several = r.find(RouteAttr.Multipath.class);
        json.key("hops").array();
        if (several != null) {
            for (NextHop hop : several.hops()) {
                RouteAttr.Gateway gateway = hop.find(RouteAttr.Gateway.class);
                json.object();
                address("gateway", gateway == null ? null : gateway.address());
                json.member("link", hop.ifindex())
                        .member("weight", hop.weight())
                        .member("flags", hop.flags());
                attributes(hop.attrs(), OF_HOPS);
                json.endObject();
            }
        }
        json.endArray();
        attributes(r.attrs(), OF_ROUTES);
        json.endObject();
    }

    private void rule(RuleMessage r) {
        RuleAttr.Source from = r.find(RuleAttr.Source.class);
        RuleAttr.Destination to = r.find(RuleAttr.Destination.class);
        RuleAttr.Mark mark = r.find(RuleAttr.Mark.class);
        RuleAttr.InputInterface in = r.find(RuleAttr.InputInterface.class);
        RuleAttr.OutputInterface out = r.find(RuleAttr.OutputInterface.class);
        json.object().member("family", r.header().family()).member("priority", r.priority());
        json.member("action", r.header().action()).member("table", r.table());
        address("source", from == null ? null : from.address());
        json.member("sourcePrefix", r.header().sourceLength());
        address("destination", to == null ? null : to.address());
        json.member("prefix", r.header().destinationLength());
        json.member("in", in == null ? "" : in.name()).member("out", out == null ? "" : out.name());
        json.member("mark", mark == null ? 0 : mark.mark());
        json.member("flags", r.header().flags() & 0xffffffffL);
        attributes(r.attrs(), OF_RULES);
        json.endObject();
    }

    private void neighbour(NeighbourMessage m) {
        json.object().member("link", m.header().ifindex());
        mac("mac", m.linkAddress());
        address("destination", m.destination());
        json.member("state", m.header().state()).member("flags", m.header().flags());
        json.member("master", m.master());
        NeighbourAttr.Vlan vlan = m.find(NeighbourAttr.Vlan.class);
        NeighbourAttr.Vni vni = m.find(NeighbourAttr.Vni.class);
        if (vlan != null) {
            json.member("vlan", vlan.id());
        }
        if (vni != null) {
            json.member("vni", vni.vni());
        }
        attributes(m.attrs(), OF_NEIGHBOURS);
        json.endObject();
    }

    private void groups(MdbMessage m) {
        MdbAttr.Groups groups = m.find(MdbAttr.Groups.class);
        if (groups == null) {
            return;
        }
        for (MdbGroupsAttr g : groups.attrs()) {
            if (g instanceof MdbGroupsAttr.Group group) {
                for (MdbPortsAttr p : group.attrs()) {
                    if (p instanceof MdbPortsAttr.Port port) {
                        group(m.header().ifindex(), port.entry());
                    }
                }
            }
        }
    }

    private void group(int bridge, MdbEntry e) {
        json.object().member("bridge", bridge).member("port", e.port());
        json.member("group", e.isLinkLayer() ? e.mac().toString() : e.group().toString());
        json.member("vlan", e.vid()).member("state", e.state()).member("flags", e.flags());
        attributes(e.attrs(), Set.of());
        json.endObject();
    }

    private void routers(MdbMessage m) {
        MdbAttr.Routers routers = m.find(MdbAttr.Routers.class);
        if (routers != null && routers.attrs().size() > 0) {
            json.object().member("bridge", m.header().ifindex());
            attributes(routers.attrs(), Set.of());
            json.endObject();
        }
    }

    private void address(String key, IpAddress a) {
        json.member(key, a == null ? "" : a.toString());
    }

    private void mac(String key, LinkAddress a) {
        json.member(key, a == null ? "" : a.toString());
    }
}

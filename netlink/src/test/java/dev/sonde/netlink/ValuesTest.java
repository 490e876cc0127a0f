package dev.sonde.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.AfAttr;
import dev.sonde.netlink.link.BridgeAfAttr;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.Inet6Attr;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.MacvlanAttr;
import dev.sonde.netlink.link.TunAttr;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.nsid.NsidMessage;
import dev.sonde.netlink.route.MetricAttr;
import dev.sonde.netlink.route.NextHop;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.rule.RuleAttr;
import dev.sonde.netlink.rule.RuleMessage;
import org.junit.jupiter.api.Test;

/// What the commands in the golden files' first lines set, found in the records.
class ValuesTest {
    private static LinkMessage link(String file, String name) throws MalformedMessage {
        return Golden.one(
                file,
                LinkMessage.class,
                link -> name.equals(link.name()) && link.header().family() == 0);
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static LinkAddress mac(String text) {
        return LinkAddress.parse(text);
    }

    @Test
    void bridge() throws MalformedMessage {
        LinkMessage br0 = link("link-bridge", "br0");
        assertThat(br0.kind()).isEqualTo("bridge");
        assertThat(br0.attrs())
                .contains(
                        new LinkAttr.Address(mac("02:42:0a:00:01:01")),
                        new LinkAttr.Alias("the bridge"),
                        new LinkAttr.Group(7),
                        new LinkAttr.TxQueueLength(500));
        assertThat(br0.data(BridgeAttr.StpState.class).value()).isEqualTo(1);
        assertThat(br0.data(BridgeAttr.ForwardDelay.class).ticks()).isEqualTo(400);
        assertThat(br0.data(BridgeAttr.HelloTime.class).ticks()).isEqualTo(300);
        assertThat(br0.data(BridgeAttr.MaxAge.class).ticks()).isEqualTo(1600);
        assertThat(br0.data(BridgeAttr.AgeingTime.class).ticks()).isEqualTo(12300);
        assertThat(br0.data(BridgeAttr.Priority.class).value()).isEqualTo(4096);
        assertThat(br0.data(BridgeAttr.McastSnooping.class).value()).isZero();
        assertThat(br0.data(BridgeAttr.NfCallIptables.class).value()).isEqualTo(1);
        var id = br0.data(BridgeAttr.OwnId.class).id();
        assertThat(id.priority()).isEqualTo(0x1000);
        assertThat(id.address()).isEqualTo(mac("02:42:0a:00:01:01"));
        var inet6 = br0.find(LinkAttr.AfSpec.class).attrs().find(AfAttr.Inet6.class);
        assertThat(inet6.attrs().has(Inet6Attr.AddressGenMode.class)).isTrue();
        assertThat(br0.find(LinkAttr.Stats64.class).stats().rxBytes()).isNotNegative();
    }

    @Test
    void bridgePort() throws MalformedMessage {
        LinkMessage v0 = link("link-bridge-port", "v0");
        assertThat(v0.kind()).isEqualTo("veth");
        assertThat(v0.slaveKind()).isEqualTo("bridge");
        assertThat(v0.master()).isEqualTo(link("link-bridge-port", "br0").index());
        assertThat(v0.link()).isEqualTo(link("link-bridge-port", "v1").index());
        LinkMessage asPort = Golden.one(
                "link-bridge-port", LinkMessage.class, link -> link.header().family() == 7 && "v0".equals(link.name()));
        for (LinkMessage port : new LinkMessage[] {v0, asPort}) {
            assertThat(port.slaveData(BridgePortAttr.Cost.class).value()).isEqualTo(7);
            assertThat(port.slaveData(BridgePortAttr.Priority.class).value()).isEqualTo(9);
            assertThat(port.slaveData(BridgePortAttr.Hairpin.class).value()).isEqualTo(1);
            assertThat(port.slaveData(BridgePortAttr.Guard.class).value()).isEqualTo(1);
            assertThat(port.slaveData(BridgePortAttr.Learning.class).value()).isZero();
            assertThat(port.slaveData(BridgePortAttr.UnicastFlood.class).value())
                    .isZero();
            assertThat(port.slaveData(BridgePortAttr.Isolated.class).value()).isEqualTo(1);
        }
        // AF_BRIDGE has attributes of its own in IFLA_AF_SPEC, or none, as on this kernel without VLAN filtering
        var spec = asPort.find(LinkAttr.AfSpec.class);
        assertThat(spec == null || spec.attrs().table() == BridgeAfAttr.TABLE).isTrue();
    }

    @Test
    void vxlan() throws MalformedMessage {
        LinkMessage vx4 = link("link-vxlan", "vx4");
        assertThat(vx4.data(VxlanAttr.Vni.class).vni()).isEqualTo(4097);
        assertThat(vx4.data(VxlanAttr.Port.class).udpPort()).isEqualTo(4789);
        assertThat(vx4.data(VxlanAttr.Local.class).address()).isEqualTo(ip("10.0.0.1"));
        assertThat(vx4.data(VxlanAttr.Group.class).address()).isEqualTo(ip("10.0.0.2"));
        assertThat(vx4.data(VxlanAttr.Ttl.class).value()).isEqualTo(64);
        assertThat(vx4.data(VxlanAttr.Tos.class).value()).isEqualTo(0x16);
        assertThat(vx4.data(VxlanAttr.Learning.class).value()).isZero();
        assertThat(vx4.data(VxlanAttr.Proxy.class).value()).isEqualTo(1);
        assertThat(vx4.data(VxlanAttr.L2miss.class).value()).isEqualTo(1);
        assertThat(vx4.data(VxlanAttr.L3miss.class).value()).isEqualTo(1);
        assertThat(vx4.data(VxlanAttr.Ageing.class).seconds()).isEqualTo(77);
        assertThat(vx4.data(VxlanAttr.Limit.class).count()).isEqualTo(99);
        assertThat(vx4.data(VxlanAttr.PortRange.class).range().low()).isEqualTo(1000);
        assertThat(vx4.data(VxlanAttr.PortRange.class).range().high()).isEqualTo(2000);
        assertThat(vx4.data(VxlanAttr.TtlInherit.class).isSet()).isFalse();
        LinkMessage vx6 = link("link-vxlan", "vx6");
        assertThat(vx6.data(VxlanAttr.Vni.class).vni()).isEqualTo(16777215);
        assertThat(vx6.data(VxlanAttr.Local6.class).address()).isEqualTo(ip("fd00::1"));
        assertThat(vx6.data(VxlanAttr.Group6.class).address()).isEqualTo(ip("ff05::100"));
        assertThat(vx6.data(VxlanAttr.TtlInherit.class).isSet()).isTrue();
        assertThat(vx6.data(VxlanAttr.Gbp.class)).isNotNull();
        assertThat(link("link-vxlan", "vxe")
                        .data(VxlanAttr.CollectMetadata.class)
                        .value())
                .isEqualTo(1);
    }

    @Test
    void veth() throws MalformedMessage {
        LinkMessage v0 = link("link-veth", "v0");
        LinkMessage v1 = link("link-veth", "v1");
        assertThat(v0.link()).isEqualTo(v1.index());
        assertThat(v0.attrs())
                .contains(
                        new LinkAttr.Mtu(1450),
                        new LinkAttr.NumTxQueues(3),
                        new LinkAttr.NumRxQueues(2),
                        new LinkAttr.Address(mac("02:00:00:00:00:01")),
                        new LinkAttr.GsoMaxSize(32768),
                        new LinkAttr.GsoMaxSegs(20));
        assertThat(v0.find(LinkAttr.PropList.class).attrs())
                .containsExactly(
                        new LinkAttr.AltName("another"), new LinkAttr.AltName("a-name-longer-than-fifteen-bytes"));
    }

    @Test
    void macvlanAndTun() throws MalformedMessage {
        LinkMessage mv0 = link("link-macvlan", "mv0");
        assertThat(mv0.data(MacvlanAttr.Mode.class).mode()).isEqualTo(16);
        assertThat(mv0.data(MacvlanAttr.MacAddressCount.class).count()).isEqualTo(2);
        assertThat(mv0.data(MacvlanAttr.MacAddresses.class).attrs())
                .containsExactlyInAnyOrder(
                        new MacvlanAttr.MacAddress(mac("02:00:00:00:00:07")),
                        new MacvlanAttr.MacAddress(mac("02:00:00:00:00:08")));
        assertThat(link("link-macvlan", "mt0").kind()).isEqualTo("macvtap");
        LinkMessage tun0 = link("link-tun", "tun0");
        assertThat(tun0.data(TunAttr.Owner.class).uid()).isEqualTo(1000);
        assertThat(tun0.data(TunAttr.Group.class).gid()).isEqualTo(1001);
        assertThat(tun0.data(TunAttr.Type.class).type()).isEqualTo(1);
        assertThat(tun0.data(TunAttr.Persist.class).value()).isEqualTo(1);
        assertThat(link("link-tun", "tap0").data(TunAttr.MultiQueue.class).value())
                .isEqualTo(1);
        assertThat(link("link-tun", "ifb0").kind()).isEqualTo("ifb");
    }

    private static AddressMessage address(String address) throws MalformedMessage {
        return Golden.one(
                "addr", AddressMessage.class, message -> message.address().equals(ip(address)));
    }

    @Test
    void addresses() throws MalformedMessage {
        AddressMessage first = address("10.0.1.1");
        assertThat(first.header().prefixLength()).isEqualTo(24);
        assertThat(first.attrs())
                .contains(new AddressAttr.Broadcast(ip("10.0.1.255")), new AddressAttr.Label("br0:one"));
        assertThat(address("10.0.1.2").flags() & 1).as("IFA_F_SECONDARY").isEqualTo(1);
        assertThat(address("169.254.3.1").header().scope()).isEqualTo(253);
        assertThat(address("169.254.3.1").find(AddressAttr.RoutePriority.class).metric())
                .isEqualTo(50);
        assertThat(address("10.9.0.1").find(AddressAttr.Address.class).address())
                .isEqualTo(ip("10.9.0.2"));
        assertThat(address("10.9.0.1").header().scope()).isEqualTo(254);
        var cache = address("10.0.2.1").find(AddressAttr.Cache.class).info();
        assertThat(cache.valid()).isBetween(3590L, 3600L);
        assertThat(cache.preferred()).isBetween(1790L, 1800L);
        assertThat(address("fd00::9").find(AddressAttr.Address.class).address()).isEqualTo(ip("fd00::a"));
    }

    private static NeighbourMessage neighbour(String file, String address) throws MalformedMessage {
        return Golden.one(file, NeighbourMessage.class, message -> ip(address).equals(message.destination()));
    }

    @Test
    void neighbours() throws MalformedMessage {
        assertThat(neighbour("neigh", "10.0.1.3").linkAddress()).isEqualTo(mac("02:42:0a:00:01:03"));
        assertThat(neighbour("neigh", "10.0.1.3").header().state()).isEqualTo(NeighbourState.PERMANENT);
        assertThat(neighbour("neigh", "10.0.1.4").header().state()).isEqualTo(NeighbourState.REACHABLE);
        assertThat(neighbour("neigh", "10.0.1.5").header().state()).isEqualTo(NeighbourState.STALE);
        assertThat(neighbour("neigh", "10.0.1.6").header().state()).isEqualTo(NeighbourState.NOARP);
        assertThat(neighbour("neigh", "10.0.1.9").header().state()).isEqualTo(NeighbourState.FAILED);
        assertThat(neighbour("neigh", "10.0.1.9").linkAddress()).isNull();
        NeighbourMessage external = neighbour("neigh", "10.0.1.10");
        assertThat(external.header().flags()).isEqualTo(NeighbourFlags.EXT_LEARNED);
        assertThat(external.find(NeighbourAttr.Protocol.class).number()).isEqualTo(42);
        assertThat(neighbour("neigh", "fd00::3").header().flags()).isEqualTo(NeighbourFlags.ROUTER);
        assertThat(neighbour("neigh", "fd00::4")
                        .find(NeighbourAttr.ExtendedFlags.class)
                        .bits())
                .isEqualTo(NeighbourFlags.EXT_MANAGED);
        assertThat(neighbour("neigh-proxy", "10.0.1.99").header().flags()).isEqualTo(NeighbourFlags.PROXY);
        var cache = external.find(NeighbourAttr.Cache.class).info();
        assertThat(cache.updated()).isLessThan(1000);
    }

    private static NeighbourMessage row(String mac) throws MalformedMessage {
        return Golden.one("fdb", NeighbourMessage.class, message -> mac(mac).equals(message.linkAddress()));
    }

    @Test
    void forwardingRows() throws MalformedMessage {
        NeighbourMessage remote = row("02:42:0a:00:01:03");
        assertThat(remote.destination()).isEqualTo(ip("10.99.0.2"));
        assertThat(remote.header().state()).isEqualTo(NeighbourState.PERMANENT | NeighbourState.NOARP);
        assertThat(remote.header().flags()).isEqualTo(NeighbourFlags.SELF);
        assertThat(row("02:42:0a:00:01:04").find(NeighbourAttr.Port.class).udpPort())
                .isEqualTo(8472);
        assertThat(row("02:42:0a:00:01:04").find(NeighbourAttr.Vni.class).vni()).isEqualTo(5);
        assertThat(row("02:42:0a:00:01:05").header().state()).isEqualTo(NeighbourState.NOARP);
        assertThat(row("02:42:0a:00:01:05").master()).isPositive();
        assertThat(row("02:42:0a:00:01:06").header().flags() & NeighbourFlags.STICKY)
                .isNotZero();
        assertThat(row("02:42:0a:00:01:07").header().flags() & NeighbourFlags.EXT_LEARNED)
                .isNotZero();
        assertThat(row("02:42:0a:00:01:09").find(NeighbourAttr.SourceVni.class).vni())
                .isEqualTo(4097);
        assertThat(row("02:42:0a:00:01:0c").find(NeighbourAttr.NextHopId.class).id())
                .isEqualTo(102);
        assertThat(row("02:42:0a:00:01:0d").destination()).isEqualTo(ip("fd00::2"));
        assertThat(Golden.one(
                                "fdb",
                                NeighbourMessage.class,
                                message -> ip("10.99.0.4").equals(message.destination()))
                        .find(NeighbourAttr.Interface.class)
                        .index())
                .isEqualTo(1);
    }

    private static RouteMessage route(String file, String destination) throws MalformedMessage {
        return Golden.one(
                file,
                RouteMessage.class,
                message -> ip(destination).equals(message.destination()) && message.table() != 255);
    }

    @Test
    void routes4() throws MalformedMessage {
        RouteMessage standard = Golden.one("route4", RouteMessage.class, message -> message.destination() == null);
        assertThat(standard.gateway()).isEqualTo(ip("10.0.1.254"));
        assertThat(standard.header().protocol()).isEqualTo(4);
        assertThat(standard.find(RouteAttr.Priority.class).metric()).isEqualTo(100);
        RouteMessage metrics = route("route4", "10.1.0.0");
        assertThat(metrics.header().tos()).isEqualTo(0x10);
        assertThat(metrics.find(RouteAttr.PreferredSource.class).address()).isEqualTo(ip("10.0.1.1"));
        assertThat(metrics.find(RouteAttr.Metrics.class).attrs())
                .contains(
                        new MetricAttr.Lock(1 << 2),
                        new MetricAttr.Mtu(1400),
                        new MetricAttr.AdvertisedMss(1300),
                        new MetricAttr.Window(2000),
                        new MetricAttr.Rtt(80),
                        new MetricAttr.InitialCongestionWindow(20),
                        new MetricAttr.HopLimit(33),
                        new MetricAttr.QuickAck(1),
                        new MetricAttr.CongestionControl("cubic"));
        var hops = route("route4", "10.2.0.0").find(RouteAttr.Multipath.class).hops();
        assertThat(hops).extracting(NextHop::weight).containsExactly(3, 5);
        assertThat(hops.get(0).find(RouteAttr.Gateway.class).address()).isEqualTo(ip("10.0.1.3"));
        assertThat(hops.get(1).flags() & 4).as("RTNH_F_ONLINK").isEqualTo(4);
        assertThat(route("route4", "10.3.0.0").header().type()).isEqualTo(6);
        assertThat(route("route4", "10.4.0.0").header().type()).isEqualTo(7);
        assertThat(route("route4", "10.5.0.0").header().type()).isEqualTo(8);
        assertThat(route("route4", "10.6.0.0").header().type()).isEqualTo(9);
        assertThat(route("route4", "10.6.0.0").table()).isEqualTo(70000);
        assertThat(route("route4", "10.7.0.0").find(RouteAttr.Via.class).hop().gateway())
                .isEqualTo(ip("fe80::1"));
        assertThat(route("route4", "10.8.0.0").find(RouteAttr.Flow.class).realms())
                .isEqualTo(0x30004);
        assertThat(route("route4", "10.10.0.0").find(RouteAttr.NextHopId.class).id())
                .isEqualTo(7);
    }

    @Test
    void routes6() throws MalformedMessage {
        RouteMessage standard = Golden.one(
                "route6", RouteMessage.class, message -> message.destination() == null && message.gateway() != null);
        assertThat(standard.find(RouteAttr.Preference.class).value()).isEqualTo(1);
        RouteMessage via = route("route6", "fd10::");
        assertThat(via.find(RouteAttr.Priority.class).metric()).isEqualTo(77);
        assertThat(via.find(RouteAttr.Metrics.class).attrs()).contains(new MetricAttr.Mtu(1400));
        assertThat(via.find(RouteAttr.Cache.class).info().expires()).isBetween(59_000, 60_000);
        var hops = route("route6", "fd20::").find(RouteAttr.Multipath.class).hops();
        assertThat(hops).extracting(NextHop::weight).containsExactlyInAnyOrder(3, 5);
        assertThat(route("route6", "fd30::").header().type()).isEqualTo(7);
        assertThat(route("route6", "fd31::").header().protocol()).isEqualTo(186);
    }

    private static RuleMessage rule(int priority) throws MalformedMessage {
        return Golden.one("rule", RuleMessage.class, message -> message.priority() == priority);
    }

    @Test
    void rules() throws MalformedMessage {
        assertThat(rule(99).find(RuleAttr.Goto.class).priority()).isEqualTo(101);
        assertThat(rule(100).table()).isEqualTo(70000);
        assertThat(rule(100).attrs())
                .contains(new RuleAttr.Source(ip("10.0.0.0")), new RuleAttr.Destination(ip("10.1.0.0")));
        assertThat(rule(100).header().sourceLength()).isEqualTo(8);
        assertThat(rule(100).header().destinationLength()).isEqualTo(16);
        assertThat(rule(101).attrs())
                .contains(new RuleAttr.Mark(1), new RuleAttr.MarkMask(0xff), new RuleAttr.Protocol(4));
        assertThat(rule(102).header().flags() & 2).as("FIB_RULE_INVERT").isEqualTo(2);
        assertThat(rule(102).header().action()).isEqualTo(6);
        assertThat(rule(102).attrs()).contains(new RuleAttr.InputInterface("lo"), new RuleAttr.OutputInterface("eth7"));
        var uids = rule(103).find(RuleAttr.Uids.class).range();
        assertThat(uids.start()).isEqualTo(1000);
        assertThat(uids.end()).isEqualTo(2000);
        assertThat(rule(103).find(RuleAttr.SourcePorts.class).range().end()).isEqualTo(2);
        assertThat(rule(103).find(RuleAttr.DestinationPorts.class).range().start())
                .isEqualTo(80);
        assertThat(rule(103).find(RuleAttr.IpProtocol.class).number()).isEqualTo(6);
        assertThat(rule(104).attrs()).contains(new RuleAttr.SuppressPrefixLength(0), new RuleAttr.SuppressGroup(7));
        assertThat(rule(105).find(RuleAttr.TunnelId.class).id()).isEqualTo(77);
    }

    @Test
    void namespaceIds() throws MalformedMessage {
        NsidMessage nsid = Golden.read("nsid", NsidMessage.class).getFirst();
        LinkMessage v0 = link("nsid", "v0");
        assertThat(nsid.nsid()).isNotNegative();
        assertThat(v0.linkNetnsid()).isEqualTo(nsid.nsid());
    }

    @Test
    void errors() throws MalformedMessage {
        var errors = Golden.read("errors", ErrorMessage.class);
        assertThat(errors.get(0).errno()).isZero();
        assertThat(errors.get(1).errno()).isEqualTo(17);
        assertThat(errors.get(1).requestLength() - NlHeader.SIZE)
                .isEqualTo(errors.get(1).requestBody().length());
        assertThat(errors.get(2).errno()).isEqualTo(17);
        assertThat(errors.get(2).requestBody().length()).isZero();
        assertThat(errors.get(4).text()).isNotEmpty();
        assertThat(errors.get(5).text()).isEqualTo(errors.get(4).text());
        assertThat(errors.get(5).attrs().find(ErrorAttr.Offset.class).bytes()).isEqualTo(32);
    }
}

package dev.sonde.netlink;

import static dev.sonde.netlink.Nlmsg.AF_BRIDGE;
import static dev.sonde.netlink.Nlmsg.AF_UNSPEC;
import static dev.sonde.netlink.Nlmsg.NLM_F_ACK;
import static dev.sonde.netlink.Nlmsg.NLM_F_CREATE;
import static dev.sonde.netlink.Nlmsg.NLM_F_DUMP;
import static dev.sonde.netlink.Nlmsg.NLM_F_EXCL;
import static dev.sonde.netlink.Nlmsg.NLM_F_REPLACE;
import static dev.sonde.netlink.Nlmsg.NLM_F_REQUEST;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressHeader;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkFilter;
import dev.sonde.netlink.link.LinkHeader;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VethAttr;
import dev.sonde.netlink.link.VethPeer;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.mdb.MdbHeader;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.netconf.NetconfAttr;
import dev.sonde.netlink.netconf.NetconfHeader;
import dev.sonde.netlink.netconf.NetconfMessage;
import dev.sonde.netlink.nexthop.NexthopAttr;
import dev.sonde.netlink.nexthop.NexthopHeader;
import dev.sonde.netlink.nexthop.NexthopMessage;
import dev.sonde.netlink.nexthop.ResilientBucketAttr;
import dev.sonde.netlink.nsid.NsidAttr;
import dev.sonde.netlink.nsid.NsidHeader;
import dev.sonde.netlink.nsid.NsidMessage;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteFlags;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.route.RouteScope;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import dev.sonde.netlink.rule.RuleHeader;
import dev.sonde.netlink.stats.StatsAttr;
import dev.sonde.netlink.stats.StatsHeader;
import dev.sonde.netlink.stats.StatsMessage;
import dev.sonde.netlink.tunnel.TunnelAttr;
import dev.sonde.netlink.tunnel.TunnelHeader;
import dev.sonde.netlink.tunnel.TunnelMessage;
import dev.sonde.netlink.vlan.VlanHeader;
import java.util.ArrayList;
import java.util.List;

/// Requests as bytes. Sequence and port are 0: whoever sends them sets them. A request that changes something asks
/// for an acknowledgement.
///
/// More than 500 lines: the list of all requests, a few lines each.
public final class Requests {
    private static final int IFLA_EXT_MASK = 29;
    private static final int NETNSA_FD = 3;
    private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    private static final int NFTA_SET_ELEM_LIST_SET = 2;

    /// `BRIDGE_VLANDB_DUMP_FLAGS`: in a request the attribute 1 is a number.
    private static final int VLANDB_DUMP_FLAGS = 1;

    private static final int DUMP = NLM_F_REQUEST | NLM_F_DUMP;
    private static final int CHANGE = NLM_F_REQUEST | NLM_F_ACK;
    private static final int ADD = CHANGE | NLM_F_CREATE | NLM_F_EXCL;
    private static final int PUT = CHANGE | NLM_F_CREATE | NLM_F_REPLACE;

    private Requests() {}

    // ---- dumps ----

    /// All links, as `ip link` asks.
    public static byte[] links() {
        return links(AF_UNSPEC, LinkFilter.VF);
    }

    /// The same without the counters of links, of which a scan does without where nobody looks at them.
    public static byte[] briefLinks() {
        return links(AF_UNSPEC, LinkFilter.VF | LinkFilter.SKIP_STATS);
    }

    /// The bridges' ports with their VLANs, as `bridge vlan` and `bridge link` ask.
    public static byte[] bridgeLinks() {
        return links(AF_BRIDGE, LinkFilter.BRVLAN);
    }

    /// The same, ranges of equal VLANs as one.
    public static byte[] bridgeLinksCompressed() {
        return links(AF_BRIDGE, LinkFilter.BRVLAN_COMPRESSED);
    }

    /// The same with the states of spanning trees in place of VLANs.
    public static byte[] bridgeTrees() {
        return links(AF_BRIDGE, LinkFilter.MST);
    }

    private static byte[] links(int family, int extMask) {
        return dump(Nlmsg.RTM_GETLINK, family, LinkHeader.SIZE)
                .u32(IFLA_EXT_MASK, extMask)
                .build();
    }

    /// Without an [AttrTable]: to find the row of a record it would link all its rows, at the start of every command.
    private static MessageBuilder dump(int type, int family, int header) {
        return new MessageBuilder(type, DUMP).header(family, header);
    }

    /// @param family `AF_INET`, `AF_INET6`, or `AF_UNSPEC` for both
    public static byte[] addresses(int family) {
        return dump(Nlmsg.RTM_GETADDR, family, AddressHeader.SIZE).build();
    }

    /// All tables.
    public static byte[] routes(int family) {
        return dump(Nlmsg.RTM_GETROUTE, family, RouteHeader.SIZE).build();
    }

    /// Those that the kernel keeps for packets that were on their way, as `ip route show cache` asks.
    public static byte[] cachedRoutes(int family) {
        return new RouteMessage(
                        new NlHeader(Nlmsg.RTM_GETROUTE, DUMP),
                        new RouteHeader(family, 0, 0, 0, 0, 0, 0, 0, RouteFlags.CLONED),
                        RouteAttr.TABLE.of())
                .toBytes();
    }

    public static byte[] rules(int family) {
        return dump(Nlmsg.RTM_GETRULE, family, RuleHeader.SIZE).build();
    }

    public static byte[] neighbours(int family) {
        return dump(Nlmsg.RTM_GETNEIGH, family, NeighbourHeader.SIZE).build();
    }

    /// The addresses for which we answer, as `ip neigh show proxy` asks.
    public static byte[] proxies(int family) {
        var header = new NeighbourHeader(family, 0, 0, NeighbourFlags.PROXY, 0);
        return neighbour(Nlmsg.RTM_GETNEIGH, DUMP, header, List.of());
    }

    /// How large the neighbour tables are, and how they are set. Never collected unasked.
    public static byte[] neighbourTables() {
        return dump(Nlmsg.RTM_GETNEIGHTBL, AF_UNSPEC, NsidHeader.SIZE).build();
    }

    /// The chains of the firewall. Collected unasked by `collect` alone.
    public static byte[] filterChains() {
        return dump(Nft.GETCHAIN, AF_UNSPEC, Nft.GENMSG).build();
    }

    /// Its rules.
    public static byte[] filterRules() {
        return dump(Nft.GETRULE, AF_UNSPEC, Nft.GENMSG).build();
    }

    /// Its sets and maps, without what is in them.
    public static byte[] filterSets() {
        return dump(Nft.GETSET, AF_UNSPEC, Nft.GENMSG).build();
    }

    /// The elements of one of them. `family`: `NFPROTO_*`.
    public static byte[] filterElements(int family, String table, String set) {
        return dump(Nft.GETSETELEM, family, Nft.GENMSG)
                .string(NFTA_SET_ELEM_LIST_TABLE, table)
                .string(NFTA_SET_ELEM_LIST_SET, set)
                .build();
    }

    /// The sets of ipset, with all that is in them.
    public static byte[] ipsets() {
        return dump(Nft.IPSET_LIST, AF_UNSPEC, Nft.GENMSG)
                .attribute(IPSET_ATTR_PROTOCOL)
                .u8(IPSET_PROTOCOL)
                .end()
                .build();
    }

    private static final int IPSET_ATTR_PROTOCOL = 1;

    /// From Linux 4.20 on: it tells the numbers of sets.
    private static final int IPSET_PROTOCOL = 7;

    /// The forwarding tables of bridges, VXLAN and macvlan devices.
    public static byte[] forwarding() {
        return neighbours(AF_BRIDGE);
    }

    public static byte[] nsids(NsidAttr... attrs) {
        return new NsidMessage(
                        new NlHeader(Nlmsg.RTM_GETNSID, DUMP), new NsidHeader(AF_UNSPEC), NsidAttr.TABLE.of(attrs))
                .toBytes();
    }

    /// Whether there is a namespace of this id, which the kernel's answer tells.
    public static byte[] nsid(NsidAttr... attrs) {
        return new NsidMessage(
                        new NlHeader(Nlmsg.RTM_GETNSID, Nlmsg.NLM_F_REQUEST),
                        new NsidHeader(AF_UNSPEC),
                        NsidAttr.TABLE.of(attrs))
                .toBytes();
    }

    // ---- further tables ----

    /// @param attrs what narrows the dump: [NexthopAttr.OutputInterface], [NexthopAttr.Groups] …
    public static byte[] nexthops(int family, NexthopAttr... attrs) {
        return nexthop(Nlmsg.RTM_GETNEXTHOP, DUMP, family, List.of(attrs));
    }

    public static byte[] nexthopBuckets(int family, NexthopAttr... attrs) {
        return nexthop(Nlmsg.RTM_GETNEXTHOPBUCKET, DUMP, family, List.of(attrs));
    }

    /// One next hop.
    ///
    /// @param more [NexthopAttr.OpFlags], where its statistics are asked for
    public static byte[] nexthop(int family, long id, NexthopAttr... more) {
        List<NexthopAttr> attrs = new ArrayList<>(List.of(more));
        attrs.addFirst(new NexthopAttr.Id(id));
        return nexthop(Nlmsg.RTM_GETNEXTHOP, NLM_F_REQUEST, family, attrs);
    }

    public static byte[] nexthopBucket(int family, long id, int index) {
        var bucket = ResilientBucketAttr.TABLE.of(new ResilientBucketAttr.Index(index));
        List<NexthopAttr> attrs = List.of(new NexthopAttr.Id(id), new NexthopAttr.ResilientBucket(bucket));
        return nexthop(Nlmsg.RTM_GETNEXTHOPBUCKET, NLM_F_REQUEST, family, attrs);
    }

    private static byte[] nexthop(int type, int flags, int family, List<NexthopAttr> attrs) {
        return new NexthopMessage(
                        new NlHeader(type, flags), new NexthopHeader(family, 0, 0, 0), NexthopAttr.TABLE.of(attrs))
                .toBytes();
    }

    /// @param family `AF_INET`, `AF_INET6`, `AF_MPLS`
    public static byte[] netconf(int family) {
        return new NetconfMessage(
                        new NlHeader(Nlmsg.RTM_GETNETCONF, DUMP), new NetconfHeader(family), NetconfAttr.TABLE.of())
                .toBytes();
    }

    /// The settings of one interface.
    public static byte[] netconf(int family, int index) {
        return new NetconfMessage(
                        new NlHeader(Nlmsg.RTM_GETNETCONF, NLM_F_REQUEST),
                        new NetconfHeader(family),
                        NetconfAttr.TABLE.of(new NetconfAttr.Interface(index)))
                .toBytes();
    }

    /// The multicast groups of all bridges.
    public static byte[] multicastGroups() {
        return dump(Nlmsg.RTM_GETMDB, AF_BRIDGE, MdbHeader.SIZE).build();
    }

    /// One multicast group of a bridge, or of a VXLAN device: `MDBA_GET_ENTRY`, `MDBA_GET_ENTRY_ATTRS` of
    /// linux/if_bridge.h.
    ///
    /// @param group an address, or six bytes of the link layer
    /// @param source `MDBE_ATTR_SOURCE`, or null
    /// @param vni `MDBE_ATTR_SRC_VNI`; -1: not given
    public static byte[] multicastGroup(int index, byte[] group, int vid, IpAddress source, long vni) {
        MessageBuilder b = new MessageBuilder(Nlmsg.RTM_GETMDB, NLM_F_REQUEST);
        b.header(AF_BRIDGE, 4).u32(index);
        // struct br_mdb_entry: ifindex, state, flags, vid, the group in 16 bytes, its protocol, two bytes behind it
        b.attribute(1).u32(0).u8(0).u8(0).u16(vid).bytes(group).bytes(new byte[16 - group.length]);
        b.u16be(group.length == 4 ? 0x800 : group.length == 16 ? 0x86dd : 0)
                .u16(0)
                .end();
        if (source != null || vni >= 0) {
            b.nest(2);
            if (source != null) {
                b.attribute(1).bytes(source.toArray()).end();
            }
            if (vni >= 0) {
                b.u32(9, vni);
            }
            b.end();
        }
        return b.build();
    }

    /// The VNIs that VXLAN devices take.
    ///
    /// @param index of one device, 0 for all
    public static byte[] tunnels(int index, boolean stats) {
        return new TunnelMessage(
                        new NlHeader(Nlmsg.RTM_GETTUNNEL, DUMP),
                        new TunnelHeader(AF_BRIDGE, stats ? 1 : 0, index),
                        TunnelAttr.TABLE.of())
                .toBytes();
    }

    /// The VLANs of bridges and ports.
    ///
    /// @param flags `BRIDGE_VLANDB_DUMPF_STATS` 1, `BRIDGE_VLANDB_DUMPF_GLOBAL` 2
    public static byte[] vlans(int flags) {
        return dump(Nlmsg.RTM_GETVLAN, AF_BRIDGE, VlanHeader.SIZE)
                .u32(VLANDB_DUMP_FLAGS, flags)
                .build();
    }

    /// Statistics of all links.
    ///
    /// @param mask `1 << IFLA_STATS_* - 1`
    public static byte[] stats(int mask) {
        return new StatsMessage(
                        new NlHeader(Nlmsg.RTM_GETSTATS, DUMP),
                        new StatsHeader(AF_UNSPEC, 0, mask),
                        StatsAttr.TABLE.of())
                .toBytes();
    }

    /// Statistics of one link.
    public static byte[] stats(int index, int mask) {
        return new StatsMessage(
                        new NlHeader(Nlmsg.RTM_GETSTATS, NLM_F_REQUEST),
                        new StatsHeader(AF_UNSPEC, index, mask),
                        StatsAttr.TABLE.of())
                .toBytes();
    }

    /// The question by which `collect` records the id of a namespace in another: the number of the other stands for its
    /// file descriptor.
    public static byte[] nsidOf(int number) {
        return new MessageBuilder(Nlmsg.RTM_GETNSID, NLM_F_REQUEST)
                .header(AF_UNSPEC, NsidHeader.SIZE)
                .u32(NETNSA_FD, number)
                .build();
    }

    // ---- links ----

    /// A link of any kind: `addLink("ifb0", "ifb", null)`.
    ///
    /// @param data attributes of the kind, or null
    /// @param more for instance [LinkAttr.Mtu], [LinkAttr.Address], [LinkAttr.NetNsFd], [LinkAttr.Master]
    public static byte[] addLink(String name, String kind, Attrs<?> data, LinkAttr... more) {
        return addLink(0, name, kind, data, more);
    }

    /// The same, of a link whose index is asked for; 0: any.
    public static byte[] addLink(int index, String name, String kind, Attrs<?> data, LinkAttr... more) {
        return addLink(index, 0, name, kind, data, more);
    }

    private static byte[] addLink(int index, int up, String name, String kind, Attrs<?> data, LinkAttr... more) {
        var info = new ArrayList<LinkInfoAttr>();
        info.add(new LinkInfoAttr.Kind(kind));
        if (data != null && data.size() > 0) {
            info.add(new LinkInfoAttr.Data(data));
        }
        var attrs = new ArrayList<LinkAttr>();
        attrs.add(new LinkAttr.Name(name));
        attrs.addAll(List.of(more));
        attrs.add(new LinkAttr.LinkInfo(LinkInfoAttr.TABLE.of(info)));
        return link(Nlmsg.RTM_NEWLINK, ADD, AF_UNSPEC, index, up, attrs);
    }

    /// @param data for instance `new BridgeAttr.VlanDefaultPvid(0)`
    public static byte[] addBridge(String name, List<BridgeAttr> data, LinkAttr... more) {
        return addLink(name, "bridge", BridgeAttr.TABLE.of(data), more);
    }

    /// @param data for instance `new VxlanAttr.Vni(4097)`, `new VxlanAttr.Port(4789)`, `new VxlanAttr.Learning(0)`
    public static byte[] addVxlan(String name, List<VxlanAttr> data, LinkAttr... more) {
        return addLink(name, "vxlan", VxlanAttr.TABLE.of(data), more);
    }

    /// Both ends of a veth pair.
    ///
    /// @param attrs of the one end, without its name
    /// @param peer of the other end: [LinkAttr.Name], and [LinkAttr.NetNsFd] where it lives elsewhere
    public static byte[] addVeth(String name, List<LinkAttr> attrs, List<LinkAttr> peer) {
        return addLink(name, "veth", veth(0, peer), attrs.toArray(LinkAttr[]::new));
    }

    /// The same with the indexes that both ends ask for. The one end is set up.
    public static byte[] addVethUp(int index, String name, List<LinkAttr> attrs, int peerIndex, List<LinkAttr> peer) {
        LinkAttr[] more = attrs.toArray(LinkAttr[]::new);
        return addLink(index, InterfaceFlags.UP, name, "veth", veth(peerIndex, peer), more);
    }

    private static Attrs<VethAttr> veth(int peerIndex, List<LinkAttr> peer) {
        var other = new VethPeer(new LinkHeader(AF_UNSPEC, 0, peerIndex, 0, 0), LinkAttr.TABLE.of(peer));
        return VethAttr.TABLE.of(new VethAttr.Peer(other));
    }

    /// Changes a link: `setLink(3, new LinkAttr.Master(2), new LinkAttr.Mtu(1450))`.
    public static byte[] setLink(int index, LinkAttr... changes) {
        return link(Nlmsg.RTM_NEWLINK, CHANGE, AF_UNSPEC, index, 0, List.of(changes));
    }

    /// Changes a link and sets it up in the same request.
    public static byte[] setLinkUp(int index, LinkAttr... changes) {
        return link(Nlmsg.RTM_NEWLINK, CHANGE, AF_UNSPEC, index, InterfaceFlags.UP, List.of(changes));
    }

    /// For a link whose index is not yet known.
    public static byte[] setLinkUp(String name, LinkAttr... changes) {
        var attrs = new ArrayList<LinkAttr>();
        attrs.add(new LinkAttr.Name(name));
        attrs.addAll(List.of(changes));
        return link(Nlmsg.RTM_NEWLINK, CHANGE, AF_UNSPEC, 0, InterfaceFlags.UP, attrs);
    }

    public static byte[] setLinkDown(int index) {
        var header = new LinkHeader(AF_UNSPEC, 0, index, 0, InterfaceFlags.UP);
        return new LinkMessage(new NlHeader(Nlmsg.RTM_NEWLINK, CHANGE), header, LinkAttr.TABLE.of()).toBytes();
    }

    /// `bridge link set dev PORT state STATE`; the states are [PortState].
    public static byte[] setPortState(int index, int state) {
        var port = new LinkAttr.ProtocolInfo(BridgePortAttr.TABLE.of(List.of(new BridgePortAttr.State(state))));
        byte[] b = link(Nlmsg.RTM_SETLINK, CHANGE, AF_BRIDGE, index, 0, List.of(port));
        // NLA_F_NESTED of the only attribute, IFLA_PROTINFO: without it the kernel takes the old form, one byte.
        b[NlHeader.SIZE + LinkHeader.SIZE + 3] |= (byte) (Attr.NESTED >> 8);
        return b;
    }

    public static byte[] deleteLink(int index) {
        return link(Nlmsg.RTM_DELLINK, CHANGE, AF_UNSPEC, index, 0, List.of());
    }

    public static byte[] deleteLink(String name) {
        return link(Nlmsg.RTM_DELLINK, CHANGE, AF_UNSPEC, 0, 0, List.of(new LinkAttr.Name(name)));
    }

    /// One link by its index, with its counters.
    public static byte[] getLink(int index) {
        return link(Nlmsg.RTM_GETLINK, NLM_F_REQUEST, AF_UNSPEC, index, 0, List.of());
    }

    /// One link by name, for its index.
    public static byte[] getLink(String name) {
        return link(Nlmsg.RTM_GETLINK, NLM_F_REQUEST, AF_UNSPEC, 0, 0, List.of(new LinkAttr.Name(name)));
    }

    private static byte[] link(int type, int flags, int family, int index, int up, List<LinkAttr> attrs) {
        return new LinkMessage(
                        new NlHeader(type, flags), new LinkHeader(family, 0, index, up, up), LinkAttr.TABLE.of(attrs))
                .toBytes();
    }

    // ---- addresses, routes ----

    /// @param more for instance [AddressAttr.Broadcast], or [AddressAttr.Flags] with [AddressFlags#NODAD]
    public static byte[] addAddress(int index, IpAddress address, int prefixLength, AddressAttr... more) {
        return address(Nlmsg.RTM_NEWADDR, ADD, index, address, prefixLength, more);
    }

    public static byte[] deleteAddress(int index, IpAddress address, int prefixLength) {
        return address(Nlmsg.RTM_DELADDR, CHANGE, index, address, prefixLength);
    }

    private static byte[] address(
            int type, int flags, int index, IpAddress address, int prefixLength, AddressAttr... more) {
        var attrs = new ArrayList<AddressAttr>();
        attrs.add(new AddressAttr.Local(address));
        attrs.add(new AddressAttr.Address(address));
        attrs.addAll(List.of(more));
        return new AddressMessage(
                        new NlHeader(type, flags),
                        new AddressHeader(address.family(), prefixLength, 0, 0, index),
                        AddressAttr.TABLE.of(attrs))
                .toBytes();
    }

    /// A route of the main table, by its gateway.
    ///
    /// @param destination null: the default route
    public static byte[] addRoute(IpAddress destination, int prefixLength, IpAddress gateway, RouteAttr... more) {
        var attrs = new ArrayList<RouteAttr>();
        attrs.add(new RouteAttr.Gateway(gateway));
        attrs.addAll(List.of(more));
        return route(gateway.family(), destination, prefixLength, 0, attrs);
    }

    /// A route of the main table, over a link that reaches its destination directly.
    public static byte[] addRoute(IpAddress destination, int prefixLength, int index, RouteAttr... more) {
        var attrs = new ArrayList<RouteAttr>();
        attrs.add(new RouteAttr.OutputInterface(index));
        attrs.addAll(List.of(more));
        return route(
                destination.family(),
                destination,
                prefixLength,
                destination.isV4() ? RouteScope.LINK : RouteScope.UNIVERSE,
                attrs);
    }

    /// Makes or replaces a route of the main table whose gateway is taken to be on the link, `onlink`.
    public static byte[] putRouteOnlink(IpAddress destination, int prefixLength, IpAddress gateway, int index) {
        return new RouteMessage(
                        new NlHeader(Nlmsg.RTM_NEWROUTE, PUT),
                        unicast(gateway.family(), prefixLength, RouteScope.UNIVERSE, RouteHeader.ONLINK),
                        RouteAttr.TABLE.of(
                                new RouteAttr.Destination(destination),
                                new RouteAttr.Gateway(gateway),
                                new RouteAttr.OutputInterface(index)))
                .toBytes();
    }

    /// Removes the route of the main table to this destination by this gateway.
    public static byte[] deleteRoute(IpAddress destination, int prefixLength, IpAddress gateway, int index) {
        return new RouteMessage(
                        new NlHeader(Nlmsg.RTM_DELROUTE, CHANGE),
                        unicast(gateway.family(), prefixLength, RouteScope.UNIVERSE, RouteHeader.ONLINK),
                        RouteAttr.TABLE.of(
                                new RouteAttr.Destination(destination),
                                new RouteAttr.Gateway(gateway),
                                new RouteAttr.OutputInterface(index)))
                .toBytes();
    }

    private static RouteHeader unicast(int family, int prefixLength, int scope, int flags) {
        return new RouteHeader(
                family, prefixLength, 0, 0, RouteTable.MAIN, RouteProtocol.BOOT, scope, RouteType.UNICAST, flags);
    }

    private static byte[] route(int family, IpAddress destination, int prefixLength, int scope, List<RouteAttr> attrs) {
        if (destination != null) {
            attrs.add(0, new RouteAttr.Destination(destination));
        }
        return new RouteMessage(
                        new NlHeader(Nlmsg.RTM_NEWROUTE, ADD),
                        unicast(family, prefixLength, scope, 0),
                        RouteAttr.TABLE.of(attrs))
                .toBytes();
    }

    // ---- neighbours and forwarding tables ----

    /// Makes or replaces a neighbour that never ages (`PERMANENT`), as Docker programs them.
    public static byte[] putNeighbour(int index, IpAddress address, LinkAddress mac) {
        return neighbour(
                Nlmsg.RTM_NEWNEIGH,
                PUT,
                new NeighbourHeader(address.family(), index, NeighbourState.PERMANENT, 0, 0),
                List.of(new NeighbourAttr.Destination(address), new NeighbourAttr.LinkLayer(mac)));
    }

    public static byte[] deleteNeighbour(int index, IpAddress address) {
        return neighbour(
                Nlmsg.RTM_DELNEIGH,
                CHANGE,
                new NeighbourHeader(address.family(), index, 0, 0, 0),
                List.of(new NeighbourAttr.Destination(address)));
    }

    /// Makes or replaces a row `MAC dev INDEX dst VTEP self permanent` of a VXLAN device.
    public static byte[] putForwarding(int index, LinkAddress mac, IpAddress vtep, NeighbourAttr... more) {
        return forwarding(Nlmsg.RTM_NEWNEIGH, PUT, index, mac, vtep, more);
    }

    /// The same, where each MAC may have several destinations (the zero MAC: broadcast is sent to all of them).
    public static byte[] appendForwarding(int index, LinkAddress mac, IpAddress vtep, NeighbourAttr... more) {
        int append = CHANGE | NLM_F_CREATE | Nlmsg.NLM_F_APPEND;
        return forwarding(Nlmsg.RTM_NEWNEIGH, append, index, mac, vtep, more);
    }

    public static byte[] deleteForwarding(int index, LinkAddress mac, IpAddress vtep) {
        return forwarding(Nlmsg.RTM_DELNEIGH, CHANGE, index, mac, vtep);
    }

    /// Makes or replaces a row of a bridge's own, `MAC dev PORT master static`: behind which port a MAC is.
    public static byte[] putStation(int port, LinkAddress mac) {
        var header = new NeighbourHeader(AF_BRIDGE, port, NeighbourState.NOARP, NeighbourFlags.MASTER, 0);
        return neighbour(Nlmsg.RTM_NEWNEIGH, PUT, header, List.of(new NeighbourAttr.LinkLayer(mac)));
    }

    private static byte[] forwarding(
            int type, int flags, int index, LinkAddress mac, IpAddress vtep, NeighbourAttr... more) {
        var attrs = new ArrayList<NeighbourAttr>();
        attrs.add(new NeighbourAttr.LinkLayer(mac));
        if (vtep != null) {
            attrs.add(new NeighbourAttr.Destination(vtep));
        }
        attrs.addAll(List.of(more));
        var header = new NeighbourHeader(AF_BRIDGE, index, NeighbourState.PERMANENT, NeighbourFlags.SELF, 0);
        return neighbour(type, flags, header, attrs);
    }

    private static byte[] neighbour(int type, int flags, NeighbourHeader header, List<NeighbourAttr> attrs) {
        return new NeighbourMessage(new NlHeader(type, flags), header, NeighbourAttr.TABLE.of(attrs)).toBytes();
    }
}

package dev.sonde.netlink;

import static dev.sonde.netlink.Nlmsg.AF_BRIDGE;
import static dev.sonde.netlink.Nlmsg.AF_UNSPEC;
import static dev.sonde.netlink.Nlmsg.NLM_F_ACK;
import static dev.sonde.netlink.Nlmsg.NLM_F_CREATE;
import static dev.sonde.netlink.Nlmsg.NLM_F_EXCL;
import static dev.sonde.netlink.Nlmsg.NLM_F_REPLACE;
import static dev.sonde.netlink.Nlmsg.NLM_F_REQUEST;

import dev.sonde.netlink.addr.AddressAttr;
import dev.sonde.netlink.addr.AddressHeader;
import dev.sonde.netlink.addr.AddressMessage;
import dev.sonde.netlink.link.BridgeAttr;
import dev.sonde.netlink.link.BridgePortAttr;
import dev.sonde.netlink.link.InterfaceFlags;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkHeader;
import dev.sonde.netlink.link.LinkInfoAttr;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.link.VethAttr;
import dev.sonde.netlink.link.VethPeer;
import dev.sonde.netlink.link.VxlanAttr;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
import dev.sonde.netlink.neigh.NeighbourState;
import dev.sonde.netlink.route.RouteAttr;
import dev.sonde.netlink.route.RouteHeader;
import dev.sonde.netlink.route.RouteMessage;
import dev.sonde.netlink.route.RouteProtocol;
import dev.sonde.netlink.route.RouteScope;
import dev.sonde.netlink.route.RouteTable;
import dev.sonde.netlink.route.RouteType;
import java.util.ArrayList;
import java.util.List;

/// Requests that change something, as bytes; each asks for an acknowledgement. Sequence and port are 0: whoever sends
/// them sets them.
public final class Changes {
    private static final int CHANGE = NLM_F_REQUEST | NLM_F_ACK;
    private static final int ADD = CHANGE | NLM_F_CREATE | NLM_F_EXCL;
    private static final int PUT = CHANGE | NLM_F_CREATE | NLM_F_REPLACE;

    private Changes() {}

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
        return onlink(Nlmsg.RTM_NEWROUTE, PUT, destination, prefixLength, gateway, index);
    }

    /// Removes the route of the main table to this destination by this gateway.
    public static byte[] deleteRoute(IpAddress destination, int prefixLength, IpAddress gateway, int index) {
        return onlink(Nlmsg.RTM_DELROUTE, CHANGE, destination, prefixLength, gateway, index);
    }

    private static byte[] onlink(
            int type, int flags, IpAddress destination, int prefixLength, IpAddress gateway, int index) {
        return new RouteMessage(
                        new NlHeader(type, flags),
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

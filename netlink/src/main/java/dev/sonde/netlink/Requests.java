package dev.sonde.netlink;

import static dev.sonde.netlink.Nlmsg.AF_BRIDGE;
import static dev.sonde.netlink.Nlmsg.AF_UNSPEC;
import static dev.sonde.netlink.Nlmsg.NLM_F_DUMP;
import static dev.sonde.netlink.Nlmsg.NLM_F_REQUEST;

import dev.sonde.netlink.addr.AddressHeader;
import dev.sonde.netlink.filter.Nft;
import dev.sonde.netlink.link.LinkAttr;
import dev.sonde.netlink.link.LinkFilter;
import dev.sonde.netlink.link.LinkHeader;
import dev.sonde.netlink.link.LinkMessage;
import dev.sonde.netlink.mdb.MdbHeader;
import dev.sonde.netlink.neigh.NeighbourAttr;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourHeader;
import dev.sonde.netlink.neigh.NeighbourMessage;
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

/// Requests that ask, as bytes. Sequence and port are 0: whoever sends them sets them. What changes something is made
/// by [Changes].
public final class Requests {
    private static final int IFLA_EXT_MASK = 29;
    private static final int NETNSA_FD = 3;
    private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    private static final int NFTA_SET_ELEM_LIST_SET = 2;

    /// `BRIDGE_VLANDB_DUMP_FLAGS`: in a request the attribute 1 is a number.
    private static final int VLANDB_DUMP_FLAGS = 1;

    private static final int DUMP = NLM_F_REQUEST | NLM_F_DUMP;

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
        return new NeighbourMessage(
                        new NlHeader(Nlmsg.RTM_GETNEIGH, DUMP),
                        new NeighbourHeader(family, 0, 0, NeighbourFlags.PROXY, 0),
                        NeighbourAttr.TABLE.of())
                .toBytes();
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

    /// One link by its index, with its counters.
    public static byte[] getLink(int index) {
        return link(index);
    }

    /// One link by name, for its index.
    public static byte[] getLink(String name) {
        return link(0, new LinkAttr.Name(name));
    }

    private static byte[] link(int index, LinkAttr... attrs) {
        return new LinkMessage(
                        new NlHeader(Nlmsg.RTM_GETLINK, NLM_F_REQUEST),
                        new LinkHeader(AF_UNSPEC, 0, index, 0, 0),
                        LinkAttr.TABLE.of(attrs))
                .toBytes();
    }
}

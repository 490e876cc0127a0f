package dev.sonde.sensor.scan;

import dev.sonde.sensor.netns.Netns;

/// The tables that few views ask for: `sonde collect` records them, so that its stream answers these views too.
///
/// Each request is byte for byte the one that the analysis would send: a recorded answer is found by its question.
final class ExtraTables {
    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETNEIGH = 30;
    private static final int RTM_GETNETCONF = 82;
    private static final int RTM_GETSTATS = 94;
    private static final int RTM_GETNEXTHOP = 106;
    private static final int RTM_GETVLAN = 114;
    private static final int RTM_GETNEXTHOPBUCKET = 118;
    private static final int RTM_GETTUNNEL = 122;

    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int AF_INET6 = 10;
    private static final int AF_MPLS = 28;

    /// Where the field that tells two requests of one type apart lies: the mask of IFLA_EXT_MASK, `rtm_flags`,
    /// `ndm_state` with `ndm_flags`, the number of BRIDGE_VLANDB_DUMP_FLAGS, `filter_mask`, and the first word.
    private static final int EXT_MASK = 36;

    private static final int ROUTE_FLAGS = 24;
    private static final int NEIGH_FLAGS = 24;
    private static final int VLAN_FLAGS = 28;
    private static final int STATS_MASK = 24;
    private static final int FIRST = 16;

    private static final int RTM_F_CLONED = 0x200;
    private static final int NTF_PROXY = 8;

    /// Sends the replies of the namespace to which the socket belongs.
    static void tables(Netns netns, int s, int number) {
        netns.table(s, number, RTM_GETLINK, AF_BRIDGE, EXT_MASK, 2); // RTEXT_FILTER_BRVLAN
        netns.table(s, number, RTM_GETLINK, AF_BRIDGE, EXT_MASK, 4); // RTEXT_FILTER_BRVLAN_COMPRESSED
        netns.table(s, number, RTM_GETNEIGH, 0, NEIGH_FLAGS, NTF_PROXY << 16);
        netns.table(s, number, RTM_GETROUTE, AF_INET, ROUTE_FLAGS, RTM_F_CLONED);
        netns.table(s, number, RTM_GETROUTE, AF_INET6, ROUTE_FLAGS, RTM_F_CLONED);
        netns.table(s, number, RTM_GETROUTE, AF_MPLS);
        netns.table(s, number, RTM_GETVLAN, AF_BRIDGE, VLAN_FLAGS, 0);
        netns.table(s, number, RTM_GETVLAN, AF_BRIDGE, VLAN_FLAGS, 1); // BRIDGE_VLANDB_DUMPF_STATS
        netns.table(s, number, RTM_GETVLAN, AF_BRIDGE, VLAN_FLAGS, 2); // BRIDGE_VLANDB_DUMPF_GLOBAL
        netns.table(s, number, RTM_GETNEXTHOP, 0);
        netns.table(s, number, RTM_GETNEXTHOPBUCKET, 0);
        netns.table(s, number, RTM_GETNETCONF, 0);
        netns.table(s, number, RTM_GETTUNNEL, AF_BRIDGE);
        netns.table(s, number, RTM_GETTUNNEL, AF_BRIDGE, FIRST, AF_BRIDGE | 1 << 8); // TUNNEL_MSG_FLAG_STATS
        netns.table(s, number, RTM_GETSTATS, 0, STATS_MASK, 2); // IFLA_STATS_LINK_XSTATS
        netns.table(s, number, RTM_GETSTATS, 0, STATS_MASK, 4); // IFLA_STATS_LINK_XSTATS_SLAVE
    }

    private ExtraTables() {}
}

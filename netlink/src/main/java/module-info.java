/// The rtnetlink codec: bytes <-> records. No input, no output, no libraries.
module dev.sonde.netlink {
    exports dev.sonde.netlink;
    exports dev.sonde.netlink.addr;
    exports dev.sonde.netlink.encap;
    exports dev.sonde.netlink.filter;
    exports dev.sonde.netlink.link;
    exports dev.sonde.netlink.mdb;
    exports dev.sonde.netlink.neigh;
    exports dev.sonde.netlink.netconf;
    exports dev.sonde.netlink.nexthop;
    exports dev.sonde.netlink.nsid;
    exports dev.sonde.netlink.route;
    exports dev.sonde.netlink.rule;
    exports dev.sonde.netlink.socket;
    exports dev.sonde.netlink.stats;
    exports dev.sonde.netlink.tunnel;
    exports dev.sonde.netlink.vlan;
}

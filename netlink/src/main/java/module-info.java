/// The rtnetlink codec: bytes <-> records. No input, no output, no libraries.
module dev.sonde.netlink {
    exports dev.sonde.netlink;
    exports dev.sonde.netlink.addr;
    exports dev.sonde.netlink.link;
    exports dev.sonde.netlink.neigh;
    exports dev.sonde.netlink.nsid;
    exports dev.sonde.netlink.route;
    exports dev.sonde.netlink.rule;
}

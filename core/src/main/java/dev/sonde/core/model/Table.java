package dev.sonde.core.model;

/// The kernel's tables of one namespace, as the model holds them.
public enum Table {
    LINKS("links"),
    /// Links with `struct rtnl_link_stats64`.
    COUNTERS("counters of links"),
    ADDRESSES("addresses"),
    NEIGHBOURS("neighbours"),
    FDB("forwarding table"),
    ROUTES("routes"),
    RULES("rules"),
    MULTICAST_GROUPS("multicast groups"),
    FILTER("firewall"),
    /// Those of IPVS.
    VIRTUAL_SERVERS("virtual servers"),
    UDP_SOCKETS("UDP sockets"),
    /// States and policies of XFRM.
    TRANSFORMS("transforms"),
    NAMESPACE_IDS("namespace ids");

    private final String label;

    Table(String label) {
        this.label = label;
    }

    /// What people call it.
    public String label() {
        return label;
    }
}

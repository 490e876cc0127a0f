package dev.sonde.netlink.route;

/// `RT_TABLE_*` of linux/rtnetlink.h: the tables that the kernel has by itself.
public final class RouteTable {
    public static final int DEFAULT = 253;
    public static final int MAIN = 254;
    public static final int LOCAL = 255;

    private RouteTable() {}
}

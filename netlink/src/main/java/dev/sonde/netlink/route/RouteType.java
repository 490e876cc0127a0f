package dev.sonde.netlink.route;

/// `RTN_*` of linux/rtnetlink.h: what a route does with a packet.
public final class RouteType {
    public static final int UNICAST = 1;
    public static final int LOCAL = 2;
    public static final int BROADCAST = 3;
    public static final int ANYCAST = 4;
    public static final int MULTICAST = 5;
    public static final int BLACKHOLE = 6;
    public static final int UNREACHABLE = 7;
    public static final int PROHIBIT = 8;
    public static final int THROW = 9;
    public static final int NAT = 10;

    private RouteType() {}
}

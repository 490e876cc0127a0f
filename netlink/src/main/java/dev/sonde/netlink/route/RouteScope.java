package dev.sonde.netlink.route;

/// `RT_SCOPE_*` of linux/rtnetlink.h: how far a route or an address leads. The larger, the nearer.
public final class RouteScope {
    public static final int UNIVERSE = 0;
    public static final int SITE = 200;
    public static final int LINK = 253;
    public static final int HOST = 254;
    public static final int NOWHERE = 255;

    private RouteScope() {}
}

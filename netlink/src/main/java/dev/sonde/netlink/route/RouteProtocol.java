package dev.sonde.netlink.route;

/// `RTPROT_*` of linux/rtnetlink.h: who made a route or a rule.
public final class RouteProtocol {
    public static final int UNSPEC = 0;
    public static final int REDIRECT = 1;
    public static final int KERNEL = 2;
    public static final int BOOT = 3;
    public static final int STATIC = 4;

    private RouteProtocol() {}
}

package dev.sonde.netlink.route;

/// `RTM_F_*` of linux/rtnetlink.h, in `rtm_flags`.
public final class RouteFlags {
    public static final int CLONED = 0x200;
    public static final int LOOKUP_TABLE = 0x1000;

    private RouteFlags() {}
}

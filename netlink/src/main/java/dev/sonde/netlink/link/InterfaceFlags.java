package dev.sonde.netlink.link;

/// `IFF_*` of linux/if.h: what a link is, and whether it is up.
public final class InterfaceFlags {
    public static final int UP = 1;
    public static final int BROADCAST = 1 << 1;
    public static final int DEBUG = 1 << 2;
    public static final int LOOPBACK = 1 << 3;
    public static final int POINTOPOINT = 1 << 4;
    public static final int NOTRAILERS = 1 << 5;
    public static final int RUNNING = 1 << 6;
    public static final int NOARP = 1 << 7;
    public static final int PROMISC = 1 << 8;
    public static final int ALLMULTI = 1 << 9;
    public static final int MASTER = 1 << 10;
    public static final int SLAVE = 1 << 11;
    public static final int MULTICAST = 1 << 12;
    public static final int PORTSEL = 1 << 13;
    public static final int AUTOMEDIA = 1 << 14;
    public static final int DYNAMIC = 1 << 15;
    public static final int LOWER_UP = 1 << 16;
    public static final int DORMANT = 1 << 17;
    public static final int ECHO = 1 << 18;

    private InterfaceFlags() {}
}

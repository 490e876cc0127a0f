package dev.sonde.cli.tools.ip.route;

import dev.sonde.cli.tools.Numbers;
import dev.sonde.netlink.route.RouteType;

/// `RTN_*` of linux/rtnetlink.h: what a route, or a rule, does with a packet.
public final class RouteTypes {
    static final int UNICAST = RouteType.UNICAST;
    static final int LOCAL = RouteType.LOCAL;
    static final int BROADCAST = RouteType.BROADCAST;
    static final int MULTICAST = RouteType.MULTICAST;
    public static final int NAT = RouteType.NAT;

    private static final String[] NAMES = {
        "none",
        "unicast",
        "local",
        "broadcast",
        "anycast",
        "multicast",
        "blackhole",
        "unreachable",
        "prohibit",
        "throw",
        "nat",
        "xresolve"
    };

    public static String name(int type, boolean numeric) {
        return type < NAMES.length && !numeric ? NAMES[type] : Integer.toString(type);
    }

    /// The number of a name, -1 for none.
    static int number(String name) {
        for (int i = 1; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        long v = Numbers.unsigned(name);
        return v > 255 ? -1 : (int) v;
    }

    private RouteTypes() {}
}

package dev.sonde.lab;

import dev.sonde.netlink.IpAddress;
import java.util.List;

/// Which ranges of addresses networks can have: those that a plan gives, and those that Docker would take.
public final class Ranges {
    /// Where Docker's swarm takes its ranges from, of 256 addresses each; and the underlay of a lab, which is spared.
    static final Range SWARM = new Range(10L << 24, 8);

    static final Range UNDERLAY = new Range(10L << 24 | 99 << 16, 16);
    private static final int LARGEST_RANGE = 8;
    private static final int SMALLEST_RANGE = 28;

    static final Range DOCKER0 = new Range(172L << 24 | 17 << 16, 16);
    static final Range GATEWAYS = new Range(172L << 24 | 18 << 16, 16);

    /// The range that the plan gives.
    static Range given(LabSpec.Network n, List<Range> taken) {
        Range range = Range.parse(n.subnet());
        if (range == null) {
            String what = PlanFile.shown(n.subnet());
            throw Layout.wrong(n.at() + ".subnet", what + " is not an IPv4 subnet, such as 10.0.1.0/24");
        }
        if (range.prefix() < LARGEST_RANGE || range.prefix() > SMALLEST_RANGE) {
            throw Layout.wrong(n.at() + ".subnet", "its prefix is from /" + LARGEST_RANGE + " to /" + SMALLEST_RANGE);
        }
        notReserved(n.at() + ".subnet", range);
        for (Range r : taken) {
            if (r.overlaps(range)) {
                throw Layout.wrong(n.at() + ".subnet", n.subnet() + " overlaps " + r + ", which another network has");
            }
        }
        return range;
    }

    static void notReserved(String at, Range range) {
        long top = range.first() >> 24;
        if (top == 0 || top == 127 || top >= 224 || range.overlaps(UNDERLAY)) {
            throw Layout.wrong(at, range + " is for other things: " + reserved(top));
        }
    }

    /// Links of a smaller MTU have no IPv6: `IPV6_MIN_MTU` of net/ipv6.h.
    private static final int LEAST_MTU_V6 = 1280;

    /// Checks the range of IPv6 addresses that the plan gives: unique local ones (RFC 4193), as Docker's are.
    static void given6(LabSpec.Network n, List<String> taken) {
        IpAddress first = dev.sonde.core.engine.Ranges.six(n.subnet6());
        if (first == null) {
            throw Layout.wrong(n.at() + ".subnet6", n.subnet6() + " is no /64 of fc00::/7, such as fd00:1::/64");
        }
        if (n.mtu() != 0 && n.mtu() < LEAST_MTU_V6) {
            throw Layout.wrong(n.at() + ".mtu", "with IPv6 it is " + LEAST_MTU_V6 + " at least");
        }
        if (taken.contains(first.toString())) {
            throw Layout.wrong(n.at() + ".subnet6", "another network has " + n.subnet6());
        }
        taken.add(first.toString());
    }

    private static String reserved(long top) {
        return top == 10 ? "the lab's underlay has " + UNDERLAY : "this kernel, loopback, multicast";
    }

    /// The first of Docker's ranges for bridge networks that is free: 172.19.0.0/16 to 172.31.0.0/16, then
    /// 192.168.0.0/20 and those behind it.
    static Range free(LabSpec.Network n, List<Range> taken) {
        for (int i = 19; i < 32 + 16; i++) {
            Range r = i < 32
                    ? new Range(172L << 24 | i << 16, 16)
                    : new Range((192L << 24 | 168 << 16) + ((i - 32) << 12), 20);
            if (taken.stream().noneMatch(r::overlaps)) {
                return r;
            }
        }
        throw Layout.wrong(n.at(), "all ranges of its host are taken: give it a subnet");
    }

    static Range clash(Range r, List<Range> taken) {
        if (r.overlaps(UNDERLAY)) {
            return UNDERLAY;
        }
        for (Range t : taken) {
            if (t.overlaps(r)) {
                return t;
            }
        }
        return null;
    }

    private Ranges() {}
}

package dev.sonde.netlink.neigh;

/// `NUD_*` of linux/neighbour.h: how much is known of a neighbour. Bits, of which a row has one as a rule.
public final class NeighbourState {
    public static final int INCOMPLETE = 0x01;
    public static final int REACHABLE = 0x02;
    public static final int STALE = 0x04;
    public static final int DELAY = 0x08;
    public static final int PROBE = 0x10;
    public static final int FAILED = 0x20;

    /// Needs no resolution; in a forwarding table: `static`.
    public static final int NOARP = 0x40;

    public static final int PERMANENT = 0x80;
    public static final int NONE = 0x00;

    private NeighbourState() {}
}

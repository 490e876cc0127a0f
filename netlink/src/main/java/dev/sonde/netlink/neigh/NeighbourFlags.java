package dev.sonde.netlink.neigh;

/// `NTF_*` of linux/neighbour.h: whose row it is, and how it came.
public final class NeighbourFlags {
    public static final int USE = 0x01;

    /// Of the device's own forwarding table.
    public static final int SELF = 0x02;

    /// Of the table of the device's bridge.
    public static final int MASTER = 0x04;

    public static final int PROXY = 0x08;
    public static final int EXT_LEARNED = 0x10;
    public static final int OFFLOADED = 0x20;
    public static final int STICKY = 0x40;
    public static final int ROUTER = 0x80;

    /// In [NeighbourAttr.ExtendedFlags].
    public static final int EXT_MANAGED = 0x01;

    public static final int EXT_LOCKED = 0x02;
    public static final int EXT_EXT_VALIDATED = 0x04;

    private NeighbourFlags() {}
}

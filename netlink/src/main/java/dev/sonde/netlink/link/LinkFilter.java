package dev.sonde.netlink.link;

/// `RTEXT_FILTER_*` of linux/rtnetlink.h: what `IFLA_EXT_MASK` asks for, or leaves out.
public final class LinkFilter {
    public static final int VF = 1;
    public static final int BRVLAN = 1 << 1;
    public static final int BRVLAN_COMPRESSED = 1 << 2;
    public static final int SKIP_STATS = 1 << 3;
    public static final int MST = 1 << 7;

    private LinkFilter() {}
}

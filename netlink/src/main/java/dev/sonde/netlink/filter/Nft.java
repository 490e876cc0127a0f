package dev.sonde.netlink.filter;

/// Numbers of linux/netfilter/nfnetlink.h and linux/netfilter/nf_tables.h. The type of a message is the subsystem and,
/// in the lower byte, what it does.
public final class Nft {
    /// `NFNL_SUBSYS_NFTABLES`
    public static final int SUBSYSTEM = 10;

    /// `NFNL_MSG_BATCH_*`: around the messages that the kernel obeys together.
    public static final int BATCH_BEGIN = 16;

    public static final int BATCH_END = 17;

    /// `NFT_MSG_*`
    public static final int NEWTABLE = SUBSYSTEM << 8;

    public static final int DELTABLE = SUBSYSTEM << 8 | 2;
    public static final int NEWCHAIN = SUBSYSTEM << 8 | 3;
    public static final int GETCHAIN = SUBSYSTEM << 8 | 4;
    public static final int NEWRULE = SUBSYSTEM << 8 | 6;
    public static final int GETRULE = SUBSYSTEM << 8 | 7;
    public static final int NEWSET = SUBSYSTEM << 8 | 9;
    public static final int GETSET = SUBSYSTEM << 8 | 10;
    public static final int NEWSETELEM = SUBSYSTEM << 8 | 12;
    public static final int GETSETELEM = SUBSYSTEM << 8 | 13;

    /// `NFNL_SUBSYS_IPSET` and IPSET_CMD_LIST: the sets of ipset with what is in them. Answers have the same type.
    public static final int IPSET_LIST = 6 << 8 | 7;

    /// `NFPROTO_*`
    public static final int INET = 1;

    public static final int IPV4 = 2;
    public static final int NETDEV = 5;
    public static final int BRIDGE = 7;
    public static final int IPV6 = 10;

    /// Bytes of `struct nfgenmsg`.
    public static final int GENMSG = 4;

    private Nft() {}
}

package dev.sonde.protocol;

/// What a GET may ask: the types of netlink messages that the analysis sends, which all only read. The kernel's own
/// pattern (`type & 3 == 2`) is no such list: RTM_GETDCB changes the host, and nobody knows what comes next.
public final class GetType {
    /// NETLINK_ROUTE, of linux/rtnetlink.h.
    public static final int RTM_GETLINK = 18;

    public static final int RTM_GETADDR = 22;
    public static final int RTM_GETROUTE = 26;
    public static final int RTM_GETNEIGH = 30;
    public static final int RTM_GETRULE = 34;
    public static final int RTM_GETNEIGHTBL = 66;
    public static final int RTM_GETNETCONF = 82;
    public static final int RTM_GETMDB = 86;
    public static final int RTM_GETNSID = 90;
    public static final int RTM_GETSTATS = 94;
    public static final int RTM_GETNEXTHOP = 106;
    public static final int RTM_GETVLAN = 114;
    public static final int RTM_GETNEXTHOPBUCKET = 118;
    public static final int RTM_GETTUNNEL = 122;

    /// NETLINK_NETFILTER: `NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_*`.
    public static final int NFT_MSG_GETCHAIN = 0x0a04;

    public static final int NFT_MSG_GETRULE = 0x0a07;
    public static final int NFT_MSG_GETSET = 0x0a0a;
    public static final int NFT_MSG_GETSETELEM = 0x0a0d;

    /// `NFNL_SUBSYS_IPSET << 8 | IPSET_CMD_LIST`: the sets of ipset. It is asked where a rule names one.
    public static final int IPSET_LIST = 0x0607;

    /// `NLM_F_REQUEST | NLM_F_ACK | NLM_F_ROOT | NLM_F_MATCH`: the flags of a question.
    private static final int FLAGS = 1 | 4 | 0x100 | 0x200;

    /// Whether a netlink message of this type, with these flags, is a question that may be asked.
    public static boolean reads(int type, int flags) {
        return (flags & ~FLAGS) == 0 && (filters(type) || routes(type));
    }

    /// Whether it goes to the packet filter.
    public static boolean filters(int type) {
        return type == NFT_MSG_GETCHAIN
                || type == NFT_MSG_GETRULE
                || type == NFT_MSG_GETSET
                || type == NFT_MSG_GETSETELEM
                || type == IPSET_LIST;
    }

    private static boolean routes(int type) {
        return switch (type) {
            case RTM_GETLINK,
                    RTM_GETADDR,
                    RTM_GETROUTE,
                    RTM_GETNEIGH,
                    RTM_GETRULE,
                    RTM_GETNEIGHTBL,
                    RTM_GETNETCONF,
                    RTM_GETMDB,
                    RTM_GETNSID,
                    RTM_GETSTATS,
                    RTM_GETNEXTHOP,
                    RTM_GETVLAN,
                    RTM_GETNEXTHOPBUCKET,
                    RTM_GETTUNNEL -> true;
            default -> false;
        };
    }

    private GetType() {}
}

package dev.sonde.core.table;

/// The requests whose answers the sensor collects unasked, byte for byte as it sends them: whoever asks in this
/// form finds the answer in every stream.
public final class Dumps {
    private static final int AF_INET = 2;
    private static final int AF_BRIDGE = 7;
    private static final int AF_INET6 = 10;
    private static final int NLMSG_HDRLEN = 16;
    private static final int NLM_F_REQUEST_DUMP = 0x301;
    private static final int IFLA_EXT_MASK = 29;
    private static final int RTEXT_FILTER_VF = 1;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;

    static final int RTM_NEWLINK = 16;
    static final int RTM_NEWADDR = 20;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_NEWRULE = 32;
    static final int RTM_NEWNEIGHTBL = 64;
    static final int RTM_NEWNSID = 88;

    /// The kernel answers a dump of multicast groups with the number of the question.
    static final int RTM_GETMDB = 86;

    /// `struct ifinfomsg`, IFLA_EXT_MASK.
    static byte[] links() {
        byte[] q = request(18, 0, 16 + 8);
        q[NLMSG_HDRLEN + 16] = 8;
        q[NLMSG_HDRLEN + 18] = IFLA_EXT_MASK;
        q[NLMSG_HDRLEN + 20] = RTEXT_FILTER_VF;
        return q;
    }

    /// The same without the counters of links, of which a scan does without where nobody looks at them.
    static byte[] briefLinks() {
        byte[] q = links();
        q[NLMSG_HDRLEN + 20] |= RTEXT_FILTER_SKIP_STATS;
        return q;
    }

    /// `struct ifaddrmsg`.
    static byte[] addresses() {
        return request(22, 0, 8);
    }

    /// `struct rtmsg`.
    static byte[] routes(boolean v6) {
        return request(26, v6 ? AF_INET6 : AF_INET, 12);
    }

    /// `struct fib_rule_hdr`.
    static byte[] rules(boolean v6) {
        return request(34, v6 ? AF_INET6 : AF_INET, 12);
    }

    /// `struct br_port_msg`.
    static byte[] multicastGroups() {
        return request(RTM_GETMDB, AF_BRIDGE, 8);
    }

    /// `struct ndmsg`.
    static byte[] neighbours() {
        return request(30, 0, 12);
    }

    /// How large the neighbour tables are, and how they are set: `struct rtgenmsg`. Never collected unasked.
    public static byte[] neighbourTables() {
        return request(66, 0, 4);
    }

    static byte[] fdb() {
        return request(30, AF_BRIDGE, 12);
    }

    /// The chains of the packet filter: `struct nfgenmsg`. Collected unasked by `collect` alone.
    static byte[] filterChains() {
        return filter(4);
    }

    /// Its rules.
    static byte[] filterRules() {
        return filter(7);
    }

    private static byte[] filter(int message) {
        byte[] q = request(0, 0, 4);
        q[4] = (byte) message;
        q[5] = 10; // NFNL_SUBSYS_NFTABLES
        return q;
    }

    /// `struct nlmsghdr` and a body whose first byte is the family.
    private static byte[] request(int type, int family, int body) {
        byte[] q = new byte[NLMSG_HDRLEN + body];
        q[0] = (byte) q.length;
        q[4] = (byte) type;
        q[6] = (byte) NLM_F_REQUEST_DUMP;
        q[7] = (byte) (NLM_F_REQUEST_DUMP >> 8);
        q[NLMSG_HDRLEN] = (byte) family;
        return q;
    }

    private Dumps() {}
}

package dev.sonde.netlink.filter;

/// A target of iptables, by its name: what becomes of the packet, whether it is marked and with what (-1: nobody
/// knows),
/// whether its connection is not tracked, and whether its destination is changed. What takes no packet out of its way
/// goes on.
record XtTarget(FilterVerdict verdict, boolean marks, long mark, boolean untracks, boolean translates) {
    private static final XtTarget NOTHING = new XtTarget(FilterVerdict.CONTINUE, false, -1, false, false);

    static XtTarget of(String name, XtInfo info) {
        return switch (name) {
            case "REJECT" -> new XtTarget(FilterVerdict.DROP, false, -1, false, false);
            case "MARK" -> new XtTarget(FilterVerdict.CONTINUE, true, mark(info), false, false);
            case "CONNMARK", "HMARK" -> new XtTarget(FilterVerdict.CONTINUE, true, -1, false, false);
            case "CT" -> {
                int flags = info.u16(0);
                yield new XtTarget(
                        FilterVerdict.CONTINUE, false, -1, flags > 0 && (flags & 1) != 0, false); // XT_CT_NOTRACK
            }
            case "NOTRACK" -> new XtTarget(FilterVerdict.CONTINUE, false, -1, true, false);
            case "LOG", "NFLOG", "ULOG", "TRACE", "AUDIT", "TCPMSS", "CHECKSUM", "SECMARK", "CONNSECMARK" -> NOTHING;
            case "DNAT", "REDIRECT" -> new XtTarget(FilterVerdict.CONTINUE, false, -1, false, true);
            case "SNAT", "MASQUERADE", "NETMAP" -> NOTHING;
            case "CLASSIFY", "DSCP", "TOS", "ECN", "TTL", "HL", "TEE", "SET", "RATEEST", "NFACCT", "LED" -> NOTHING;
            default -> new XtTarget(FilterVerdict.OTHER, false, -1, false, false);
        };
    }

    /// `struct xt_mark_tginfo2`: mark and mask. With a mask of all bits nothing of the old mark counts.
    private static long mark(XtInfo info) {
        return info.u32(4) == 0xffff_ffffL ? info.u32(0) : -1;
    }
}

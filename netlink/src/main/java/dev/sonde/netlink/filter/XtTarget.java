package dev.sonde.netlink.filter;

/// A target of iptables, by its name: what becomes of the packet, whether it is marked, and whether its connection is
/// not tracked. What takes no packet out of its way goes on.
record XtTarget(FilterVerdict verdict, boolean marks, boolean untracks) {
    private static final XtTarget NOTHING = new XtTarget(FilterVerdict.CONTINUE, false, false);

    static XtTarget of(String name, XtInfo info) {
        return switch (name) {
            case "REJECT" -> new XtTarget(FilterVerdict.DROP, false, false);
            case "MARK", "CONNMARK", "HMARK" -> new XtTarget(FilterVerdict.CONTINUE, true, false);
            case "CT" -> {
                int flags = info.u16(0);
                yield new XtTarget(FilterVerdict.CONTINUE, false, flags > 0 && (flags & 1) != 0); // XT_CT_NOTRACK
            }
            case "NOTRACK" -> new XtTarget(FilterVerdict.CONTINUE, false, true);
            case "LOG", "NFLOG", "ULOG", "TRACE", "AUDIT", "TCPMSS", "CHECKSUM", "SECMARK", "CONNSECMARK" -> NOTHING;
            case "DNAT", "SNAT", "MASQUERADE", "REDIRECT", "NETMAP" -> NOTHING;
            case "CLASSIFY", "DSCP", "TOS", "ECN", "TTL", "HL", "TEE", "SET", "RATEEST", "NFACCT", "LED" -> NOTHING;
            default -> new XtTarget(FilterVerdict.OTHER, false, false);
        };
    }
}

package dev.sonde.netlink.filter;

/// Bytes that are no table of older iptables, or one whose chains do not lie as `iptables` lays them. Has no stack
/// trace, because the fault lies in the data.
public final class MalformedTable extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedTable(int offset, String why) {
        super("entry at byte " + offset + ": " + why, null, false, false);
    }
}

package dev.sonde.netlink.link;

/// `BR_STATE_*` of linux/if_bridge.h: what a port of a bridge does with packets.
public final class PortState {
    public static final int DISABLED = 0;
    public static final int LISTENING = 1;
    public static final int LEARNING = 2;
    public static final int FORWARDING = 3;
    public static final int BLOCKING = 4;

    private PortState() {}
}

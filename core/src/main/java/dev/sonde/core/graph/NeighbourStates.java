package dev.sonde.core.graph;

/// `NUD_*` of linux/neighbour.h, as `ip neigh` names them.
public final class NeighbourStates {
    public static String text(int state) {
        return switch (state) {
            case 0 -> "NONE";
            case 1 -> "INCOMPLETE";
            case 2 -> "REACHABLE";
            case 4 -> "STALE";
            case 8 -> "DELAY";
            case 2 | 4 | 8 -> "known"; // one of the three: /proc/net/arp does not tell which
            case 0x10 -> "PROBE";
            case 0x20 -> "FAILED";
            case 0x40 -> "NOARP";
            case 0x80 -> "PERMANENT";
            default -> "state ".concat(Integer.toString(state));
        };
    }

    private NeighbourStates() {}
}

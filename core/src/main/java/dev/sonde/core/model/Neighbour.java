package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourState;

/// A row of the neighbour table (ARP, NDP). `link`: the index of its device. `mac`: null where no answer came.
/// `state`: `NUD_*`; `flags`: `NTF_*` of linux/neighbour.h.
public record Neighbour(int link, IpAddress ip, LinkAddress mac, int state, int flags) {
    /// Whether somebody wrote it, so that it never ages.
    public boolean permanent() {
        return (state & (NeighbourState.PERMANENT | NeighbourState.NOARP)) != 0;
    }

    /// Whether the MAC is an Ethernet address.
    public boolean hasMac() {
        return mac != null && mac.length() == 6;
    }
}

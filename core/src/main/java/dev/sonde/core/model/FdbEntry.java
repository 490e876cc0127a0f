package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourState;

/// A row of a forwarding table, as `bridge fdb` shows it. `link`: the index of the device or port behind which the
/// MAC is; `dst`: of a VXLAN device, the VTEP to which frames for it go, or null; `master`: the index of the bridge
/// whose row it is, 0: none; `linkNetnsid`: of the namespace in which `dst` is reached, null: not told; `state`:
/// `NUD_*`; `flags`: `NTF_*` of linux/neighbour.h.
public record FdbEntry(
        int link, LinkAddress mac, IpAddress dst, int master, Integer linkNetnsid, int state, int flags) {
    /// Whether it is of the device's own table, not of its bridge's.
    public boolean self() {
        return (flags & NeighbourFlags.SELF) != 0;
    }

    /// Whether somebody wrote it, so that it never ages.
    public boolean permanent() {
        return (state & (NeighbourState.PERMANENT | NeighbourState.NOARP)) != 0;
    }

    /// Whether the MAC is an Ethernet address.
    public boolean hasMac() {
        return mac != null && mac.length() == 6;
    }
}

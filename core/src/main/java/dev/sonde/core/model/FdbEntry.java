package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourFlags;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.Objects;

/// A row of a forwarding table, as `bridge fdb` shows it. `link`: the index of the device or port behind which the
/// MAC is; `dst`: of a VXLAN device, the VTEP to which frames for it go, or null; `master`: the index of the bridge
/// whose row it is, 0: none; `linkNetnsid`: of the namespace in which `dst` is reached, null: not told; `state`:
/// `NUD_*`; `flags`: `NTF_*` of linux/neighbour.h; `age`: hundredths of a second since it was written, `idle`: since it
/// was used, [#UNKNOWN]. Two that differ in these times alone are equal.
public record FdbEntry(
        int link,
        LinkAddress mac,
        IpAddress dst,
        int master,
        Integer linkNetnsid,
        int state,
        int flags,
        long age,
        long idle) {
    /// The age that the kernel does not tell.
    public static final long UNKNOWN = -1;

    /// As long as an engine may take to tell of an endpoint whose rows it has written: 15 s.
    static final long YOUNG = 1500;

    /// Whether it is of the device's own table, not of its bridge's.
    public boolean self() {
        return (flags & NeighbourFlags.SELF) != 0;
    }

    /// Whether somebody wrote it, so that it never ages.
    public boolean permanent() {
        return (state & (NeighbourState.PERMANENT | NeighbourState.NOARP)) != 0;
    }

    /// Whether it was written so recently that its engine may not tell yet for whom. Newer kernels take the sending of
    /// a frame for that too: where there is a neighbour, its age tells better.
    public boolean young() {
        return age != UNKNOWN && age < YOUNG;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FdbEntry e
                && e.link == link
                && e.master == master
                && e.state == state
                && e.flags == flags
                && Objects.equals(e.mac, mac)
                && Objects.equals(e.dst, dst)
                && Objects.equals(e.linkNetnsid, linkNetnsid);
    }

    @Override
    public int hashCode() {
        return 31 * link + Objects.hashCode(mac);
    }

    /// Whether the MAC is an Ethernet address.
    public boolean hasMac() {
        return mac != null && mac.length() == 6;
    }
}

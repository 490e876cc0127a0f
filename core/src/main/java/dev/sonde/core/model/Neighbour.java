package dev.sonde.core.model;

import dev.sonde.netlink.IpAddress;
import dev.sonde.netlink.LinkAddress;
import dev.sonde.netlink.neigh.NeighbourState;
import java.util.Objects;

/// A row of the neighbour table (ARP, NDP). `link`: the index of its device. `mac`: null where no answer came.
/// `state`: `NUD_*`; `flags`: `NTF_*` of linux/neighbour.h; `age`: hundredths of a second since it was written,
/// [FdbEntry#UNKNOWN]. Two that differ in their age alone are equal.
public record Neighbour(int link, IpAddress ip, LinkAddress mac, int state, int flags, long age) {
    /// Whether somebody wrote it, so that it never ages.
    public boolean permanent() {
        return (state & (NeighbourState.PERMANENT | NeighbourState.NOARP)) != 0;
    }

    /// Whether the MAC is an Ethernet address.
    public boolean hasMac() {
        return mac != null && mac.length() == 6;
    }

    /// Whether it was written so recently that its engine may not tell yet for whom.
    public boolean young() {
        return age != FdbEntry.UNKNOWN && age < FdbEntry.YOUNG;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Neighbour n
                && n.link == link
                && n.state == state
                && n.flags == flags
                && Objects.equals(n.ip, ip)
                && Objects.equals(n.mac, mac);
    }

    @Override
    public int hashCode() {
        return 31 * link + Objects.hashCode(ip);
    }
}

package dev.sonde.core.check;

import dev.sonde.core.check.FarSegments.Held;
import dev.sonde.core.model.Address;
import dev.sonde.core.model.DockerMac;
import dev.sonde.core.model.FdbEntry;
import dev.sonde.core.model.Link;
import dev.sonde.core.model.Neighbour;
import dev.sonde.netlink.IpAddress;

/// Rows of an overlay network's tunnel for addresses of which no engine tells: those of load balancers on other hosts,
/// or of all where no engine answers. An engine writes the neighbour and the forwarding row of an address together.
public final class UntoldRows {
    /// Whether a permanent neighbour has no forwarding row at all.
    public static boolean lacksForwarding(Segment s, Neighbour n) {
        return untold(s, n) && !s.forwarding.containsKey(n.mac());
    }

    /// The forwarding row of a permanent neighbour where it was only learned; else null.
    public static FdbEntry learned(Segment s, Neighbour n) {
        FdbEntry row = untold(s, n) ? s.forwarding.get(n.mac()) : null;
        return row == null || row.permanent() || s.own(row.dst()) ? null : row;
    }

    private static boolean untold(Segment s, Neighbour n) {
        return s.whole() && n.hasMac() && n.ip().isV4() && s.endpoint(n.ip()) == null && s.endpoint(n.mac()) == null;
    }

    /// The address of a permanent forwarding row that has no neighbour: the one of which Docker made the MAC. Null: it
    /// has a neighbour; or nobody knows its address; or the row itself is what is too many.
    public static IpAddress lacksNeighbour(Segment s, FdbEntry row) {
        Link.Vxlan tunnel = s.tunnels.get(row.link());
        return tunnel != null && tunnel.up() ? address(s, row) : null;
    }

    /// The same, whether or not the tunnel is up.
    public static IpAddress address(Segment s, FdbEntry row) {
        boolean kept = row.permanent()
                && row.hasMac()
                && row.dst() != null
                && !row.dst().isUnspecified();
        IpAddress ip = kept && s.whole() && !s.here.lab() ? DockerMac.address(row.mac()) : null;
        boolean untold = ip != null && s.endpoint(ip) == null && s.endpoint(row.mac()) == null;
        if (!untold || s.own(row.dst()) || !inSubnet(s, ip) || s.neighbours.containsKey(ip)) {
            return null;
        }
        for (Neighbour n : s.neighbours.values()) {
            if (row.mac().equals(n.mac())) {
                return null;
            }
        }
        return s.overlays.far.holds(s, row.dst(), row.mac()) == Held.NO ? null : ip;
    }

    private static boolean inSubnet(Segment s, IpAddress ip) {
        Link.Bridge bridge = s.bridge(ip);
        for (Address a : bridge == null ? s.in.addresses() : s.in.addresses(bridge.index())) {
            if (a.address() != null && a.address().isV4() && a.prefix().contains(ip)) {
                return true;
            }
        }
        return false;
    }

    private UntoldRows() {}
}

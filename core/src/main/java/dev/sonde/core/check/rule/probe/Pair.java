package dev.sonde.core.check.rule.probe;

import dev.sonde.core.check.Segment;
import dev.sonde.core.check.SegmentPort;
import dev.sonde.core.connection.EchoEntry;
import dev.sonde.core.model.Endpoint;
import dev.sonde.netlink.IpAddress;

/// Two endpoints of a network of which one was pinged from inside the other by one family of addresses, and what
/// became of it.
public final class Pair {
    public final Segment segment;
    public final SegmentPort source;
    final Endpoint target;

    /// The address of the target that was pinged.
    public final IpAddress ip;

    /// The same two by the other family, or null.
    public Pair other;

    /// Where the target is, as far as it is seen from here; null.
    public final SegmentPort destination;

    /// Also in full size, with the bit that forbids fragments.
    public final boolean full;

    public EchoEntry small;
    public EchoEntry large;

    public Pair(
            Segment segment, SegmentPort source, Endpoint target, IpAddress ip, SegmentPort destination, boolean full) {
        this.segment = segment;
        this.ip = ip;
        this.source = source;
        this.target = target;
        this.destination = destination;
        this.full = full;
    }

    public String from() {
        return segment.name(source);
    }

    public String to() {
        return Segment.name(target);
    }

    /// `web.1→web.2`
    public String name() {
        return from() + "→" + to();
    }

    public String network() {
        return segment.where().network();
    }

    /// Whether the small request was answered.
    public boolean answered() {
        return answered(small);
    }

    String fromHost() {
        return segment.here.host();
    }

    String toHost() {
        return target.host();
    }

    public boolean v6() {
        return !ip.isV4();
    }

    /// What is said of a pair of which only one family fails.
    public String family() {
        return other == null ? "" : v6() ? " by IPv6" : " by IPv4";
    }

    /// What `ping` sends unless told otherwise: 56 bytes behind both headers.
    public int small() {
        return 56 + headers();
    }

    /// Both headers, of IP and of ICMP.
    int headers() {
        return v6() ? 48 : 28;
    }

    static boolean answered(EchoEntry e) {
        return e != null && e.kind() == EchoEntry.Kind.REPLY;
    }

    /// Of two families that fail alike one tells for both: IPv4's.
    public boolean spoken() {
        return v6() && other != null && other.fails();
    }

    public boolean fails() {
        return !answered(small);
    }

    public boolean losesLarge() {
        return !fails() && full && !answered(large);
    }

    /// Whether the request was seen where it should arrive, so that its answer was lost.
    boolean arrived() {
        return small != null && small.arrived() != 0;
    }

    /// The size of the large packet: what the source's link carries.
    public int size() {
        return source.far().mtu();
    }
}

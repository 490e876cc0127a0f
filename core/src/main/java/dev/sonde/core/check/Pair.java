package dev.sonde.core.check;

import dev.sonde.core.stream.EchoEntry;

/// Two endpoints of a network of which one was pinged from inside the other, and what became of it.
final class Pair {
    final Segment segment;
    final Port source;
    final Segment.Peer target;

    /// Where the target is, as far as it is seen from here; null.
    final Port destination;

    /// Also in full size, with the bit that forbids fragments.
    final boolean full;

    EchoEntry small;
    EchoEntry large;

    Pair(Segment segment, Port source, Segment.Peer target, Port destination, boolean full) {
        this.segment = segment;
        this.source = source;
        this.target = target;
        this.destination = destination;
        this.full = full;
    }

    String from() {
        return segment.name(source);
    }

    String to() {
        return target.name();
    }

    String fromHost() {
        return segment.here.host();
    }

    String toHost() {
        return target.endpoint().host();
    }

    static boolean answered(EchoEntry e) {
        return e != null && e.type() == 0;
    }

    boolean fails() {
        return !answered(small);
    }

    boolean losesLarge() {
        return !fails() && full && !answered(large);
    }

    /// Whether the request was seen where it should arrive, so that its answer was lost.
    boolean arrived() {
        return small != null && small.arrived() != 0;
    }

    /// The size of the large packet: what the source's link carries.
    int size() {
        return Port.mtu(source.far());
    }
}

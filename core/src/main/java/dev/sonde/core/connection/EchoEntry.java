package dev.sonde.core.connection;

import dev.sonde.protocol.FrameFlag;
import java.util.List;

/// What became of one probe: an ECHO frame.
///
/// `place`: in its request. `packets`: sent. The three times are of CLOCK_MONOTONIC in nanoseconds; 0: it did not
/// happen, or (of the arrival) nobody looked. `answer`: an IPv4 packet, or (`v6`) an ICMPv6 message, as a
/// container sent it: an echo reply or an error; empty: silence. `errno`: why nothing could be sent, or 0.
public record EchoEntry(
        int place, boolean v6, int packets, long left, long answered, long arrived, byte[] answer, int errno) {
    private static final int IP_HEADER = 20;
    private static final int ICMP_HEADER = 8;

    /// `ICMP_*` of linux/icmp.h, `ICMPV6_*` of linux/icmpv6.h.
    private static final int ECHOREPLY = 0;

    private static final int DEST_UNREACH = 3;
    private static final int FRAG_NEEDED = 4;
    private static final int TIME_EXCEEDED = 11;
    private static final int V6_DEST_UNREACH = 1;
    private static final int V6_PKT_TOOBIG = 2;
    private static final int V6_TIME_EXCEED = 3;
    private static final int V6_ECHO_REPLY = 129;

    /// What kind of answer came.
    public enum Kind {
        NONE,
        REPLY,
        TOO_BIG,
        UNREACHABLE,
        TIME_EXCEEDED,
        OTHER
    }

    /// `probes`: those of its request.
    static EchoEntry of(Frame frame, List<ProbeRequest> probes) {
        Fields f = frame.fields();
        int place = f.u32();
        boolean v6 = place >= 0 && place < probes.size() && probes.get(place).v6();
        return new EchoEntry(
                place,
                v6,
                f.u32(),
                f.u64(),
                f.u64(),
                f.u64(),
                f.rest(),
                frame.has(FrameFlag.FAILED) ? frame.errno() : 0);
    }

    public Kind kind() {
        int type = type();
        if (v6) {
            return switch (type) {
                case -1 -> Kind.NONE;
                case V6_ECHO_REPLY -> Kind.REPLY;
                case V6_PKT_TOOBIG -> Kind.TOO_BIG;
                case V6_DEST_UNREACH -> Kind.UNREACHABLE;
                case V6_TIME_EXCEED -> Kind.TIME_EXCEEDED;
                default -> Kind.OTHER;
            };
        }
        return switch (type) {
            case -1 -> Kind.NONE;
            case ECHOREPLY -> Kind.REPLY;
            case DEST_UNREACH -> code() == FRAG_NEEDED ? Kind.TOO_BIG : Kind.UNREACHABLE;
            case TIME_EXCEEDED -> Kind.TIME_EXCEEDED;
            default -> Kind.OTHER;
        };
    }

    /// Type of the ICMP or ICMPv6 message that came; -1: none did.
    public int type() {
        int at = icmp();
        return at < 0 ? -1 : answer[at] & 0xff;
    }

    public int code() {
        int at = icmp();
        return at < 0 ? -1 : answer[at + 1] & 0xff;
    }

    /// Of what is too big: the MTU that the answer names, in bytes. ICMPv6 has 32 bits for it; more than 65535 is
    /// nobody's.
    public int mtu() {
        int at = icmp();
        return at < 0 ? 0 : (answer[at + 6] & 0xff) << 8 | answer[at + 7] & 0xff;
    }

    private int icmp() {
        if (v6) {
            return answer.length < ICMP_HEADER ? -1 : 0;
        }
        int header = answer.length == 0 ? 0 : (answer[0] & 15) * 4;
        return header < IP_HEADER || header > answer.length - ICMP_HEADER ? -1 : header;
    }
}

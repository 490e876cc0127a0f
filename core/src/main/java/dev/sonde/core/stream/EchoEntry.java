package dev.sonde.core.stream;

/// What became of one probe: an ECHO frame.
///
/// `place`: in its request. `packets`: sent. The three times are of CLOCK_MONOTONIC in nanoseconds; 0: it did not
/// happen, or (of the arrival) nobody looked. `answer`: an IPv4 packet, as a container sent it: an echo reply or an
/// ICMP error; empty: silence. `errno`: why nothing could be sent, or 0.
public record EchoEntry(int place, int packets, long left, long answered, long arrived, byte[] answer, int errno) {
    private static final int IP_HEADER = 20;
    private static final int ICMP_HEADER = 8;

    static EchoEntry of(Frame frame) {
        Fields f = frame.fields();
        return new EchoEntry(
                f.u32(), f.u32(), f.u64(), f.u64(), f.u64(), f.rest(), frame.has(Frame.FAILED) ? frame.errno() : 0);
    }

    /// Type of the ICMP message that came; -1: none did.
    public int type() {
        int at = icmp();
        return at < 0 ? -1 : answer[at] & 0xff;
    }

    public int code() {
        int at = icmp();
        return at < 0 ? -1 : answer[at + 1] & 0xff;
    }

    /// Of "fragmentation needed": the MTU that it names, in bytes.
    public int mtu() {
        int at = icmp();
        return at < 0 ? 0 : (answer[at + 6] & 0xff) << 8 | answer[at + 7] & 0xff;
    }

    private int icmp() {
        int header = answer.length == 0 ? 0 : (answer[0] & 15) * 4;
        return header < IP_HEADER || header > answer.length - ICMP_HEADER ? -1 : header;
    }
}

package dev.sonde.sensor.check;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.ProbeLayout;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Inbox;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.scan.Scan;

/// Sends what `check --probe` asks for: ICMP echo requests from one namespace to an address, many side by side, and
/// tells which were answered, with what, and whether they arrived where they should.
///
/// Raw sockets are opened in the namespaces and used from ours. Those of IPv4 give whole packets; those of IPv6 give
/// the ICMPv6 message, and who sent it to whom beside it. Every packet that arrives is somebody else's: its lengths
/// are checked, and what does not answer a request of ours is not told.
public final class Probe {
    /// Packets that one socket gives before the others have their turn.
    private static final int BATCH = 32;

    private static final int AF_INET = 2;
    private static final int SOL_IP = 0;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_PMTUDISC_DONT = 0;

    /// Sets the bit, and heeds no MTU that was learnt earlier.
    private static final int IP_PMTUDISC_PROBE = 3;

    private static final int AF_INET6 = 10;
    private static final int SOL_IPV6 = 41;

    /// Its values for us are those of IP_MTU_DISCOVER.
    private static final int IPV6_MTU_DISCOVER = 23;

    private static final int IPV6_RECVPKTINFO = 49;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_DONTFRAG = 62;

    private static final int SOL_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final int ICMP_ECHOREPLY = 0;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_ECHO = 8;
    private static final int ICMP_TIME_EXCEEDED = 11;

    private static final int SOL_ICMPV6 = 58;
    private static final int ICMPV6_FILTER = 1;
    private static final int ICMPV6_UNREACHABLE = 1;
    private static final int ICMPV6_TOO_BIG = 2;
    private static final int ICMPV6_TIME_EXCEEDED = 3;
    private static final int ICMPV6_ECHO = 128;
    private static final int ICMPV6_ECHOREPLY = 129;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int POLLIN = 1;
    private static final long MILLI = 1_000_000;

    private static final int IP_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;

    /// The identifier of a request's first probe: another for each, so that what comes late answers nothing.
    private int identifier;

    private int used;
    private int count;
    private int milliseconds;
    private int packets;

    /// By place in the request.
    private final int[] origin = new int[Limits.PROBES_AT_ONCE];

    private final int[] size = new int[Limits.PROBES_AT_ONCE];
    private final int[] bits = new int[Limits.PROBES_AT_ONCE];
    private final byte[] target = new byte[16 * Limits.PROBES_AT_ONCE];
    private final int[] error = new int[Limits.PROBES_AT_ONCE];
    private final int[] sent = new int[Limits.PROBES_AT_ONCE];
    private final int[] kept = new int[Limits.PROBES_AT_ONCE];
    private final long[] left = new long[Limits.PROBES_AT_ONCE];
    private final long[] answered = new long[Limits.PROBES_AT_ONCE];
    private final long[] arrived = new long[Limits.PROBES_AT_ONCE];
    private final byte[] answers = new byte[Limits.PROBES_AT_ONCE * Limits.PROBE_ANSWER];

    /// The sockets at the source, then those at the destination; -1: none.
    private final int[] fds = new int[2 * Limits.PROBES_AT_ONCE];

    /// `struct pollfd` of each: fd, events, revents.
    private final byte[] polled = new byte[8 * 2 * Limits.PROBES_AT_ONCE];

    private final byte[] timeout = new byte[16];
    private final byte[] clock = new byte[16];
    private final byte[] four = new byte[4];
    private final byte[] filter = new byte[32];

    /// `struct sockaddr_in` and `struct sockaddr_in6`.
    private final byte[] to = new byte[16];

    private final byte[] to6 = new byte[28];

    /// Of the ICMPv6 message that came last: `struct msghdr`, its sender, and `struct in6_pktinfo` in a `struct
    /// cmsghdr`.
    private final byte[] header = new byte[56];

    private final byte[] sender = new byte[28];
    private final byte[] control = new byte[64];
    private final byte[] packet = new byte[Limits.PROBE_MOST];
    private final byte[] received = new byte[1 << 16];

    public Probe(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
        this.identifier = kernel.getpid() * Limits.PROBES_AT_ONCE;
        to[0] = AF_INET;
        to6[0] = AF_INET6;
    }

    /// u32 milliseconds, u32 packets, u32 n; n times u32 size, u32 bits, the four bytes of an IPv4 address or the 16 of
    /// an IPv6 address, and the ways to the source and to the destination. Answers it.
    public void run(Inbox inbox, int length) {
        int r = read(inbox.b, Header.SIZE, length);
        if (r == 0) {
            used += count;
            identifier += Limits.PROBES_AT_ONCE;
            open(inbox.b, Header.SIZE + ProbeLayout.HEAD);
            exchange(milliseconds * MILLI);
            for (int i = 0; i < 2 * Limits.PROBES_AT_ONCE; i++) {
                close(i);
            }
            for (int i = 0; i < count; i++) {
                tell(i);
            }
        }
        frames.reply(r < 0 ? r : count);
    }

    /// Takes what stands in `b[at, end)`, a buffer that has room for a head: 0 or -errno.
    private int read(byte[] b, int at, int end) {
        milliseconds = Bytes.i32(b, at + ProbeLayout.MILLISECONDS);
        packets = Bytes.i32(b, at + ProbeLayout.PACKETS);
        count = Bytes.i32(b, at + ProbeLayout.COUNT);
        boolean shortly = milliseconds > 0 && milliseconds <= Limits.PROBE_MILLISECONDS;
        boolean few = packets > 0 && packets <= Limits.PROBE_PACKETS && count > 0 && count <= Limits.PROBES_AT_ONCE;
        if (end < at + ProbeLayout.HEAD || !shortly || !few || !whole(b, at + ProbeLayout.HEAD, end)) {
            return -Errno.EINVAL;
        }
        return count > Limits.PROBES - used ? -Errno.E2BIG : 0;
    }

    /// Whether `count` probes stand in `b[from, end)`, each within the limits.
    private boolean whole(byte[] b, int from, int end) {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (end - at < ProbeLayout.ADDRESS) {
                return false;
            }
            size[i] = Bytes.i32(b, at + ProbeLayout.SIZE);
            bits[i] = Bytes.i32(b, at + ProbeLayout.BITS);
            at += ProbeLayout.ADDRESS;
            int least = six(i) ? Limits.PROBE_LEAST_V6 : Limits.PROBE_LEAST;
            boolean other = (bits[i] & ~(ProbeLayout.DF | ProbeLayout.V6)) != 0;
            if (other || size[i] < least || size[i] > Limits.PROBE_MOST || end - at < address(i)) {
                return false;
            }
            Bytes.copy(b, at, target, 16 * i, address(i));
            at += address(i);
            for (int k = 0; k < 2; k++) {
                if (end - at < ProbeLayout.PATH
                        || Bytes.u32(b, at + ProbeLayout.LENGTH) > Math.min(Limits.PATH, end - at - ProbeLayout.PATH)) {
                    return false;
                }
                at += ProbeLayout.PATH + Bytes.i32(b, at + ProbeLayout.LENGTH);
            }
        }
        return at == end;
    }

    private boolean six(int i) {
        return (bits[i] & ProbeLayout.V6) != 0;
    }

    /// Bytes of the address of probe `i`.
    private int address(int i) {
        return six(i) ? 16 : 4;
    }

    /// Whether the address of probe `i` stands in `b` there.
    private boolean same(byte[] b, int at, int i) {
        int n = address(i);
        for (int k = 0; k < n; k++) {
            if (b[at + k] != target[16 * i + k]) {
                return false;
            }
        }
        return true;
    }

    /// Opens the sockets; [#whole] has checked the request.
    @Bounded("Limits.PROBES times in all")
    private void open(byte[] b, int from) {
        int at = from;
        for (int i = 0; i < Limits.PROBES_AT_ONCE; i++) {
            fds[i] = -1;
            fds[Limits.PROBES_AT_ONCE + i] = -1;
        }
        for (int i = 0; i < count; i++) {
            sent[i] = 0;
            kept[i] = 0;
            left[i] = 0;
            answered[i] = 0;
            arrived[i] = 0;
            at += ProbeLayout.ADDRESS + address(i);
            int n = Bytes.i32(b, at + ProbeLayout.LENGTH);
            NetnsPath source = place(b, at, n);
            at += ProbeLayout.PATH + n;
            n = Bytes.i32(b, at + ProbeLayout.LENGTH);
            NetnsPath destination = place(b, at, n);
            at += ProbeLayout.PATH + n;
            origin[i] = scan.number(source.dev(), source.ino());
            int s = socket(source, six(i), true);
            if (s >= 0) {
                s = fragmenting(s, six(i), (bits[i] & ProbeLayout.DF) != 0);
            }
            error[i] = s < 0 ? -s : 0;
            fds[i] = s;
            if (s >= 0 && n > 0) {
                // It is no fault of the probe when nobody can look there.
                fds[Limits.PROBES_AT_ONCE + i] = socket(destination, six(i), false);
            }
        }
        for (int i = 0; i < 2 * Limits.PROBES_AT_ONCE; i++) {
            Bytes.put32(polled, 8 * i, fds[i]);
            Bytes.put32(polled, 8 * i + 4, POLLIN);
        }
    }

    /// The place at `at`, whose path is `n` bytes long.
    private static NetnsPath place(byte[] b, int at, int n) {
        byte[] path = Bytes.sub(b, at + ProbeLayout.PATH, n);
        return new NetnsPath(path, Bytes.i64(b, at + ProbeLayout.DEV), Bytes.i64(b, at + ProbeLayout.INO), 0, 0);
    }

    /// A socket that takes answers only, or requests only: or -errno.
    private int socket(NetnsPath way, boolean six, boolean answers) {
        int s = scan.icmp(way, six);
        if (s < 0) {
            return s;
        }
        int r;
        if (six) {
            // struct icmp6_filter, a set bit keeps that type away
            for (int k = 0; k < filter.length; k++) {
                filter[k] = (byte) 0xff;
            }
            if (answers) {
                filter[0] = (byte) ~(1 << ICMPV6_UNREACHABLE | 1 << ICMPV6_TOO_BIG | 1 << ICMPV6_TIME_EXCEEDED);
            }
            filter[16] = (byte) ~(1 << (answers ? ICMPV6_ECHOREPLY : ICMPV6_ECHO) - 128);
            r = kernel.setsockopt(s, SOL_ICMPV6, ICMPV6_FILTER, filter);
            r = r < 0 || answers ? r : option(s, SOL_IPV6, IPV6_RECVPKTINFO, 1);
        } else {
            int types =
                    answers ? 1 << ICMP_ECHOREPLY | 1 << ICMP_UNREACHABLE | 1 << ICMP_TIME_EXCEEDED : 1 << ICMP_ECHO;
            r = option(s, SOL_RAW, ICMP_FILTER, ~types);
        }
        return orClose(s, r);
    }

    /// The same socket, which sets the bit that forbids fragments, or leaves it; or -errno.
    private int fragmenting(int s, boolean six, boolean whole) {
        int discovery = whole ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT;
        int r = option(s, six ? SOL_IPV6 : SOL_IP, six ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, discovery);
        if (r >= 0 && six && whole) {
            r = option(s, SOL_IPV6, IPV6_DONTFRAG, 1); // else it would send two fragments of its own
        }
        return orClose(s, r);
    }

    private int option(int s, int level, int name, int value) {
        Bytes.put32(four, 0, value);
        return kernel.setsockopt(s, level, name, four);
    }

    /// The socket, or what has failed with it.
    private int orClose(int s, int r) {
        if (r < 0) {
            kernel.close(s);
            return r;
        }
        return s;
    }

    /// Sends what is not yet answered, `packets` times, and takes what comes until all are answered or the time is up.
    private void exchange(long nanos) {
        long start = now();
        long end = start + nanos;
        long apart = nanos / Math.max(1, packets);
        int round = 0;
        long time = start;
        while (time < end && waiting()) {
            if (round < packets && time >= start + round * apart) {
                for (int i = 0; i < count; i++) {
                    send(i, round);
                }
                round++;
            }
            long until = round < packets ? start + round * apart : end;
            await(Math.max(0, until - now()));
            time = now();
        }
    }

    /// Whether an answer is missing.
    private boolean waiting() {
        for (int i = 0; i < count; i++) {
            if (fds[i] >= 0) {
                return true;
            }
        }
        return false;
    }

    /// One echo request, unless it has been answered.
    private void send(int i, int round) {
        if (fds[i] < 0) {
            return;
        }
        int n = size[i] - (six(i) ? IPV6_HEADER : IP_HEADER);
        for (int k = 0; k < n; k++) {
            packet[k] = (byte) k;
        }
        packet[0] = (byte) (six(i) ? ICMPV6_ECHO : ICMP_ECHO);
        packet[1] = 0;
        Bytes.put16(packet, 2, 0);
        Bytes.putBe16(packet, 4, identifier + i);
        Bytes.putBe16(packet, 6, round + 1);
        if (!six(i)) { // that of ICMPv6 is the kernel's
            int sum = Bytes.checksum(packet, 0, n);
            Bytes.putBe16(packet, 2, sum);
        }
        Bytes.copy(target, 16 * i, six(i) ? to6 : to, six(i) ? 8 : 4, address(i));
        if (sent[i] == 0) {
            left[i] = now();
        }
        int r = kernel.sendto(fds[i], packet, n, MSG_DONTWAIT, six(i) ? to6 : to);
        if (r >= 0) {
            sent[i]++;
        } else if (sent[i] == 0) {
            error[i] = -r;
        }
    }

    private void await(long nanos) {
        Bytes.put64(timeout, 0, nanos / 1_000_000_000);
        Bytes.put64(timeout, 8, nanos % 1_000_000_000);
        int ready = kernel.poll(polled, timeout);
        for (int i = 0; i < 2 * Limits.PROBES_AT_ONCE && ready > 0; i++) {
            if (fds[i] >= 0 && Bytes.u16(polled, 8 * i + 6) != 0) {
                take(i);
            }
        }
    }

    /// Takes what one socket holds; it is closed when it has told what was asked.
    private void take(int i) {
        int probe = i < Limits.PROBES_AT_ONCE ? i : i - Limits.PROBES_AT_ONCE;
        for (int k = 0; k < BATCH; k++) {
            int n = six(probe) ? message(fds[i]) : kernel.recv(fds[i], received, 0, MSG_DONTWAIT);
            if (n == -Errno.EINTR) {
                continue;
            }
            if (n < 0) {
                return;
            }
            boolean done = i < Limits.PROBES_AT_ONCE ? answer(i, n) : arrival(probe, n);
            if (done) {
                close(i);
                return;
            }
        }
    }

    /// An ICMPv6 message: its length, or -errno.
    private int message(int fd) {
        Bytes.clear(header, 0, header.length);
        Bytes.clear(sender, 0, sender.length);
        Bytes.clear(control, 0, control.length);
        Bytes.put32(header, 8, sender.length); // msg_namelen
        Bytes.put64(header, 40, control.length); // msg_controllen
        return (int)
                kernel.sys().message(Nr.RECVMSG, fd, header, sender, received, received.length, control, MSG_DONTWAIT);
    }

    /// Whether `received[0, n)` is the answer to probe `i`, or an error about it; then it is kept.
    private boolean answer(int i, int n) {
        if (!(six(i) ? answersV6(i, n) : answersV4(i, n))) {
            return false;
        }
        answered[i] = now();
        kept[i] = Math.min(n, Limits.PROBE_ANSWER);
        Bytes.copy(received, 0, answers, i * Limits.PROBE_ANSWER, kept[i]);
        return true;
    }

    private boolean answersV4(int i, int n) {
        int at = icmp(0, n);
        if (at < 0) {
            return false;
        }
        if (Bytes.u8(received, at) == ICMP_ECHOREPLY) {
            return mine(i, at) && same(received, 12, i);
        }
        int quoted = at + ICMP_HEADER;
        int request = icmp(quoted, n);
        boolean ours = request >= 0 && Bytes.u8(received, request) == ICMP_ECHO && mine(i, request);
        return ours && same(received, quoted + 16, i);
    }

    /// An error of ICMPv6 quotes the packet behind its header: `struct ipv6hdr`, in which the next header stands at 6
    /// and the destination at 24.
    private boolean answersV6(int i, int n) {
        if (n < ICMP_HEADER) {
            return false;
        }
        if (Bytes.u8(received, 0) == ICMPV6_ECHOREPLY) {
            return mine(i, 0) && same(sender, 8, i);
        }
        int request = ICMP_HEADER + IPV6_HEADER;
        boolean quotes = n >= request + ICMP_HEADER && Bytes.u8(received, ICMP_HEADER) >> 4 == 6;
        boolean echo = quotes && received[ICMP_HEADER + 6] == IPPROTO_ICMPV6;
        boolean ours = echo && Bytes.u8(received, request) == ICMPV6_ECHO && mine(i, request);
        return ours && Bytes.u8(received, 0) < ICMPV6_ECHO && same(received, ICMP_HEADER + 24, i);
    }

    /// Whether `received[0, n)` is the request of probe `i`, where it should arrive.
    private boolean arrival(int i, int n) {
        boolean here;
        if (six(i)) {
            boolean told = Bytes.i32(control, 8) == SOL_IPV6 && Bytes.i32(control, 12) == IPV6_PKTINFO;
            here = n >= ICMP_HEADER && Bytes.u8(received, 0) == ICMPV6_ECHO && mine(i, 0);
            here = here && told && same(control, 16, i);
        } else {
            int at = icmp(0, n);
            here = at >= 0 && Bytes.u8(received, at) == ICMP_ECHO && mine(i, at) && same(received, 16, i);
        }
        if (here) {
            arrived[i] = now();
        }
        return here;
    }

    private boolean mine(int i, int icmp) {
        return Bytes.be16(received, icmp + 4) == (identifier + i & 0xffff);
    }

    /// Where the ICMP header of the IPv4 packet at `from` stands in `received[from, n)`; -1: there is none.
    private int icmp(int from, int n) {
        if (n - from < IP_HEADER + ICMP_HEADER || Bytes.u8(received, from) >> 4 != 4) {
            return -1;
        }
        int header = (received[from] & 15) * 4;
        boolean there = header >= IP_HEADER && n - from >= header + ICMP_HEADER;
        return there && received[from + 9] == IPPROTO_ICMP ? from + header : -1;
    }

    /// The ECHO frame of one probe.
    private void tell(int i) {
        frames.begin(FrameKind.ECHO, origin[i], 32 + Limits.PROBE_ANSWER);
        frames.u32(i).u32(sent[i]).u64(left[i]).u64(answered[i]).u64(arrived[i]);
        frames.bytes(answers, i * Limits.PROBE_ANSWER, kept[i]);
        if (sent[i] == 0) {
            frames.failed(error[i] == 0 ? Errno.ETIMEDOUT : error[i]);
        }
        frames.end();
    }

    private void close(int i) {
        if (fds[i] >= 0) {
            kernel.close(fds[i]);
            fds[i] = -1;
            Bytes.put32(polled, 8 * i, -1);
        }
    }

    private long now() {
        return kernel.clock(1, clock);
    }
}

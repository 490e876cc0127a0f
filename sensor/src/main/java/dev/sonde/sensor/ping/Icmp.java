package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Out;

/// One destination, the socket to it, and what its two protocols have in common.
///
/// Every byte that arrives is somebody else's: lengths are checked before anything is read, and what answers no
/// request of ours is not counted.
abstract sealed class Icmp permits IcmpV4, IcmpV6 {
    static final int SOCK_DGRAM = 2;
    static final int SOL_SOCKET = 1;
    static final int SO_BROADCAST = 6;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_DEBUG = 1;
    private static final int SO_DONTROUTE = 5;
    private static final int SO_SNDTIMEO = 21;
    private static final int SO_BINDTODEVICE = 25;
    /// Options, and types of what they add to each message: a `struct timespec` of the clock of the day, or where there
    /// is none (qemu's user mode) a `struct timeval`.
    private static final int SO_TIMESTAMPNS = 35;

    private static final int SO_TIMESTAMP = 29;

    private static final int SO_MARK = 36;
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int GRND_NONBLOCK = 1;
    private static final int MSG_CONFIRM = 0x800;

    /// `struct icmphdr` and `struct icmp6_hdr`: type, code, checksum, identifier, sequence.
    static final int HEADER = 8;
    /// A `struct timeval`: from so many bytes of payload on, iputils' ping shows times and compares the rest.
    static final int TIMEVAL = 16;
    /// Room for what an answer may have before its payload: the longest IPv4 header and a quoted one.
    private static final int MORE = 136;

    /// The shortest interval in milliseconds of a user who is not root, and that of broadcasts.
    static final int USER_INTERVAL = 2;

    static final int USER_BROADCAST_INTERVAL = 1000;
    /// What [#open] says when another address of the destination is to be tried.
    static final int NEXT = -2;

    private boolean reportsOwn;

    /// What [#error] found in the error queue.
    static final int REMOTE = 1;

    static final int NOT_OURS = 0;
    static final int LOCAL = -1;
    static final int FAILED = -2;

    final Kernel kernel;
    final Out out;
    final Out err;
    final PingOptions options;
    final PingStats stats = new PingStats();

    /// The names of addresses; null where they stay numbers.
    final Hosts names;

    /// What is pinged, as it is called in the first line and in the last block.
    final byte[] title;

    /// `struct sockaddr_in` or `struct sockaddr_in6`.
    final byte[] to;

    final byte[] source;

    final PingSocket socket;
    final int fd;
    final boolean raw;
    int identifier;
    /// Whether the identifier is ours, and not the kernel's choice.
    boolean identified;
    boolean multicast;
    /// Whether the payload is long enough for times to be shown.
    final boolean timed;
    /// Whether a network is to be told, by the next packet, that the neighbour answers.
    private boolean confirm;
    /// When the last message reached the kernel, and when it reached us: nanoseconds of the monotonic clock.
    long arrived;

    long seen;
    /// Whether the clock of the day runs ahead of the monotonic one, and how far: nanoseconds, at the last request.
    private long ahead;

    final byte[] packet;
    final byte[] reply;
    /// Of the message that came last: its sender and its ancillary data.
    final byte[] sender;

    final byte[] control = new byte[512];
    private final byte[] message = new byte[56];
    final byte[] quoted = new byte[HEADER];
    private final byte[] clock = new byte[16];
    private final byte[] four = new byte[4];
    final Interfaces interfaces;
    final Answers answers;

    Icmp(
            Kernel kernel,
            Out out,
            Out err,
            PingOptions options,
            Hosts names,
            byte[] title,
            byte[] to,
            PingSocket socket) {
        this.kernel = kernel;
        this.out = out;
        this.err = err;
        this.options = options;
        this.names = names;
        this.title = title;
        this.to = to;
        this.socket = socket;
        this.fd = socket.fd;
        this.raw = socket.raw();
        this.source = new byte[to.length];
        this.sender = new byte[28];
        this.interfaces = new Interfaces(kernel);
        int size = Math.max(0, Math.min(options.size, PingOptions.LARGEST6));
        this.packet = new byte[HEADER + size];
        this.reply = new byte[HEADER + size + MORE];
        this.timed = size >= TIMEVAL;
        fill(size);
        this.answers = new Answers(this);
    }

    private void fill(int size) {
        byte[] pattern = options.pattern;
        if (pattern == null) {
            for (int i = 0; i < size; i++) {
                packet[HEADER + i] = (byte) i;
            }
            return;
        }
        int n = pattern.length;
        // Whole patterns only, in the largest packet that there is.
        for (int from = 0; n > 0 && from <= PingOptions.LARGEST6 - n && from < size; from += n) {
            for (int i = 0; i < n && from + i < size; i++) {
                packet[HEADER + from + i] = pattern[i];
            }
        }
    }

    /// Prepares the socket and says whom it pings: -1 to go on, or the exit status, and said why; or NEXT, unless this
    /// is the `last` address.
    abstract int open(boolean last);

    /// Prints the options in the header of the answer that came last.
    abstract void headerOptions();

    /// Types of the echo request and its answer.
    abstract int request();

    /// Reads the message in `reply[0, n)` from [#sender]: whether it was ours.
    abstract boolean parse(int n);

    /// Reads the error in [#control] about the packet that begins with `quoted[0, n)`: one of the constants above.
    abstract int parseError(int n);

    /// Writes the address of a `struct sockaddr_*` at `at`, with its name where names are wanted.
    abstract void address(Out to, byte[] sockaddr, int at);

    /// Nanoseconds of the monotonic clock.
    final long now() {
        return kernel.clock(CLOCK_MONOTONIC, clock);
    }

    /// Sends the next request: 0 or -errno. Between the look at the clocks and the call there is as little as can be.
    final int send() {
        int sequence = stats.next();
        packet[0] = (byte) request();
        packet[1] = 0;
        packet[2] = 0;
        packet[3] = 0;
        Bytes.putBe16(packet, 4, identifier);
        Bytes.putBe16(packet, 6, sequence);
        int zeros = timed ? TIMEVAL : 0;
        Bytes.clear(packet, HEADER, zeros);
        // The kernel makes the others'.
        boolean summed = raw && to.length == 16;
        int sum = summed ? Bytes.checksum(packet, 0, packet.length) : 0;
        int flags = confirm ? MSG_CONFIRM : 0;
        confirm = false;
        long nanos = now();
        long day = kernel.clock(CLOCK_REALTIME, clock);
        ahead = day - nanos;
        if (timed) {
            // As in iputils' packets: whoever looks at one on its way sees when it was sent.
            Bytes.copy(clock, 0, packet, HEADER, TIMEVAL);
            Bytes.put64(packet, HEADER + 8, Bytes.i64(clock, 8) / 1000);
            sum = summed ? withTime(sum) : 0;
        }
        Bytes.putBe16(packet, 2, sum);
        stats.leaving(nanos);
        int r = kernel.sendto(fd, packet, packet.length, flags, to);
        return Math.min(r, 0);
    }

    /// The checksum once the time stands where zeros stood.
    private int withTime(int sum) {
        int time = ~Bytes.checksum(packet, HEADER, TIMEVAL) & 0xffff;
        int all = (~sum & 0xffff) + time;
        return ~((all & 0xffff) + (all >> 16)) & 0xffff;
    }

    /// Receives and reads one message: 1 for one of ours, 0 for one of others', or -errno.
    final int receive() {
        int n = receive(reply, reply.length, MSG_DONTWAIT);
        if (n < 0) {
            return n;
        }
        seen = now();
        arrived = seen;
        int at = stamp == 0 ? -1 : ancillary(SOL_SOCKET, stamp, 16);
        if (at >= 0) {
            long part = Bytes.i64(control, at + 8) * (stamp == SO_TIMESTAMPNS ? 1 : 1000);
            arrived = Bytes.i64(control, at) * 1_000_000_000L + part - ahead;
        }
        boolean ours = parse(n);
        confirm |= ours && to.length > 16;
        return ours ? 1 : 0;
    }

    /// Takes one error from the socket's error queue and reports it: one of the constants above. `own`: also that a
    /// packet could not leave.
    final int error(boolean own) {
        reportsOwn = own;
        int n = receive(quoted, HEADER, MSG_DONTWAIT | MSG_ERRQUEUE);
        if (n == -Errno.EAGAIN || n == -Errno.EINTR) {
            return LOCAL;
        }
        return n < 0 ? FAILED : parseError(n);
    }

    private int receive(byte[] into, int length, int flags) {
        Bytes.clear(message, 0, message.length);
        Bytes.put32(message, 8, sender.length); // msg_namelen
        Bytes.put64(message, 40, control.length); // msg_controllen
        Bytes.clear(sender, 0, sender.length);
        return (int) kernel.sys().message(Nr.RECVMSG, fd, message, sender, into, length, control, flags);
    }

    /// Where the data of the ancillary message of that level and type begin in [#control], of at least `least`
    /// bytes; or -1.
    final int ancillary(int level, int type, int least) {
        long have = Math.max(0, Math.min(Bytes.i64(message, 40), control.length));
        int at = 0;
        while (have - at >= 16) {
            long length = Bytes.i64(control, at); // struct cmsghdr: cmsg_len, cmsg_level, cmsg_type
            if (length < 16 || length > have - at) {
                return -1;
            }
            if (Bytes.i32(control, at + 8) == level && Bytes.i32(control, at + 12) == type && length >= 16 + least) {
                return at + 16;
            }
            at += (int) (length + 7 & ~7L);
        }
        return -1;
    }

    /// Whether an identifier is ours: a datagram socket gets nothing else.
    final boolean ours(int id) {
        return !raw || id == identifier;
    }

    /// With `-D`, the time of day before a line; it is for people, and measures nothing.
    final void stamp() {
        if (!options.stamps) {
            return;
        }
        long nanos = kernel.clock(CLOCK_REALTIME, clock);
        long micros = nanos / 1000 % 1_000_000;
        out.raw('[').p(nanos / 1_000_000_000).raw('.');
        for (long u = 100_000; u > 0; u /= 10) {
            out.raw((int) ('0' + micros / Math.max(1, u) % 10));
        }
        out.p("] ");
    }

    /// `From ADDRESS icmp_seq=N ` of an error.
    final void from(byte[] sockaddr, int at, int sequence) {
        stamp();
        out.p("From ");
        address(out, sockaddr, at);
        out.p(" icmp_seq=").p(sequence).raw(' ');
    }

    /// A packet that could not leave. `mtu`: how the two protocols join the words to the number.
    final int local(int errno, long info, String mtu) {
        if (options.quiet || !reportsOwn) {
            return LOCAL;
        }
        stats.errors++;
        if (options.flood) {
            out.raw('E').flush();
            return LOCAL;
        }
        out.flush();
        err.p("ping: local error: ");
        if (errno == Errno.EMSGSIZE) {
            err.p("message too long, ").p(mtu).p(info);
        } else {
            err.errno(errno);
        }
        err.raw('\n').flush();
        return LOCAL;
    }

    /// `ping: what: why`; exit status 2.
    final int fail(String what, int errno) {
        out.flush();
        err.p("ping: ").p(what).p(": ").errno(errno).raw('\n');
        err.flush();
        return 2;
    }

    /// `setsockopt` of an int.
    final int option(int socket, int level, int name, int value) {
        Bytes.put32(four, 0, value);
        return kernel.setsockopt(socket, level, name, four);
    }

    /// Room for what the packets that may be on their way take in the kernel. `perFragment`: the header of each piece.
    final void buffers(int perFragment) {
        int hold = options.size + HEADER;
        hold += (hold + 511) / 512 * (perFragment + 16 + 64 + 160);
        option(fd, SOL_SOCKET, SO_SNDBUF, options.sendBuffer > 0 ? options.sendBuffer : hold);
        long all = (long) hold * options.preload;
        if (all > Integer.MAX_VALUE) {
            warn("WARNING: buffer size overflow, reduce packet size or preload");
            all = Integer.MAX_VALUE;
        }
        option(fd, SOL_SOCKET, SO_RCVBUF, (int) Math.max(all, 65_536));
        byte[] length = new byte[4];
        Bytes.put32(length, 0, 4);
        int r = kernel.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, four, length);
        if (r == 0 && Bytes.i32(four, 0) < all) {
            warn("WARNING: probably, rcvbuf is not enough to hold preload");
        }
    }

    /// A line that does not end the program.
    final void warn(String text) {
        out.flush();
        err.p("ping: ").p(text).raw('\n');
        err.flush();
    }

    /// What both protocols need once all has been said: -1 to go on, or the exit status, and said why.
    final int setup() {
        if (kernel.getuid() != 0 && options.interval < USER_INTERVAL) {
            out.flush();
            err.p("ping: cannot flood, minimal interval for user must be >= 2 ms, use -i 0.002 (or higher)\n");
            err.flush();
            return 2;
        }
        if (options.interval >= Integer.MAX_VALUE / Math.max(1, options.preload)) {
            out.flush();
            err.p("ping: illegal preload and/or interval: ").p(options.interval).raw('\n');
            err.flush();
            return 2;
        }
        if (options.debug) {
            option(fd, SOL_SOCKET, SO_DEBUG, 1);
        }
        if (options.dontRoute) {
            option(fd, SOL_SOCKET, SO_DONTROUTE, 1);
        }
        if (!options.latency) {
            stamped();
        }
        mark(fd);
        // A limit to how long a send may block.
        byte[] time = new byte[16]; // struct timeval
        if (options.interval < 1000) {
            Bytes.put64(time, 8, 1000L * Math.max(10, options.interval));
        } else {
            time[0] = 1;
        }
        kernel.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, time);
        identify();
        return -1;
    }

    /// Asks for the kernel's time of arrival.
    private void stamped() {
        stamp = SO_TIMESTAMPNS;
        int r = option(fd, SOL_SOCKET, stamp, 1);
        if (r < 0) {
            stamp = SO_TIMESTAMP;
            r = option(fd, SOL_SOCKET, stamp, 1);
        }
        if (r < 0) {
            stamp = 0;
            warn("Warning: no SO_TIMESTAMP support: times last until ping sees the answer");
        }
    }

    /// By which option the kernel tells the time of arrival; 0: by none.
    private int stamp;

    /// Chooses the number that tells our answers from others': what was asked for, or one by chance.
    private void identify() {
        identified = raw || options.identifier >= 0;
        identifier = options.identifier;
        if (identifier >= 0) {
            return;
        }
        byte[] random = new byte[2];
        long got = kernel.sys().call(Nr.GETRANDOM, 0, random, 0, -1, Bytes.NONE, 0, 2, GRND_NONBLOCK, 0, 0, 0);
        identifier = got == 2 ? Bytes.u16(random, 0) : kernel.getpid() & 0xffff;
    }

    /// Whether the kernel is to be told which identifier a datagram socket has.
    final boolean choosesIdentifier() {
        return options.identifier > 0 && !raw;
    }

    /// Marks what a socket sends, if that was asked for.
    final void mark(int socket) {
        if (options.mark < 0) {
            return;
        }
        int r = option(socket, SOL_SOCKET, SO_MARK, (int) options.mark);
        if (r < 0) {
            out.flush();
            err.p("ping: WARNING: failed to set mark: ").p(options.mark).p(": ").errno(-r);
            err.raw('\n');
            if (r == -Errno.EPERM) {
                err.p("ping: => missing cap_net_admin+p or cap_net_raw+p (since Linux 5.17) capability?\n");
            }
            err.flush();
            options.mark = -1;
        }
    }

    /// What a user who is not root may not do to many hosts at once: -1 to go on, or the exit status.
    final int manyHosts(String kind) {
        if (kernel.getuid() == 0) {
            return -1;
        }
        if (options.interval < USER_BROADCAST_INTERVAL) {
            out.flush();
            err.p("ping: minimal interval for ").p(kind);
            err.p(" ping for user must be >= 1000 ms, use -i 1 (or higher)\n");
            err.flush();
            return 2;
        }
        if (options.discovery >= 0 && options.discovery != 2) {
            out.flush();
            err.p("ping: ").p(kind).p(" ping does not fragment\n");
            err.flush();
            return 2;
        }
        return -1;
    }

    final int bindToDevice(int socket) {
        return kernel.setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, Bytes.z(options.device));
    }

    /// Says so when the chosen source is no address of the interface that was asked for.
    final void warnElsewhere(int family, int at, int length) {
        if (options.device.length == 0) {
            return;
        }
        int device = interfaces.index(options.device);
        if (!DeviceAddress.has(kernel, device, family, source, at, length)) {
            out.flush();
            err.p("ping: Warning: source address might be selected on device other than: ");
            err.safe(options.device).raw('\n').flush();
        }
    }
}

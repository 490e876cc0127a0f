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
    static final int SOCK_RAW = 3;
    static final int SOL_SOCKET = 1;
    static final int SO_BROADCAST = 6;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDTIMEO = 21;
    static final int SO_BINDTODEVICE = 25;
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final int GRND_NONBLOCK = 1;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final long SIOCGIFNAME = 0x8910;

    /// `struct icmphdr` and `struct icmp6_hdr`: type, code, checksum, identifier, sequence.
    static final int HEADER = 8;
    /// A `struct timeval`: from so many bytes of payload on, iputils' ping shows times and compares the rest.
    static final int TIMEVAL = 16;
    /// Room for what an answer may have before its payload: the longest IPv4 header and a quoted one.
    private static final int MORE = 136;

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

    int fd = -1;
    boolean raw;
    int identifier;
    boolean multicast;
    /// Whether the payload is long enough for times to be shown.
    final boolean timed;

    final byte[] packet;
    final byte[] reply;
    /// Of the message that came last: its sender and its ancillary data.
    final byte[] sender;

    final byte[] control = new byte[512];
    private final byte[] message = new byte[56];
    final byte[] quoted = new byte[HEADER];
    private final byte[] clock = new byte[16];
    private final byte[] four = new byte[4];
    private final byte[] ifreq = new byte[40];

    Icmp(Kernel kernel, Out out, Out err, PingOptions options, Hosts names, byte[] title, byte[] to) {
        this.kernel = kernel;
        this.out = out;
        this.err = err;
        this.options = options;
        this.names = names;
        this.title = title;
        this.to = to;
        this.source = new byte[to.length];
        this.sender = new byte[28];
        int size = Math.max(0, Math.min(options.size, PingOptions.LARGEST));
        this.packet = new byte[HEADER + size];
        this.reply = new byte[HEADER + size + MORE];
        this.timed = size >= TIMEVAL;
        for (int i = 0; i < size; i++) {
            packet[HEADER + i] = (byte) i;
        }
    }

    /// Opens the socket and says whom it pings: -1 to go on, or the exit status, and said why.
    abstract int open();

    /// Types of the echo request and its answer.
    abstract int request();

    /// Reads the message in `reply[0, n)` from [#sender], which arrived at `nanos`: whether it was ours.
    abstract boolean parse(int n, long nanos);

    /// Reads the error in [#control] about the packet that begins with `quoted[0, n)`: one of the constants above.
    abstract int parseError(int n);

    /// Writes the address of a `struct sockaddr_*` at `at`, with its name where names are wanted.
    abstract void address(Out to, byte[] sockaddr, int at);

    /// Nanoseconds of the monotonic clock.
    final long now() {
        return kernel.clock(CLOCK_MONOTONIC, clock);
    }

    /// Sends the next request: 0 or -errno.
    final int send() {
        int sequence = stats.next();
        packet[0] = (byte) request();
        packet[1] = 0;
        packet[2] = 0;
        packet[3] = 0;
        Bytes.putBe16(packet, 4, identifier);
        Bytes.putBe16(packet, 6, sequence);
        int sum = Bytes.checksum(packet, 0, packet.length);
        Bytes.putBe16(packet, 2, sum);
        stats.leaving(now());
        int r = kernel.sendto(fd, packet, packet.length, 0, to);
        return Math.min(r, 0);
    }

    /// Receives and reads one message: 1 for one of ours, 0 for one of others', or -errno.
    final int receive() {
        int n = receive(reply, reply.length, MSG_DONTWAIT);
        if (n < 0) {
            return n;
        }
        long nanos = now();
        return parse(n, nanos) ? 1 : 0;
    }

    /// Takes one error from the socket's error queue and reports it: one of the constants above.
    final int error() {
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

    /// Counts and shows the answer whose header stands at `b[at]`, with `n` bytes from there on.
    final void answer(byte[] b, int at, int n, int hops, long nanos, boolean bad, boolean elsewhere) {
        int sequence = Bytes.be16(b, at + 6);
        if (bad) {
            stats.corrupted++;
        } else {
            stats.acknowledge(sequence);
        }
        long micros = 0;
        boolean timing = timed && n >= HEADER + TIMEVAL;
        if (timing) {
            micros = stats.time(sequence, nanos);
        }
        if (timing && !bad) {
            stats.add(micros);
        }
        boolean duplicate = !bad && stats.count(sequence);
        if (options.quiet) {
            return;
        }
        if (options.flood) {
            out.p(bad ? "\bC" : "\b \b").flush();
            return;
        }
        stamp();
        out.p(n).p(" bytes from ");
        address(out, sender, 0);
        out.p(": icmp_seq=").p(sequence);
        if (options.verbose && raw) {
            out.p(" ident=").p(identifier);
        }
        if (hops >= 0) {
            out.p(" ttl=").p(hops);
        }
        if (n < packet.length) {
            out.p(" (truncated)\n").flush();
            return;
        }
        if (timed) {
            PingText.time(out, micros);
        }
        if (duplicate && (!multicast || options.verbose)) {
            out.p(" (DUP!)");
        }
        if (bad) {
            out.p(" (BAD CHECKSUM!)");
        }
        if (elsewhere) {
            out.p(" (DIFFERENT ADDRESS!)");
        }
        compare(b, at);
        out.raw('\n').flush();
    }

    /// Shows the payload if it is not what was sent. The place of iputils' time is left out, as there.
    private void compare(byte[] b, int at) {
        int i = HEADER + TIMEVAL;
        while (i < packet.length && b[at + i] == packet[i]) {
            i++;
        }
        if (i >= packet.length) {
            return;
        }
        out.p("\nwrong data byte #").p(i - HEADER).p(" should be 0x");
        hex(packet[i]);
        out.p(" but was 0x");
        hex(b[at + i]);
        for (int k = HEADER + TIMEVAL; k < packet.length; k++) {
            if ((k - HEADER) % 32 == TIMEVAL) {
                out.p("\n#").p(k - HEADER).raw('\t');
            }
            hex(b[at + k]);
            out.raw(' ');
        }
    }

    /// As `printf("%x")`.
    private void hex(int c) {
        if ((c & 0xf0) != 0) {
            out.hex(c >> 4);
        }
        out.hex(c);
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
        if (options.quiet) {
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

    /// Opens the ICMP socket: raw where that is permitted, else the kernel's datagram socket for ping.
    final int socket(int domain, int protocol) {
        fd = kernel.socket(domain, SOCK_RAW, protocol);
        raw = fd >= 0;
        int refused = -fd;
        if (refused == Errno.EPERM || refused == Errno.EACCES) {
            fd = kernel.socket(domain, SOCK_DGRAM, protocol);
        }
        if (fd == -Errno.EPERM || fd == -Errno.EACCES) {
            out.flush();
            err.p("ping: socket: ").errno(refused).raw('\n');
            err.p("  needs CAP_NET_RAW in this network namespace (root has it), or a group of yours within its\n");
            err.p("  sysctl net.ipv4.ping_group_range\n");
            err.flush();
            return 2;
        }
        if (fd < 0) {
            return fail("socket", -fd);
        }
        byte[] random = new byte[2];
        long got = kernel.sys().call(Nr.GETRANDOM, 0, random, 0, -1, Bytes.NONE, 0, 2, GRND_NONBLOCK, 0, 0, 0);
        identifier = got == 2 ? Bytes.u16(random, 0) : kernel.getpid() & 0xffff;
        return -1;
    }

    /// Room for what one packet takes in the kernel, and a limit to how long a send may block.
    final void buffers(int perFragment) {
        int hold = options.size + HEADER;
        hold += (hold + 511) / 512 * (perFragment + 16 + 64 + 160);
        option(fd, SOL_SOCKET, SO_SNDBUF, hold);
        option(fd, SOL_SOCKET, SO_RCVBUF, Math.max(hold, 65_536));
        byte[] time = new byte[16]; // struct timeval
        if (options.interval < 1000) {
            Bytes.put64(time, 8, 1000L * Math.max(10, options.interval));
        } else {
            time[0] = 1;
        }
        kernel.setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, time);
    }

    final int bindToDevice(int socket) {
        return kernel.setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, Bytes.z(options.device));
    }

    /// Says so when the chosen source is no address of the interface that was asked for.
    final void warnElsewhere(int family, int at, int length) {
        if (options.device.length == 0) {
            return;
        }
        int device = index(options.device);
        if (!DeviceAddress.has(kernel, device, family, source, at, length)) {
            out.flush();
            err.p("ping: Warning: source address might be selected on device other than: ");
            err.safe(options.device).raw('\n').flush();
        }
    }

    /// `if_nametoindex(3)`: the number, or -errno.
    final int index(byte[] name) {
        int s = kernel.socket(2, SOCK_DGRAM, 0);
        if (s < 0) {
            return s;
        }
        Bytes.clear(ifreq, 0, ifreq.length);
        Bytes.copy(name, 0, ifreq, 0, Math.min(name.length, 15));
        int r = kernel.ioctl(s, SIOCGIFINDEX, ifreq);
        kernel.close(s);
        return r < 0 ? r : Bytes.i32(ifreq, 16);
    }

    /// Writes `%` and the name of an interface, or its number if it is gone.
    final void scope(Out to, int index) {
        Bytes.clear(ifreq, 0, ifreq.length);
        Bytes.put32(ifreq, 16, index);
        int r = kernel.ioctl(fd, SIOCGIFNAME, ifreq);
        to.raw('%');
        if (r < 0) {
            to.p(index & 0xffffffffL);
            return;
        }
        int n = 0;
        while (n < 16 && ifreq[n] != 0) {
            n++;
        }
        to.safe(ifreq, 0, n);
    }
}

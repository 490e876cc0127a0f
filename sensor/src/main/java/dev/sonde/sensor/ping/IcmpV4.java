package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// ICMP over IPv4.
final class IcmpV4 extends Icmp {
    private static final int AF_INET = 2;
    private static final int IPPROTO_ICMP = 1;
    private static final int SOL_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IP_OPTIONS = 4;
    private static final int IP_RETOPTS = 7;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_RECVERR = 11;
    private static final int IP_RECVTTL = 12;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int SOL_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final int SO_EE_ORIGIN_LOCAL = 1;
    private static final int SO_EE_ORIGIN_ICMP = 2;

    private static final int ICMP_ECHOREPLY = 0;
    private static final int ICMP_SOURCE_QUENCH = 4;
    private static final int ICMP_REDIRECT = 5;
    private static final int ICMP_ECHO = 8;
    private static final int WANTED = 1 << ICMP_ECHOREPLY | 1 << ICMP_SOURCE_QUENCH | 1 << ICMP_REDIRECT;
    /// `ICMP_DEST_UNREACH`, `ICMP_TIME_EXCEEDED`, `ICMP_PARAMETERPROB`
    private static final int ERRORS = 1 << 3 | 1 << 11 | 1 << 12;

    /// Where a datagram socket is connected to: nobody hears it.
    private static final int PORT = 1025;

    /// `struct iphdr` without options.
    private static final int IP_HEADER = 20;

    /// Where the address stands in a `struct sockaddr_in`.
    private static final int ADDRESS = 4;

    /// A `struct sockaddr_in` with the router that a redirect names.
    private final byte[] gateway = new byte[16];

    /// The addresses of the hosts that the packet is to go through.
    private final byte[] through;

    private final IpOptions ipOptions;

    IcmpV4(
            Kernel kernel,
            Out out,
            Out err,
            PingOptions options,
            Hosts names,
            byte[] title,
            byte[] address,
            byte[] through,
            PingSocket socket) {
        super(kernel, out, err, options, names, title, new byte[16], socket);
        to[0] = AF_INET;
        Bytes.copy(address, 0, to, ADDRESS, 4);
        source[0] = AF_INET;
        gateway[0] = AF_INET;
        this.through = through;
        this.ipOptions = new IpOptions(this);
    }

    @Override
    int request() {
        return ICMP_ECHO;
    }

    @Override
    int open(boolean last) {
        int r = -1;
        if (options.source4.length == 4) {
            Bytes.copy(options.source4, 0, source, ADDRESS, 4);
            r = options.device.length == 0 ? -1 : bound(fd);
        } else {
            r = findSource(last);
        }
        if (r != -1) {
            return r;
        }
        if (Address.zero(to, ADDRESS, 4)) {
            Bytes.copy(source, ADDRESS, to, ADDRESS, 4);
        }
        int discovery = options.discovery;
        if (options.broadcast || manyHosts()) {
            multicast = true;
            r = manyHosts("broadcast");
            if (r >= 0) {
                return r;
            }
            discovery = discovery < 0 ? 2 : discovery;
        }
        if (discovery >= 0) {
            r = option(fd, SOL_IP, IP_MTU_DISCOVER, discovery);
            if (r < 0) {
                return fail("IP_MTU_DISCOVER", -r);
            }
        }
        if (choosesIdentifier()) {
            Bytes.putBe16(source, 2, options.identifier);
        }
        if (options.strict || choosesIdentifier()) {
            r = kernel.bind(fd, source);
            if (r < 0) {
                return fail("bind", -r);
            }
        }
        return configure();
    }

    /// Whether the destination is a multicast address.
    private boolean manyHosts() {
        return (to[ADDRESS] & 0xf0) == 0xe0;
    }

    private int configure() {
        if (raw) {
            // A set bit keeps that type away. What the error queue reports need not come twice, once it has reported.
            option(fd, SOL_RAW, ICMP_FILTER, ~(WANTED | ERRORS));
        } else {
            option(fd, SOL_IP, IP_RECVTTL, 1);
            option(fd, SOL_IP, IP_RETOPTS, 1);
        }
        int r = option(fd, SOL_IP, IP_RECVERR, 1);
        if (r < 0) {
            return fail("IP_RECVERR", -r);
        }
        r = header();
        if (r >= 0) {
            return r;
        }
        buffers(IP_HEADER + options.headerOptions());
        if (options.broadcast) {
            r = option(fd, SOL_SOCKET, SO_BROADCAST, 1);
            if (r < 0) {
                return fail("cannot set broadcasting", -r);
            }
        }
        if (options.noLoop) {
            r = option(fd, SOL_IP, IP_MULTICAST_LOOP, 0);
            if (r < 0) {
                return fail("cannot disable multicast loopback", -r);
            }
        }
        if (options.ttl >= 0) {
            r = option(fd, SOL_IP, IP_MULTICAST_TTL, options.ttl);
            if (r < 0) {
                return fail("cannot set multicast time-to-live", -r);
            }
            r = option(fd, SOL_IP, IP_TTL, options.ttl);
            if (r < 0) {
                return fail("cannot set unicast time-to-live", -r);
            }
        }
        hello();
        r = setup();
        if (r >= 0 || !options.connected) {
            return r;
        }
        byte[] address = Bytes.sub(to, 0, to.length);
        Bytes.putBe16(address, 2, PORT);
        r = kernel.connect(fd, address);
        return r < 0 ? fail("connect failed", -r) : -1;
    }

    /// The options of the header: -1 to go on, or the exit status.
    private int header() {
        byte[] b = Bytes.NONE;
        String what = "record route";
        if (options.recordRoute) {
            b = IpOptions.recordRoute();
        } else if (options.timestamps >= 0) {
            b = IpOptions.timestamps(options.timestamps, through);
            what = "ts option";
        } else if (through.length > 0) {
            // iputils' ping has given up by then the right that the kernel asks for, root's too.
            return fail(what, Errno.EPERM);
        }
        if (b.length == 0) {
            return -1;
        }
        int r = kernel.setsockopt(fd, SOL_IP, IP_OPTIONS, b);
        if (r < 0 && options.timestamps >= 0) {
            b[3] = 2;
            r = kernel.setsockopt(fd, SOL_IP, IP_OPTIONS, b);
        }
        return r < 0 ? fail(what, -r) : -1;
    }

    private void hello() {
        out.p("PING ").safe(title).p(" (");
        Address.print4(out, to, ADDRESS);
        out.p(") ");
        if (options.device.length > 0 || options.strict) {
            out.p("from ");
            Address.print4(out, source, ADDRESS);
            out.raw(' ').safe(options.device).p(": ");
        }
        int size = options.size;
        out.p(size).raw('(').p(size + HEADER + options.headerOptions() + IP_HEADER);
        out.p(") bytes of data.\n");
        out.flush();
    }

    /// Asks the kernel, by a datagram socket that sends nothing, from which address and whether packets would go.
    private int findSource(boolean last) {
        int probe = kernel.socket(AF_INET, SOCK_DGRAM, 0);
        if (probe < 0) {
            return fail("socket", -probe);
        }
        int r = findSource(probe, last);
        kernel.close(probe);
        return r;
    }

    private int findSource(int probe, boolean last) {
        int r = -1;
        if (options.device.length > 0) {
            r = bound(probe);
            r = r >= 0 ? r : bound(fd);
        }
        if (r >= 0) {
            return r;
        }
        if (options.tos != 0) {
            r = option(probe, SOL_IP, IP_TOS, options.tos);
            if (r < 0) {
                out.flush();
                err.p("ping: warning: QOS sockopts: ").errno(-r).raw('\n');
                err.flush();
            }
        }
        mark(probe);
        byte[] address = Bytes.sub(to, 0, to.length);
        Bytes.putBe16(address, 2, PORT);
        if (through.length > 0) {
            Bytes.copy(through, 0, address, ADDRESS, 4);
        }
        r = kernel.connect(probe, address);
        if (r == -Errno.EACCES) {
            if (!options.broadcast) {
                out.flush();
                err.p("ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n");
                err.flush();
                return 2;
            }
            out.flush();
            err.p("WARNING: pinging broadcast address\n").flush();
            option(probe, SOL_SOCKET, SO_BROADCAST, 1);
            r = kernel.connect(probe, address);
        }
        if (!last && (r == -Errno.EHOSTUNREACH || r == -Errno.ENETUNREACH)) {
            return NEXT;
        }
        if (r < 0) {
            return fail("connect", -r);
        }
        byte[] length = new byte[4];
        r = kernel.getsockname(probe, source, length);
        if (r < 0) {
            return fail("getsockname", -r);
        }
        Bytes.put16(source, 2, 0);
        warnElsewhere(AF_INET, ADDRESS, 4);
        return -1;
    }

    /// Binds a socket to the interface that was asked for: -1 to go on, or the exit status. For multicast a user needs
    /// no right to it.
    private int bound(int socket) {
        int r = bindToDevice(socket);
        if (r >= 0) {
            return -1;
        }
        if (manyHosts()) {
            int index = interfaces.index(options.device);
            if (index < 0) {
                out.flush();
                err.p("ping: unknown iface: ").safe(options.device).raw('\n');
                err.flush();
                return 2;
            }
            byte[] group = new byte[12]; // struct ip_mreqn
            Bytes.put32(group, 8, index);
            r = kernel.setsockopt(socket, SOL_IP, IP_MULTICAST_IF, group);
            return r < 0 ? fail("IP_MULTICAST_IF", -r) : -1;
        }
        out.flush();
        err.p("ping: SO_BINDTODEVICE ").safe(options.device).p(": ").errno(-r);
        err.raw('\n');
        err.flush();
        return 2;
    }

    @Override
    void headerOptions() {
        if (raw) {
            int length = (reply[0] & 15) * 4;
            ipOptions.print(reply, IP_HEADER, Math.min(length, reply.length));
            return;
        }
        int at = ancillary(SOL_IP, IP_RETOPTS, 1);
        if (at >= 0) {
            int length = (int) Bytes.i64(control, at - 16) - 16; // cmsg_len, which was checked
            ipOptions.print(control, at, Math.min(at + length, control.length));
        }
    }

    @Override
    boolean parse(int n) {
        int at = 0;
        int hops = 0;
        if (raw) {
            if (n < IP_HEADER) {
                return false;
            }
            at = (reply[0] & 15) * 4;
            hops = Bytes.u8(reply, 8);
            if (at < IP_HEADER || n < at + HEADER) {
                return false;
            }
        } else {
            int ttl = ancillary(SOL_IP, IP_TTL, 1);
            hops = ttl < 0 ? 0 : Bytes.u8(control, ttl);
        }
        int length = n - at;
        if (length < HEADER) {
            return false;
        }
        int type = Bytes.u8(reply, at);
        boolean bad = Bytes.checksum(reply, at, length) != 0;
        if (type == ICMP_ECHOREPLY) {
            int id = Bytes.be16(reply, at + 4);
            int sequence = Bytes.be16(reply, at + 6);
            if (!ours(id) || !stats.sent(sequence)) {
                return false;
            }
            boolean elsewhere = !multicast && !Address.same(sender, ADDRESS, to, ADDRESS, 4);
            answers.take(reply, at, length, hops, bad, elsewhere);
            return true;
        }
        return type < 32 && (1 << type & (WANTED | ERRORS)) != 0 && advice(at, length, bad);
    }

    /// What a router says about one of our packets, which it quotes: its IP header and eight bytes at least. Advice is
    /// shown here, an error by the error queue; whether it was one.
    private boolean advice(int at, int length, boolean bad) {
        int inner = at + HEADER;
        if (length < HEADER + IP_HEADER + HEADER) {
            return false;
        }
        int header = (reply[inner] & 15) * 4;
        if (header < IP_HEADER || length < HEADER + header + HEADER) {
            return false;
        }
        int echo = inner + header;
        boolean same = Address.same(reply, inner + 16, to, ADDRESS, 4); // daddr
        int id = Bytes.be16(reply, echo + 4);
        int sequence = Bytes.be16(reply, echo + 6);
        if (!same || Bytes.u8(reply, echo) != ICMP_ECHO || !ours(id) || !stats.sent(sequence)) {
            return false;
        }
        if ((1 << Bytes.u8(reply, at) & ERRORS) != 0) {
            stats.acknowledge(sequence);
            return true;
        }
        if (options.quiet || options.flood) {
            return false;
        }
        stamp();
        out.p("From ");
        address(out, sender, 0);
        out.p(": icmp_seq=").p(sequence).raw(' ');
        if (bad) {
            out.p("(BAD CHECKSUM)");
        }
        Bytes.copy(reply, at + 4, gateway, ADDRESS, 4);
        PingText.icmp4(out, Bytes.u8(reply, at), Bytes.u8(reply, at + 1), 0);
        if (Bytes.u8(reply, at) == ICMP_REDIRECT) {
            nextHop();
        }
        if (options.verbose) {
            ipOptions.header(reply, inner, header);
        }
        out.flush();
        return false;
    }

    private void nextHop() {
        out.p("(New nexthop: ");
        address(out, gateway, 0);
        out.p(")\n");
    }

    @Override
    int parseError(int n) {
        int e = ancillary(SOL_IP, IP_RECVERR, 16); // struct sock_extended_err
        if (e < 0) {
            return NOT_OURS;
        }
        int errno = Bytes.i32(control, e);
        int origin = Bytes.u8(control, e + 4);
        long info = Bytes.u32(control, e + 8);
        if (origin == SO_EE_ORIGIN_LOCAL) {
            return local(errno, info, "mtu=");
        }
        int offender = ancillary(SOL_IP, IP_RECVERR, 16 + 8); // and SO_EE_OFFENDER, as far as the address
        if (origin != SO_EE_ORIGIN_ICMP || offender < 0 || n < HEADER) {
            return NOT_OURS;
        }
        int id = Bytes.be16(quoted, 4);
        int sequence = Bytes.be16(quoted, 6);
        boolean same = Address.same(sender, ADDRESS, to, ADDRESS, 4);
        if (!same || Bytes.u8(quoted, 0) != ICMP_ECHO || !ours(id) || !stats.sent(sequence)) {
            return NOT_OURS;
        }
        stats.acknowledge(sequence);
        if (raw && stats.errors == 0) {
            option(fd, SOL_RAW, ICMP_FILTER, ~WANTED);
        }
        stats.errors++;
        if (options.quiet) {
            return REMOTE;
        }
        if (options.flood) {
            out.p("\bE").flush();
            return REMOTE;
        }
        int type = Bytes.u8(control, e + 5);
        int code = Bytes.u8(control, e + 6);
        from(control, e + 16, sequence);
        PingText.icmp4(out, type, code, info);
        if (type == ICMP_REDIRECT) {
            Bytes.putBe16(gateway, ADDRESS, (int) (info >> 16));
            Bytes.putBe16(gateway, ADDRESS + 2, (int) info);
            nextHop();
        }
        out.flush();
        return REMOTE;
    }

    @Override
    void address(Out to, byte[] sockaddr, int at) {
        boolean named = names != null && names.print(to, sockaddr, at + ADDRESS, 4);
        if (named) {
            to.raw('(');
        }
        Address.print4(to, sockaddr, at + ADDRESS);
        if (named) {
            to.raw(')');
        }
    }
}

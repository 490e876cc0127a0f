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
    private static final int IP_TTL = 2;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_RECVERR = 11;
    private static final int IP_RECVTTL = 12;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int SOL_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final int SO_EE_ORIGIN_LOCAL = 1;
    private static final int SO_EE_ORIGIN_ICMP = 2;

    private static final int ICMP_ECHOREPLY = 0;
    private static final int ICMP_SOURCE_QUENCH = 4;
    private static final int ICMP_REDIRECT = 5;
    private static final int ICMP_ECHO = 8;

    /// `struct iphdr` without options.
    private static final int IP_HEADER = 20;

    /// Where the address stands in a `struct sockaddr_in`.
    private static final int ADDRESS = 4;

    private final byte[] gateway = new byte[4];

    IcmpV4(Kernel kernel, Out out, Out err, PingOptions options, Hosts names, byte[] title, byte[] address) {
        super(kernel, out, err, options, names, title, new byte[16]);
        to[0] = AF_INET;
        Bytes.copy(address, 0, to, ADDRESS, 4);
        source[0] = AF_INET;
    }

    @Override
    int request() {
        return ICMP_ECHO;
    }

    @Override
    int open() {
        int r = socket(AF_INET, IPPROTO_ICMP);
        if (r >= 0) {
            return r;
        }
        boolean given = options.source4.length == 4;
        if (given) {
            Bytes.copy(options.source4, 0, source, ADDRESS, 4);
            r = options.device.length == 0 ? 0 : bindToDevice(fd);
            r = r < 0 ? notBound(-r) : -1;
        } else {
            r = findSource();
        }
        if (r >= 0) {
            return r;
        }
        if (Address.zero(to, ADDRESS, 4)) {
            Bytes.copy(source, ADDRESS, to, ADDRESS, 4);
        }
        int discovery = options.discovery;
        if (options.broadcast || (to[ADDRESS] & 0xf0) == 0xe0) {
            multicast = true;
            discovery = discovery < 0 ? 2 : discovery;
        }
        if (discovery >= 0) {
            r = option(fd, SOL_IP, IP_MTU_DISCOVER, discovery);
            if (r < 0) {
                return fail("IP_MTU_DISCOVER", -r);
            }
        }
        if (given) {
            r = kernel.bind(fd, source);
            if (r < 0) {
                return fail("bind", -r);
            }
        }
        return configure();
    }

    private int configure() {
        if (raw) {
            // A set bit keeps that type away. What the error queue reports need not come twice.
            int wanted = 1 << ICMP_ECHOREPLY | 1 << ICMP_SOURCE_QUENCH | 1 << ICMP_REDIRECT;
            option(fd, SOL_RAW, ICMP_FILTER, ~wanted);
        } else {
            option(fd, SOL_IP, IP_RECVTTL, 1);
        }
        int r = option(fd, SOL_IP, IP_RECVERR, 1);
        if (r < 0) {
            return fail("IP_RECVERR", -r);
        }
        buffers(IP_HEADER);
        if (options.broadcast) {
            r = option(fd, SOL_SOCKET, SO_BROADCAST, 1);
            if (r < 0) {
                return fail("cannot set broadcasting", -r);
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
        return -1;
    }

    private void hello() {
        out.p("PING ").safe(title).p(" (");
        Address.print4(out, to, ADDRESS);
        out.p(") ");
        if (options.device.length > 0 || options.source4.length > 0) {
            out.p("from ");
            Address.print4(out, source, ADDRESS);
            out.raw(' ').safe(options.device).p(": ");
        }
        int size = options.size;
        out.p(size).raw('(').p(size + HEADER + IP_HEADER).p(") bytes of data.\n");
        out.flush();
    }

    /// Asks the kernel, by a datagram socket that sends nothing, from which address and whether packets would go.
    private int findSource() {
        int probe = kernel.socket(AF_INET, SOCK_DGRAM, 0);
        if (probe < 0) {
            return fail("socket", -probe);
        }
        int r = findSource(probe);
        kernel.close(probe);
        return r;
    }

    private int findSource(int probe) {
        int r = 0;
        if (options.device.length > 0) {
            r = bindToDevice(probe);
            if (r == 0) {
                r = bindToDevice(fd);
            }
            if (r < 0) {
                return notBound(-r);
            }
        }
        byte[] address = Bytes.sub(to, 0, to.length);
        Bytes.putBe16(address, 2, 1025);
        r = kernel.connect(probe, address);
        if (r == -Errno.EACCES) {
            if (!options.broadcast) {
                out.flush();
                err.p("ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n");
                err.flush();
                return 2;
            }
            err.p("WARNING: pinging broadcast address\n").flush();
            option(probe, SOL_SOCKET, SO_BROADCAST, 1);
            r = kernel.connect(probe, address);
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

    private int notBound(int errno) {
        out.flush();
        err.p("ping: SO_BINDTODEVICE ")
                .safe(options.device)
                .p(": ")
                .errno(errno)
                .raw('\n');
        err.flush();
        return 2;
    }

    @Override
    boolean parse(int n, long nanos) {
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
            answer(reply, at, length, hops, nanos, bad, elsewhere);
            return true;
        }
        if (type == ICMP_REDIRECT || type == ICMP_SOURCE_QUENCH) {
            advice(at, length, bad);
        }
        return false;
    }

    /// A router's advice about one of our packets, which it quotes: its IP header and eight bytes at least.
    private void advice(int at, int length, boolean bad) {
        int inner = at + HEADER;
        if (length < HEADER + IP_HEADER + HEADER) {
            return;
        }
        int header = (reply[inner] & 15) * 4;
        if (header < IP_HEADER || length < HEADER + header + HEADER) {
            return;
        }
        int echo = inner + header;
        boolean same = Address.same(reply, inner + 16, to, ADDRESS, 4); // daddr
        int id = Bytes.be16(reply, echo + 4);
        int sequence = Bytes.be16(reply, echo + 6);
        if (!same || Bytes.u8(reply, echo) != ICMP_ECHO || !ours(id) || !stats.sent(sequence)) {
            return;
        }
        if (options.quiet || options.flood) {
            return;
        }
        stamp();
        out.p("From ");
        address(out, sender, 0);
        out.p(": icmp_seq=").p(sequence).raw(' ');
        if (bad) {
            out.p("(BAD CHECKSUM)");
        }
        Bytes.copy(reply, at + 4, gateway, 0, 4);
        PingText.icmp4(out, Bytes.u8(reply, at), Bytes.u8(reply, at + 1), 0, gateway);
        out.flush();
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
        Bytes.putBe16(gateway, 0, (int) (info >> 16));
        Bytes.putBe16(gateway, 2, (int) info);
        from(control, e + 16, sequence);
        PingText.icmp4(out, type, code, info, gateway);
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

package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// ICMP over IPv6. The kernel computes and checks its checksums.
final class IcmpV6 extends Icmp {
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_RECVERR = 25;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int ICMPV6_FILTER = 1;
    private static final int SO_EE_ORIGIN_LOCAL = 1;
    private static final int SO_EE_ORIGIN_ICMP6 = 3;

    private static final int ICMPV6_ECHO_REQUEST = 128;
    private static final int ICMPV6_ECHO_REPLY = 129;

    /// Where address and scope stand in a `struct sockaddr_in6`.
    private static final int ADDRESS = 8;

    private static final int SCOPE = 24;

    /// The all-zero interface part: any router of the subnet may answer.
    private final boolean anycast;

    /// `address`: sixteen bytes; `scope`: the number of an interface, or 0.
    IcmpV6(Kernel kernel, Out out, Out err, PingOptions options, Hosts names, byte[] title, byte[] address, int scope) {
        super(kernel, out, err, options, names, title, new byte[28]);
        to[0] = AF_INET6;
        Bytes.copy(address, 0, to, ADDRESS, 16);
        Bytes.put32(to, SCOPE, scope);
        source[0] = AF_INET6;
        anycast = Address.zero(address, 8, 8);
    }

    @Override
    int request() {
        return ICMPV6_ECHO_REQUEST;
    }

    @Override
    int open() {
        int r = socket(AF_INET6, IPPROTO_ICMPV6);
        if (r >= 0) {
            return r;
        }
        int device = 0;
        if (options.device.length > 0) {
            device = index(options.device);
            if (device < 0) {
                out.flush();
                err.p("ping: unknown iface: ").safe(options.device).raw('\n');
                err.flush();
                return 2;
            }
        }
        boolean given = options.source6.length == 16;
        if (given) {
            Bytes.copy(options.source6, 0, source, ADDRESS, 16);
            if (device > 0 && Address.linkLocal(source, ADDRESS)) {
                Bytes.put32(source, SCOPE, device);
            }
            r = device == 0 ? 0 : bindToDevice(fd);
            r = r < 0 ? notBound("SO_BINDTODEVICE ", -r) : -1;
        } else {
            r = findSource(device);
        }
        if (r >= 0) {
            return r;
        }
        int discovery = options.discovery;
        if (Bytes.u8(to, ADDRESS) == 0xff) {
            multicast = true;
            discovery = discovery < 0 ? 2 : discovery;
        }
        if (discovery >= 0) {
            r = option(fd, SOL_IPV6, IPV6_MTU_DISCOVER, discovery);
            if (r < 0) {
                return fail("IPV6_MTU_DISCOVER", -r);
            }
        }
        if (given) {
            r = kernel.bind(fd, source);
            if (r < 0) {
                return fail("bind icmp socket", -r);
            }
        }
        return configure();
    }

    private int configure() {
        int r = option(fd, SOL_IPV6, IPV6_RECVERR, 1);
        if (r < 0) {
            return fail("IPV6_RECVERR", -r);
        }
        buffers(40);
        if (raw) {
            // struct icmp6_filter: a set bit keeps that type away.
            byte[] filter = new byte[32];
            for (int i = 0; i < filter.length; i++) {
                filter[i] = (byte) 0xff;
            }
            filter[ICMPV6_ECHO_REPLY / 8] = (byte) ~(1 << ICMPV6_ECHO_REPLY % 8);
            r = kernel.setsockopt(fd, IPPROTO_ICMPV6, ICMPV6_FILTER, filter);
            if (r < 0) {
                return fail("setsockopt(ICMP6_FILTER)", -r);
            }
        }
        if (options.ttl >= 0) {
            r = option(fd, SOL_IPV6, IPV6_MULTICAST_HOPS, options.ttl);
            if (r < 0) {
                return fail("can't set multicast hop limit", -r);
            }
            r = option(fd, SOL_IPV6, IPV6_UNICAST_HOPS, options.ttl);
            if (r < 0) {
                return fail("can't set unicast hop limit", -r);
            }
        }
        r = option(fd, SOL_IPV6, IPV6_RECVHOPLIMIT, 1);
        if (r < 0) {
            return fail("can't receive hop limit", -r);
        }
        hello();
        return -1;
    }

    private void hello() {
        out.p("PING ").safe(title).raw('(');
        address(out, to, 0);
        out.p(") ");
        if (options.device.length > 0 || options.source6.length > 0) {
            out.p("from ");
            number(out, source, 0);
            out.raw(' ').safe(options.device).p(": ");
        }
        out.p(options.size).p(" data bytes\n");
        out.flush();
    }

    /// Asks the kernel, by a datagram socket that sends nothing, from which address and whether packets would go.
    private int findSource(int device) {
        int probe = kernel.socket(AF_INET6, SOCK_DGRAM, 0);
        if (probe < 0) {
            return fail("socket", -probe);
        }
        int r = findSource(probe, device);
        kernel.close(probe);
        return r;
    }

    private int findSource(int probe, int device) {
        int r = 0;
        if (device > 0) {
            byte[] packetInfo = new byte[20]; // struct in6_pktinfo
            Bytes.put32(packetInfo, 16, device);
            r = kernel.setsockopt(fd, SOL_IPV6, IPV6_PKTINFO, packetInfo);
            if (r < 0) {
                return fail("setsockopt(IPV6_PKTINFO)", -r);
            }
            r = bindToDevice(probe);
            if (r == 0) {
                r = bindToDevice(fd);
            }
            if (r < 0) {
                return notBound("setsockopt(SO_BINDTODEVICE) ", -r);
            }
        }
        byte[] address = Bytes.sub(to, 0, to.length);
        Bytes.putBe16(address, 2, 1025);
        if (Address.linkLocal(to, ADDRESS) && Bytes.i32(to, SCOPE) == 0) {
            // Without an interface in it, it cannot be connected to; the raw socket finds a route all the same.
            warnElsewhere(AF_INET6, ADDRESS, 16);
            return -1;
        }
        r = kernel.connect(probe, address);
        if (r < 0) {
            return fail("connect", -r);
        }
        byte[] length = new byte[4];
        r = kernel.getsockname(probe, source, length);
        if (r < 0) {
            return fail("getsockname", -r);
        }
        Bytes.put16(source, 2, 0);
        warnElsewhere(AF_INET6, ADDRESS, 16);
        return -1;
    }

    private int notBound(String what, int errno) {
        out.flush();
        err.p("ping: ").p(what).safe(options.device).p(": ").errno(errno).raw('\n');
        err.flush();
        return 2;
    }

    @Override
    boolean parse(int n, long nanos) {
        if (n < HEADER || Bytes.u8(reply, 0) != ICMPV6_ECHO_REPLY) {
            return false;
        }
        int id = Bytes.be16(reply, 4);
        int sequence = Bytes.be16(reply, 6);
        if (!ours(id) || !stats.sent(sequence)) {
            return false;
        }
        int limit = ancillary(SOL_IPV6, IPV6_HOPLIMIT, 4);
        int hops = limit < 0 ? -1 : Bytes.i32(control, limit);
        boolean elsewhere = !multicast && !anycast && !Address.same(sender, ADDRESS, to, ADDRESS, 16);
        answer(reply, 0, n, hops, nanos, false, elsewhere);
        return true;
    }

    @Override
    int parseError(int n) {
        int e = ancillary(SOL_IPV6, IPV6_RECVERR, 16); // struct sock_extended_err
        if (e < 0) {
            return NOT_OURS;
        }
        int errno = Bytes.i32(control, e);
        int origin = Bytes.u8(control, e + 4);
        long info = Bytes.u32(control, e + 8);
        if (origin == SO_EE_ORIGIN_LOCAL) {
            return local(errno, info, "mtu: ");
        }
        int offender = ancillary(SOL_IPV6, IPV6_RECVERR, 16 + 28); // and SO_EE_OFFENDER
        if (origin != SO_EE_ORIGIN_ICMP6 || offender < 0 || n < HEADER) {
            return NOT_OURS;
        }
        int id = Bytes.be16(quoted, 4);
        int sequence = Bytes.be16(quoted, 6);
        boolean same = Address.same(sender, ADDRESS, to, ADDRESS, 16);
        boolean echo = Bytes.u8(quoted, 0) == ICMPV6_ECHO_REQUEST;
        if (!same || !echo || !ours(id) || !stats.sent(sequence)) {
            return NOT_OURS;
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
        PingText.icmp6(out, type, code, info);
        out.flush();
        return REMOTE;
    }

    @Override
    void address(Out to, byte[] sockaddr, int at) {
        boolean named = names != null && names.print(to, sockaddr, at + ADDRESS, 6);
        if (named) {
            to.raw('(');
        }
        number(to, sockaddr, at);
        if (named) {
            to.raw(')');
        }
    }

    private void number(Out to, byte[] sockaddr, int at) {
        Address.print6(to, sockaddr, at + ADDRESS);
        int scope = Bytes.i32(sockaddr, at + SCOPE);
        if (scope != 0) {
            scope(to, scope);
        }
    }
}

package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
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
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_RECVERR = 25;
    private static final int IPV6_FLOWLABEL_MGR = 32;
    private static final int IPV6_FLOWINFO_SEND = 33;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int IPV6_TCLASS = 67;
    private static final int ICMPV6_FILTER = 1;
    private static final int SO_EE_ORIGIN_LOCAL = 1;
    private static final int SO_EE_ORIGIN_ICMP6 = 3;

    private static final int ICMPV6_ECHO_REQUEST = 128;
    private static final int ICMPV6_ECHO_REPLY = 129;

    /// Where address and scope stand in a `struct sockaddr_in6`.
    private static final int ADDRESS = 8;

    private static final int FLOW = 4;
    private static final int SCOPE = 24;

    /// The all-zero interface part: any router of the subnet may answer.
    private final boolean anycast;

    /// `address`: sixteen bytes; `scope`: the number of an interface, or 0.
    IcmpV6(
            Kernel kernel,
            Out out,
            Out err,
            PingOptions options,
            Hosts names,
            byte[] title,
            byte[] address,
            int scope,
            PingSocket socket) {
        super(kernel, out, err, options, names, title, new byte[28], socket);
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
    void headerOptions() {}

    @Override
    int open(boolean last) {
        int device = 0;
        if (options.device.length > 0) {
            device = interfaces.index(options.device);
            if (device < 0) {
                out.flush();
                err.p("ping: unknown iface: ").safe(options.device).raw('\n');
                err.flush();
                return 2;
            }
        }
        int r = -1;
        if (options.source6.length == 16) {
            Bytes.copy(options.source6, 0, source, ADDRESS, 16);
            if (device > 0 && onOneLink(source)) {
                Bytes.put32(source, SCOPE, device);
            }
        } else {
            r = findSource(device, last);
        }
        if (r == -1 && device > 0 && options.strict) {
            r = bindToDevice(fd);
            r = r < 0 ? notBound("SO_BINDTODEVICE ", -r) : -1;
        }
        if (r != -1) {
            return r;
        }
        int discovery = options.discovery;
        if (Bytes.u8(to, ADDRESS) == 0xff) {
            multicast = true;
            r = manyHosts("multicast");
            if (r >= 0) {
                return r;
            }
            discovery = discovery < 0 ? 2 : discovery;
        }
        if (discovery >= 0) {
            r = option(fd, SOL_IPV6, IPV6_MTU_DISCOVER, discovery);
            if (r < 0) {
                return fail("IPV6_MTU_DISCOVER", -r);
            }
        }
        if (choosesIdentifier()) {
            Bytes.putBe16(source, 2, options.identifier);
        }
        if (options.strict || choosesIdentifier()) {
            r = kernel.bind(fd, source);
            if (r < 0) {
                return fail("bind icmp socket", -r);
            }
        }
        return configure();
    }

    /// Whether an address means something on one link only: link-local, or multicast of that scope.
    private static boolean onOneLink(byte[] sockaddr) {
        boolean group = Bytes.u8(sockaddr, ADDRESS) == 0xff && (sockaddr[ADDRESS + 1] & 15) == 2;
        return group || Address.linkLocal(sockaddr, ADDRESS);
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
        if (options.noLoop) {
            r = option(fd, SOL_IPV6, IPV6_MULTICAST_LOOP, 0);
            if (r < 0) {
                return fail("can't disable multicast loopback", -r);
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
        r = flow();
        if (r >= 0) {
            return r;
        }
        hello();
        return setup();
    }

    /// Leases the flow label, or one by chance, for packets to this address: -1 to go on, or the exit status.
    private int flow() {
        if (options.flow < 0) {
            return -1;
        }
        byte[] request = new byte[32]; // struct in6_flowlabel_req
        Bytes.copy(to, ADDRESS, request, 0, 16); // flr_dst
        Bytes.putBe16(request, 16, options.flow >> 16); // flr_label
        Bytes.putBe16(request, 18, options.flow);
        request[21] = 1; // flr_share: IPV6_FL_S_EXCL; flr_action 0: IPV6_FL_A_GET
        request[22] = 1; // flr_flags: IPV6_FL_F_CREATE
        int r = kernel.setsockopt(fd, SOL_IPV6, IPV6_FLOWLABEL_MGR, request);
        if (r < 0) {
            return fail("can't set flowlabel", -r);
        }
        Bytes.copy(request, 16, to, FLOW, 4);
        r = option(fd, SOL_IPV6, IPV6_FLOWINFO_SEND, 1);
        return r < 0 ? fail("can't send flowinfo", -r) : -1;
    }

    private void hello() {
        out.p("PING ").safe(title).p(" (");
        number(out, to, 0);
        out.p(") ");
        int flow = Bytes.be16(to, FLOW) << 16 | Bytes.be16(to, FLOW + 2);
        if (flow != 0) {
            out.p(", flow 0x");
            for (int shift = 16; shift >= 0; shift -= 4) {
                out.hex(flow >> shift);
            }
            out.p(", ");
        }
        if (options.device.length > 0 || options.strict) {
            out.p("from ");
            number(out, source, 0);
            out.raw(' ').safe(options.device).p(": ");
        }
        out.p(options.size).p(" data bytes\n");
        out.flush();
    }

    /// Asks the kernel, by a datagram socket that sends nothing, from which address and whether packets would go.
    private int findSource(int device, boolean last) {
        int probe = kernel.socket(AF_INET6, SOCK_DGRAM, 0);
        if (probe < 0) {
            return fail("socket", -probe);
        }
        int r = findSource(probe, device, last);
        kernel.close(probe);
        return r;
    }

    private int findSource(int probe, int device, boolean last) {
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
        if (options.tos != 0) {
            r = option(probe, SOL_IPV6, IPV6_TCLASS, options.tos);
            if (r < 0) {
                return fail("setsockopt(IPV6_TCLASS)", -r);
            }
        }
        mark(probe);
        byte[] address = Bytes.sub(to, 0, to.length);
        Bytes.putBe16(address, 2, 1025);
        if (onOneLink(to)) {
            // As iputils' ping: it asks for no source, and the kernel chooses one for each packet.
            warnElsewhere(AF_INET6, ADDRESS, 16);
            return -1;
        }
        r = kernel.connect(probe, address);
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
    boolean parse(int n) {
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
        answers.take(reply, 0, n, hops, false, elsewhere);
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
            interfaces.scope(to, fd, scope);
        }
    }
}

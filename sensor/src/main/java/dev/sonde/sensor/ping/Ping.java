package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.netns.Target;
import dev.sonde.sensor.serve.Analysis;
import dev.sonde.sensor.serve.Started;
import dev.sonde.sensor.text.Address;
import dev.sonde.sensor.text.Out;

/// `sonde ping`: echo requests from inside any network namespace, with the options, the text and the exit statuses
/// of iputils' ping.
public final class Ping {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long NS_GET_USERNS = 0xb701;
    /// How many packets a user who is not root may send at once.
    private static final int USER_PRELOAD = 3;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOL_IP = 0;
    private static final int IP_TOS = 1;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_TCLASS = 67;

    private final Kernel kernel;
    private final Out out;
    private final Out err;
    private final PingOptions options;

    private final byte[] address4 = new byte[4];
    private final byte[] address6 = new byte[16];
    private boolean has4;
    private boolean has6;
    /// What stands behind `%` of an address, or empty.
    private byte[] scope = Bytes.NONE;

    private byte[] canonical = Bytes.NONE;

    /// How the analysis is started where we cannot fork, or null.
    private final Started started;

    public Ping(Kernel kernel, Out err, Started started) {
        this.started = started;
        this.kernel = kernel;
        this.out = new Out(kernel, 1, 4096);
        this.err = err;
        this.options = new PingOptions();
    }

    /// `argv[from]` is the first word behind `ping`; the exit status.
    public int run(byte[][] argv, int from) {
        int r = new PingCommandLine(options, out, err).parse(argv, from);
        if (r >= 0) {
            return r;
        }
        if (options.preload > USER_PRELOAD && kernel.getuid() != 0) {
            out.flush();
            err.p("ping: cannot set preload to value greater than 3: ")
                    .p(options.preload)
                    .raw('\n');
            err.flush();
            return 2;
        }
        NetnsPath way = null;
        if (options.target.length > 0) {
            Target target = new Target(kernel);
            way = target.resolve(options.target);
            if (way == null && target.error() != 0) {
                return noWay("cannot find", target.error());
            }
            if (way == null) {
                int status = ask();
                way = named;
                if (way == null || status != 0) {
                    return status == 0 ? 2 : status;
                }
            }
        }
        boolean numbers = numeric();
        Hosts hosts = null;
        if (!numbers || options.named || throughNames()) {
            hosts = Hosts.of(kernel, way == null ? 0 : way.pid());
        }
        if (!numbers) {
            find(hosts);
            // A target that needed no names was found without the analysis.
            boolean unknown = !has4 && !has6;
            if (unknown && way != null && named == null) {
                int status = ask();
                if (status != 0) {
                    return status;
                }
            }
            if (unknown) {
                known();
            }
        }
        if (way != null) {
            int entered = enter(way);
            if (entered < 0) {
                return noWay("cannot enter", -entered);
            }
        }
        r = sockets();
        if (r >= 0) {
            return r;
        }
        // A destination that is a number asks for no names.
        boolean names = options.named || !options.numeric && !numbers;
        r = open(names ? hosts : null, hosts);
        if (r >= 0) {
            return r;
        }
        giveUp();
        return new PingSession(kernel, out, err, options, icmp).run();
    }

    /// Whether a host in front of the destination is named, and not a number.
    private boolean throughNames() {
        byte[] scratch = new byte[4];
        for (int i = 0; i < options.through.length; i++) {
            byte[] host = options.through[i];
            if (!Address.v4(host, 0, host.length, scratch, 0)) {
                return true;
            }
        }
        return false;
    }

    private PingSocket socket4;
    private PingSocket socket6;
    /// 4, 6, or 0 for either: what was asked for, and what there are sockets for.
    private int family;

    /// Opens the sockets, and says what is wrong with the command line once it is known which there are: -1 to go on,
    /// or the exit status.
    private int sockets() {
        family = options.family;
        socket4 = new PingSocket(kernel, options, AF_INET);
        socket6 = new PingSocket(kernel, options, AF_INET6);
        int r = -1;
        if (options.identifier == 0 && options.verbose) {
            out.flush();
            err.p("ping: WARNING: ident 0 => forcing raw socket\n").flush();
        }
        if (family != 6) {
            r = socket4.open(out, err, IPPROTO_ICMP, family == 4);
        }
        if (r < 0 && family != 4) {
            r = socket6.open(out, err, IPPROTO_ICMPV6, socket4.fd < 0);
        }
        if (r >= 0) {
            return r;
        }
        if (family == 0 && socket4.fd < 0) {
            family = 6;
        } else if (family == 0 && socket6.fd < 0) {
            family = 4;
        }
        int most = largest();
        if (options.size > most) {
            out.flush();
            err.p("ping: invalid -s value: '").p(options.size).p("': out of range: 0 <= value <= ");
            err.p(most).raw('\n').flush();
            return 1;
        }
        if (options.verbose) {
            out.flush();
            err.p("ping: sock4.fd: ");
            socket4.describe(err);
            err.p(", sock6.fd: ");
            socket6.describe(err);
            err.p(", hints.ai_family: AF_")
                    .p(family == 0 ? "UNSPEC" : inet(family))
                    .raw('\n');
            err.flush();
        }
        r = options.tos == 0 ? 0 : socket4.option(SOL_IP, IP_TOS, options.tos);
        if (r >= 0 && options.tos != 0) {
            r = socket6.option(SOL_IPV6, IPV6_TCLASS, options.tos);
        }
        return r < 0 ? said("setsockopt", -r) : -1;
    }

    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;

    private static String inet(int family) {
        return family == 4 ? "INET" : "INET6";
    }

    /// The largest payload, as far as it is known already which protocol will carry it.
    private int largest() {
        int most4 =
                PingOptions.LARGEST4 - (options.recordRoute || options.timestamps >= 0 ? PingOptions.IP_OPTIONS : 0);
        byte[] d = options.destination;
        if (Address.dotted(d, 0, d.length, new byte[4], 0)) {
            return most4;
        }
        boolean six = Address.v6(d, 0, d.length, new byte[16], 0);
        return !six && family == 4 ? most4 : PingOptions.LARGEST6;
    }

    private int said(String what, int errno) {
        out.flush();
        err.p("ping: ").p(what).p(": ").errno(errno).raw('\n');
        err.flush();
        return 2;
    }

    /// What the analysis named: the target, and addresses of the destination, or nothing.
    private NetnsPath named;

    private byte[] named4 = Bytes.NONE;
    private byte[] named6 = Bytes.NONE;

    /// Asks the analysis which namespace is meant, and for the addresses of what only it knows by this name: its exit
    /// status.
    private int ask() {
        Analysis analysis = new Analysis(kernel, err, asked(), started);
        int status = analysis.run();
        named = analysis.way;
        named4 = analysis.destination4;
        named6 = analysis.destination6;
        return status;
    }

    /// Takes the address that the analysis knows: IPv4's, for Docker lets nobody reach another host by IPv6.
    private void known() {
        has4 = named4.length == 4;
        has6 = named6.length == 16 && (options.family == 6 || !has4);
        Bytes.copy(named4, 0, address4, 0, named4.length);
        Bytes.copy(named6, 0, address6, 0, named6.length);
        canonical = options.destination;
    }

    /// What the analysis needs to know of the command line.
    private byte[][] asked() {
        return new byte[][] {
            Bytes.of("sonde"), Bytes.of("ping"), Bytes.of("--netns"), options.target, options.destination
        };
    }

    private int noWay(String what, int errno) {
        err.p("sonde: ").p(what).raw(' ').safe(options.target).p(": ");
        if (errno == Errno.EINVAL) {
            err.p("not a network namespace");
        } else {
            err.errno(errno);
        }
        err.raw('\n');
        if (errno == Errno.EPERM || errno == Errno.EACCES) {
            err.p("  needs root, or CAP_SYS_ADMIN where the namespace was made: try it with sudo\n");
        } else {
            err.p("  sonde ls lists the namespaces\n");
        }
        err.flush();
        return 2;
    }

    /// Enters the network namespace, for good. One that belongs to another user namespace, as the labs of an
    /// ordinary user do, is entered through its owner. 0 or -errno.
    private int enter(NetnsPath way) {
        int fd = way.open(kernel);
        if (fd < 0) {
            return fd;
        }
        int r = kernel.setns(fd, Netns.CLONE_NEWNET);
        if (r == -Errno.EPERM) {
            int user = kernel.ioctl(fd, NS_GET_USERNS, 0);
            if (user >= 0) {
                r = kernel.setns(user, Netns.CLONE_NEWUSER);
                kernel.close(user);
                r = r < 0 ? -Errno.EPERM : kernel.setns(fd, Netns.CLONE_NEWNET);
            }
        }
        kernel.close(fd);
        return r;
    }

    /// Reads the destination as a number: whether it is one.
    private boolean numeric() {
        byte[] d = options.destination;
        if (Address.v4(d, 0, d.length, address4, 0)) {
            has4 = true;
            return true;
        }
        int percent = Bytes.find(d, '%', 0);
        int end = percent < 0 ? d.length : percent;
        if (Address.v6(d, 0, end, address6, 0)) {
            has6 = true;
            scope = percent < 0 ? Bytes.NONE : Bytes.sub(d, percent + 1, d.length - percent - 1);
            return true;
        }
        return false;
    }

    /// Looks the destination up in `hosts`; `localhost` is known without.
    private void find(Hosts hosts) {
        byte[] d = options.destination;
        has6 = hosts.find(d, 6, address6);
        has4 = hosts.find(d, 4, address4);
        canonical = has4 ? hosts.canonical() : d;
        if (!has4 && !has6 && Bytes.is(d, "localhost")) {
            has4 = true;
            has6 = true;
            canonical = d;
            address4[0] = 127;
            address4[3] = 1;
            address6[15] = 1;
        }
    }

    /// What is pinged, once its address was chosen.
    private Icmp icmp;

    /// Chooses the address, and prepares its socket: -1 to go on, or the exit status. Of two addresses, IPv6 is taken
    /// if
    /// it has a route. `names`: for the addresses of answers, or null.
    @Bounded("twice: once for each protocol")
    private int open(Hosts names, Hosts hosts) {
        byte[] d = options.destination;
        boolean bare = scope.length == 0 && socket6.datagram() && has6;
        if (bare && options.destination.length > 0 && Address.v6(d, 0, d.length, address6, 0) && onOneLink()) {
            out.flush();
            err.p("ping: Warning: IPv6 link-local address on ICMP datagram socket may require ifname or scope-id"
                            + " => use: address%<ifname|scope-id>\n")
                    .flush();
        }
        if (!has4 && !has6) {
            return unknown(d);
        }
        boolean six = has6 && (!has4 || reachable6());
        boolean second = has4 && has6;
        for (int i = 0; i < 2; i++) {
            boolean use6 = i == 0 ? six : !six;
            boolean last = i == 1 || !second;
            if (use6 ? !has6 : !has4) {
                continue;
            }
            if (options.verbose) {
                out.flush();
                err.p("ping: ai->ai_family: AF_").p(inet(use6 ? 6 : 4)).p(", ai->ai_canonname: '");
                err.safe(i == 0 ? title() : Bytes.NONE).p("'\n").flush();
            }
            if (family != 0 && family != (use6 ? 6 : 4)) {
                if (last) {
                    break;
                }
                continue;
            }
            int r = use6 ? open6(names, last) : open4(names, hosts, last);
            if (r != Icmp.NEXT) {
                PingSocket other = use6 ? socket4 : socket6;
                other.close();
                return r;
            }
        }
        out.flush();
        err.p("ping: ").safe(d).p(": Address family for hostname not supported\n");
        err.flush();
        return 2;
    }

    private boolean onOneLink() {
        boolean group = Bytes.u8(address6, 0) == 0xff && (address6[1] & 15) == 2;
        return group || Address.linkLocal(address6, 0);
    }

    private byte[] title() {
        return canonical.length > 0 ? canonical : options.destination;
    }

    private int unknown(byte[] name) {
        out.flush();
        err.p("ping: ").safe(name).p(": Name or service not known\n");
        err.p("  give an address, a name of the target's /etc/hosts, or a container on a network of the target's: DNS"
                + " is not used; sonde who NAME tells the address of a container\n");
        err.flush();
        return 2;
    }

    private int open4(Hosts names, Hosts hosts, boolean last) {
        byte[] through = new byte[4 * options.through.length];
        byte[] one = new byte[16];
        for (int i = 0; i < options.through.length; i++) {
            byte[] host = options.through[i];
            if (!Address.v4(host, 0, host.length, one, 0) && !(hosts != null && hosts.find(host, 4, one))) {
                return unknown(host);
            }
            Bytes.copy(one, 0, through, 4 * i, 4);
        }
        icmp = new IcmpV4(kernel, out, err, options, names, title(), address4, through, socket4);
        return icmp.open(last);
    }

    private int open6(Hosts names, boolean last) {
        if (options.through.length > 0) {
            out.flush();
            PingHelp.usage(err);
            err.flush();
            return 2;
        }
        long index = 0;
        if (scope.length > 0) {
            index = scopeIndex();
            if (index <= 0) {
                out.flush();
                err.p("ping: ").safe(options.destination).p(": Name or service not known\n");
                err.p("  there is no interface ").safe(scope).raw('\n');
                err.flush();
                return 2;
            }
        }
        icmp = new IcmpV6(kernel, out, err, options, names, options.destination, address6, (int) index, socket6);
        return icmp.open(last);
    }

    private long scopeIndex() {
        int named = new Interfaces(kernel).index(scope);
        return named > 0 ? named : Bytes.decimal(scope, 0, scope.length, Integer.MAX_VALUE);
    }

    private boolean reachable6() {
        int s = kernel.socket(AF_INET6, Icmp.SOCK_DGRAM, 0);
        if (s < 0) {
            return false;
        }
        byte[] to = new byte[28];
        to[0] = AF_INET6;
        Bytes.putBe16(to, 2, 1025);
        Bytes.copy(address6, 0, to, 8, 16);
        int r = kernel.connect(s, to);
        kernel.close(s);
        return r == 0;
    }

    /// Once the socket is open nothing more is needed: no capability is left to whoever can make this process err.
    private void giveUp() {
        if (!kernel.sys().single()) {
            return;
        }
        byte[] header = new byte[8];
        Bytes.put32(header, 0, 0x20080522); // _LINUX_CAPABILITY_VERSION_3
        byte[] none = new byte[24];
        kernel.sys().call(Nr.CAPSET, 0, header, 0, 1, none, 0, 0, 0, 0, 0, 0);
        kernel.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }
}

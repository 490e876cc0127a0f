package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
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
    /// The shortest interval in milliseconds of a user who is not root.
    private static final int USER_INTERVAL = 2;

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
        this.options = new PingOptions(out, err);
    }

    /// `argv[from]` is the first word behind `ping`; the exit status.
    public int run(byte[][] argv, int from) {
        int r = options.parse(argv, from);
        if (r >= 0) {
            return r;
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
        if (!numbers) {
            hosts = Hosts.of(kernel, way == null ? 0 : way.pid());
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
        Icmp icmp = icmp(options.numeric ? null : hosts);
        if (icmp == null) {
            return 2;
        }
        r = icmp.open();
        if (r >= 0) {
            return r;
        }
        if (kernel.getuid() != 0 && options.interval < USER_INTERVAL) {
            err.p("ping: cannot flood; minimal interval allowed for user is ")
                    .p(USER_INTERVAL)
                    .p("ms\n");
            err.flush();
            return 2;
        }
        giveUp();
        return new PingSession(kernel, out, err, options, icmp).run();
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

    /// The protocol and the address to use, or null, and said why. Of two addresses, IPv6 is taken if it has a route.
    private Icmp icmp(Hosts names) {
        byte[] d = options.destination;
        if (!has4 && !has6) {
            err.p("ping: ").safe(d).p(": Name or service not known\n");
            err.p(
                    "  give an address, a name of the target's /etc/hosts, or a container on a network of the target's: DNS"
                            + " is not used; sonde who NAME tells the address of a container\n");
            err.flush();
            return null;
        }
        if (options.family == 4 && !has4 || options.family == 6 && !has6) {
            err.p("ping: ").safe(d).p(": Address family for hostname not supported\n");
            err.flush();
            return null;
        }
        boolean six = has6 && options.family != 4;
        if (six && has4 && options.family == 0) {
            six = reachable6();
        }
        if (!six) {
            byte[] title = canonical.length > 0 ? canonical : d;
            return new IcmpV4(kernel, out, err, options, names, title, address4);
        }
        long index = 0;
        if (scope.length > 0) {
            index = scopeIndex();
            if (index <= 0) {
                err.p("ping: ").safe(d).p(": Name or service not known\n");
                err.p("  there is no interface ").safe(scope).raw('\n');
                err.flush();
                return null;
            }
        }
        return new IcmpV6(kernel, out, err, options, names, d, address6, (int) index);
    }

    private long scopeIndex() {
        IcmpV6 any = new IcmpV6(kernel, out, err, options, null, Bytes.NONE, address6, 0);
        int named = any.index(scope);
        return named > 0 ? named : Bytes.decimal(scope, 0, scope.length, Integer.MAX_VALUE);
    }

    private boolean reachable6() {
        int s = kernel.socket(10, Icmp.SOCK_DGRAM, 0);
        if (s < 0) {
            return false;
        }
        byte[] to = new byte[28];
        to[0] = 10;
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

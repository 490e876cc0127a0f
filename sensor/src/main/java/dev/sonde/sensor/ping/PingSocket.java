package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;

/// The ICMP socket of one protocol: the kernel's datagram socket for ping where a group of ours may have it, else a raw
/// one. What a datagram socket sends has an identifier that the kernel chose, and it gets nothing but answers.
final class PingSocket {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;

    private final Kernel kernel;
    private final PingOptions options;
    private final int domain;
    private final byte[] four = new byte[4];
    private int type;

    int fd = -1;

    PingSocket(Kernel kernel, PingOptions options, int domain) {
        this.kernel = kernel;
        this.options = options;
        this.domain = domain;
    }

    boolean raw() {
        return type == SOCK_RAW;
    }

    boolean datagram() {
        return type == SOCK_DGRAM;
    }

    /// Opens it: -1 to go on, or the exit status, and said why. `needed`: there is no other protocol.
    int open(Out out, Out err, int protocol, boolean needed) {
        type = options.identifier == 0 ? SOCK_RAW : SOCK_DGRAM;
        int first = type == SOCK_DGRAM ? kernel.socket(domain, SOCK_DGRAM, protocol) : -Errno.EACCES;
        boolean other = first == -Errno.EACCES || first == -Errno.EPROTONOSUPPORT;
        other |= first == -Errno.EAFNOSUPPORT && domain == AF_INET;
        fd = first;
        if (other) {
            type = SOCK_RAW;
            fd = kernel.socket(domain, SOCK_RAW, protocol);
        }
        if (fd >= 0) {
            return -1;
        }
        int errno = -fd;
        fd = -1;
        if (needed || options.verbose) {
            out.flush();
            err.p("ping: socktype: ");
            kind(err);
            err.p("\nping: socket: ").errno(errno).raw('\n');
        }
        if (needed) {
            if (raw() && kernel.geteuid() != 0) {
                err.p("ping: => missing cap_net_raw+p capability or setuid?\n");
            }
            if (errno == Errno.EPERM || errno == Errno.EACCES) {
                err.p("  needs CAP_NET_RAW in this network namespace (root has it), or a group of yours within its\n");
                err.p("  sysctl net.ipv4.ping_group_range\n");
            }
        }
        err.flush();
        return needed ? 2 : -1;
    }

    private void kind(Out to) {
        if (type == 0) {
            to.raw('0');
        } else {
            to.p(raw() ? "SOCK_RAW" : "SOCK_DGRAM");
        }
    }

    /// For `-v`: which fd, and of which type.
    void describe(Out to) {
        to.p(fd).p(" (socktype: ");
        kind(to);
        to.raw(')');
    }

    /// `setsockopt` of an int: 0, or -errno; 0 where there is no socket.
    int option(int level, int name, int value) {
        if (fd < 0) {
            return 0;
        }
        Bytes.put32(four, 0, value);
        return kernel.setsockopt(fd, level, name, four);
    }

    void close() {
        if (fd >= 0) {
            kernel.close(fd);
        }
    }
}

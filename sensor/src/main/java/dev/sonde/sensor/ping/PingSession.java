package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Out;

/// Sends requests on time and takes what comes back, until enough answers are there, the time is over, or a signal
/// ends it. All times are the monotonic clock's.
final class PingSession {
    private static final int SIG_BLOCK = 0;
    private static final int SIG_SETMASK = 2;
    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int POLLIN = 1;
    private static final int POLLERR = 8;
    private static final int SFD_CLOEXEC = Kernel.O_CLOEXEC;
    private static final int SFD_NONBLOCK = Kernel.O_NONBLOCK;
    private static final long MILLI = 1_000_000;
    private static final long NEVER = Long.MAX_VALUE;
    /// Shortest wait in milliseconds of a flood that gets no answers, or that the device cannot take.
    private static final int SHORTEST = 10;
    /// How many messages are taken before it is time to look at clock and signals again.
    private static final int BATCH = 256;
    private static final int TRIES = 8;

    private final Kernel kernel;
    private final Out out;
    private final Out err;
    private final PingOptions options;
    private final Icmp icmp;
    private final PingStats stats;

    /// Two `struct pollfd`: the ICMP socket and the signals.
    private final byte[] polled = new byte[16];

    private final byte[] timeout = new byte[16];
    private final byte[] signal = new byte[128];
    private static final long TIOCGWINSZ = 0x5413;

    /// Milliseconds between requests; with `-A` as long as answers take.
    private int interval;
    /// Microseconds that are added to it since the device could not take a packet.
    private long slower;
    /// Columns of the terminal; a flood writes no more points than fit.
    private int columns = Integer.MAX_VALUE;

    private boolean exiting;
    private boolean begun;
    /// When the last request was sent; and milliseconds that were saved up since.
    private long current;

    private long tokens;
    private int outOfMemory;
    private long exitAt = NEVER;
    private boolean lingers;

    PingSession(Kernel kernel, Out out, Out err, PingOptions options, Icmp icmp) {
        this.kernel = kernel;
        this.out = out;
        this.err = err;
        this.options = options;
        this.icmp = icmp;
        this.stats = icmp.stats;
        this.interval = options.interval;
    }

    /// Pings; the exit status: 0 when answers came, 1 when not, or not as many as asked for by the deadline.
    int run() {
        byte[] signals = new byte[8];
        byte[] before = new byte[8];
        signals[0] = 1 << (SIGINT - 1) | 1 << (SIGQUIT - 1);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, signals, 0, 2, before, SIG_BLOCK, 0, 0, 8, 0, 0);
        int flags = SFD_CLOEXEC | SFD_NONBLOCK;
        int signalFd = (int) kernel.sys().call(Nr.SIGNALFD4, 1, signals, 0, -1, Bytes.NONE, -1, 0, 8, flags, 0, 0);
        if (signalFd < 0) {
            return icmp.fail("signalfd", -signalFd);
        }
        Bytes.put32(polled, 0, icmp.fd);
        Bytes.put16(polled, 4, POLLIN);
        Bytes.put32(polled, 8, signalFd);
        Bytes.put16(polled, 12, POLLIN);

        byte[] size = new byte[8]; // struct winsize
        if (kernel.ioctl(1, TIOCGWINSZ, size) >= 0 && Bytes.u16(size, 2) > 0) {
            columns = Bytes.u16(size, 2);
        }
        long start = icmp.now();
        current = start;
        if (options.deadline > 0) {
            exitAt = start + options.deadline * 1000L * MILLI;
        }
        while (!over()) {
            long next = sendDue();
            next = schedule(next);
            if (next > 0 && !over()) {
                await(next);
                if (signalled(signalFd) == SIGQUIT) {
                    out.flush();
                    stats.status(err, icmp.timed);
                }
            }
        }
        kernel.close(signalFd);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, before, 0, -1, Bytes.NONE, SIG_SETMASK, 0, 0, 8, 0, 0);
        boolean rates = interval == 0 || options.flood || options.adaptive;
        stats.finish(out, icmp.title, icmp.timed, rates, current - start);
        int lost = out.error();
        if (lost != 0) {
            err.p("ping: write error: ").errno(lost).raw('\n');
            err.flush();
            return 1;
        }
        boolean few = options.deadline > 0 && stats.received < options.count;
        return stats.received == 0 || few ? 1 : 0;
    }

    private boolean over() {
        boolean enough = options.count > 0 && stats.received + stats.errors >= options.count;
        return exiting || enough || options.deadline > 0 && stats.errors > 0 || out.error() != 0;
    }

    /// Whether every request that was asked for has been sent. With a deadline, as many are sent as it takes.
    private boolean allSent() {
        return options.count > 0 && stats.transmitted >= options.count && options.deadline == 0;
    }

    /// Sends the next request if it is due; in how many milliseconds the one after it will be.
    private long sendDue() {
        if (allSent()) {
            return 1000;
        }
        if (begun) {
            long now = icmp.now();
            long passed = (now - current) / MILLI;
            if (interval == 0 && passed < SHORTEST && stats.inFlight() >= options.preload) {
                return SHORTEST - passed;
            }
            long saved = Math.min(passed + tokens, (long) interval * options.preload);
            if (saved < interval) {
                return interval - saved;
            }
            current = now;
            tokens = saved - interval;
        } else {
            begun = true;
            current = icmp.now();
            tokens = (long) interval * (options.preload - 1);
        }
        if (options.outstanding && stats.transmitted > 0 && !stats.answered((int) stats.transmitted & 0xffff)) {
            icmp.stamp();
            out.p("no answer yet for icmp_seq=").p(stats.transmitted & 0xffff).raw('\n');
            out.flush();
        }
        int r = icmp.send();
        int found = Icmp.FAILED;
        for (int i = 0; i < TRIES && r < 0 && r != -Errno.EMSGSIZE && !passing(-r); i++) {
            found = icmp.error(true);
            if (found != Icmp.NOT_OURS) {
                break;
            }
            // An error about another's packet stood in the way: ours may go now.
            r = icmp.send();
        }
        if (r < 0) {
            return notSent(-r, found);
        }
        outOfMemory = 0;
        stats.advance();
        boolean fits = options.preload < columns && stats.pipe() < columns || stats.inFlight() < columns;
        if (options.flood && !options.quiet && fits) {
            out.raw('.').flush();
        }
        return interval - tokens;
    }

    /// Whether the next try may succeed because time has passed.
    private static boolean passing(int errno) {
        return errno == Errno.ENOBUFS || errno == Errno.ENOMEM || errno == Errno.EAGAIN;
    }

    /// `found`: what the error queue said about it.
    private long notSent(int errno, int found) {
        if (errno == Errno.EAGAIN) {
            tokens += interval;
            return SHORTEST;
        }
        tokens = 0;
        if (passing(errno)) {
            // The device's queue is full: less often, for as long as an answer would be waited for.
            slower += Math.min(stats.moving(), 50_000);
            adapt();
            long pause = Math.min(500, Math.max(SHORTEST, interval / 2));
            outOfMemory++;
            if (outOfMemory * pause < options.linger / 1000) {
                return pause;
            }
        }
        if (errno == Errno.EMSGSIZE) {
            stats.errors++;
            // The kernel reports it a second time, in the error queue, where iputils' ping looks with -A alone.
            for (int i = 0; i < TRIES && !options.adaptive && icmp.error(false) != Icmp.LOCAL; i++) {
                continue;
            }
        }
        stats.advance();
        if (found != Icmp.LOCAL && !options.quiet) {
            if (options.flood) {
                out.raw('E').flush();
            } else {
                icmp.fail("sendmsg", errno);
            }
        }
        return Math.max(SHORTEST, interval);
    }

    /// With `-A`: waits as long as answers take, on average.
    private void adapt() {
        if (!options.adaptive) {
            return;
        }
        long micros = stats.moving() > 0 ? stats.moving() : interval * 1000L;
        interval = (int) Math.min(Integer.MAX_VALUE, (micros + slower + 500) / 1000);
        if (kernel.getuid() != 0) {
            interval = Math.max(interval, Icmp.USER_INTERVAL);
        }
    }

    /// When everything has been sent, sets the end: twice the longest time seen, or as long as `-W` says when
    /// nothing has come back yet.
    private long schedule(long next) {
        if (lingers || !allSent()) {
            return next;
        }
        long micros = options.linger;
        if (stats.received > 0) {
            micros = Math.max(2 * stats.max, interval * 1000L);
            micros = Math.max(1, micros);
        }
        if (micros == 0) {
            return next;
        }
        lingers = true;
        exitAt = icmp.now() + micros * 1000;
        return Math.max(next, micros / 1000);
    }

    /// Waits for a message, a signal or `millis`, and takes what has come.
    private void await(long millis) {
        long nanos = millis * MILLI;
        if (exitAt != NEVER) {
            nanos = Math.min(nanos, Math.max(0, exitAt - icmp.now()));
        }
        Bytes.put64(timeout, 0, nanos / 1_000_000_000);
        Bytes.put64(timeout, 8, nanos % 1_000_000_000);
        Bytes.put16(polled, 6, 0);
        Bytes.put16(polled, 14, 0);
        int ready = kernel.poll(polled, timeout);
        if (ready < 0 && ready != -Errno.EINTR) {
            // Whoever cannot wait would go round and round.
            icmp.fail("ppoll", -ready);
            exiting = true;
            return;
        }
        int events = ready > 0 ? Bytes.u16(polled, 6) : 0;
        if ((events & (POLLIN | POLLERR)) != 0) {
            take((events & POLLERR) != 0);
            adapt();
        }
        if (exitAt != NEVER && icmp.now() >= exitAt) {
            exiting = true;
        }
    }

    /// Whether the last message could not be received.
    private boolean refused;

    /// Takes messages until there are no more or none is missing. `failing`: the error queue is not empty.
    private void take(boolean failing) {
        boolean errors = failing;
        for (int i = 0; i < BATCH; i++) {
            int r = icmp.receive();
            if (r == -Errno.EINTR || r == -Errno.EAGAIN && !errors) {
                return;
            }
            if (r < 0) {
                errors = false;
                if (icmp.error(true) == Icmp.FAILED) {
                    icmp.fail("recvmsg", -r);
                    exiting |= refused; // whoever cannot receive would go round and round
                    refused = true;
                    return;
                }
            }
            refused = false;
            if (stats.inFlight() == 0) {
                return;
            }
        }
    }

    /// The signal that came, or 0.
    private int signalled(int signalFd) {
        if ((Bytes.u16(polled, 14) & POLLIN) == 0) {
            return 0;
        }
        int n = kernel.read(signalFd, signal, 0, signal.length);
        int which = n == signal.length ? Bytes.i32(signal, 0) : 0;
        exiting |= which == SIGINT;
        return which;
    }
}

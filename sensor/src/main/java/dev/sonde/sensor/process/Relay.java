package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Waiting;
import dev.sonde.sensor.text.Harmless;
import dev.sonde.sensor.text.Out;

/// Carries what a child writes on stdout and stderr to ours, while this process waits for it. The child and all that it
/// starts hold pipes only: what they write while nobody carries it, as while a question stands on the terminal, is not
/// shown before somebody does; and on a terminal only what [Harmless] lets pass.
public final class Relay implements Waiting {
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;
    private static final int STDOUT = 1;
    private static final int SIGPIPE = 13;
    private static final int SIG_BLOCK = 0;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final long TCGETS = 0x5401;

    /// What is carried at most before a question: more than the pipes hold.
    private static final int WAITING = 1 << 20;

    private final Kernel kernel;

    /// Our ends of the pipes, theirs, and what shows what comes: null where ours is no terminal. -1: there is
    /// none, both streams go one way, so that their order stays.
    private final int[] from = {-1, -1};

    private final int[] theirs = {-1, -1};
    private final Harmless[] screens = new Harmless[2];

    private final byte[] buffer = new byte[1 << 16];
    private final byte[] polled = new byte[24];
    private final byte[] now = new byte[16];

    public Relay(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Before the fork: makes the pipes. 0 or -errno.
    public int open() {
        int r = pipe(0);
        if (r == 0 && !same()) {
            r = pipe(1);
        }
        return r;
    }

    private int pipe(int i) {
        byte[] pair = new byte[8];
        int r = (int) kernel.sys().call(Nr.PIPE2, 0, pair, 0, -1, Bytes.NONE, 0, Kernel.O_CLOEXEC, 0, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        from[i] = Bytes.i32(pair, 0);
        theirs[i] = Bytes.i32(pair, 4);
        if (kernel.ioctl(STDOUT + i, TCGETS, new byte[64]) == 0) {
            screens[i] = new Harmless(new Out(kernel, STDOUT + i, 1 << 13));
        }
        return 0;
    }

    /// Whether stdout and stderr are one file.
    private boolean same() {
        byte[] out = new byte[256];
        byte[] err = new byte[256];
        byte[] empty = {0};
        int r = kernel.statx(1, empty, AT_EMPTY_PATH, out);
        r = r < 0 ? r : kernel.statx(2, empty, AT_EMPTY_PATH, err);
        return r == 0 && Kernel.ino(out) == Kernel.ino(err) && Kernel.dev(out) == Kernel.dev(err);
    }

    /// In the child: the pipes become stdout and stderr. 0 or -errno.
    public int become() {
        int r = kernel.dup3(theirs[0], 1, 0);
        int second = theirs[1] < 0 ? theirs[0] : theirs[1];
        return r < 0 ? r : Math.min(kernel.dup3(second, 2, 0), 0);
    }

    /// In this process, after the fork. When nobody reads our stdout any more the child is to notice, not we.
    public void begin() {
        for (int i = 0; i < 2; i++) {
            close(theirs, i);
        }
        byte[] pipe = new byte[8];
        Bytes.put64(pipe, 0, 1L << SIGPIPE - 1);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, pipe, 0, -1, Bytes.NONE, SIG_BLOCK, 0, 0, 8, 0, 0);
    }

    private void close(int[] fds, int i) {
        if (fds[i] >= 0) {
            kernel.close(fds[i]);
        }
        fds[i] = -1;
    }

    @Override
    public void readable(int fd) {
        until(fd, POLLIN);
    }

    @Override
    public void writable(int fd) {
        until(fd, POLLOUT);
    }

    /// Carries until something of this kind, or an error, is at `fd`.
    private void until(int fd, int events) {
        while (true) {
            poll(fd, events, Bytes.NONE);
            carry();
            if (Bytes.u16(polled, 6) != 0) {
                return;
            }
        }
    }

    private int poll(int fd, int events, byte[] timespec) {
        Bytes.clear(polled, 0, polled.length);
        Bytes.put32(polled, 0, fd);
        Bytes.put16(polled, 4, events);
        for (int i = 0; i < 2; i++) {
            Bytes.put32(polled, 8 + 8 * i, from[i]);
            Bytes.put16(polled, 12 + 8 * i, POLLIN);
        }
        int r = kernel.poll(polled, timespec);
        if (r < 0) {
            Bytes.clear(polled, 0, polled.length);
            // Only a signal passes; that nothing can be waited for must not become an endless loop.
            Bytes.put16(polled, 6, r == -Errno.EINTR ? 0 : POLLIN);
        }
        return r;
    }

    /// Carries what [#poll] found: how many bytes.
    private int carry() {
        int carried = 0;
        for (int i = 0; i < 2; i++) {
            if (Bytes.u16(polled, 14 + 8 * i) != 0 && from[i] >= 0) {
                carried += carry(i);
            }
        }
        return carried;
    }

    private int carry(int i) {
        int n = kernel.read(from[i], buffer, 0, buffer.length);
        if (n == -Errno.EINTR || n == -Errno.EAGAIN) {
            return 0;
        }
        if (n <= 0) {
            close(from, i);
            return 0;
        }
        if (screens[i] != null) {
            screens[i].write(buffer, n);
        } else if (!write(STDOUT + i, n)) {
            close(from, i); // the child gets EPIPE, as it would from ours
        }
        return n;
    }

    private boolean write(int fd, int n) {
        int at = 0;
        while (at < n) {
            int r = kernel.write(fd, buffer, at, n - at);
            if (r < 0 && r != -Errno.EINTR) {
                return false;
            }
            at += Math.max(r, 0);
        }
        return true;
    }

    /// Before a question: what was written earlier is shown, and the cursor stands at the beginning of a line.
    public void settle() {
        drain();
        for (int i = 0; i < 2; i++) {
            if (screens[i] != null) {
                screens[i].settle();
            }
        }
    }

    /// Carries what the pipes hold, but not what somebody goes on writing without end.
    private void drain() {
        Bytes.clear(now, 0, now.length);
        int carried = 0;
        boolean more = from[0] >= 0 || from[1] >= 0;
        while (more && carried < WAITING) {
            int r = poll(-1, 0, now);
            int n = r > 0 ? carry() : 0;
            carried += n;
            more = r == -Errno.EINTR || n > 0;
        }
    }

    /// Carries until the child has ended, and what it had written; others who still hold the pipes are not waited for.
    public void finish(int child) {
        int pidfd = kernel.pidfd(child);
        boolean open = from[0] >= 0 || from[1] >= 0;
        while (open) {
            poll(pidfd, POLLIN, Bytes.NONE);
            boolean ended = Bytes.u16(polled, 6) != 0;
            carry();
            open = !ended && (from[0] >= 0 || from[1] >= 0);
        }
        drain();
        for (int i = 0; i < 2; i++) {
            close(from, i);
        }
        if (pidfd >= 0) {
            kernel.close(pidfd);
        }
    }
}

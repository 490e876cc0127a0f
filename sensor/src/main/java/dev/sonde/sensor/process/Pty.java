package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Say;

/// `--pty`: what runs inside gets a terminal of its own, and this process, which stays outside, carries the bytes
/// between it and the caller's. So nothing inside can push input into the caller's terminal (TIOCSTI).
public final class Pty {
    private static final long TCGETS = 0x5401;
    private static final long TCSETS = 0x5402;
    private static final long TIOCSCTTY = 0x540e;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCGPTPEER = 0x5441;
    private static final long TIOCSPTLCK = 0x40045431;
    private static final int O_NOCTTY = 0400;

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGQUIT = 3;
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;
    private static final int SIGCONT = 18;
    private static final int SIGWINCH = 28;
    private static final int WNOHANG = 1;
    private static final int SIG_SETMASK = 2;
    private static final int POLLIN = 1;
    private static final int SIGINFO = 128;

    private final Kernel kernel;
    private final Say say;

    private int master = -1;
    private int slave = -1;

    /// `struct termios` of the kernel, and as it was; whether stdin is a terminal.
    private final byte[] termios = new byte[64];

    private final byte[] before = new byte[64];
    private boolean terminal;

    private final byte[] winsize = new byte[8];
    private final byte[] buffer = new byte[8192];
    private final byte[] signals = new byte[SIGINFO];
    private final byte[] status = new byte[4];
    private int child;

    public Pty(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// [Child#IN_CHILD] in the child, on its new terminal; in this process the exit status, after the child's end.
    public int start() {
        int r = open();
        if (r < 0) {
            return say.fail("cannot make a terminal", -r);
        }
        byte[] watched = new byte[8];
        Bytes.put64(watched, 0, bit(SIGHUP) | bit(SIGINT) | bit(SIGQUIT) | bit(SIGTERM) | bit(SIGCHLD) | bit(SIGWINCH));
        byte[] mask = new byte[8];
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, watched, 0, 2, mask, 0, 0, 0, 8, 0, 0);
        child = kernel.sys().fork();
        if (child == 0) {
            return inside(mask);
        }
        kernel.close(slave);
        if (child < 0) {
            return say.fail("fork failed", -child);
        }
        int events =
                (int) kernel.sys().call(Nr.SIGNALFD4, 1, watched, 0, -1, Bytes.NONE, -1, 0, 8, Kernel.O_CLOEXEC, 0, 0);
        if (events < 0) {
            kernel.kill(child, SIGTERM);
            return say.fail("signalfd", -events);
        }
        if (terminal) {
            raw();
        }
        relay(events);
        if (terminal) {
            kernel.ioctl(0, TCSETS, before);
        }
        kernel.close(events);
        kernel.close(master);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, mask, 0, -1, Bytes.NONE, SIG_SETMASK, 0, 0, 8, 0, 0);
        return new Child(kernel, say).end(status);
    }

    private static long bit(int signal) {
        return 1L << signal - 1;
    }

    private int open() {
        master = kernel.open(Bytes.of("/dev/ptmx"), Kernel.O_RDWR | O_NOCTTY);
        if (master < 0) {
            return master;
        }
        byte[] unlocked = new byte[4];
        int r = kernel.ioctl(master, TIOCSPTLCK, unlocked);
        if (r < 0) {
            return r;
        }
        slave = kernel.ioctl(master, TIOCGPTPEER, Kernel.O_RDWR | O_NOCTTY | Kernel.O_CLOEXEC);
        if (slave < 0) {
            return slave;
        }
        terminal = kernel.ioctl(0, TCGETS, before) == 0;
        if (terminal) {
            kernel.ioctl(slave, TCSETS, before);
            size();
        }
        return 0;
    }

    private void size() {
        if (kernel.ioctl(0, TIOCGWINSZ, winsize) == 0) {
            kernel.ioctl(master, TIOCSWINSZ, winsize);
        }
    }

    private int inside(byte[] mask) {
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, mask, 0, -1, Bytes.NONE, SIG_SETMASK, 0, 0, 8, 0, 0);
        kernel.close(master);
        int r = kernel.setsid();
        if (r >= 0) {
            r = kernel.ioctl(slave, TIOCSCTTY, 0);
        }
        for (int fd = 0; fd < 3 && r >= 0; fd++) {
            r = slave == fd ? clearCloexec(fd) : kernel.dup3(slave, fd, 0);
        }
        if (r < 0) {
            return say.fail("cannot take the terminal", -r);
        }
        if (slave > 2) {
            kernel.close(slave);
        }
        return Child.IN_CHILD;
    }

    /// `fcntl(fd, F_SETFD, 0)`
    private int clearCloexec(int fd) {
        return (int) kernel.sys().call(Nr.FCNTL, fd, 2, 0, 0, 0, 0);
    }

    /// The caller's terminal hands every byte on, as `cfmakeraw(3)` has it.
    private void raw() {
        Bytes.copy(before, 0, termios, 0, before.length);
        // c_iflag: IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
        Bytes.put32(termios, 0, Bytes.i32(termios, 0) & ~(1 | 2 | 010 | 040 | 0100 | 0200 | 0400 | 02000));
        // c_oflag: OPOST
        Bytes.put32(termios, 4, Bytes.i32(termios, 4) & ~1);
        // c_cflag: CSIZE PARENB, CS8
        Bytes.put32(termios, 8, Bytes.i32(termios, 8) & ~(060 | 0400) | 060);
        // c_lflag: ISIG ICANON ECHO ECHONL IEXTEN
        Bytes.put32(termios, 12, Bytes.i32(termios, 12) & ~(1 | 2 | 010 | 0100 | 0100000));
        // c_cc: VTIME 0, VMIN 1
        termios[17 + 5] = 0;
        termios[17 + 6] = 1;
        kernel.ioctl(0, TCSETS, termios);
    }

    /// Carries bytes until the child has ended; its wait status is in [#status] then.
    private void relay(int events) {
        // struct pollfd: fd, events, revents
        byte[] polled = new byte[24];
        Bytes.put32(polled, 0, master);
        Bytes.put32(polled, 8, events);
        Bytes.put32(polled, 16, 0);
        Bytes.put16(polled, 4, POLLIN);
        Bytes.put16(polled, 12, POLLIN);
        Bytes.put16(polled, 20, POLLIN);
        boolean ended = false;
        while (!ended) {
            int r = kernel.poll(polled, Bytes.NONE);
            if (r < 0 && r != -Errno.EINTR) {
                return;
            }
            if (Bytes.u16(polled, 6) != 0 && !carry(master, 1)) {
                // Nobody inside has the terminal any more: only the child's end is waited for.
                Bytes.put32(polled, 0, -1);
            }
            if (Bytes.u16(polled, 22) != 0 && !carry(0, master)) {
                Bytes.put32(polled, 16, -1);
                endOfInput();
            }
            if (Bytes.u16(polled, 14) != 0) {
                ended = signal(events);
            }
        }
        drain();
    }

    /// What the child wrote last is still in the terminal.
    private void drain() {
        byte[] polled = new byte[8];
        byte[] now = new byte[16];
        Bytes.put32(polled, 0, master);
        Bytes.put16(polled, 4, POLLIN);
        while (kernel.poll(polled, now) > 0 && carry(master, 1)) {
            Bytes.put16(polled, 6, 0);
        }
    }

    /// Ctrl-D, as whoever closes a terminal's input means it.
    private void endOfInput() {
        buffer[0] = 4;
        kernel.write(master, buffer, 0, 1);
    }

    private boolean carry(int from, int to) {
        int n = kernel.read(from, buffer, 0, buffer.length);
        if (n == -Errno.EINTR || n == -Errno.EAGAIN) {
            return true;
        }
        if (n <= 0) {
            return false;
        }
        int at = 0;
        while (at < n) {
            int r = kernel.write(to, buffer, at, n - at);
            if (r < 0 && r != -Errno.EINTR) {
                return false;
            }
            at += r < 0 ? 0 : r;
        }
        return true;
    }

    /// Whether the child has ended. Signals that ask this process to end are handed on to it.
    private boolean signal(int events) {
        int n = kernel.read(events, signals, 0, SIGINFO);
        if (n < SIGINFO) {
            return false;
        }
        int signal = Bytes.i32(signals, 0);
        if (signal == SIGWINCH) {
            size();
        } else if (signal == SIGCHLD) {
            return kernel.wait(child, status, WNOHANG) == child;
        } else {
            kernel.kill(child, signal);
            kernel.kill(child, SIGCONT);
        }
        return false;
    }
}

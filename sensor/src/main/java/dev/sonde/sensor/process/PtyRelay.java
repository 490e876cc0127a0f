package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;

/// The process that stands between the caller's terminal and the one inside: carries bytes, sizes and signals
/// until its child has ended. The caller's terminal is raw only while keys are carried, and as it was before
/// whenever this process stops, goes to the background, or ends.
final class PtyRelay {
    private static final long TCGETS = Pty.TCGETS;
    private static final long TCSETS = Pty.TCSETS;
    private static final long TIOCGPGRP = 0x540f;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCSIG = 0x40045436;

    /// Where `struct termios` of the kernel has `c_oflag`, and its bit OPOST.
    private static final int OFLAG = 4;

    private static final int OPOST = 1;
    private static final int TERMIOS = 36;

    private static final byte[] FD = Bytes.of("/proc/self/fd/");
    private static final int O_NOCTTY = 0400;
    private static final int SIGTERM = 15;
    private static final int WNOHANG = 1;
    private static final int WUNTRACED = 2;
    private static final int SIG_BLOCK = 0;
    private static final int SIG_UNBLOCK = 1;
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;

    /// How often it is looked whether our job is in the foreground again: nobody says so.
    private static final long LATER = 250_000_000L;

    private static final int CTRL_D = 4;

    private final Kernel kernel;

    /// Through it the modes of the terminal inside are read and set too; -1: there is none, or the caller's is gone.
    private int master;

    private int keyboard;
    private int screen;
    private final boolean background;
    private int child;
    private boolean ended;
    private boolean lost;

    /// Whether keys are for the program; whether they come from a terminal, and whether that is raw now.
    private boolean foreground;

    private boolean typed;
    private boolean raw;

    /// Whether the shell has given the caller's terminal to another job.
    private boolean away;

    /// Whether nobody inside holds the terminal: somebody may open it again, of which nobody says so either.
    private boolean quiet;

    /// The modes of the caller's terminal, and those that we set.
    private final byte[] before = new byte[64];

    private final byte[] ours = new byte[64];
    private final byte[] termios = new byte[64];

    /// Keys that the terminal inside has no room for yet.
    private final byte[] keys = new byte[4096];

    private int keysAt;
    private int keysLeft;
    private boolean lineOpen;

    private final byte[] buffer = new byte[1 << 14];
    private final byte[] winsize = new byte[8];
    private final byte[] group = new byte[4];
    private final byte[] stop = new byte[8];
    private final byte[] status = new byte[4];
    private final byte[] timespec = new byte[16];

    /// `struct pollfd` of the terminal inside, of signals, of the keyboard; and one for the screen.
    private final byte[] polled = new byte[24];

    private final byte[] one = new byte[8];

    /// The same of the screen and of signals.
    private final byte[] both = new byte[16];

    /// Whether we were asked to end.
    private boolean asked;

    private Signals signals;
    private int events;

    PtyRelay(Kernel kernel, int master, int keyboard, int screen, boolean background) {
        this.kernel = kernel;
        this.master = master;
        this.keyboard = keyboard;
        this.screen = unblocked(kernel, screen);
        this.background = background;
        this.typed = keyboard >= 0 && kernel.ioctl(keyboard, TCGETS, before) == 0;
    }

    /// The terminal inside begins with the modes and the size of the caller's. While that is not raw it makes the ends
    /// of lines itself.
    void modes() {
        if (typed || kernel.ioctl(screen, TCGETS, before) == 0) {
            Bytes.copy(before, 0, termios, 0, before.length);
            if (background) {
                Bytes.put32(termios, OFLAG, Bytes.i32(termios, OFLAG) & ~OPOST);
            }
            kernel.ioctl(master, TCSETS, termios);
        }
        size();
    }

    private void size() {
        boolean known = keyboard >= 0 && kernel.ioctl(keyboard, TIOCGWINSZ, winsize) == 0;
        known = known || screen >= 0 && kernel.ioctl(screen, TIOCGWINSZ, winsize) == 0;
        if (known && master >= 0) {
            kernel.ioctl(master, TIOCSWINSZ, winsize);
        }
    }

    /// Until the child has ended: its wait status; empty, when it was lost.
    byte[] run(int child, Signals signals, int events) {
        this.child = child;
        this.signals = signals;
        this.events = events;
        foreground = !background;
        if (master >= 0 && keyboard < 0) {
            end(); // nobody will ever type
        }
        while (!ended && !lost) {
            step();
        }
        if (ended && master >= 0) {
            drain();
        }
        restore();
        hangUp();
        kernel.close(events);
        return ended ? status : Bytes.NONE;
    }

    private void step() {
        boolean keyed = keyed() && keysLeft == 0;
        boolean waits = away || quiet;
        Bytes.put32(polled, 0, quiet ? -1 : master);
        quiet = false;
        Bytes.put16(polled, 4, keysLeft > 0 ? POLLIN | POLLOUT : POLLIN);
        Bytes.put32(polled, 8, events);
        Bytes.put16(polled, 12, POLLIN);
        Bytes.put32(polled, 16, keyed ? keyboard : -1);
        Bytes.put16(polled, 20, POLLIN);
        Bytes.put64(timespec, 0, 0);
        Bytes.put64(timespec, 8, LATER);
        int r = kernel.poll(polled, waits ? timespec : Bytes.NONE);
        if (r <= 0) {
            lost = r < 0 && r != -Errno.EINTR;
            return;
        }
        int inside = Bytes.u16(polled, 6);
        if ((inside & POLLOUT) != 0) {
            type();
        }
        if ((inside & ~POLLOUT) != 0) {
            show();
        }
        if (Bytes.u16(polled, 22) != 0) {
            read();
        }
        if (Bytes.u16(polled, 14) != 0) {
            heed();
        }
    }

    /// Whether keys are to be read now; if so the caller's terminal is raw.
    private boolean keyed() {
        away = false;
        if (master < 0 || keyboard < 0 || !foreground) {
            return false;
        }
        if (typed && !here()) {
            raw = false; // the shell has set its own modes
            away = true;
            return false;
        }
        if (typed && !raw) {
            raw();
        }
        return true;
    }

    /// Whether our job is in the foreground of the caller's terminal; one that is not our session's has no such thing.
    private boolean here() {
        int r = kernel.ioctl(keyboard, TIOCGPGRP, group);
        int own = (int) kernel.sys().call(Nr.GETPGID, 0, 0, 0, 0, 0, 0);
        return r < 0 || Bytes.i32(group, 0) == own;
    }

    /// The caller's terminal hands every byte on, as `cfmakeraw(3)` has it. What it was before is remembered, but for
    /// what we made it: a shell gives it back to us as we left it.
    private void raw() {
        raw = true;
        if (kernel.ioctl(keyboard, TCGETS, termios) < 0) {
            return;
        }
        if (!same(termios, ours)) {
            Bytes.copy(termios, 0, before, 0, TERMIOS);
        }
        Bytes.copy(before, 0, ours, 0, TERMIOS);
        // c_iflag: IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
        Bytes.put32(ours, 0, Bytes.i32(ours, 0) & ~(1 | 2 | 010 | 040 | 0100 | 0200 | 0400 | 02000));
        Bytes.put32(ours, OFLAG, Bytes.i32(ours, OFLAG) & ~OPOST);
        // c_cflag: CSIZE PARENB, CS8
        Bytes.put32(ours, 8, Bytes.i32(ours, 8) & ~(060 | 0400) | 060);
        // c_lflag: ISIG ICANON ECHO ECHONL IEXTEN
        Bytes.put32(ours, 12, Bytes.i32(ours, 12) & ~(1 | 2 | 010 | 0100 | 0100000));
        // c_cc: VTIME 0, VMIN 1
        ours[17 + 5] = 0;
        ours[17 + 6] = 1;
        kernel.ioctl(keyboard, TCSETS, ours);
        size();
    }

    private static boolean same(byte[] a, byte[] b) {
        for (int i = 0; i < TERMIOS; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    private void restore() {
        if (raw && typed && here()) {
            kernel.ioctl(keyboard, TCSETS, before);
        }
        raw = false;
    }

    /// From inside to the screen; false when there is no more.
    private boolean show() {
        int n = kernel.read(master, buffer, 0, buffer.length);
        if (n == -Errno.EINTR || n == -Errno.EAGAIN) {
            return true;
        }
        if (n <= 0) {
            quiet = true;
            return false;
        }
        int at = 0;
        while (at < n && screen >= 0) {
            int r = kernel.write(screen, buffer, at, n - at);
            if (r == -Errno.EAGAIN) {
                awaitScreen();
            } else if (r == -Errno.EBADF) {
                screen = -1; // it can only be read: an echo would be lost also on a terminal that cannot print
            } else if (r < 0 && r != -Errno.EINTR) {
                hangUp();
                return false;
            }
            at += Math.max(r, 0);
        }
        return true;
    }

    /// Until there is room, or a signal: nobody may ever read what we write.
    private void awaitScreen() {
        Bytes.put32(both, 0, screen);
        Bytes.put16(both, 4, POLLOUT);
        Bytes.put32(both, 8, events);
        Bytes.put16(both, 12, POLLIN);
        int r = kernel.poll(both, Bytes.NONE);
        if (r > 0 && Bytes.u16(both, 14) != 0) {
            heed();
        }
        if (ended && asked || lost) {
            screen = -1;
        }
    }

    /// The screen, so that a write to it never waits; or itself, where it cannot be opened again.
    @Opens("a descriptor of our own, of a terminal")
    private static int unblocked(Kernel kernel, int fd) {
        byte[] path = new byte[32];
        Bytes.copy(FD, 0, path, 0, FD.length);
        path[Bytes.digits(path, FD.length, Math.max(0, fd))] = 0;
        int r = fd < 0 ? fd : kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_WRONLY | O_NOCTTY | Kernel.O_NONBLOCK);
        return r < 0 ? fd : r;
    }

    /// What the program wrote last is still in the terminal.
    private void drain() {
        boolean more = true;
        while (more) {
            Bytes.put32(one, 0, master);
            Bytes.put16(one, 4, POLLIN);
            Bytes.put16(one, 6, 0);
            Bytes.put64(timespec, 0, 0);
            Bytes.put64(timespec, 8, 0);
            int r = kernel.poll(one, timespec);
            more = r == -Errno.EINTR || r > 0 && show();
        }
    }

    /// From the keyboard.
    private void read() {
        int n = kernel.read(keyboard, keys, 0, keys.length);
        if (n == -Errno.EINTR || n == -Errno.EAGAIN) {
            return;
        }
        if (n > 0) {
            keysAt = 0;
            keysLeft = n;
            lineOpen = keys[n - 1] != '\n';
            type();
        } else if (typed) {
            hangUp();
        } else {
            end();
        }
    }

    /// No more will be typed: Ctrl-D, which behind an open line only ends that.
    private void end() {
        keyboard = -1;
        keys[0] = CTRL_D;
        keys[1] = CTRL_D;
        keysAt = 0;
        keysLeft = lineOpen ? 2 : 1;
        type();
    }

    private void type() {
        int r = kernel.write(master, keys, keysAt, keysLeft);
        if (r == -Errno.EAGAIN || r == -Errno.EINTR) {
            return;
        }
        keysAt += Math.max(r, 0);
        keysLeft = r < 0 ? 0 : keysLeft - r;
    }

    /// The caller's terminal is gone: so is the one inside, and its session hears of it from the kernel.
    private void hangUp() {
        if (master >= 0) {
            kernel.close(master);
        }
        master = -1;
        keysLeft = 0;
    }

    private void heed() {
        int signal = signals.next(events);
        while (signal > 0 && !ended) {
            heed(signal);
            signal = signals.next(events);
        }
        lost |= signal < 0;
    }

    private void heed(int signal) {
        switch (signal) {
            case Signals.SIGCHLD -> reap();
            case Signals.SIGWINCH -> size();
            case Signals.SIGCONT -> raw = false; // whoever stopped us has set the terminal's modes
            case Signals.SIGTSTP -> suspend();
            case Signals.SIGINT, Signals.SIGQUIT -> interrupt(signal);
            case Signals.SIGHUP -> {
                asked = true;
                if (master < 0) {
                    kernel.kill(child, signal);
                }
                hangUp();
            }
            // Of our own writing, and of our own sockets.
            case Signals.SIGPIPE, Signals.SIGURG -> {}
            default -> {
                kernel.kill(child, signal);
                asked |= signal == SIGTERM;
                if (signal == SIGTERM) {
                    kernel.kill(child, Signals.SIGCONT);
                }
            }
        }
    }

    /// To whoever is in the foreground inside, as if it had been typed there.
    private void interrupt(int signal) {
        if (master >= 0 && foreground && kernel.ioctl(master, TIOCSIG, signal) >= 0) {
            return;
        }
        boolean whole = master < 0 && kernel.kill(-child, signal) >= 0;
        if (!whole) {
            kernel.kill(child, signal);
        }
    }

    private void reap() {
        int r = kernel.wait(child, status, WNOHANG | WUNTRACED);
        while (r == child && !ended) {
            ended = status[0] != 0x7f;
            if (!ended) {
                stopped();
            }
            r = ended ? 0 : kernel.wait(child, status, WNOHANG | WUNTRACED);
        }
        lost |= r < 0;
    }

    /// The child has stopped. The first time, where it began in the background, it asks for the keyboard.
    private void stopped() {
        if (foreground || master < 0) {
            suspend();
        } else {
            takeKeyboard();
        }
        kernel.kill(child, Signals.SIGCONT);
    }

    private void takeKeyboard() {
        if (!here()) {
            // As whoever reads in the background: until the shell brings us to the foreground.
            kernel.kill(kernel.getpid(), Signals.SIGTTIN);
        }
        if (!here()) {
            hangUp();
            return;
        }
        foreground = true;
        if (kernel.ioctl(master, TCGETS, termios) == 0) {
            int post = Bytes.i32(before, OFLAG) & OPOST;
            Bytes.put32(termios, OFLAG, Bytes.i32(termios, OFLAG) | post);
            kernel.ioctl(master, TCSETS, termios);
        }
    }

    /// Stops, as a job does, with the caller's terminal as it was; goes on when the shell says so. Inside, where a
    /// terminal is, everything goes on until that is full, as behind ssh.
    private void suspend() {
        restore();
        if (master < 0) {
            kernel.kill(-child, Signals.SIGSTOP);
        }
        Bytes.put64(stop, 0, Signals.bit(Signals.SIGTSTP));
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, stop, 0, -1, Bytes.NONE, SIG_UNBLOCK, 0, 0, 8, 0, 0);
        kernel.kill(kernel.getpid(), Signals.SIGTSTP);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, stop, 0, -1, Bytes.NONE, SIG_BLOCK, 0, 0, 8, 0, 0);
        if (master < 0) {
            kernel.kill(-child, Signals.SIGCONT);
        }
    }
}

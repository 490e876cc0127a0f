package dev.sonde.sensor.process;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Say;

/// A terminal of its own for what runs inside. This process stays outside, holds the caller's terminal, and carries the
/// bytes between the two ([PtyRelay]). So nothing inside can type into the caller's terminal (TIOCSTI, TIOCLINUX),
/// change it, or read what is typed there for others.
///
/// What of stdin, stdout and stderr is a terminal is replaced by the new one; a file or a pipe stays what it is. Where
/// stdin or stdout is none (`sonde enter X cmd | less`) the keyboard may be meant for another program: then the program
/// begins in the background of its terminal, and gets the keyboard when it asks for it ([Leader]).
public final class Pty {
    static final long TCGETS = 0x5401;
    static final long TCSETS = 0x5402;
    static final long TIOCSCTTY = 0x540e;
    private static final long TIOCGPTPEER = 0x5441;
    private static final long TIOCSPTLCK = 0x40045431;
    private static final int O_NOCTTY = 0400;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_GET_DUMPABLE = 3;

    private final Kernel kernel;
    private final Say say;

    /// `--pty`: all three are replaced, terminal or not.
    private final boolean forced;

    private final boolean[] terminal = new boolean[3];

    /// The two ends of the new terminal; -1: there is none.
    private int master = -1;

    private int slave = -1;

    /// The caller's terminal as it is read and written; -1: nobody types there.
    private int keyboard = -1;

    private int screen = -1;

    /// The terminal of our session; -errno: it has none.
    private int session = -1;

    /// Whether the program begins in the background of its terminal.
    private boolean background;

    private Leader leader;

    public Pty(Kernel kernel, Say say, boolean forced) {
        this.kernel = kernel;
        this.say = say;
        this.forced = forced;
    }

    /// In the child: what goes on as the parent of the program where one is needed; null where there is no terminal.
    public Leader leader() {
        return leader;
    }

    /// [Child#IN_CHILD] in the child, on its new terminal; in this process the exit status, after the child's end.
    /// Where there is no terminal to protect nothing is done, and this process is the child.
    @Opens("a terminal of our own")
    public int start() {
        boolean any = forced;
        byte[] termios = new byte[64];
        for (int fd = 0; fd < 3; fd++) {
            terminal[fd] = kernel.ioctl(fd, TCGETS, termios) == 0;
            any |= terminal[fd];
        }
        // A session's terminal can be opened by whoever lives in it, even if no fd leads there.
        session = kernel.open(Bytes.of("/dev/tty"), Kernel.O_RDWR | O_NOCTTY);
        if (!any && session < 0) {
            return Child.IN_CHILD;
        }
        int r = any ? open() : 0;
        if (r < 0) {
            say.fail("cannot make a terminal", -r);
            say.err().p("  --no-pty does without: then what runs inside can type into yours\n");
            say.err().flush();
            return 1;
        }
        return begin(new Signals(kernel));
    }

    /// Makes the terminal, with the modes and the size of the caller's: 0 or -errno.
    @Opens("a terminal of our own")
    private int open() {
        keyboard = forced || terminal[0] ? 0 : session;
        screen = forced || terminal[1] ? 1 : terminal[2] ? 2 : session < 0 ? 0 : session;
        background = !forced && !(terminal[0] && terminal[1]) && keyboard >= 0;
        master = kernel.open(Bytes.of("/dev/ptmx"), Kernel.O_RDWR | O_NOCTTY | Kernel.O_NONBLOCK);
        if (master < 0) {
            return master;
        }
        byte[] unlocked = new byte[4];
        int r = kernel.ioctl(master, TIOCSPTLCK, unlocked);
        if (r >= 0) {
            slave = kernel.ioctl(master, TIOCGPTPEER, Kernel.O_RDWR | O_NOCTTY | Kernel.O_CLOEXEC);
            r = slave;
        }
        return Math.min(r, 0);
    }

    private int begin(Signals signals) {
        PtyRelay relay = new PtyRelay(kernel, master, keyboard, screen, background);
        if (master >= 0) {
            relay.modes();
        }
        int events = signals.open();
        if (events < 0) {
            return say.fail("signalfd", -events);
        }
        // What is outside must not be looked into from inside.
        int dumpable = kernel.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
        kernel.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        int child = kernel.sys().fork();
        if (child == 0) {
            int r = inside(signals, events);
            if (r < 0) {
                return say.fail("cannot take the terminal", -r);
            }
            kernel.prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
            return Child.IN_CHILD;
        }
        if (child < 0) {
            return say.fail("fork failed", -child);
        }
        if (slave >= 0) {
            kernel.close(slave); // held open, the kernel would drop what the program wrote last when it ends
        }
        for (int fd = 0; fd < 3; fd++) {
            // A pipe whose other end waits for the program's end of it must not wait for ours.
            if (!terminal[fd] && fd != keyboard && fd != screen) {
                kernel.close(fd);
            }
        }
        byte[] status = relay.run(child, signals, events);
        signals.restore();
        return status.length == 0 ? 1 : new Child(kernel, say).end(status);
    }

    /// The child: a session of its own, whose terminal is the new one. 0 or -errno.
    private int inside(Signals signals, int events) {
        kernel.close(events);
        if (master >= 0) {
            kernel.close(master);
        }
        if (session >= 0) {
            kernel.close(session);
        }
        int r = kernel.setsid();
        if (r >= 0 && slave >= 0) {
            r = kernel.ioctl(slave, TIOCSCTTY, 0);
        }
        for (int fd = 0; fd < 3 && r >= 0; fd++) {
            if (forced || terminal[fd]) {
                r = slave == fd ? clearCloexec(fd) : kernel.dup3(slave, fd, 0);
            }
        }
        if (r >= 0) {
            r = closeTerminals();
        }
        leader = new Leader(kernel, say, signals, slave, background);
        signals.restore();
        return Math.min(r, 0);
    }

    /// `fcntl(fd, F_SETFD, 0)`
    private int clearCloexec(int fd) {
        return (int) kernel.sys().call(Nr.FCNTL, fd, 2, 0, 0, 0, 0);
    }

    /// Closes every other fd that is a terminal, whoever opened it: 0 or -errno.
    @Opens("a terminal of our own")
    private int closeTerminals() {
        int folder = kernel.open(Bytes.of("/proc/self/fd"), Kernel.O_RDONLY | kernel.oDirectory());
        if (folder < 0) {
            return folder;
        }
        byte[] termios = new byte[64];
        Dirents names = new Dirents(kernel, 1 << 12);
        names.of(folder);
        while (names.next()) {
            int from = names.at();
            int fd = (int) Bytes.decimal(names.bytes(), from, from + names.length(), Integer.MAX_VALUE);
            if (fd > 2 && fd != slave && kernel.ioctl(fd, TCGETS, termios) == 0) {
                kernel.close(fd);
            }
        }
        kernel.close(folder);
        return names.error();
    }
}

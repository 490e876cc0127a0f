package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// The signals that a process which stands before another takes by an fd: all that have a meaning for that other, and
/// that were not ignored when it began.
final class Signals {
    private static final int SIGACTION = 32;
    private static final int SIG_IGN = 1;
    static final int SIGHUP = 1;
    static final int SIGINT = 2;
    static final int SIGQUIT = 3;
    private static final int SIGILL = 4;
    private static final int SIGTRAP = 5;
    private static final int SIGABRT = 6;
    private static final int SIGBUS = 7;
    private static final int SIGFPE = 8;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;
    static final int SIGPIPE = 13;
    static final int SIGCHLD = 17;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;
    static final int SIGTSTP = 20;
    static final int SIGTTIN = 21;
    private static final int SIGTTOU = 22;
    static final int SIGURG = 23;
    static final int SIGWINCH = 28;
    private static final int SIGSYS = 31;
    private static final int LAST = 31;
    private static final int SIG_BLOCK = 0;
    private static final int SIG_SETMASK = 2;

    private static final int[] OTHERS = {
        SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGSEGV, SIGSTOP, SIGTTIN, SIGTTOU, SIGSYS
    };

    private final Kernel kernel;
    private final byte[] watched = new byte[8];
    private final byte[] before = new byte[8];

    /// `struct sigaction` of the kernel: handler, flags, restorer, mask.
    private final byte[] action = new byte[SIGACTION];

    /// `struct signalfd_siginfo`: `ssi_signo`, `ssi_errno`, `ssi_code` …
    private final byte[] info = new byte[128];

    Signals(Kernel kernel) {
        this.kernel = kernel;
    }

    static long bit(int signal) {
        return 1L << signal - 1;
    }

    /// Blocks them: the fd by which they come, or -errno. A child's end is heard of, even if our parent ignored its
    /// children's.
    int open() {
        kernel.sys().call(Nr.RT_SIGACTION, 1, action, 0, -1, Bytes.NONE, SIGCHLD, 0, 0, 8, 0, 0);
        long set = 0;
        for (int signal = 1; signal <= LAST; signal++) {
            if (!other(signal) && (signal == SIGCHLD || !ignored(signal))) {
                set |= bit(signal);
            }
        }
        Bytes.put64(watched, 0, set);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, watched, 0, 2, before, SIG_BLOCK, 0, 0, 8, 0, 0);
        return signalfd();
    }

    int signalfd() {
        long flags = Kernel.O_CLOEXEC | Kernel.O_NONBLOCK;
        return (int) kernel.sys().call(Nr.SIGNALFD4, 1, watched, 0, -1, Bytes.NONE, -1, 0, 8, flags, 0, 0);
    }

    private static boolean other(int signal) {
        for (int i = 0; i < OTHERS.length; i++) {
            if (OTHERS[i] == signal) {
                return true;
            }
        }
        return false;
    }

    private boolean ignored(int signal) {
        Bytes.clear(action, 0, action.length);
        kernel.sys().call(Nr.RT_SIGACTION, 2, action, 0, -1, Bytes.NONE, signal, 0, 0, 8, 0, 0);
        return Bytes.i64(action, 0) == SIG_IGN;
    }

    /// Takes the next signal from such an fd, which [#sent] tells more of; 0: there is none now, or -errno.
    int next(int fd) {
        int n = kernel.read(fd, info, 0, info.length);
        if (n == -Errno.EAGAIN || n == -Errno.EINTR) {
            return 0;
        }
        return n < 0 ? n : n < info.length ? -Errno.EIO : Bytes.i32(info, 0);
    }

    /// Whether a process sent the last one: `ssi_code` of the kernel's own is above 0.
    boolean sent() {
        return Bytes.i32(info, 8) <= 0;
    }

    void block() {
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, watched, 0, -1, Bytes.NONE, SIG_BLOCK, 0, 0, 8, 0, 0);
    }

    /// As it was before [#open].
    void restore() {
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, before, 0, -1, Bytes.NONE, SIG_SETMASK, 0, 0, 8, 0, 0);
    }
}

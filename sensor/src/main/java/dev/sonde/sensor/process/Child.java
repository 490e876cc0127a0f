package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Say;

/// The child that a joined pid namespace needs, and its parent, which does as the child does: stops, goes on, ends
/// with the same status or by the same signal.
public final class Child {
    private static final int SIGABRT = 6;
    private static final int SIGBUS = 7;
    private static final int SIGFPE = 8;
    private static final int SIGSEGV = 11;
    private static final int SIGCHLD = 17;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int SIG_IGN = 1;
    private static final int WUNTRACED = 2;
    private static final int SIG_UNBLOCK = 1;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_GET_DUMPABLE = 3;

    /// What [#fork] gives in the child.
    public static final int IN_CHILD = -1;

    private final Kernel kernel;
    private final Say say;

    /// `struct sigaction` of the kernel: handler, flags, restorer, mask.
    private final byte[] action = new byte[32];

    public Child(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// [#IN_CHILD] in the child; in the parent the exit status, after the child has ended.
    ///
    /// Between fork and exec the child is visible inside: it may not be traced there, which exec ends.
    public int fork() {
        toDefault(SIGCHLD);
        int dumpable = kernel.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
        kernel.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        int child = kernel.sys().fork();
        if (child == 0) {
            return IN_CHILD;
        }
        kernel.prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
        if (child < 0) {
            return say.fail("fork failed", -child);
        }
        return mirror(child);
    }

    /// Waits for the child's end, and ends as it did: the exit status.
    private int mirror(int child) {
        byte[] status = new byte[4];
        int self = kernel.getpid();
        int r = 0;
        boolean stopped = true;
        while (stopped) {
            r = kernel.wait(child, status, WUNTRACED);
            if (r == -Errno.EINTR) {
                continue;
            }
            stopped = r == child && status[0] == 0x7f;
            if (stopped) {
                kernel.kill(self, SIGSTOP);
                kernel.kill(child, SIGCONT);
            }
        }
        if (r != child) {
            return 1;
        }
        return end(status);
    }

    /// Ends as a child with this wait status did: the exit status, unless a signal ends this process.
    int end(byte[] status) {
        int signal = status[0] & 0x7f;
        if (signal == 0) {
            return status[1] & 0xff;
        }
        byOwnSignals(signal);
        kernel.kill(kernel.getpid(), signal);
        return 1;
    }

    /// Lets a signal end this process: the traps of our runtime are taken back, and nothing of ours blocks it.
    private void byOwnSignals(int signal) {
        if (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGABRT) {
            kernel.sys().call(Nr.RT_SIGACTION, 2, action, 0, -1, Bytes.NONE, signal, 0, 0, 8, 0, 0);
            if (Bytes.i64(action, 0) != SIG_IGN) {
                toDefault(signal);
            }
        }
        if (signal >= 32) {
            byte[] set = new byte[8];
            Bytes.put64(set, 0, 1L << signal - 1);
            kernel.sys().call(Nr.RT_SIGPROCMASK, 1, set, 0, -1, Bytes.NONE, SIG_UNBLOCK, 0, 0, 8, 0, 0);
        }
    }

    /// `sigaction(signal, SIG_DFL)`
    private void toDefault(int signal) {
        Bytes.clear(action, 0, action.length);
        kernel.sys().call(Nr.RT_SIGACTION, 1, action, 0, -1, Bytes.NONE, signal, 0, 0, 8, 0, 0);
    }
}

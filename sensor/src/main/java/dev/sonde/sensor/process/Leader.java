package dev.sonde.sensor.process;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Say;

/// The leader of the session on the new terminal where the program itself cannot be it: a pid namespace is joined by a
/// child only, and who begins in the background needs somebody in the foreground. It waits for the program, hands
/// signals on to it, stops when it stops, and ends as it does.
public final class Leader {
    private static final long TIOCSPGRP = 0x5410;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int WNOHANG = 1;
    private static final int WUNTRACED = 2;
    private static final int POLLIN = 1;

    private final Kernel kernel;
    private final Say say;
    private final Signals signals;

    /// The new terminal, or -1.
    private final int terminal;

    /// Whether the program begins in the background.
    private final boolean background;

    private boolean foreground;
    private int child;
    private boolean ended;
    private boolean lost;
    private final byte[] status = new byte[4];
    private final byte[] group = new byte[4];

    Leader(Kernel kernel, Say say, Signals signals, int terminal, boolean background) {
        this.kernel = kernel;
        this.say = say;
        this.signals = signals;
        this.terminal = terminal;
        this.background = background;
    }

    /// Whether it is needed, whatever is joined.
    public boolean due() {
        return background;
    }

    /// [Child#IN_CHILD] in the child, which becomes the program; in this process the exit status, after its end.
    ///
    /// What is inside may look into neither of the two before the program has begun, and never into this one.
    public int fork() {
        signals.block();
        kernel.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        child = kernel.sys().fork();
        if (child == 0) {
            if (background) {
                group(0);
            }
            signals.restore();
            return Child.IN_CHILD;
        }
        if (child < 0) {
            return say.fail("fork failed", -child);
        }
        if (background) {
            group(child); // both do it, for it is not known who comes first
        }
        for (int fd = 0; fd < 3; fd++) {
            if (fd != terminal) {
                kernel.close(fd);
            }
        }
        int events = signals.signalfd();
        lost = events < 0;
        byte[] polled = new byte[8];
        Bytes.put32(polled, 0, events);
        Bytes.put16(polled, 4, POLLIN);
        while (!ended && !lost) {
            kernel.poll(polled, Bytes.NONE);
            int signal = signals.next(events);
            while (signal > 0 && !ended) {
                take(signal);
                signal = signals.next(events);
            }
            lost |= signal < 0;
        }
        signals.restore();
        return ended ? new Child(kernel, say).end(status) : 1;
    }

    /// `setpgid(pid, pid)`
    private void group(int pid) {
        kernel.sys().call(Nr.SETPGID, pid, pid, 0, 0, 0, 0);
    }

    private void take(int signal) {
        if (signal == Signals.SIGCHLD) {
            reap();
            return;
        }
        // What the terminal sends it sends to the program too, but for the end of the session, which only its leader
        // hears of; and what is sent to the whole group is.
        boolean sent = signals.sent() || signal == Signals.SIGHUP;
        boolean group = !background && (signal == Signals.SIGINT || signal == Signals.SIGQUIT);
        if (sent && !group) {
            kernel.kill(background ? -child : child, signal);
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

    /// Whoever stands outside sees that this process stops, and lets it go on when the program may: the first
    /// time, when it has taken the keyboard for it.
    private void stopped() {
        kernel.kill(kernel.getpid(), Signals.SIGSTOP);
        if (background && !foreground) {
            foreground = true;
            Bytes.put32(group, 0, child);
            kernel.ioctl(terminal, TIOCSPGRP, group);
        }
        kernel.kill(background ? -child : child, Signals.SIGCONT);
    }
}

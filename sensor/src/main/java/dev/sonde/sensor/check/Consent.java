package dev.sonde.sensor.check;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.process.Relay;
import dev.sonde.sensor.text.Out;

/// Asks the user, at the terminal, whether something may be done.
///
/// The sensor asks, not the analysis: what is shown comes from the bytes that will be sent to the kernel, and the
/// answer goes to nobody else. The analysis, and whatever it started, has no terminal: it writes into pipes, which the
/// sensor does not carry to the terminal while the question stands ([Relay]). So it can neither write over the question
/// nor type an answer, whether it obeys the stop that it is sent or not. What was typed before the question is thrown
/// away, so that neither haste nor what a terminal was made to answer counts.
final class Consent {
    static final int YES = 1;
    static final int NO = 0;

    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    /// `TCFLSH` of asm-generic/ioctls.h, `TCIFLUSH` of bits/termios.h
    private static final long TCFLSH = 0x540b;

    private static final int TCIFLUSH = 0;

    private final Kernel kernel;

    /// The analysis, or 0 where it is no process of its own.
    private final int child;

    /// What carries the analysis's words to the terminal, or null.
    private final Relay relay;

    private int terminal = -1;
    private Out out;
    private final byte[] line = new byte[64];

    Consent(Kernel kernel, int child, Relay relay) {
        this.kernel = kernel;
        this.child = child;
        this.relay = relay;
    }

    /// Where the question is written; null: there is no terminal.
    @Opens("the terminal of this process")
    Out begin() {
        if (terminal < 0) {
            terminal = kernel.open(Bytes.of("/dev/tty"), Kernel.O_RDWR);
            if (terminal < 0) {
                return null;
            }
            out = new Out(kernel, terminal, 4096);
        }
        stop(SIGSTOP);
        if (relay != null) {
            relay.settle();
        }
        kernel.ioctl(terminal, TCFLSH, TCIFLUSH);
        return out;
    }

    /// Takes the answer to what was written: [#YES], [#NO], or -errno.
    int answer() {
        out.flush();
        int r = out.error() != 0 ? -out.error() : line();
        stop(SIGCONT);
        return r;
    }

    /// The analysis leads a process group: whatever it started is stopped with it.
    private void stop(int signal) {
        if (child > 0 && kernel.kill(-child, signal) < 0) {
            kernel.kill(child, signal);
        }
    }

    /// One line: yes is `y` or `yes`; everything else, its end included, is no.
    private int line() {
        int n = 0;
        boolean more = true;
        while (more) {
            int r = kernel.read(terminal, line, n, 1);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r < 0) {
                return r;
            }
            more = r == 1 && line[n] != '\n';
            if (more && n < line.length - 1) {
                n++;
            }
        }
        boolean y = n > 0 && (line[0] == 'y' || line[0] == 'Y');
        boolean es = n == 3 && (line[1] == 'e' || line[1] == 'E') && (line[2] == 's' || line[2] == 'S');
        return y && (n == 1 || es) ? YES : NO;
    }
}

package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeSys;
import dev.sonde.sensor.kernel.Nr;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// A kernel of which only ping's calls are there, with a clock that moves only when one waits, and a network that
/// answers as a test says.
final class FakeNet extends FakeSys {
    /// What arrives: from the network, or (`error`) from the error queue.
    record Arrival(byte[] sender, byte[] data, byte[] control, boolean error) {}

    private static final int SOCKET = 3;
    private static final int SIGNALS = 4;

    /// What comes back for a packet that was sent.
    Function<byte[], List<Arrival>> network = packet -> List.of();

    /// The errno of sends; 0: they succeed.
    int sendError;
    /// How long a packet takes.
    long delay = 1_500_000;

    final List<byte[]> sent = new ArrayList<>();
    final Deque<Integer> signals = new ArrayDeque<>();
    private final Deque<Arrival> queue = new ArrayDeque<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long nanos = 5_000_000_000L;
    int calls;

    String out() {
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    String err() {
        return err.toString(StandardCharsets.ISO_8859_1);
    }

    void arrive(Arrival arrival) {
        queue.add(arrival);
    }

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        return switch (nr) {
            // The datagram socket of ICMP is for others.
            case Nr.SOCKET -> (b & 15) == 2 && c != 0 ? -Errno.EACCES : SOCKET;
            case Nr.CLOSE, Nr.PRCTL, Nr.GETUID, Nr.GETEUID, Nr.GETPID -> 0;
            default -> throw new AssertionError("call " + nr);
        };
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        if (++calls > 1_000_000) {
            throw new AssertionError("without end");
        }
        switch (nr) {
            case Nr.SETSOCKOPT, Nr.BIND, Nr.CONNECT, Nr.RT_SIGPROCMASK, Nr.CAPSET -> {
                return 0;
            }
            case Nr.IOCTL -> {
                return -Errno.ENOTTY;
            }
            case Nr.GETSOCKNAME, Nr.GETSOCKOPT -> {
                return 0;
            }
            case Nr.SIGNALFD4 -> {
                return SIGNALS;
            }
            case Nr.GETRANDOM -> {
                x[0] = 0x34;
                x[1] = 0x12;
                return 2;
            }
            case Nr.CLOCK_GETTIME -> {
                Bytes.put64(x, 0, nanos / 1_000_000_000);
                Bytes.put64(x, 8, nanos % 1_000_000_000);
                return 0;
            }
            case Nr.WRITE -> {
                (a == 2 ? err : out).write(x, xo, (int) c);
                return c;
            }
            case Nr.SENDTO -> {
                if (sendError != 0) {
                    return -sendError;
                }
                byte[] packet = Bytes.sub(x, 0, (int) c);
                sent.add(packet);
                queue.addAll(network.apply(packet));
                return c;
            }
            case Nr.PPOLL -> {
                return poll(x, y);
            }
            case Nr.READ -> {
                Bytes.put32(x, 0, signals.remove());
                return 128;
            }
            default -> throw new AssertionError("call " + nr);
        }
    }

    private int poll(byte[] fds, byte[] timeout) {
        int ready = 0;
        if (!queue.isEmpty()) {
            Bytes.put16(fds, 6, queue.peek().error ? 8 : 1);
            nanos += delay;
            ready++;
        }
        if (!signals.isEmpty()) {
            Bytes.put16(fds, 14, 1);
            ready++;
        }
        if (ready == 0) {
            nanos += Bytes.i64(timeout, 0) * 1_000_000_000 + Bytes.i64(timeout, 8);
        }
        return ready;
    }

    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        boolean wanted = (flags & 0x2000) != 0;
        Arrival first = queue.peek();
        if (first == null || first.error != wanted) {
            return -Errno.EAGAIN;
        }
        queue.remove();
        System.arraycopy(first.sender, 0, name, 0, first.sender.length);
        System.arraycopy(first.control, 0, control, 0, first.control.length);
        Bytes.put64(header, 40, first.control.length);
        int n = Math.min(length, first.data.length);
        System.arraycopy(first.data, 0, data, 0, n);
        return n;
    }
}

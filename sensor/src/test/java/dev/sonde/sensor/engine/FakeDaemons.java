package dev.sonde.sensor.engine;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.FakeSys;
import dev.sonde.sensor.kernel.Nr;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A kernel with daemons behind sockets, good and bad. Its clock stands still, but while somebody waits.
final class FakeDaemons extends FakeSys {
    enum Way {
        ANSWERS,
        /// Accepts, and never says a word.
        SILENT,
        /// One byte now and then, for ever.
        DRIPS,
        /// Its queue of connections is full.
        NEVER_ACCEPTS,
        /// Says nothing, while signals wake us.
        SIGNALLED
    }

    /// One poll: what had been waited for before, and for how long it was to wait.
    record Poll(long waited, long timeout) {}

    final List<Poll> polls = new ArrayList<>();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static final long START = 7_000_000_000L;

    /// Nanoseconds between two bytes, and between two signals.
    private static final long PACE = 300_000_000L;

    private long now = START;
    private final Map<Integer, Way> ways = new HashMap<>();
    private final Map<Integer, Way> connections = new HashMap<>();
    private int next = 10;

    /// When the byte comes that is next.
    private long drop;

    /// Whether the answer has been taken, and its end comes next.
    private boolean taken;

    int way(Way way) {
        ways.put(next, way);
        return next++;
    }

    long waited() {
        return now - START;
    }

    int left() {
        return ways.size() + connections.size();
    }

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        return switch (nr) {
            case Nr.SOCKET -> {
                connections.put(next, Way.SILENT);
                yield next++;
            }
            case Nr.CLOSE -> ways.remove((int) a) != null || connections.remove((int) a) != null ? 0 : -Errno.EBADF;
            default -> throw new AssertionError("call " + nr);
        };
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        return switch (nr) {
            case Nr.CLOCK_GETTIME -> {
                Bytes.put64(x, 0, now / 1_000_000_000L);
                Bytes.put64(x, 8, now % 1_000_000_000L);
                yield 0;
            }
            case Nr.WRITE -> {
                out.write(x, xo, (int) c);
                yield c;
            }
            case Nr.CONNECT -> connect((int) a, x);
            case Nr.SENDTO -> {
                drop = connections.get((int) a) == Way.DRIPS ? now + PACE : drop;
                yield c;
            }
            case Nr.RECVFROM -> receive(connections.get((int) a), x, xo);
            case Nr.GETSOCKOPT -> 0; // SO_PEERCRED: root's
            case Nr.PPOLL -> poll(x, Bytes.i64(y, 0) * 1_000_000_000L + Bytes.i64(y, 8));
            default -> throw new AssertionError("call " + nr);
        };
    }

    /// `/proc/self/fd/N` says whose it is.
    private long connect(int fd, byte[] address) {
        String path = new String(address, 2, address.length - 2, StandardCharsets.US_ASCII).strip();
        Way way = ways.get(Integer.parseInt(path.replaceAll("\0.*", "").replaceFirst(".*/", "")));
        connections.put(fd, way);
        return way == Way.NEVER_ACCEPTS ? -Errno.EAGAIN : 0;
    }

    private long receive(Way way, byte[] b, int at) {
        if (way == Way.DRIPS) {
            drop = now + PACE;
            b[at] = 'H';
            return 1;
        }
        byte[] answer = Bytes.of("HTTP/1.0 200 OK\r\n\r\n[]");
        taken = !taken;
        Bytes.copy(answer, 0, b, at, taken ? answer.length : 0);
        return taken ? answer.length : 0;
    }

    private long poll(byte[] pollfds, long timeout) {
        polls.add(new Poll(waited(), timeout));
        long ready = ready(pollfds);
        if (ready > 0) {
            return ready;
        }
        boolean drips = connections.containsValue(Way.DRIPS);
        boolean signalled = connections.containsValue(Way.SIGNALLED);
        now = Math.min(now + timeout, drips ? drop : signalled ? now + PACE : Long.MAX_VALUE);
        return signalled ? -Errno.EINTR : ready(pollfds);
    }

    private long ready(byte[] pollfds) {
        long count = 0;
        for (int at = 0; at < pollfds.length; at += 8) {
            Way way = connections.get(Bytes.i32(pollfds, at));
            boolean ready = way == Way.ANSWERS || way == Way.DRIPS && now >= drop;
            Bytes.put16(pollfds, at + 6, ready ? 1 : 0);
            count += ready ? 1 : 0;
        }
        return count;
    }

    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        throw new AssertionError("message");
    }
}

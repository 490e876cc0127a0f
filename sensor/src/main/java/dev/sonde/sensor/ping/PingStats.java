package dev.sonde.sensor.ping;

import dev.sonde.sensor.text.Out;

/// What was sent and what came back: counts, and round-trip times in microseconds.
///
/// The time at which a request was sent is kept here, on the monotonic clock: an answer cannot lie about it, and the
/// clock of the day, which packets carry, may jump. An answer to what was never sent is none.
final class PingStats {
    /// Sequence numbers have 16 bits: that many answers are told apart.
    private static final int NUMBERS = 0x10000;

    private static final int HALF = 0x7fff;

    private final long[] sentAt = new long[NUMBERS];
    private final boolean[] answered = new boolean[NUMBERS];

    long transmitted;
    long received;
    long duplicates;
    long corrupted;
    long errors;

    /// Shortest, longest, and the sums of all round-trip times and of their squares, as doubles: they do not overflow.
    long min = Long.MAX_VALUE;

    long max;
    private double sum;
    private double squares;

    /// Eight times the moving average, in which a new time weighs an eighth.
    private long average8;

    /// The most requests that were on their way at once; -1 before the first answer.
    private int pipe = -1;

    private int acknowledged;

    /// The number of the next request.
    int next() {
        return (int) (transmitted + 1) & 0xffff;
    }

    /// Request `next()` is about to leave at `nanos`.
    void leaving(long nanos) {
        int sequence = next();
        answered[sequence] = false;
        sentAt[sequence] = nanos == 0 ? 1 : nanos;
    }

    /// Request `next()` has left, or was given up.
    void advance() {
        transmitted++;
        int behind = ((int) transmitted & 0xffff) - acknowledged;
        if (behind > HALF) {
            acknowledged = (int) transmitted + 1 & 0xffff;
        }
    }

    /// Whether a request of that number has been sent.
    boolean sent(int sequence) {
        return sequence >= 0 && sequence < NUMBERS && sentAt[sequence] != 0;
    }

    boolean answered(int sequence) {
        return answered[sequence & 0xffff];
    }

    /// Requests without an answer.
    long inFlight() {
        int behind = ((int) transmitted & 0xffff) - acknowledged & 0xffff;
        return behind <= HALF ? behind : transmitted - received - errors;
    }

    /// The most requests that were on their way at once.
    int pipe() {
        return pipe;
    }

    /// Something came back for `sequence`: an answer or an error.
    void acknowledge(int sequence) {
        int now = (int) transmitted & 0xffff;
        int behind = now - sequence & 0xffff;
        if (behind > HALF) {
            return;
        }
        pipe = Math.max(pipe, behind + 1);
        boolean newer = (short) (sequence - acknowledged) > 0;
        if (newer || (now - acknowledged) > HALF) {
            acknowledged = sequence;
        }
    }

    /// The round-trip time, in microseconds, of an answer to `sequence`, which was sent, that reached the kernel at
    /// `arrived` and us at `seen`. When that cannot be, the clock of the day was set meanwhile: then the time until
    /// it was seen counts.
    long time(int sequence, long arrived, long seen) {
        long sent = sentAt[sequence & 0xffff];
        long end = arrived < sent || arrived > seen ? seen : arrived;
        return Math.max(0, end - sent) / 1000;
    }

    /// Takes a time into the sums.
    void add(long micros) {
        sum += micros;
        squares += (double) micros * micros;
        min = Math.min(min, micros);
        max = Math.max(max, micros);
        average8 = average8 == 0 ? micros * 8 : average8 + micros - average8 / 8;
    }

    /// Counts an answer; whether it is a duplicate.
    boolean count(int sequence) {
        int s = sequence & 0xffff;
        if (answered[s]) {
            duplicates++;
            return true;
        }
        answered[s] = true;
        received++;
        return false;
    }

    /// The mean of all times.
    long mean() {
        return (long) (sum / Math.max(1, received + duplicates));
    }

    /// The moving average.
    long moving() {
        return average8 / 8;
    }

    /// The deviation: the root of the mean of the squares less the square of the mean.
    long deviation() {
        long n = Math.max(1, received + duplicates);
        double variance;
        if (sum < Integer.MAX_VALUE) {
            // In this order, small times lose nothing to rounding.
            variance = (squares - sum * sum / Math.max(1, n)) / Math.max(1, n);
        } else {
            long mean = mean();
            variance = squares / Math.max(1, n) - (double) mean * mean;
        }
        return root((long) variance);
    }

    /// The integer square root.
    static long root(long a) {
        if (a <= 0) {
            return 0;
        }
        long before = Long.MAX_VALUE;
        long x = a;
        while (x < before) {
            before = x;
            x = (x + a / Math.max(1, x)) / 2;
        }
        return before;
    }

    /// The block at the end. `nanos`: from the first request to the last; `rates`: with the line of a flood.
    void finish(Out out, byte[] name, boolean timed, boolean rates, long nanos) {
        out.p("\n--- ").safe(name).p(" ping statistics ---\n");
        out.p(transmitted).p(" packets transmitted, ").p(received).p(" received");
        if (duplicates > 0) {
            out.p(", +").p(duplicates).p(" duplicates");
        }
        if (corrupted > 0) {
            out.p(", +").p(corrupted).p(" corrupted");
        }
        if (errors > 0) {
            out.p(", +").p(errors).p(" errors");
        }
        if (transmitted > 0) {
            out.p(", ");
            percent(out, transmitted - received, transmitted);
            out.p("% packet loss, time ").p((nanos + 500_000) / 1_000_000).p("ms");
        }
        out.raw('\n');
        boolean comma = false;
        if (received > 0 && timed) {
            out.p("rtt min/avg/max/mdev = ");
            PingText.millis(out, min).raw('/');
            PingText.millis(out, mean()).raw('/');
            PingText.millis(out, max).raw('/');
            PingText.millis(out, deviation()).p(" ms");
            comma = true;
        }
        if (pipe > 1) {
            out.p(comma ? ", pipe " : "pipe ").p(pipe);
            comma = true;
        }
        if (received > 0 && rates && transmitted > 1) {
            out.p(comma ? ", ipg/ewma " : "ipg/ewma ");
            PingText.millis(out, nanos / 1000 / Math.max(1, transmitted - 1)).raw('/');
            PingText.millis(out, moving()).p(" ms");
        }
        out.raw('\n');
        out.flush();
    }

    /// The line that SIGQUIT asks for.
    void status(Out err, boolean timed) {
        long lost = transmitted == 0 ? 0 : (transmitted - received) * 100 / Math.max(1, transmitted);
        err.raw('\r')
                .p(received)
                .raw('/')
                .p(transmitted)
                .p(" packets, ")
                .p(lost)
                .p("% loss");
        if (received > 0 && timed) {
            err.p(", min/avg/ewma/max = ");
            PingText.millis(err, min).raw('/');
            PingText.millis(err, mean()).raw('/');
            PingText.millis(err, moving()).raw('/');
            PingText.millis(err, max).p(" ms");
        }
        err.raw('\n');
        err.flush();
    }

    /// `100 * part / whole` with six digits, as `printf("%g")` writes it: no zeros at the end, an exponent below
    /// 0.0001.
    static void percent(Out out, long part, long whole) {
        long n = Math.max(0, part) * 100;
        long d = Math.max(1, whole);
        if (n == 0) {
            out.raw('0');
            return;
        }
        // Scales n / d to six digits; `places` are those behind the point.
        int places = 0;
        long scaled = n;
        while (scaled / Math.max(1, d) < 100_000 && places < 18 && scaled < Long.MAX_VALUE / 20) {
            scaled *= 10;
            places++;
        }
        long digits = (scaled + d / 2) / Math.max(1, d);
        int exponent = 0;
        if (digits < 1_000_000 && places > 9) {
            exponent = places - 5;
            places = 5;
        }
        while (places > 0 && digits % 10 == 0) {
            digits /= 10;
            places--;
        }
        long unit = 1;
        for (int i = 0; i < places; i++) {
            unit *= 10;
        }
        long whole1 = digits / Math.max(1, unit);
        out.p(whole1);
        if (places > 0) {
            out.raw('.');
            long rest = digits % Math.max(1, unit);
            for (long u = unit / 10; u > 0; u /= 10) {
                out.raw((int) ('0' + rest / Math.max(1, u) % 10));
            }
        }
        if (exponent > 0) {
            out.p("e-").raw('0' + exponent / 10).raw('0' + exponent % 10);
        }
    }
}

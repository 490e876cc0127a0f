package dev.sonde.sensor.text;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;

/// `strtoimax(3)` and its kin: numbers as nsenter's options take them, with blanks and a sign in front.
public final class Numbers {
    /// The value of the last number that was read.
    public long value;

    /// Reads a signed number from `b`; where it ends, or `-EINVAL` (no digits) or `-ERANGE`.
    public int signed(byte[] b) {
        return read(b, false);
    }

    /// Reads all of `b` as `strtoul(3)` does: 0, `-EINVAL`, or `-ERANGE`, also for what begins with a number below 0.
    public int unsigned(byte[] b) {
        int end = read(b, true);
        int i = blanks(b, 0);
        if (end >= 0 && value != 0 && b[i] == '-') {
            return -Errno.ERANGE;
        }
        return end < 0 ? end : end == b.length ? 0 : -Errno.EINVAL;
    }

    /// All of `b` as a number of 64 bits without a sign: 0, `-EINVAL`, or `-ERANGE` also for a negative one.
    public int plain(byte[] b, int from) {
        int i = blanks(b, from);
        if (i < b.length && b[i] == '-') {
            return -Errno.ERANGE;
        }
        byte[] rest = Bytes.sub(b, from, b.length - from);
        return unsigned(rest);
    }

    private static int blanks(byte[] b, int from) {
        int i = from;
        while (i < b.length && (b[i] == ' ' || b[i] >= 9 && b[i] <= 13)) {
            i++;
        }
        return i;
    }

    private int read(byte[] b, boolean unsigned) {
        int i = blanks(b, 0);
        boolean negative = i < b.length && b[i] == '-';
        if (i < b.length && (negative || b[i] == '+')) {
            i++;
        }
        int from = i;
        long v = 0;
        boolean over = false;
        while (i < b.length && b[i] >= '0' && b[i] <= '9') {
            int d = b[i] - '0';
            // Below this, v * 10 + d fits in 64 bits, read without a sign; 1844674407370955161 is a tenth of 2^64.
            long tenth = 1844674407370955161L;
            over |= v < 0 || v > tenth || v == tenth && d > 5;
            v = v * 10 + d;
            i++;
        }
        if (i == from) {
            return -Errno.EINVAL;
        }
        if (!unsigned) {
            over |= v < 0 && !(negative && v == Long.MIN_VALUE);
        }
        if (over) {
            return -Errno.ERANGE;
        }
        value = negative ? -v : v;
        return i;
    }
}

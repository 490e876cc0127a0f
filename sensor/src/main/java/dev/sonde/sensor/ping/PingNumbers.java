package dev.sonde.sensor.ping;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.text.Out;

/// The numbers of ping's command line, as the functions of C read them that iputils' ping calls: strtol(3),
/// strtoul(3) and strtod(3), and what it says of those that it refuses.
final class PingNumbers {
    /// More digits than these add nothing to a double.
    private static final int DIGITS = 18;
    /// Powers of ten beyond this are no doubles, whatever stands before them.
    private static final int EXPONENT = 400;

    private final Out err;

    /// What [#seconds] read.
    double seconds;

    PingNumbers(Out err) {
        this.err = err;
    }

    /// A decimal number between `min` and `max`, or -1, and said why.
    long number(byte[] value, long min, long max) {
        int i = sign(value, blanks(value));
        boolean minus = i > 0 && value[i - 1] == '-';
        boolean digits = i < value.length;
        for (int k = i; k < value.length; k++) {
            digits &= value[k] >= '0' && value[k] <= '9';
        }
        long v = digits ? Bytes.decimal(value, i, value.length, Long.MAX_VALUE) : -1;
        boolean fits = v >= min && v <= max && (!minus || v == 0);
        if (digits && fits) {
            return v;
        }
        err.p("ping: invalid argument: '").safe(value).raw('\'');
        if (digits && v < 0) {
            err.p(": ").p(Errno.text(Errno.ERANGE));
        } else if (digits) {
            err.p(": out of range: ").p(min).p(" <= value <= ").p(max);
        }
        err.raw('\n');
        err.flush();
        return -1;
    }

    private static int blanks(byte[] value) {
        int i = 0;
        while (i < value.length && (value[i] == ' ' || value[i] >= 9 && value[i] <= 13)) {
            i++;
        }
        return i;
    }

    private static int sign(byte[] value, int i) {
        return i < value.length && (value[i] == '-' || value[i] == '+') ? i + 1 : i;
    }

    /// Whether [#bits] could read all of its word.
    boolean whole;

    /// A number in decimal, or behind `0x` in hexadecimal, cut to an int as a cast of C does it; [#whole] says whether
    /// it was one.
    int bits(byte[] value) {
        boolean hex = value.length >= 2 && value[0] == '0' && (value[1] | 0x20) == 'x';
        int base = hex ? 16 : 10;
        byte[] rest = hex ? Bytes.sub(value, 2, value.length - 2) : value;
        int i = sign(rest, blanks(rest));
        boolean minus = i > 0 && rest[i - 1] == '-';
        // strtol(3) takes a second prefix.
        if (hex && rest.length >= i + 3 && rest[i] == '0' && (rest[i + 1] | 0x20) == 'x' && digit(rest[i + 2]) < 16) {
            i += 2;
        }
        int from = i;
        long v = 0;
        while (i < rest.length && digit(rest[i]) < base) {
            int d = digit(rest[i]);
            v = v > (Long.MAX_VALUE - d) / Math.max(1, base) ? Long.MAX_VALUE : v * base + d;
            i++;
        }
        whole = i == rest.length && (i > from || rest.length == 0);
        return (int) (minus ? -v : v);
    }

    /// What a digit is worth; 99 if it is none.
    static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
    }

    /// Reads seconds with a fraction into [#seconds]: whether they are between 0 and `most`; else said why.
    boolean seconds(byte[] value, double most, String bad) {
        int at = sign(value, blanks(value));
        boolean minus = at > 0 && value[at - 1] == '-';
        strtod(value, at);
        if (value.length > 0 && (parsed < value.length || outOfRange)) {
            int from = parsed;
            err.p("ping: option argument contains garbage: ");
            err.safe(value, from, value.length - from).raw('\n');
            err.p("ping: this will become fatal error in the future\n");
        }
        boolean refused = value.length == 0 || noNumber || minus && seconds > 0 || seconds > most;
        if (refused) {
            err.p("ping: ").p(bad).p(": ").safe(value);
            if (value.length > 0 && noNumber) {
                err.p(": ").p(Errno.text(Errno.ERANGE));
            }
            err.raw('\n');
        }
        err.flush();
        return !refused;
    }

    /// Of [#strtod]: where it stopped; whether its number has no double of its size; whether it is infinite, not a
    /// number, or too small to be a normal double.
    private int parsed;

    private boolean outOfRange;
    private boolean noNumber;

    private void strtod(byte[] b, int at) {
        parsed = 0;
        outOfRange = false;
        noNumber = false;
        seconds = 0;
        if (word(b, at, "infinity") || word(b, at, "inf") || word(b, at, "nan")) {
            noNumber = true;
            parsed = at + (word(b, at, "infinity") ? 8 : 3);
            return;
        }
        boolean hex = at + 2 < b.length && b[at] == '0' && (b[at + 1] | 0x20) == 'x';
        hex = hex && (digit(b[at + 2]) < 16 || b[at + 2] == '.' && at + 3 < b.length && digit(b[at + 3]) < 16);
        int base = hex ? 16 : 10;
        long mantissa = 0;
        int scale = 0;
        int kept = 0;
        boolean point = false;
        boolean any = false;
        int i = hex ? at + 2 : at;
        while (i < b.length && (digit(b[i]) < base || b[i] == '.' && !point)) {
            if (b[i] == '.') {
                point = true;
                i++;
                continue;
            }
            any = true;
            boolean room = kept < (hex ? DIGITS - 4 : DIGITS);
            if (room) {
                mantissa = mantissa * base + digit(b[i]);
                kept += mantissa > 0 ? 1 : 0;
            }
            scale += (point ? -1 : 0) + (room ? 0 : 1);
            i++;
        }
        if (!any) {
            return;
        }
        parsed = i;
        int exponent = exponent(b, i, hex ? 'p' : 'e');
        scaled(mantissa, hex ? 2 : 10, (hex ? 4 * scale : scale) + exponent);
    }

    /// The exponent behind `letter` at `i`, or 0; sets [#parsed] behind it.
    private int exponent(byte[] b, int i, int letter) {
        if (i >= b.length || (b[i] | 0x20) != letter) {
            return 0;
        }
        int k = sign(b, i + 1);
        boolean minus = b[k - 1] == '-';
        int from = k;
        int e = 0;
        while (k < b.length && b[k] >= '0' && b[k] <= '9') {
            e = Math.min(e * 10 + b[k] - '0', 100_000);
            k++;
        }
        if (k == from) {
            return 0;
        }
        parsed = k;
        return minus ? -e : e;
    }

    /// Sets [#seconds] to `mantissa * base^exponent`: rounded once where both fit a double exactly, as in practice.
    private void scaled(long mantissa, int base, int exponent) {
        if (mantissa == 0) {
            return;
        }
        int limit = base == 2 ? EXPONENT * 4 : EXPONENT;
        int e = Math.max(-limit, Math.min(limit, exponent));
        double power = 1;
        double v = mantissa;
        // 10^22 is the largest power of ten that is a double exactly.
        for (int left = Math.abs(e); left > 0; left--) {
            power *= base;
            if (power >= 1e22 || left == 1) {
                v = e < 0 ? v / Math.max(1, power) : v * power;
                power = 1;
            }
        }
        boolean infinite = v > 0x1.fffffffffffffp1023;
        boolean small = v < 0x1.0p-1022; // Double.MIN_NORMAL
        outOfRange = infinite || small;
        noNumber = infinite || small && v > 0;
        seconds = infinite ? 0 : v;
    }

    /// Whether `s` stands at `at`, in either case.
    private static boolean word(byte[] b, int at, String s) {
        int n = s.length();
        if (b.length - at < n) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if ((b[at + i] | 0x20) != s.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

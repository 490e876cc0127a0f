package dev.sonde.sensor.kernel;

/// Numbers in byte arrays, little-endian: the byte order of every machine that sonde is built for.
public final class Bytes {
    /// An empty array, for operands that are not there.
    public static final byte[] NONE = new byte[0];

    public static int u8(byte[] b, int at) {
        return b[at] & 0xff;
    }

    public static int u16(byte[] b, int at) {
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8;
    }

    public static int i32(byte[] b, int at) {
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | (b[at + 3] & 0xff) << 24;
    }

    public static long u32(byte[] b, int at) {
        return i32(b, at) & 0xffffffffL;
    }

    public static long i64(byte[] b, int at) {
        return u32(b, at) | u32(b, at + 4) << 32;
    }

    public static void put16(byte[] b, int at, int v) {
        b[at] = (byte) v;
        b[at + 1] = (byte) (v >> 8);
    }

    public static void put32(byte[] b, int at, int v) {
        b[at] = (byte) v;
        b[at + 1] = (byte) (v >> 8);
        b[at + 2] = (byte) (v >> 16);
        b[at + 3] = (byte) (v >> 24);
    }

    public static void put64(byte[] b, int at, long v) {
        put32(b, at, (int) v);
        put32(b, at + 4, (int) (v >> 32));
    }

    /// Big-endian, the byte order of the network.
    public static int be16(byte[] b, int at) {
        return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
    }

    public static void putBe16(byte[] b, int at, int v) {
        b[at] = (byte) (v >> 8);
        b[at + 1] = (byte) v;
    }

    /// Copies; the caller has checked both ranges.
    public static void copy(byte[] from, int at, byte[] to, int toAt, int length) {
        for (int i = 0; i < length; i++) {
            to[toAt + i] = from[at + i];
        }
    }

    public static void clear(byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            b[at + i] = 0;
        }
    }

    public static boolean same(byte[] a, byte[] b) {
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (a[i] != b[i]) {
                return false;
            }
        }
        return true;
    }

    /// Whether `b` is exactly the ASCII text `s`.
    public static boolean is(byte[] b, String s) {
        return b.length == s.length() && starts(b, s);
    }

    /// Whether `b` begins with the ASCII text `s`.
    public static boolean starts(byte[] b, String s) {
        int n = s.length();
        if (b.length < n) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (b[i] != (byte) s.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Whether these bytes stand at `at`, where there are so many.
    public static boolean at(byte[] b, int at, byte[] what) {
        for (int i = 0; i < what.length; i++) {
            if (b[at + i] != what[i]) {
                return false;
            }
        }
        return true;
    }

    /// The bytes of an ASCII text.
    public static byte[] of(String s) {
        int n = s.length();
        byte[] b = new byte[n];
        for (int i = 0; i < n; i++) {
            b[i] = (byte) s.charAt(i);
        }
        return b;
    }

    /// A copy of `length` bytes from `at`; the caller has checked the range.
    public static byte[] sub(byte[] b, int at, int length) {
        byte[] r = new byte[length];
        copy(b, at, r, 0, length);
        return r;
    }

    /// `a` followed by `b`.
    public static byte[] join(byte[] a, byte[] b) {
        byte[] r = new byte[a.length + b.length];
        copy(a, 0, r, 0, a.length);
        copy(b, 0, r, a.length, b.length);
        return r;
    }

    /// `s` with a NUL behind it, as C wants it. None of the bytes that come from argv or a directory can hold a NUL.
    public static byte[] z(byte[] s) {
        byte[] r = new byte[s.length + 1];
        copy(s, 0, r, 0, s.length);
        return r;
    }

    /// Where the first `c` stands in `b` from `from`, or -1.
    public static int find(byte[] b, int c, int from) {
        for (int i = from; i < b.length; i++) {
            if (b[i] == (byte) c) {
                return i;
            }
        }
        return -1;
    }

    /// The decimal number in `b[from, to)`, or -1 if it is empty, not a number, or beyond `max`.
    public static long decimal(byte[] b, int from, int to, long max) {
        if (from >= to) {
            return -1;
        }
        long v = 0;
        for (int i = from; i < to; i++) {
            int d = b[i] - '0';
            if (d < 0 || d > 9 || v > (max - d) / 10) {
                return -1;
            }
            v = v * 10 + d;
        }
        return v;
    }

    /// Writes `v` (not negative) as decimal digits to `b[at]`; gives the place behind them.
    public static int digits(byte[] b, int at, long v) {
        int n = 1;
        for (long r = v / 10; r > 0; r /= 10) {
            n++;
        }
        int end = at + n;
        long r = v;
        for (int i = end - 1; i >= at; i--) {
            b[i] = (byte) ('0' + r % 10);
            r /= 10;
        }
        return end;
    }

    /// The Internet checksum of `b[at, at + length)`: the value that makes the sum of all 16-bit words 0xffff. Over
    /// a message with its checksum in place it is 0 if that is right.
    public static int checksum(byte[] b, int at, int length) {
        long sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += be16(b, at + i);
        }
        if ((length & 1) != 0) {
            sum += (long) u8(b, at + length - 1) << 8;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return (int) (~sum & 0xffff);
    }

    private Bytes() {}
}

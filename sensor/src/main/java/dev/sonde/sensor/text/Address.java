package dev.sonde.sensor.text;

import dev.sonde.sensor.kernel.Bytes;

/// IP addresses: text of people to bytes in network order, and bytes to the text that `inet_ntop(3)` writes.
public final class Address {
    /// Reads what `inet_aton(3)` reads: one to four numbers, decimal, octal or hexadecimal, the last of which fills
    /// the bytes that are left. Whether `s[from, to)` is one; then `out[at, at + 4)` holds it.
    public static boolean v4(byte[] s, int from, int to, byte[] out, int at) {
        long value = 0;
        int parts = 0;
        int i = from;
        while (i < to) {
            int end = i;
            while (end < to && s[end] != '.') {
                end++;
            }
            long part = number(s, i, end);
            boolean last = end == to;
            int left = 32 - 8 * parts;
            if (part < 0 || parts > 3 || (last ? part >= 1L << left : part > 255)) {
                return false;
            }
            value |= last ? part : part << (left - 8);
            parts++;
            if (last) {
                put(out, at, value);
                return true;
            }
            i = end + 1;
        }
        return false;
    }

    private static void put(byte[] out, int at, long value) {
        for (int k = 0; k < 4; k++) {
            out[at + k] = (byte) (value >> (24 - 8 * k));
        }
    }

    /// A number as C writes it (`12`, `014`, `0xc`), at most 32 bits; or -1.
    private static long number(byte[] s, int from, int to) {
        int base = 10;
        int i = from;
        if (to - i > 1 && s[i] == '0') {
            base = 8;
            i++;
            if (s[i] == 'x' || s[i] == 'X') {
                base = 16;
                i++;
            }
        }
        if (i >= to) {
            return -1;
        }
        long v = 0;
        for (; i < to; i++) {
            int d = digit(s[i]);
            if (d < 0 || d >= base) {
                return -1;
            }
            v = v * base + d;
            if (v > 0xffffffffL) {
                return -1;
            }
        }
        return v;
    }

    /// The value of a hexadecimal digit, or -1.
    static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    /// Four decimal numbers, as `inet_pton(AF_INET)` wants them.
    public static boolean dotted(byte[] s, int from, int to, byte[] out, int at) {
        int i = from;
        for (int part = 0; part < 4; part++) {
            int end = i;
            while (end < to && s[end] != '.') {
                end++;
            }
            boolean zeros = end - i > 1 && s[i] == '0';
            long v = zeros || end - i > 3 ? -1 : Bytes.decimal(s, i, end, 255);
            if (v < 0 || (part == 3) != (end == to)) {
                return false;
            }
            out[at + part] = (byte) v;
            i = end + 1;
        }
        return true;
    }

    /// As `inet_pton(AF_INET6)`: whether `s[from, to)` is an address; then `out[at, at + 16)` holds it.
    public static boolean v6(byte[] s, int from, int to, byte[] out, int at) {
        Bytes.clear(out, at, 16);
        int n = 0; // bytes written
        int gap = -1; // where `::` stands
        int i = from;
        if (i < to && s[i] == ':') {
            i++;
            if (i >= to || s[i] != ':') {
                return false;
            }
        }
        while (i < to) {
            if (s[i] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = n;
                i++;
                if (i == to) {
                    break;
                }
            }
            int end = i;
            boolean dots = false;
            while (end < to && s[end] != ':') {
                dots |= s[end] == '.';
                end++;
            }
            if (dots) {
                if (end != to || n > 12 || !dotted(s, i, to, out, at + n)) {
                    return false;
                }
                n += 4;
                break;
            }
            int v = group(s, i, end);
            if (v < 0 || n > 14) {
                return false;
            }
            Bytes.putBe16(out, at + n, v);
            n += 2;
            i = end;
            if (i < to) {
                i++;
                if (i == to) {
                    return false; // one colon at the end
                }
            }
        }
        if (gap < 0) {
            return n == 16;
        }
        if (n == 16) {
            return false;
        }
        int tail = n - gap;
        for (int k = 1; k <= tail; k++) {
            out[at + 16 - k] = out[at + n - k];
            out[at + n - k] = 0;
        }
        return true;
    }

    private static int group(byte[] s, int from, int to) {
        if (from >= to || to - from > 4) {
            return -1;
        }
        int v = 0;
        for (int i = from; i < to; i++) {
            int d = digit(s[i]);
            if (d < 0) {
                return -1;
            }
            v = v << 4 | d;
        }
        return v;
    }

    /// Writes four bytes as `10.0.0.1`.
    public static void print4(Out out, byte[] b, int at) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                out.raw('.');
            }
            out.p(Bytes.u8(b, at + i));
        }
    }

    /// Writes sixteen bytes as `inet_ntop(3)` does: the first longest run of two zero groups or more as `::`, and
    /// the end of a mapped or compatible address with dots.
    public static void print6(Out out, byte[] b, int at) {
        int best = -1;
        int length = 1;
        int run = 0;
        for (int i = 0; i < 8; i++) {
            run = Bytes.be16(b, at + 2 * i) == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                best = i - run + 1;
            }
        }
        boolean mapped = best == 0 && length == 5 && Bytes.be16(b, at + 10) == 0xffff;
        boolean dots = mapped || best == 0 && length == 6;
        int i = 0;
        while (i < 8) {
            if (i == best) {
                out.p("::");
                i += length;
            } else if (i == 6 && dots) {
                print4(out, b, at + 12);
                i = 8;
            } else {
                int v = Bytes.be16(b, at + 2 * i);
                printGroup(out, v);
                i++;
                if (i < 8 && i != best) {
                    out.raw(':');
                }
            }
        }
    }

    private static void printGroup(Out out, int v) {
        boolean begun = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int d = v >> shift & 15;
            begun |= d != 0 || shift == 0;
            if (begun) {
                out.hex(d);
            }
        }
    }

    /// Whether two addresses of `length` bytes are the same.
    public static boolean same(byte[] a, int at, byte[] b, int bat, int length) {
        for (int i = 0; i < length; i++) {
            if (a[at + i] != b[bat + i]) {
                return false;
            }
        }
        return true;
    }

    /// Whether `length` bytes are all zero.
    public static boolean zero(byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            if (b[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// `fe80::/10`, or multicast of link scope, `ff02::/16`: addresses that mean nothing without an interface.
    public static boolean linkLocal(byte[] b, int at) {
        boolean unicast = Bytes.u8(b, at) == 0xfe && (Bytes.u8(b, at + 1) & 0xc0) == 0x80;
        return unicast || Bytes.u8(b, at) == 0xff && (Bytes.u8(b, at + 1) & 15) == 2;
    }

    private Address() {}
}

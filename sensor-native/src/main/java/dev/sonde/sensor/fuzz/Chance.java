package dev.sonde.sensor.fuzz;

import dev.sonde.sensor.kernel.Bytes;

/// Numbers that look random and come from a seed, the same on every runtime: xorshift64*.
final class Chance {
    private long state;

    Chance(long seed) {
        begin(seed);
    }

    void begin(long seed) {
        state = seed * 0x9e3779b97f4a7c15L + 0x632be59bd9b4e019L;
        if (state == 0) {
            state = 1;
        }
    }

    long next() {
        long s = state;
        s ^= s >>> 12;
        s ^= s << 25;
        s ^= s >>> 27;
        state = s;
        return s * 0x2545f4914f6cdd1dL;
    }

    /// From 0 to `n - 1`.
    int below(int n) {
        long v = next() >>> 33;
        return (int) (v % Math.max(1, n));
    }

    /// One time in `n`.
    boolean one(int n) {
        return below(n) == 0;
    }

    /// What numbers in messages are at their edges, or any.
    int edge() {
        int which = below(12);
        return switch (which) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> -1;
            case 3 -> Integer.MAX_VALUE;
            case 4 -> Integer.MIN_VALUE;
            case 5 -> 15;
            case 6 -> 16;
            case 7 -> 17;
            case 8 -> 65535;
            case 9 -> 65536;
            case 10 -> below(4096);
            default -> (int) next();
        };
    }

    /// Changes a few bytes of `b[at, at + length)`; mostly none.
    void spoil(byte[] b, int at, int length) {
        if (length == 0 || !one(3)) {
            return;
        }
        int times = 1 + below(4);
        for (int i = 0; i < times; i++) {
            int where = at + below(length);
            int how = below(5);
            int value = below(256);
            if (how == 0) {
                b[where] = (byte) (b[where] ^ 1 << (value & 7));
            } else if (how == 1) {
                b[where] = 0;
            } else if (how == 2) {
                b[where] = (byte) 255;
            } else if (how == 3 && length >= 4) {
                int number = edge();
                Bytes.put32(b, at + Math.min(where - at, length - 4), number);
            } else {
                b[where] = (byte) value;
            }
        }
    }

    void fill(byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            b[at + i] = (byte) below(256);
        }
    }
}

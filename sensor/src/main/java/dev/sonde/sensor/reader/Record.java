package dev.sonde.sensor.reader;

import dev.sonde.sensor.kernel.Bytes;

/// One thing that was read, as it goes from who reads to who asked: what it is depends on [#kind]. Filled anew
/// for each.
public final class Record {
    /// Frames, as bytes: `first` of them, a piece of a frame that is `a` long in all; `flags` is 1 where it
    /// begins.
    public static final int FRAMES = 1;

    /// Where the process that reads is: `number` is its own, as procfs counts; `a` the fd in which it keeps the
    /// folder that it reads.
    public static final int BEGIN = 2;

    /// Which step of the job begins, and what it reads.
    public static final int STEP = 3;

    /// The first kind that a job may give a meaning of its own.
    public static final int OWN = 16;

    public int kind;
    public int number;
    public int errno;
    public int flags;
    public long a;
    public long b;
    public long c;

    /// Three texts, one behind the other from [#at] on.
    public byte[] bytes = Bytes.NONE;

    public int at;
    public int first;
    public int second;
    public int third;

    /// An fd that goes with it, and belongs to who takes the record; -1: none.
    public int fd = -1;

    /// A record of this kind in which nothing stands yet.
    public Record begin(int what) {
        kind = what;
        number = 0;
        errno = 0;
        flags = 0;
        a = 0;
        b = 0;
        c = 0;
        bytes = Bytes.NONE;
        at = 0;
        first = 0;
        second = 0;
        third = 0;
        fd = -1;
        return this;
    }

    /// Its first text.
    public void text(byte[] from, int begin, int length) {
        bytes = from;
        at = begin;
        first = length;
    }

    static final int HEADER = 64;

    int size() {
        return HEADER + first + second + third;
    }

    /// Writes it at `to[n]`, where it fits.
    void write(byte[] to, int n) {
        int texts = first + second + third;
        Bytes.put32(to, n, HEADER + texts);
        Bytes.put32(to, n + 4, kind);
        Bytes.put32(to, n + 8, number);
        Bytes.put32(to, n + 12, errno);
        Bytes.put32(to, n + 16, flags);
        Bytes.put32(to, n + 20, 0);
        Bytes.put64(to, n + 24, a);
        Bytes.put64(to, n + 32, b);
        Bytes.put64(to, n + 40, c);
        Bytes.put32(to, n + 48, first);
        Bytes.put32(to, n + 52, second);
        Bytes.put32(to, n + 56, third);
        Bytes.put32(to, n + 60, 0);
        Bytes.copy(bytes, at, to, n + HEADER, texts);
    }

    /// Takes the record at `from[n, end)`: its length, or 0 for what is none.
    int read(byte[] from, int n, int end) {
        if (end - n < HEADER) {
            return 0;
        }
        int length = Bytes.i32(from, n);
        kind = Bytes.i32(from, n + 4);
        number = Bytes.i32(from, n + 8);
        errno = Bytes.i32(from, n + 12);
        flags = Bytes.i32(from, n + 16);
        a = Bytes.i64(from, n + 24);
        b = Bytes.i64(from, n + 32);
        c = Bytes.i64(from, n + 40);
        first = Bytes.i32(from, n + 48);
        second = Bytes.i32(from, n + 52);
        third = Bytes.i32(from, n + 56);
        bytes = from;
        at = n + HEADER;
        fd = -1;
        boolean small = first >= 0 && second >= 0 && third >= 0 && first <= end && second <= end && third <= end;
        return small && length == HEADER + first + second + third && length <= end - n ? length : 0;
    }
}

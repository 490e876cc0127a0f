package dev.sonde.sensor.kernel;

/// The names in an open folder, one after the other.
///
/// ```
/// dirents.of(dir);
/// while (dirents.next()) {
///     use(dirents.bytes(), dirents.at(), dirents.length());
/// }
/// if (dirents.error() < 0) …
/// ```
///
/// `.` and `..` are no names here.
public final class Dirents {
    /// `struct linux_dirent64 { u64 d_ino; s64 d_off; unsigned short d_reclen; unsigned char d_type; char d_name[]; }`
    private static final int RECLEN = 16;

    private static final int NAME = 19;

    private final Kernel kernel;
    private final byte[] entries;
    private int dir;
    private int got;
    private int next;
    private int at;
    private int length;

    /// `room`: bytes that one getdents64(2) may bring.
    public Dirents(Kernel kernel, int room) {
        this.kernel = kernel;
        this.entries = new byte[room];
    }

    /// Begins with this folder, which stays the caller's to close.
    public void of(int folder) {
        dir = folder;
        got = 0;
        next = 0;
    }

    /// Goes to the next name; false behind the last one, and when the kernel refuses: see [#error].
    public boolean next() {
        while (true) {
            if (next + NAME >= got) {
                got = kernel.getdents(dir, entries);
                next = 0;
                if (got <= 0) {
                    return false;
                }
            }
            int from = next;
            int size = got - from > NAME ? Bytes.u16(entries, from + RECLEN) : 0;
            if (size <= NAME || size > got - from) {
                next = got; // not a whole entry: the rest cannot be told apart
            } else {
                next = from + size;
                at = from + NAME;
                length = length(next);
                if (!dots()) {
                    return true;
                }
            }
        }
    }

    private int length(int end) {
        int n = 0;
        while (at + n < end && entries[at + n] != 0) {
            n++;
        }
        return n;
    }

    private boolean dots() {
        return length == 0
                || length == 1 && entries[at] == '.'
                || length == 2 && entries[at] == '.' && entries[at + 1] == '.';
    }

    /// Why there is no next name: 0 at the end of the folder, else -errno.
    public int error() {
        return Math.min(got, 0);
    }

    /// The name lies here, from [#at] on.
    public byte[] bytes() {
        return entries;
    }

    public int at() {
        return at;
    }

    /// In bytes, 1 to 255; of what the kernel says, not of what file systems permit.
    public int length() {
        return length;
    }

    /// The name as one of its own.
    public byte[] copy() {
        return Bytes.sub(entries, at, length);
    }

    /// The number that the name is in decimal digits; -1: it is none, or above `most`.
    public long number(long most) {
        return Bytes.decimal(entries, at, at + length, most);
    }
}

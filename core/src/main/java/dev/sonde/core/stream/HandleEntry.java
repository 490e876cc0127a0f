package dev.sonde.core.stream;

/// A file that may keep a namespace: found in a folder of such files. `errno` not 0: it could not be examined.
public record HandleEntry(int type, int pid, long dev, long ino, long magic, String path, int errno) {
    /// `NSFS_MAGIC` of linux/magic.h.
    public static final long NSFS = 0x6e736673;

    /// Whether it is a namespace: a file of another kind is left over.
    public boolean namespace() {
        return errno == 0 && magic == NSFS;
    }

    static HandleEntry of(Frame frame) {
        Fields f = frame.fields();
        return new HandleEntry(f.u32(), f.u32(), f.u64(), f.u64(), f.u64(), f.text(), frame.errno());
    }
}

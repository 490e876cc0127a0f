package dev.sonde.core.connection;

/// Something that may keep a namespace: see the types of HANDLE in `docs/frames.md`. `number`: of the namespace to
/// which it leads, 0 where that has none. `errno` not 0: it could not be examined, or leads elsewhere.
public record HandleEntry(
        int number, int type, int pid, long dev, long ino, long magic, String path, long detail, int errno) {
    /// `NSFS_MAGIC` of linux/magic.h.
    public static final long NSFS = 0x6e736673;

    /// Whether it is a namespace: a file of another kind is left over.
    public boolean namespace() {
        return errno == 0 && magic == NSFS;
    }

    static HandleEntry of(Frame frame) {
        Fields f = frame.fields();
        return new HandleEntry(
                frame.origin(), f.u32(), f.u32(), f.u64(), f.u64(), f.u64(), f.text(), f.u64(), frame.errno());
    }
}

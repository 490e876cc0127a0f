package dev.sonde.sensor;

/// A way into a namespace: a path to its file, checked against device and inode, and, where there is one, a process
/// that lives in it.
record Way(byte[] path, long dev, long ino, int pid) {

    /// Opens the file, and refuses what is no namespace or another than expected: fd, or -errno (`-ESTALE`: the name
    /// leads elsewhere now).
    int open(Kernel kernel) {
        int fd = kernel.open(path, Kernel.O_RDONLY | Kernel.O_NONBLOCK);
        if (fd < 0) {
            return fd;
        }
        byte[] statx = new byte[256];
        byte[] statfs = new byte[120];
        byte[] empty = {0};
        int r = kernel.statx(fd, empty, 0x1000, statx);
        if (r == 0) {
            r = kernel.fstatfs(fd, statfs);
        }
        boolean same = Kernel.dev(statx) == dev && Kernel.ino(statx) == ino;
        if (r == 0 && (!same || Bytes.i64(statfs, 0) != Netns.NSFS_MAGIC)) {
            r = -ESTALE;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    static final int ESTALE = 116;
}

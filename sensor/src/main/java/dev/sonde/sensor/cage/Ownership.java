package dev.sonde.sensor.cage;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Whether nobody but root and the owner of the program can have written a file: neither it nor a folder above it
/// belongs to another, or may be written by another.
///
/// A folder in which everyone may write, but only the owner of a file remove it (the sticky bit), is no danger: what
/// lies in it is looked at too.
final class Ownership {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int S_IFMT = 0170000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IFDIR = 0040000;
    private static final int STICKY = 01000;

    private final Kernel kernel;
    private final byte[] statx = new byte[256];
    private final byte[] path = new byte[4096 + 1];
    private final byte[] real = new byte[4096 + 1];
    private final byte[] link = new byte[32];

    /// The folder that was found good last, as a path, and its length: files lie side by side.
    private final byte[] good = new byte[4096 + 1];

    private int goodLength;

    private int owner;
    private byte[] refused = Bytes.NONE;
    private boolean writable;
    private int uid;
    private boolean everyones = true;

    Ownership(Kernel kernel) {
        this.kernel = kernel;
    }

    /// The file or folder that is not good.
    byte[] refused() {
        return refused;
    }

    /// Whether it is so because others may write it; else because it belongs to [#uid].
    boolean writable() {
        return writable;
    }

    int uid() {
        return uid;
    }

    /// Whether everyone may reach and read what was looked at.
    boolean everyones() {
        return everyones;
    }

    /// Takes the owner of the program: 0 or -errno.
    int begin(byte[] zprogram) {
        int r = kernel.statx(Kernel.AT_FDCWD, zprogram, 0, statx);
        owner = Kernel.uid(statx);
        return r;
    }

    /// 0, or `-EACCES`: [#refused] is not good; else why it cannot be looked at.
    int check(byte[] file) {
        if (file.length == 0 || file[0] != '/' || file.length > 4096) {
            return -Errno.EINVAL;
        }
        Bytes.copy(file, 0, path, 0, file.length);
        int links = look(path, file.length);
        if (links <= 0) {
            return links;
        }
        // Through links: where they lead, all above must be good as well.
        path[file.length] = 0;
        int fd = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_PATH);
        if (fd < 0) {
            return fd;
        }
        byte[] self = Bytes.of("/proc/self/fd/");
        Bytes.copy(self, 0, link, 0, self.length);
        link[Bytes.digits(link, self.length, fd)] = 0;
        int n = kernel.readlink(Kernel.AT_FDCWD, link, real);
        kernel.close(fd);
        if (n <= 0 || n > 4096) {
            return n < 0 ? n : -Errno.ENAMETOOLONG;
        }
        int r = look(real, n);
        return r > 0 ? -Errno.ELOOP : r;
    }

    /// Looks at each part of `p[0, length)`: how many are links, or -errno.
    @Bounded("what is refused ends the search")
    private int look(byte[] p, int length) {
        int links = 0;
        for (int i = 1; i <= length; i++) {
            if (i < length && p[i] != '/' || i > 1 && p[i - 1] == '/' || known(p, i, length)) {
                continue;
            }
            byte before = p[i];
            p[i] = 0;
            int r = one(p, i);
            p[i] = before;
            if (r < 0) {
                return r;
            }
            links += r;
        }
        if (links == 0) {
            int last = length - 1;
            while (last > 0 && p[last] != '/') {
                last--;
            }
            Bytes.copy(p, 0, good, 0, last);
            goodLength = last;
        }
        return links;
    }

    /// Whether `p[0, i)` is a folder that was looked at, and no link: then so are those above it.
    private boolean known(byte[] p, int i, int length) {
        if (i == length || i > goodLength || i < goodLength && good[i] != '/') {
            return false;
        }
        for (int k = 0; k < i; k++) {
            if (p[k] != good[k]) {
                return false;
            }
        }
        return true;
    }

    /// 1: it is a link.
    private int one(byte[] zp, int length) {
        int r = kernel.statx(Kernel.AT_FDCWD, zp, AT_SYMLINK_NOFOLLOW, statx);
        if (r < 0) {
            return r;
        }
        int mode = Kernel.mode(statx);
        int type = mode & S_IFMT;
        uid = Kernel.uid(statx);
        boolean strange = uid != 0 && uid != owner;
        int gid = Kernel.gid(statx);
        // The group of root, or the one that useradd(8) makes for a user alone, which has the user's number.
        boolean ofOne = gid == 0 || gid == uid;
        int others = mode & (ofOne ? 02 : 022);
        boolean guarded = type == S_IFDIR && (mode & STICKY) != 0;
        writable = type != S_IFLNK && others != 0 && !guarded;
        if (strange || writable) {
            writable &= !strange;
            refused = Bytes.sub(zp, 0, length);
            return -Errno.EACCES;
        }
        int needed = type == S_IFDIR ? 01 : 04;
        everyones &= type == S_IFLNK || (mode & needed) != 0;
        return type == S_IFLNK ? 1 : 0;
    }
}

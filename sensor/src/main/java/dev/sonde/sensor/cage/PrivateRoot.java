package dev.sonde.sensor.cage;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// A root of its own for a process that has a mount namespace of its own: an empty file system in memory, in which
/// only some files and folders of the old root are seen, at the same paths, and nothing can be written.
final class PrivateRoot {
    private static final int MS_NOSUID = 2;
    private static final int MS_NODEV = 4;
    private static final int MS_NOEXEC = 8;
    private static final int MS_BIND = 0x1000;
    private static final int MS_REC = 0x4000;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int MNT_DETACH = 2;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int S_IFMT = 0170000;
    private static final int S_IFDIR = 0040000;

    /// `S_IFREG | 0444`
    private static final int FILE = 0100444;

    /// Where the new root is made: a folder that every host has, and of which nothing is shown.
    private static final byte[] PLACE = Bytes.of("/proc");

    private static final byte[] ROOT = {'/', 0};
    private static final byte[] HERE = {'.', 0};

    private final Kernel kernel;
    private final byte[] statx = new byte[256];

    /// Whether this process has the new root: then it sees nothing but what was named.
    private boolean entered;

    PrivateRoot(Kernel kernel) {
        this.kernel = kernel;
    }

    boolean entered() {
        return entered;
    }

    /// Makes it and enters it: 0 or -errno. What is not there is left out.
    int enter(byte[][] paths) {
        kernel.sys().call(Nr.UMASK, 022, 0, 0, 0, 0, 0);
        int r = kernel.bindMount(ROOT, ROOT, MS_REC | MS_PRIVATE);
        if (r >= 0) {
            r = kernel.mountNew(Bytes.z(Bytes.of("tmpfs")), Bytes.z(PLACE), MS_NOSUID | MS_NODEV | MS_NOEXEC);
        }
        if (r >= 0) {
            r = show(paths);
        }
        if (r >= 0) {
            r = kernel.chdir(Bytes.z(PLACE));
        }
        if (r >= 0) {
            r = (int) kernel.sys().call(Nr.PIVOT_ROOT, 0, HERE, 0, 1, HERE, 0, 0, 0, 0, 0, 0);
        }
        if (r < 0) {
            return r;
        }
        entered = true;
        // The old root lies on the new one now: pivot_root(2).
        r = (int) kernel.sys().call(Nr.UMOUNT2, 0, HERE, 0, -1, Bytes.NONE, 0, MNT_DETACH, 0, 0, 0, 0);
        int sealed = seal();
        int cd = kernel.chdir(ROOT);
        return r < 0 ? r : sealed < 0 ? sealed : cd;
    }

    @Bounded("once for each path that is shown, before this process becomes another")
    private int show(byte[][] paths) {
        boolean[] folder = new boolean[paths.length];
        for (int i = 0; i < paths.length; i++) {
            byte[] source = Bytes.z(paths[i]);
            int there = kernel.statx(Kernel.AT_FDCWD, source, 0, statx);
            if (there < 0 || shown(paths, folder, i)) {
                continue;
            }
            folder[i] = (Kernel.mode(statx) & S_IFMT) == S_IFDIR;
            byte[] target = Bytes.join(PLACE, source);
            int r = make(target, folder[i]);
            if (r >= 0) {
                r = kernel.bindMount(source, target, MS_BIND | MS_REC);
            }
            if (r < 0) {
                return r;
            }
        }
        return 0;
    }

    /// Whether the path lies in a folder that is shown already.
    private static boolean shown(byte[][] paths, boolean[] folder, int which) {
        byte[] path = paths[which];
        for (int i = 0; i < which; i++) {
            int n = paths[i].length;
            if (folder[i] && path.length > n && path[n] == '/' && Bytes.at(path, 0, paths[i])) {
                return true;
            }
        }
        return false;
    }

    /// An empty file or folder in the new root, and the folders above it.
    private int make(byte[] target, boolean folder) {
        for (int i = PLACE.length + 1; i < target.length; i++) {
            if (target[i] == '/') {
                target[i] = 0;
                int r = kernel.mkdir(Kernel.AT_FDCWD, target, 0755);
                target[i] = '/';
                if (r < 0 && r != -Errno.EEXIST) {
                    return r;
                }
            }
        }
        int r = folder
                ? kernel.mkdir(Kernel.AT_FDCWD, target, 0755)
                : (int) kernel.sys().call(Nr.MKNODAT, 1, target, 0, -1, Bytes.NONE, Kernel.AT_FDCWD, 0, FILE, 0, 0, 0);
        return r == -Errno.EEXIST ? 0 : r;
    }

    /// Nothing of it can be written, no device opened, and no program gains rights.
    private int seal() {
        // struct mount_attr { __u64 attr_set, attr_clr, propagation, userns_fd; }: RDONLY, NOSUID, NODEV
        byte[] attr = new byte[32];
        Bytes.put64(attr, 0, 1 | 2 | 4);
        return (int) kernel.sys()
                .call(Nr.MOUNT_SETATTR, 1, ROOT, 0, 3, attr, Kernel.AT_FDCWD, 0, AT_RECURSIVE, 0, attr.length, 0);
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.SafeOpen;

/// Reads the folders in which engines keep files of namespaces: one HANDLE frame for each file, whatever it is.
///
/// `/run/netns` is iproute2's, and containerd's, CRI-O's and Podman's; Docker has its own. Users who run engines
/// without root have the same below `/run/user/UID`, in a folder of theirs: nothing leads out of it.
final class Folders {
    private static final int SMALL = 4096;
    private static final int MOST_USERS = 1024;
    private static final int S_IFDIR = 0040000;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_STATX_DONT_SYNC = 0x4000;

    /// How statx(2) looks at a name, and nothing else: it opens nothing, mounts nothing, asks no server.
    private static final int LOOK = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC;

    private static final byte[] EMPTY = {0};
    private static final byte[] USERS = Bytes.of("/run/user");
    private static final byte[] VAR_RUN = Bytes.z(Bytes.of("/var/run"));
    private static final String[] COMMON = {"/netns", "/docker/netns"};
    private static final String[] OF_A_USER = {"/netns", "/docker/netns", "/containers/networks/rootless-netns"};

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;
    private final SafeOpen doors;
    private final Dirents names;
    private final Dirents users;
    private final byte[] path = new byte[SMALL];
    private final byte[] entry = new byte[256 + 1];
    private final byte[] statx = new byte[256];
    private final byte[] statfs = new byte[120];

    Folders(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
        this.doors = scan.doors();
        this.names = new Dirents(kernel, 1 << 15);
        this.users = new Dirents(kernel, 1 << 12);
    }

    /// All that are known.
    @Bounded("a few folders")
    void all() {
        byte[] run = Bytes.of("/run");
        for (String name : COMMON) {
            folder(Bytes.NONE, Bytes.join(run, Bytes.of(name)));
        }
        if (kernel.statx(Kernel.AT_FDCWD, VAR_RUN, AT_SYMLINK_NOFOLLOW, statx) == 0
                && (Kernel.mode(statx) & 0170000) == S_IFDIR) {
            // Almost everywhere it is a link to /run.
            for (String name : COMMON) {
                folder(Bytes.NONE, Bytes.join(Bytes.of("/var/run"), Bytes.of(name)));
            }
        }
        users();
        byte[] own = runtimeFolder(kernel.sys().environ());
        if (own.length > 1 && own.length < 1024 && own[0] == '/' && !Bytes.starts(own, "/run/user/")) {
            for (String name : OF_A_USER) {
                folder(own, Bytes.of(name));
            }
        }
    }

    private static final String XDG = "XDG_RUNTIME_DIR=";

    private static byte[] runtimeFolder(byte[][] environ) {
        for (int i = 0; i < environ.length; i++) {
            if (Bytes.starts(environ[i], XDG)) {
                return Bytes.sub(environ[i], XDG.length(), environ[i].length - XDG.length());
            }
        }
        return Bytes.NONE;
    }

    /// The folders of users below `/run/user`.
    @Bounded("MOST_USERS")
    private void users() {
        int dir = kernel.open(USERS, Kernel.O_RDONLY | kernel.oDirectory());
        if (dir < 0) {
            refused(USERS, dir);
            return;
        }
        int left = MOST_USERS;
        users.of(dir);
        while (left > 0 && users.next()) {
            if (users.number(0xffffffffL) >= 0) {
                left--;
                byte[] top = Bytes.join(Bytes.of("/run/user/"), users.copy());
                for (String name : OF_A_USER) {
                    folder(top, Bytes.of(name));
                }
            }
        }
        if (users.error() < 0) {
            frames.gap("getdents64", USERS, -users.error());
        }
        kernel.close(dir);
    }

    /// A folder that does not exist is no gap: most hosts lack most of them.
    private void refused(byte[] name, int r) {
        if (r != -Errno.ENOENT && r != -Errno.ENOTDIR && r != -Errno.ESRCH) {
            frames.gap("open", name, -r);
        }
    }

    /// One HANDLE frame for each file of the folder `top` and `name`, and what is sent of each namespace that is met
    /// for the first time. `top`: what nothing leads out of, such as `/proc/PID/root`; empty: no such bound.
    void folder(byte[] top, byte[] name) {
        byte[] whole = Bytes.join(top, name);
        if (whole.length > SMALL - 512) {
            frames.gap("open", whole, Errno.ENAMETOOLONG);
            return;
        }
        int dir = top.length == 0 ? kernel.open(name, Kernel.O_RDONLY | kernel.oDirectory()) : below(top, name);
        if (dir < 0) {
            refused(whole, dir);
            return;
        }
        long mounts = mountNamespace(top);
        Bytes.copy(whole, 0, path, 0, whole.length);
        path[whole.length] = '/';
        names.of(dir);
        while (names.next()) {
            int length = names.length();
            if (length < entry.length) {
                Bytes.copy(names.bytes(), names.at(), path, whole.length + 1, length);
                Bytes.copy(names.bytes(), names.at(), entry, 0, length);
                entry[length] = 0;
                file(dir, whole.length + 1 + length, mounts);
            }
        }
        if (names.error() < 0) {
            frames.gap("getdents64", whole, -names.error());
        }
        kernel.close(dir);
    }

    private int below(byte[] top, byte[] name) {
        int root = kernel.open(top, Kernel.O_PATH | kernel.oDirectory());
        if (root < 0) {
            return root;
        }
        int dir = doors.reopen(doors.find(root, Bytes.z(name), S_IFDIR, 0), kernel.oDirectory());
        kernel.close(root);
        return dir;
    }

    /// The inode of the mount namespace in which `/proc/PID/root` lies; 0: in ours.
    private long mountNamespace(byte[] top) {
        if (!Bytes.starts(top, "/proc/") || top.length < 12) {
            return 0;
        }
        byte[] file = Bytes.join(Bytes.sub(top, 0, top.length - 5), Bytes.z(Bytes.of("/ns/mnt")));
        return kernel.statx(Kernel.AT_FDCWD, file, 0, statx) < 0 ? 0 : Kernel.ino(statx);
    }

    /// Examines the file [#entry] of the folder, whose whole path is `path[0, length)`, and enters it when it is a
    /// namespace that is new.
    ///
    /// It is looked at, then opened with O_PATH: opening a FIFO or a device that somebody left there would do
    /// something. Nearly always a process has led to it before, and it is not opened at all.
    private void file(int dir, int length, long mounts) {
        if (kernel.statx(dir, entry, LOOK, statx) == 0
                && Kernel.dev(statx) == scan.roster().device()) {
            // All of that device is of namespaces, and one that is held has its inode alone.
            int held = scan.roster().known(Kernel.ino(statx));
            if (held != 0) {
                scan.handle(HandleType.FILE, held, 0, scan.roster().ino(held), path, length, mounts)
                        .end();
                return;
            }
        }
        scan.counted();
        int fd = kernel.openz(dir, entry, Kernel.O_PATH | kernel.oNofollow());
        if (fd < 0) {
            // The scan found its name a moment ago: it is gone, or may not be looked at.
            frame(0, length, 0, 0, 0, mounts).failed(-fd).end();
            return;
        }
        int r = kernel.fstatfs(fd, statfs);
        int s = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        if (r < 0 || s < 0) {
            frame(0, length, 0, 0, 0, mounts).failed(r < 0 ? -r : -s).end();
            kernel.close(fd);
            return;
        }
        long magic = Bytes.i64(statfs, 0);
        long dev = Kernel.dev(statx);
        long ino = Kernel.ino(statx);
        int number = magic == Netns.NSFS_MAGIC ? scan.roster().known(ino) : 0;
        int failed = 0;
        if (magic == Netns.NSFS_MAGIC && number == 0) {
            int open = doors.reopen(fd, 0);
            int met = open < 0 ? open : scan.meet(open, path, length);
            number = Math.max(0, met);
            failed = Math.max(0, -met);
        } else {
            kernel.close(fd);
        }
        frame(number, length, dev, ino, magic, mounts);
        if (failed != 0) {
            frames.failed(failed);
        }
        frames.end();
    }

    private Frames frame(int number, int length, long dev, long ino, long magic, long mounts) {
        frames.begin(FrameKind.HANDLE, number, 64 + length);
        frames.u32(HandleType.FILE).u32(0).u64(dev).u64(ino).u64(magic);
        return frames.string(path, 0, length).u64(mounts);
    }
}

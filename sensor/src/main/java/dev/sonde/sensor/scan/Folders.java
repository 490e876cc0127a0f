package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.kernel.SafeOpen;
import dev.sonde.sensor.lab.Labs;
import dev.sonde.sensor.netns.Finder;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.reader.Job;
import dev.sonde.sensor.reader.Reader;
import dev.sonde.sensor.reader.Report;

/// Reads the folders in which engines keep files of namespaces: one record for each file, whatever it is.
///
/// `/run/netns` is iproute2's, and containerd's, CRI-O's and Podman's; Docker has its own. Users who run engines
/// without root have the same below `/run/user/UID`, in a folder of theirs: nothing leads out of it.
final class Folders implements Job, Finder {
    private static final int SMALL = 4096;
    private static final int MOST_USERS = 1024;
    private static final int S_IFDIR = 0040000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;

    /// How statx(2) looks at a name, and nothing else: it opens nothing, mounts nothing, asks no server.
    private static final int LOOK = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | SafeOpen.AT_STATX_DONT_SYNC;

    private static final byte[] USERS = Bytes.of("/run/user");
    private static final byte[] VAR_RUN = Bytes.z(Bytes.of("/var/run"));
    private static final byte[] RUN = Bytes.of("/run");
    private static final String[] COMMON = {"/netns", "/docker/netns"};
    private static final String[] OF_A_USER = {"/netns", "/docker/netns", "/containers/networks/rootless-netns"};

    private final Kernel kernel;
    private final Frames frames;
    private final Handles handles;
    private final SafeOpen doors;
    private final Reader reader;
    private final Labs labs;
    private final Dirents names;
    private final Dirents users;
    private final byte[] path = new byte[SMALL];
    private final byte[] entry = new byte[256 + 1];
    private final byte[] statx = new byte[256];
    private final byte[] statfs = new byte[120];

    /// Whether the folders of all engines are read, and those of all labs.
    private boolean engines;

    private boolean ofLabs;

    Folders(Frames frames, Handles handles, Reader reader, Labs labs) {
        this.kernel = handles.kernel();
        this.frames = frames;
        this.handles = handles;
        this.doors = handles.doors();
        this.reader = reader;
        this.labs = labs;
        this.names = new Dirents(kernel, 1 << 15);
        this.users = new Dirents(kernel, 1 << 12);
    }

    /// What [#run] is to read.
    void begin(boolean ofEngines, boolean ofLab) {
        engines = ofEngines;
        ofLabs = ofLab;
    }

    @Override
    public void run(Report out) {
        handles.to(out);
        if (engines) {
            all();
        }
        if (ofLabs) {
            labs.scan(frames, this, false);
        }
    }

    /// All that are known.
    @Bounded("a few folders")
    private void all() {
        if (reader.step(RUN, false)) {
            for (String name : COMMON) {
                folder(Bytes.NONE, Bytes.join(RUN, Bytes.of(name)));
            }
            if (kernel.statx(Kernel.AT_FDCWD, VAR_RUN, AT_SYMLINK_NOFOLLOW, statx) == 0
                    && (Kernel.mode(statx) & 0170000) == S_IFDIR) {
                // Almost everywhere it is a link to /run.
                for (String name : COMMON) {
                    folder(Bytes.NONE, Bytes.join(Bytes.of("/var/run"), Bytes.of(name)));
                }
            }
        }
        users();
        byte[] own = runtimeFolder(kernel.sys().environ());
        if (own.length > 1 && own.length < 1024 && own[0] == '/' && !Bytes.starts(own, "/run/user/")) {
            ofUser(own);
        }
    }

    @Bounded("a few folders")
    private void ofUser(byte[] top) {
        if (reader.step(top, true)) {
            for (String name : OF_A_USER) {
                folder(top, Bytes.of(name));
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
    @Opens("folders below /run, which root makes")
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
                ofUser(Bytes.join(Bytes.of("/run/user/"), users.copy()));
            }
        }
        if (users.error() < 0 || left == 0 && users.next()) {
            frames.gap("getdents64", USERS, left == 0 ? Errno.E2BIG : -users.error());
        }
        kernel.close(dir);
    }

    /// A folder that does not exist is no gap: most hosts lack most of them.
    private void refused(byte[] name, int r) {
        if (r != -Errno.ENOENT && r != -Errno.ENOTDIR && r != -Errno.ESRCH) {
            frames.gap("open", name, -r);
        }
    }

    /// A record for each file of the folder `top` and `name`. `top`: what nothing leads out of, such as
    /// `/proc/PID/root`; empty: no such bound.
    @Override
    @Opens("folders below /run, which root makes")
    public void folder(byte[] top, byte[] name) {
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

    /// Examines the file [#entry] of the folder, whose whole path is `path[0, length)`.
    ///
    /// It is looked at, then opened with O_PATH: opening a FIFO or a device that somebody left there would do
    /// something. Nearly always a process has led to it before, and it is not opened at all.
    private void file(int dir, int length, long mounts) {
        if (kernel.statx(dir, entry, LOOK, statx) == 0 && Kernel.dev(statx) == handles.device()) {
            // All of that device is of namespaces, and one that is held has its inode alone.
            long ino = Kernel.ino(statx);
            if (handles.held(ino)) {
                handles.file(handles.device(), ino, Netns.NSFS_MAGIC, path, length, mounts, 0, -1);
                return;
            }
        }
        int fd = kernel.openz(dir, entry, Kernel.O_PATH | kernel.oNofollow());
        if (fd < 0) {
            // The scan found its name a moment ago: it is gone, or may not be looked at.
            handles.file(0, 0, 0, path, length, mounts, -fd, -1);
            return;
        }
        int r = doors.look(fd);
        if (r < 0) {
            kernel.close(fd);
            handles.file(0, 0, 0, path, length, mounts, -r, -1);
            return;
        }
        long dev = Kernel.dev(doors.statx());
        long ino = Kernel.ino(doors.statx());
        if (doors.namespace()) {
            int open = handles.held(ino) ? -1 : doors.reopen(fd, 0);
            if (open < 0 && handles.held(ino)) {
                kernel.close(fd);
            }
            int failed = open < 0 && !handles.held(ino) ? -open : 0;
            handles.file(dev, ino, Netns.NSFS_MAGIC, path, length, mounts, failed, Math.max(-1, open));
            return;
        }
        r = kernel.fstatfs(fd, statfs);
        kernel.close(fd);
        if (r < 0) {
            handles.file(0, 0, 0, path, length, mounts, -r, -1);
        } else {
            handles.file(dev, ino, Bytes.i64(statfs, 0), path, length, mounts, 0, -1);
        }
    }
}

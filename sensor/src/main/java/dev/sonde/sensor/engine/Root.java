package dev.sonde.sensor.engine;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;

/// The files below one root: this host's, or that of a process in another mount namespace.
///
/// Whoever owns such a root may be hostile: nothing leads out of it, what is no regular file, folder or socket
/// is not opened, and what is read is bounded, by file and by pattern.
final class Root {
    static final int FILE = 0100000;
    static final int FOLDER = 0040000;
    static final int SOCKET = 0140000;

    /// Bytes of one file.
    static final int LARGEST = 1 << 18;

    /// Bytes of one database.
    private static final int LARGEST_DATABASE = 1 << 22;

    private static final int ANYBODY = -1;

    /// No user at all: nothing is read.
    static final int NOBODY = -2;

    /// Files that one pattern may bring, and their bytes in all.
    private static final int MOST = 4096;

    /// Names that one pattern may look at, and at what is below them.
    private static final int MOST_NAMES = 1 << 14;

    private static final int BUDGET = 1 << 25;

    /// Bytes of all files of this host's engines, of those of one other daemon or user, and of all of those.
    private static final int OF_HOST = 1 << 27;

    private static final int OF_OTHER = 1 << 23;
    private static final int OF_ALL_OTHERS = 1 << 25;

    private final Kernel kernel;
    private final Frames frames;
    private final Sockets sockets;

    private final SafeOpen doors;
    private final byte[] empty = {0};

    private final Dirents names;

    /// Names for each `*` that a pattern may have.
    private final Dirents[] lists;
    private final byte[] path = new byte[1024];

    private byte[] prefix = Bytes.NONE;
    private int root = -1;
    private boolean links = true;
    private int wanted = FILE;
    private int left;
    private int looks;
    private int budget;

    /// What is left of the bytes for whose files are read now, for this host's, and for all others.
    private int account;

    private int ofHost = OF_HOST;
    private int ofOthers = OF_ALL_OTHERS;

    private long mounts;

    /// Whose files are read.
    private int owner = ANYBODY;

    private boolean database;

    /// Docker's name among containerd's namespaces: Docker itself tells more of what is in it.
    private static final byte[] MOBY = {'m', 'o', 'b', 'y'};

    Root(Kernel kernel, Frames frames, Sockets sockets) {
        this.kernel = kernel;
        this.doors = new SafeOpen(kernel);
        this.names = new Dirents(kernel, 1 << 16);
        this.lists = new Dirents[] {list(kernel), list(kernel), list(kernel), list(kernel)};
        this.frames = frames;
        this.sockets = sockets;
    }

    private static Dirents list(Kernel kernel) {
        return new Dirents(kernel, 1 << 14);
    }

    /// Goes to a root: `/proc/PID/root`, or nothing for this host's. What its frames tell begins with this. 0 or
    /// -errno, and said.
    int go(byte[] where) {
        owner = ANYBODY;
        prefix = where;
        account = where.length == 0 ? OF_HOST : OF_OTHER;
        mounts = 0;
        frames.from(0);
        byte[] top = where.length == 0 ? Bytes.of("/") : where;
        root = kernel.open(top, Kernel.O_PATH | kernel.oDirectory());
        if (root < 0 && root != -Errno.ENOENT && root != -Errno.ESRCH) {
            frames.gap("open", top, -root); // a daemon may have ended: that is none
        }
        return Math.min(root, 0);
    }

    /// From here on only files and folders of this user are read: whoever may put links or mounts there must
    /// not have us read what only root may. Root itself may have what it wants read.
    void only(int uid) {
        owner = uid == 0 ? ANYBODY : uid;
        account = prefix.length == 0 && uid == 0 ? OF_HOST : OF_OTHER;
        if (prefix.length == 0 && uid == 0) {
            frames.from(0);
        } else {
            frames.source(uid, mounts, prefix);
        }
    }

    /// The root that was gone to lies in the mount namespace with this inode; 0: in ours.
    void mounts(long ino) {
        mounts = ino;
    }

    /// A new scan begins: what it may read is left.
    void begin() {
        ofHost = OF_HOST;
        ofOthers = OF_ALL_OTHERS;
    }

    private boolean foreign() {
        return owner != ANYBODY && Kernel.uid(statx()) != owner;
    }

    void leave() {
        frames.from(0);
        kernel.close(root);
        root = -1;
    }

    byte[] prefix() {
        return prefix;
    }

    /// The `struct statx` of what [#find] found last.
    byte[] statx() {
        return doors.statx();
    }

    /// Opens the path if it is of this type: an O_PATH fd, or -errno.
    int find(byte[] zpath, int type) {
        return doors.find(root, zpath, type, links ? 0 : SafeOpen.RESOLVE_NO_SYMLINKS);
    }

    /// Opens what [#find] found for reading, and closes the way to it. What lies on a file system of the
    /// kernel's own is not opened: `-EPERM`.
    int reopen(int fd, int flags) {
        int kept = fd < 0 ? fd : doors.kept(fd);
        if (fd >= 0 && kept < 0) {
            kernel.close(fd);
            return kept;
        }
        return doors.reopen(fd, flags);
    }

    /// FILE frames of the files that a pattern names: a part of its path that begins with `*` stands for every
    /// name that ends as the part does. Of a folder, whose pattern ends in `/`, the frame holds the names in
    /// it.
    void files(byte[] pattern) {
        wanted = FILE;
        links = true;
        bring(pattern);
    }

    /// FILE frames of databases, which may be larger than other files.
    void databases(byte[] pattern) {
        database = true;
        files(pattern);
        database = false;
    }

    /// The sockets that a pattern names, for [Sockets]. No link is followed: users make what lies there.
    void sockets(byte[] pattern) {
        wanted = SOCKET;
        links = false;
        bring(pattern);
        links = true;
    }

    private void bring(byte[] pattern) {
        left = MOST;
        looks = MOST_NAMES;
        boolean host = prefix.length == 0 && owner == ANYBODY;
        int most = Math.min(BUDGET, Math.min(account, host ? ofHost : ofOthers));
        budget = most;
        walk(pattern, 0, 0, 0);
        int used = most - budget;
        account -= used;
        if (host) {
            ofHost -= used;
        } else {
            ofOthers -= used;
        }
        if (left <= 0 || looks <= 0 || budget <= 0) {
            gap(pattern, pattern.length, -Errno.E2BIG);
        }
    }

    /// Goes on with the pattern from `at`: before it lies the path so far, `length` bytes, with `level` stars
    /// behind it.
    @Bounded("a name for each of twenty-four sockets")
    private void walk(byte[] pattern, int at, int length, int level) {
        int star = Bytes.find(pattern, '*', at);
        int end = star < 0 ? pattern.length : star;
        int size = length + end - at;
        if (size > path.length - 300 || level >= lists.length) {
            return;
        }
        Bytes.copy(pattern, at, path, length, end - at);
        path[size] = 0;
        if (star < 0) {
            last(size);
            return;
        }
        int found = find(path, FOLDER);
        int dir = reopen(found, kernel.oDirectory());
        if (dir < 0) {
            gap(path, size, dir);
            return;
        }
        int next = star + 1;
        while (next < pattern.length && pattern[next] != '/') {
            next++;
        }
        Dirents list = lists[level];
        list.of(dir);
        while (left > 0 && looks > 0 && budget > 0 && list.next()) {
            looks--;
            if (fits(list.bytes(), list.at(), list.length(), pattern, star + 1, next)) {
                Bytes.copy(list.bytes(), list.at(), path, size, list.length());
                walk(pattern, next, size + list.length(), level + 1);
            }
        }
        if (list.error() < 0) {
            gap(path, size, list.error());
        }
        kernel.close(dir);
    }

    /// Whether the name ends as the pattern's part does, and is not [#MOBY].
    private static boolean fits(byte[] b, int at, int length, byte[] pattern, int from, int to) {
        int suffix = to - from;
        if (length < suffix) {
            return false;
        }
        for (int i = 0; i < suffix; i++) {
            if (b[at + length - suffix + i] != pattern[from + i]) {
                return false;
            }
        }
        boolean moby = length == MOBY.length;
        for (int i = 0; i < MOBY.length && moby; i++) {
            moby = b[at + i] == MOBY[i];
        }
        return !moby;
    }

    /// What the whole path names.
    private void last(int length) {
        if (wanted == SOCKET) {
            left--;
            add(path, length);
        } else if (length > 0 && path[length - 1] == '/') {
            folder(length);
        } else {
            file(length);
        }
    }

    /// A socket by its path, NUL behind it, for [Sockets].
    void add(byte[] zpath, int length) {
        int fd = find(zpath, SOCKET);
        if (fd < 0) {
            gap(zpath, length, fd);
            return;
        }
        int local = doors.local(fd);
        if (local < 0) {
            kernel.close(fd);
            gap(zpath, length, local);
            return;
        }
        sockets.add(fd, statx(), mounts, prefix, zpath, length);
    }

    private void file(int length) {
        int fd = find(path, FILE);
        if (fd == -Errno.ENOENT || fd == -Errno.ENOTDIR) {
            return; // it is none, or has just been removed
        }
        if (fd >= 0 && foreign()) {
            kernel.close(fd);
            return; // another's, and no part of what this user keeps
        }
        if (fd >= 0 && Kernel.size(statx()) == 0) {
            kernel.close(fd);
            return; // nothing stands in it; nor does a file of procfs have a size
        }
        left--;
        int open = reopen(fd, 0);
        if (database) {
            pieces(length, open);
            return;
        }
        begin(path, length, LARGEST);
        int n = frames.content(open, LARGEST);
        frames.end();
        budget -= Math.max(n, 0);
    }

    /// The content of an open file, piece by piece.
    private void pieces(int length, int fd) {
        int room = LARGEST_DATABASE;
        boolean more = true;
        while (more) {
            begin(path, length, LARGEST);
            int r = fd < 0 ? fd : kernel.read(fd, frames.buffer(), frames.at(), LARGEST);
            more = r == -Errno.EINTR || r > 0 && room > r;
            if (r > 0) {
                frames.skip(r);
                room -= r;
                budget -= r;
            }
            if (more) {
                frames.flag(FrameFlag.MORE);
            } else if (r > 0) {
                frames.flag(FrameFlag.CUT);
            } else if (r < 0) {
                frames.failed(-r);
            }
            frames.end();
        }
        if (fd >= 0) {
            kernel.close(fd);
        }
    }

    /// The names in a folder, a NUL behind each.
    private void folder(int length) {
        int found = find(path, FOLDER);
        if (found >= 0 && foreign()) {
            kernel.close(found);
            return;
        }
        int dir = reopen(found, kernel.oDirectory());
        if (dir < 0) {
            gap(path, length, dir);
            return;
        }
        begin(path, length, LARGEST);
        names.of(dir);
        while (names.next()) {
            if (frames.payload() + names.length() > LARGEST) {
                frames.flag(FrameFlag.CUT);
            } else {
                frames.bytes(names.bytes(), names.at(), names.length()).bytes(empty, 0, 1);
            }
        }
        if (names.error() < 0) {
            frames.failed(-names.error());
        }
        frames.end();
        kernel.close(dir);
    }

    /// Begins a FILE frame: [#prefix] and this path; `room` bytes more will fit.
    private void begin(byte[] name, int length, int room) {
        frames.begin(FrameKind.FILE, 0, room + 4096);
        frames.u32(prefix.length + length).bytes(prefix, 0, prefix.length).bytes(name, 0, length);
    }

    /// What is not there is no gap: most hosts lack most engines. `name`: without the root before it.
    void gap(byte[] name, int length, int r) {
        if (r == -Errno.ENOENT || r == -Errno.ENOTDIR || r == -Errno.ESRCH) {
            return;
        }
        frames.begin(FrameKind.GAP, 0, 64 + prefix.length + length);
        frames.string("open");
        frames.u32(prefix.length + length).bytes(prefix, 0, prefix.length).bytes(name, 0, length);
        frames.failed(-r).end();
    }
}

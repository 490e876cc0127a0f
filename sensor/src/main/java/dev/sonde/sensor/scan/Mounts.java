package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.kernel.SafeOpen;

/// Reads mount tables, of ours and of every other mount namespace, for namespaces that are kept by a bind mount.
///
/// `/proc/PID/mountinfo` of one process is enough for all that share its mount namespace and its root. It tells
/// inode and place of each; only what is new is opened, behind the root of that process and without asking any
/// file system, for the owner of the mounts may be hostile.
///
/// The root alone is enough where its mount stands in the table itself. A mount is part of one mount namespace,
/// so it is of this one; who has the same root in another mount namespace is shown what lies there below that
/// root, which is nothing. Of a root that is no mount (chroot(2) into a folder) the table does not tell, and
/// both are looked at.
final class Mounts {
    /// Different mount namespaces and roots, and bind mounts, that one scan looks at; the others are counted.
    private static final int MOST_TABLES = 1 << 13;

    private static final int MOST = 1 << 16;

    /// Nanoseconds that one table, and all of them, may take: of mounts that lie over each other the kernel goes
    /// through each, for every line of the table and whenever one is opened.
    private static final long PATIENCE = 500_000_000L;

    private static final long PATIENCE_IN_ALL = 1_500_000_000L;

    private static final int SMALL = 4096;
    private static final byte[] NS_MNT = Bytes.z(Bytes.of("ns/mnt"));
    private static final byte[] ROOT = Bytes.z(Bytes.of("root"));
    private static final byte[] TOP = Bytes.z(Bytes.of("/"));
    private static final byte[] SELF_MNT = Bytes.z(Bytes.of("/proc/self/ns/mnt"));
    private static final byte[] TABLE = Bytes.z(Bytes.of("mountinfo"));
    private static final byte[] PLACE = Bytes.of("/proc/PID/mountinfo");
    private static final byte[] NET = Bytes.of("net:[");
    private static final byte[] NSFS = Bytes.of(" - nsfs ");

    private final Kernel kernel;
    private final Frames frames;
    private final Handles handles;
    private final SafeOpen doors;

    /// Which tables were read: an open-addressing table of mount namespace and root, mixed, and of roots alone.
    private long[] seen = new long[0];

    private final byte[] text = new byte[1 << 16];
    private final byte[] path = new byte[2 * SMALL];
    private final byte[] statx = new byte[256];
    private final Missed missed;
    private int tables;
    private int mounts;

    /// Our own mount namespace and root.
    private long ownNamespace;

    private long ownRoot;

    Mounts(Frames frames, Handles handles) {
        this.kernel = handles.kernel();
        this.frames = frames;
        this.handles = handles;
        this.doors = handles.doors();
        this.missed = new Missed(frames, "open", PLACE);
    }

    void begin() {
        if (seen.length == 0) {
            seen = new long[4 * MOST_TABLES];
        }
        for (int i = 0; i < seen.length && tables > 0; i++) {
            seen[i] = 0;
        }
        missed.begin();
        tables = 0;
        mounts = 0;
        spent = 0;
        int r = kernel.statx(Kernel.AT_FDCWD, SELF_MNT, 0, statx);
        ownNamespace = r < 0 ? 0 : Kernel.ino(statx);
        if (r == 0) {
            r = kernel.statx(Kernel.AT_FDCWD, TOP, 0, statx);
            ownRoot = root();
        }
        if (r < 0) {
            frames.gap("statx", Bytes.sub(SELF_MNT, 0, SELF_MNT.length - 1), -r);
        }
    }

    /// Which folder of which mount [#statx] tells of.
    private long root() {
        return Kernel.mount(statx) * 0x9e3779b97f4a7c15L ^ Kernel.ino(statx);
    }

    /// Which mount the root of the process is on whose table is read, and whether that table has it.
    private long rootMount;

    private boolean rootListed;

    /// Reads the table of the process whose folder is `dir`, unless one that is the same was read.
    @Opens("a file of procfs")
    void look(int dir, int pid, boolean self) {
        int r = kernel.statx(dir, ROOT, SafeOpen.AT_STATX_DONT_SYNC, statx);
        if (r < 0) {
            missed.one(r);
            return;
        }
        long root = root();
        rootMount = Kernel.mount(statx);
        long byRoot = root & ~3L | 3;
        if (!self && seen[slot(byRoot)] == byRoot) {
            return;
        }
        r = kernel.statx(dir, NS_MNT, 0, statx);
        if (r < 0) {
            missed.one(r);
            return;
        }
        long namespace = Kernel.ino(statx);
        boolean own = self || namespace == ownNamespace && root == ownRoot;
        if (seen(own ? 1 : (namespace * 31 ^ root) & ~3L | 2)) {
            return;
        }
        if (tables == MOST_TABLES) {
            missed.one(-Errno.E2BIG);
            return;
        }
        tables++;
        int fd = kernel.openz(dir, TABLE, Kernel.O_RDONLY);
        if (fd < 0) {
            missed.one(fd);
            return;
        }
        rootListed = false;
        read(fd, dir, own ? 0 : pid, own ? 0 : namespace);
        kernel.close(fd);
        if (rootListed) {
            seen[slot(byRoot)] = byRoot;
        }
    }

    /// Where the key stands, or would stand.
    private int slot(long key) {
        int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & seen.length - 1;
        while (seen[slot] != 0 && seen[slot] != key) {
            slot = slot + 1 & seen.length - 1;
        }
        return slot;
    }

    private boolean seen(long key) {
        int slot = slot(key);
        boolean known = seen[slot] == key;
        if (tables < MOST_TABLES) {
            seen[slot] = key;
        }
        return known;
    }

    /// Goes through the table line by line. A line longer than the buffer is none of a namespace's.
    private void read(int fd, int dir, int pid, long namespace) {
        int have = 0;
        before = spent;
        int n = readOn(fd, 0);
        while (n > 0 || n == -Errno.EINTR) {
            have += Math.max(0, n);
            int from = 0;
            int end = Bytes.find(text, '\n', 0);
            while (end >= 0 && end < have) {
                line(from, end, dir, pid, namespace);
                from = end + 1;
                end = Bytes.find(text, '\n', from);
            }
            have = have == text.length && from == 0 ? 0 : have - from;
            Bytes.copy(text, from, text, 0, have);
            n = readOn(fd, have);
        }
        if (n < 0) {
            missed.one(n);
        }
    }

    /// Reads on to `text[at]`: how much, or -errno.
    private int readOn(int fd, int at) {
        if (tired()) {
            return -Errno.ETIMEDOUT;
        }
        long start = kernel.clock(1, scratch);
        int n = kernel.read(fd, text, at, text.length - at);
        spent += kernel.clock(1, scratch) - start;
        return n;
    }

    /// `36 35 0:4 net:[4026532291] /run/netns/blue rw shared:1 - nsfs nsfs rw`: number, parent, device, root,
    /// place.
    private void line(int from, int end, int dir, int pid, long namespace) {
        int parent = behindBlanks(from, end, 1);
        rootListed |= rootMount != 0 && Bytes.decimal(text, from, parent - 1, Long.MAX_VALUE) == rootMount;
        int root = behindBlanks(parent, end, 2);
        if (end - root < NET.length || !Bytes.at(text, root, NET)) {
            return;
        }
        int place = behindBlanks(root, end, 1);
        long ino = Bytes.decimal(text, root + NET.length, place - 2, Long.MAX_VALUE);
        if (ino <= 0 || !holds(place, end, NSFS)) {
            return;
        }
        if (mounts == MOST) {
            missed.one(-Errno.E2BIG);
            return;
        }
        mounts++;
        int length = pid == 0 ? 0 : Processes.way(path, pid, "/root");
        int inner = length;
        length = unescape(place, end, length);
        if (length == 0) {
            missed.one(-Errno.ENAMETOOLONG);
            return;
        }
        int fd = -1;
        int errno = 0;
        if (!handles.held(ino)) {
            fd = patiently(dir, pid, inner, length);
            errno = Math.max(0, -fd);
            if (fd == -Errno.ENFILE || fd == -Errno.EMFILE || fd == -Errno.ENOMEM || fd == -Errno.EIO) {
                missed.one(fd); // no fault of what lies there
            }
        }
        handles.tell(HandleType.MOUNT, pid, ino, path, length, namespace, errno, Math.max(-1, fd));
    }

    /// Nanoseconds spent with reading and opening, and those before the table that is read now.
    private long spent;

    private long before;

    private boolean tired() {
        return spent - before > PATIENCE || spent > PATIENCE_IN_ALL;
    }

    private final byte[] scratch = new byte[16];

    private int patiently(int dir, int pid, int inner, int length) {
        if (tired()) {
            return -Errno.ETIMEDOUT;
        }
        long start = kernel.clock(1, scratch);
        int fd = open(dir, pid, inner, length);
        spent += kernel.clock(1, scratch) - start;
        return fd;
    }

    /// Opens the namespace at `path[inner, length)` behind the root of the process; of ours where `pid` is 0.
    private int open(int dir, int pid, int inner, int length) {
        int top = pid == 0
                ? kernel.openz(Kernel.AT_FDCWD, TOP, Kernel.O_PATH | kernel.oDirectory())
                : kernel.openz(dir, ROOT, Kernel.O_PATH | kernel.oDirectory());
        if (top < 0) {
            return top;
        }
        Bytes.copy(path, inner, zinner, 0, length - inner);
        zinner[length - inner] = 0;
        int fd = doors.find(top, zinner, 0, SafeOpen.RESOLVE_CACHED);
        kernel.close(top);
        return doors.reopenNamespace(fd);
    }

    private final byte[] zinner = new byte[SMALL + 1];

    /// Where the field begins that stands so many blanks behind `from`; `end` when there are fewer.
    private int behindBlanks(int from, int end, int blanks) {
        int left = blanks;
        int at = from;
        while (at < end && left > 0) {
            if (text[at] == ' ') {
                left--;
            }
            at++;
        }
        return at;
    }

    private boolean holds(int from, int end, byte[] what) {
        for (int i = from; i <= end - what.length; i++) {
            if (Bytes.at(text, i, what)) {
                return true;
            }
        }
        return false;
    }

    /// Writes the field at `from`, in which blanks and their like are `\040`, to `path[at]`: the place behind
    /// it, or 0 when it is too long.
    private int unescape(int from, int end, int at) {
        int to = at;
        int i = from;
        while (i < end && text[i] != ' ' && to - at < SMALL) {
            int c = text[i];
            if (c == '\\' && end - i > 3) {
                c = (text[i + 1] - '0') << 6 | (text[i + 2] - '0') << 3 | text[i + 3] - '0';
                i += 3;
            }
            path[to] = (byte) c;
            to++;
            i++;
        }
        return to - at == SMALL || to == at ? 0 : to;
    }

    void end() {
        missed.tell();
    }
}

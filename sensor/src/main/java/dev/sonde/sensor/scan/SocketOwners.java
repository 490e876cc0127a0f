package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;
import dev.sonde.sensor.netns.Netns;

/// Asks the sockets of other processes to which namespace they belong, and tells of each that belongs to
/// another than its process lives in.
///
/// A socket keeps its namespace when nothing else does. Each is asked once, however many processes share it, by
/// a copy of its fd (pidfd_getfd(2), which takes CAP_SYS_PTRACE): first for the cookie, which costs next to
/// nothing and for nearly all says that it belongs where its process lives; only for the others the kernel is
/// asked for the namespace itself. What was a socket a moment ago may be a file by now whose close never
/// returns: this is why it is done by a process that may be lost.
final class SocketOwners {
    /// So many are asked in one scan; the others are counted.
    private static final int MOST = 1 << 16;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final byte[] EMPTY = {0};
    private static final byte[] PLACE = Bytes.of("sockets in /proc/PID/fd");
    private static final byte[] ALIVE = Bytes.z(Bytes.of("stat"));

    private final Kernel kernel;
    private final Handles handles;

    /// Inodes of those that were asked: an open-addressing table, made when the first is met.
    private long[] asked = new long[0];

    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];
    private final byte[] cookie = new byte[8];
    private final byte[] cookieLength = new byte[4];
    private final Missed missed;
    private int count;

    private int folder;
    private int pid;
    private long lives;
    private int pidfd = -1;
    private boolean refused;

    /// The inode of a namespace and its cookie, as a socket told them last.
    private long knownIno;

    private long knownCookie;

    SocketOwners(Frames frames, Handles handles) {
        this.kernel = handles.kernel();
        this.handles = handles;
        this.missed = new Missed(frames, "pidfd_getfd", PLACE);
    }

    void begin() {
        if (asked.length == 0) {
            asked = new long[2 * MOST];
        }
        // Of a table that nothing stands in, most pages are never touched.
        for (int i = 0; i < asked.length && count > 0; i++) {
            asked[i] = 0;
        }
        missed.begin();
        count = 0;
    }

    /// The sockets from now on are of this process, which lives in the namespace with this inode. `careful`:
    /// none of them is asked.
    void of(int dir, int process, long ino, boolean careful) {
        folder = dir;
        pid = process;
        lives = ino;
        refused = careful;
    }

    /// Socket `fd` of the process, which has this inode.
    void look(int fd, long inode) {
        if (refused || seen(inode)) {
            return;
        }
        if (count == MOST) {
            missed.one(-Errno.E2BIG);
            return;
        }
        count++;
        int process = pidfd();
        int s = process < 0 ? process : kernel.pidfdGet(process, fd);
        if (s < 0) {
            // One refusal is all that there is to learn of this process. -EBADF: it was closed meanwhile.
            missed.one(s == -Errno.EBADF ? -Errno.ENOENT : s);
            refused = s == -Errno.EPERM || s == -Errno.EACCES || s == -Errno.ENOSYS;
            return;
        }
        long told = cookie(s);
        if (told != 0 && lives != 0 && lives == knownIno && told == knownCookie) {
            kernel.close(s);
            return;
        }
        int ns = kernel.ioctl(s, Netns.SIOCGSKNS, 0);
        kernel.close(s);
        int r = ns < 0 ? ns : kernel.statx(ns, EMPTY, AT_EMPTY_PATH, statx);
        if (r < 0) {
            missed.one(r);
            if (ns >= 0) {
                kernel.close(ns);
            }
            return;
        }
        long ino = Kernel.ino(statx);
        if (ino == lives) {
            knownIno = ino;
            knownCookie = told;
            kernel.close(ns);
            return;
        }
        if (handles.held(ino)) {
            kernel.close(ns);
            ns = -1;
        }
        int length = Processes.way(path, pid, "/fd/");
        length = Bytes.digits(path, length, fd);
        handles.tell(HandleType.SOCKET, pid, ino, path, length, inode, 0, ns);
    }

    /// `SO_NETNS_COOKIE`; 0 where it has none.
    private long cookie(int s) {
        Bytes.put32(cookieLength, 0, 8);
        int r = kernel.getsockopt(s, Netns.SOL_SOCKET, Netns.SO_NETNS_COOKIE, cookie, cookieLength);
        return r < 0 ? 0 : Bytes.i64(cookie, 0);
    }

    /// A pidfd of the process, opened when it is first needed, or -errno. That its folder still leads somewhere
    /// says that its number has not been given to another.
    private int pidfd() {
        if (pidfd >= 0) {
            return pidfd;
        }
        pidfd = kernel.pidfd(pid);
        int r = pidfd < 0 ? pidfd : kernel.statx(folder, ALIVE, SafeOpen.AT_STATX_DONT_SYNC, statx);
        if (r < 0) {
            done();
            return r;
        }
        return pidfd;
    }

    /// There are no more of this process.
    void done() {
        if (pidfd >= 0) {
            kernel.close(pidfd);
        }
        pidfd = -1;
    }

    /// Whether this one was asked already. The table is never more than half full.
    private boolean seen(long inode) {
        int slot = (int) (inode * 0x9e3779b97f4a7c15L >>> 32) & asked.length - 1;
        while (asked[slot] != 0 && asked[slot] != inode) {
            slot = slot + 1 & asked.length - 1;
        }
        if (asked[slot] == inode) {
            return true;
        }
        if (count < MOST) {
            asked[slot] = inode;
        }
        return false;
    }

    void end() {
        missed.tell();
    }
}

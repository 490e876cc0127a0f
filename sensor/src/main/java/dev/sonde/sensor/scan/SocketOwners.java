package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Asks the sockets of other processes to which namespace they belong: one HANDLE frame for each that belongs to
/// another than its process lives in.
///
/// A socket keeps its namespace when nothing else does. Each is asked once, however many processes share it, by a
/// copy of its fd (pidfd_getfd(2), which takes CAP_SYS_PTRACE): first for the cookie, which costs next to nothing
/// and for nearly all says that it belongs where its process lives; only for the others the kernel is asked for the
/// namespace itself.
final class SocketOwners {
    /// So many are asked in one scan; the others are counted.
    private static final int MOST = 1 << 16;

    private static final byte[] PLACE = Bytes.of("sockets in /proc/PID/fd");

    private final Kernel kernel;
    private final Scan scan;

    /// Inodes of those that were asked: an open-addressing table, made when the first is met.
    private long[] asked = new long[0];

    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];
    private final Missed missed;
    private int count;

    private int folder;
    private int pid;
    private int lives;
    private int pidfd = -1;
    private boolean refused;

    SocketOwners(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.scan = scan;
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

    /// The sockets from now on are of this process.
    void of(int dir, int process, int number) {
        folder = dir;
        pid = process;
        lives = number;
        refused = false;
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
        long cookie = scan.netns().cookie(s);
        if (cookie != 0 && lives != 0 && cookie == scan.roster().cookie(lives)) {
            kernel.close(s);
            return;
        }
        int ns = scan.netns().of(s);
        kernel.close(s);
        if (ns < 0) {
            missed.one(ns);
            return;
        }
        int length = Processes.way(path, pid, "/fd/");
        length = Bytes.digits(path, length, fd);
        int number = scan.meet(ns, path, length);
        if (number <= 0 || number == lives) {
            return;
        }
        scan.handle(HandleType.SOCKET, number, pid, scan.roster().ino(number), path, length, inode)
                .end();
    }

    /// A pidfd of the process, opened when it is first needed, or -errno. That its folder still leads somewhere says
    /// that its number has not been given to another.
    private int pidfd() {
        if (pidfd >= 0) {
            return pidfd;
        }
        pidfd = kernel.pidfd(pid);
        int r = pidfd < 0 ? pidfd : kernel.statx(folder, ALIVE, 0, statx);
        if (r < 0) {
            done();
            return r;
        }
        return pidfd;
    }

    private static final byte[] ALIVE = Bytes.z(Bytes.of("stat"));

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

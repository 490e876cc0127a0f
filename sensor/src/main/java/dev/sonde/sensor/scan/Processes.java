package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.engine.Engines;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;

/// Reads `/proc`: one PROCESS frame for each process, and what is sent of each namespace that is met for the first
/// time.
///
/// Everything of a process is read by one fd of its folder, which leads to nothing once the process has ended:
/// another that is given its number is not mistaken for it.
final class Processes {
    private static final int SMALL = 4096;
    private static final int STAT_MOST = 1024;
    private static final byte[] FOLDER = Bytes.of("/proc");
    private static final byte[] PROC_SELF = Bytes.z(Bytes.of("/proc/self"));
    private static final byte[] FIRST = Bytes.z(Bytes.of("/proc/1"));
    private static final byte[] HIDDEN = Bytes.of("processes of others");
    private static final byte[] STAT = Bytes.z(Bytes.of("stat"));
    private static final byte[] CMDLINE = Bytes.z(Bytes.of("cmdline"));
    private static final byte[] CGROUP = Bytes.z(Bytes.of("cgroup"));
    private static final byte[] NS_NET = Bytes.z(Bytes.of("ns/net"));
    private static final byte[] NS_USER = Bytes.z(Bytes.of("ns/user"));
    private static final byte[] NET_DEV = Bytes.z(Bytes.of("net/dev"));
    private static final byte[] OWN_USER = Bytes.z(Bytes.of("/proc/self/ns/user"));
    private static final byte[] OWN_NET_DEV = Bytes.z(Bytes.of("/proc/thread-self/net/dev"));

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;
    private final Threads threads;
    private final Descriptors descriptors;
    private final Mounts mounts;

    private final Dirents pids;
    private final byte[] statx = new byte[256];
    private final byte[] path = new byte[SMALL];

    /// Our own pid, as `/proc` counts.
    private int self;

    /// The process of the analysis, which lives in a namespace of its own and is none of the host's; 0: there is none.
    private final int analysis;

    private int bits;
    private int count;

    /// Daemons of container engines: some may live in a mount namespace of their own.
    private final int[] daemons = new int[Engines.MOST_DAEMONS];

    private int daemonCount;

    Processes(Kernel kernel, Frames frames, Scan scan, int analysis) {
        this.analysis = analysis;
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
        this.threads = new Threads(kernel, frames, scan);
        this.descriptors = new Descriptors(kernel, frames, scan);
        this.mounts = new Mounts(kernel, frames, scan);
        this.pids = new Dirents(kernel, 1 << 16);
    }

    int[] daemons() {
        return daemons;
    }

    int daemonCount() {
        return daemonCount;
    }

    /// Sends what the bits ask for: of how many processes.
    int send(int wanted) {
        bits = wanted;
        count = 0;
        int link = kernel.readlink(Kernel.AT_FDCWD, PROC_SELF, path);
        self = link < 0 ? 0 : (int) Bytes.decimal(path, 0, link, Integer.MAX_VALUE);
        int dir = kernel.open(FOLDER, Kernel.O_RDONLY | kernel.oDirectory());
        if (dir < 0) {
            frames.gap("open", FOLDER, -dir);
            return 0;
        }
        if ((bits & ScanBit.TASKS) != 0) {
            threads.begin();
            descriptors.begin();
        }
        if ((bits & ScanBit.MOUNTS) != 0) {
            mounts.begin();
        }
        // While its file is open somewhere, the kernel keeps what it made of a namespace for statx(2). Else it makes
        // and drops that anew for each process, and nearly all live in our user namespace.
        int user = kernel.openz(Kernel.AT_FDCWD, OWN_USER, Kernel.O_RDONLY);
        int unreadable = 0;
        daemonCount = 0;
        pids.of(dir);
        while (pids.next()) {
            long pid = pids.number(Integer.MAX_VALUE);
            if (pid > 0 && pid != analysis && process(dir, (int) pid) == -Errno.EACCES) {
                unreadable++;
            }
        }
        if (pids.error() < 0) {
            frames.gap("getdents64", FOLDER, -pids.error());
        }
        kernel.close(dir);
        if (user >= 0) {
            kernel.close(user);
        }
        if (unreadable > 0) {
            frames.begin(FrameKind.GAP, 0, 128)
                    .string("statx")
                    .string("/proc/PID/ns/net")
                    .failed(Errno.EACCES)
                    .end();
        }
        if ((bits & ScanBit.TASKS) != 0) {
            threads.end();
            descriptors.end();
        }
        if ((bits & ScanBit.MOUNTS) != 0) {
            mounts.end();
        }
        hidden();
        return count;
    }

    /// There always is a first process. Who cannot see it does not see those of others either (hidepid of proc(5)).
    private void hidden() {
        int r = kernel.statx(Kernel.AT_FDCWD, FIRST, 0, statx);
        if (r < 0) {
            frames.gap("hidepid", HIDDEN, -r);
        }
    }

    private int process(int procDir, int pid) {
        path[Bytes.digits(path, 0, pid)] = 0;
        int dir = kernel.openz(procDir, path, Kernel.O_PATH | kernel.oDirectory());
        if (dir == -Errno.ENOENT || dir == -Errno.ESRCH) {
            return 0; // it has ended
        }
        if (dir < 0) {
            scan.gap("open", path, way(path, pid, ""), -dir);
            return dir;
        }
        int errno = kernel.statx(dir, NS_NET, 0, statx);
        if (errno == -Errno.ENOENT || errno == -Errno.ESRCH) {
            kernel.close(dir);
            return 0; // it has ended, or is a zombie, which has no namespace
        }
        long dev = errno < 0 ? 0 : Kernel.dev(statx);
        long ino = errno < 0 ? 0 : Kernel.ino(statx);
        int number = errno < 0 ? 0 : scan.roster().known(ino);
        if (pid == self) {
            // We are a guest in the namespace that was entered last: what counts is where we were started.
            dev = scan.roster().device();
            ino = scan.roster().ino(Origin.OWN);
            number = Origin.OWN;
        } else if (errno == -Errno.EACCES || errno == -Errno.EPERM) {
            int r = kernel.statx(dir, NET_DEV, 0, statx);
            if (r == -Errno.ENOENT || r == -Errno.ESRCH) {
                kernel.close(dir);
                return 0; // a zombie, or it has ended meanwhile
            }
            // The same for all processes of one network namespace. Every user may see it, where the namespace itself is
            // closed to all but its owner.
            ino = r < 0 ? 0 : Kernel.ino(statx);
            if (ino != 0 && ino == ownGroup()) {
                errno = 0;
                dev = scan.roster().device();
                ino = scan.roster().ino(Origin.OWN);
                number = Origin.OWN;
            } else if (ino != 0) {
                number = scan.unseen(path, way(path, pid, "/net"), ino, -errno);
            }
        }
        if (errno == 0 && number == 0) {
            number = enter(dir, pid);
            ino = number == 0 ? ino : scan.roster().ino(number);
        }
        int threadCount = frame(dir, pid, number, dev, ino, errno);
        if ((bits & ScanBit.TASKS) != 0 && pid != self) {
            if (threadCount > 1) {
                threads.look(dir, pid, ino);
            }
            descriptors.look(dir, pid, number);
        }
        if ((bits & ScanBit.MOUNTS) != 0) {
            mounts.look(dir, pid, pid == self);
        }
        kernel.close(dir);
        return errno;
    }

    /// The inode of our own `net/dev`; 0: not known yet.
    private long own;

    private long ownGroup() {
        if (own == 0 && !scan.netns().away()) {
            own = kernel.statx(Kernel.AT_FDCWD, OWN_NET_DEV, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        }
        return own;
    }

    /// The namespace of the process, met now: its number, or 0.
    private int enter(int dir, int pid) {
        int fd = kernel.openz(dir, NS_NET, Kernel.O_RDONLY);
        int end = way(path, pid, "/ns/net");
        if (fd >= 0) {
            return Math.max(0, scan.meet(fd, path, end));
        }
        if (fd != -Errno.ENOENT && fd != -Errno.ESRCH) {
            scan.gap("open", path, end, -fd);
        }
        return 0;
    }

    /// Sends the PROCESS frame, if it was asked for; gives how many threads the process has.
    private int frame(int dir, int pid, int number, long dev, long ino, int errno) {
        long user = kernel.statx(dir, NS_USER, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        frames.begin(FrameKind.PROCESS, number, 3 * SMALL);
        frames.u32(pid).u32(0).u64(dev).u64(ino).u64(user);
        int stat = frames.at() + 4;
        frames.file(dir, STAT, STAT_MOST);
        int threadCount = threadCount(frames.buffer(), stat, frames.at());
        if ((bits & ScanBit.PROCESSES) == 0) {
            frames.cancel();
            return threadCount;
        }
        if (daemonCount < daemons.length && Engines.daemon(frames.buffer(), stat, frames.at())) {
            daemons[daemonCount] = pid;
            daemonCount++;
        }
        frames.file(dir, CMDLINE, STAT_MOST).file(dir, CGROUP, SMALL);
        if (errno < 0) {
            frames.failed(-errno);
        }
        frames.end();
        count++;
        return threadCount;
    }

    /// Field 20 of `/proc/PID/stat`, `num_threads`; the second is a name in parentheses that may hold anything.
    private static int threadCount(byte[] b, int from, int end) {
        int at = end - 1;
        while (at > from && b[at] != ')') {
            at--;
        }
        int field = 2;
        int begin = at + 1;
        for (int i = at + 1; i < end && field < 20; i++) {
            if (b[i] == ' ') {
                field++;
                begin = i + 1;
            }
        }
        int last = begin;
        while (last < end && b[last] != ' ') {
            last++;
        }
        // What cannot be read is looked at: there may be threads.
        return field < 20 ? 2 : (int) Math.max(1, Bytes.decimal(b, begin, last, Integer.MAX_VALUE));
    }

    /// Writes `/proc/PID` and the file into `to`; its length.
    static int way(byte[] to, int pid, String file) {
        int end = put(to, 0, "/proc/");
        end = Bytes.digits(to, end, pid);
        return put(to, end, file);
    }

    /// Writes ASCII at `at`; the place behind it.
    static int put(byte[] to, int at, String s) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            to[at + i] = (byte) s.charAt(i);
        }
        return at + length;
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.reader.Job;
import dev.sonde.sensor.reader.Reader;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// Reads `/proc`: a record for each process, and for each way into a namespace that it or what it holds is.
///
/// Everything of a process is read by one fd of its folder, which leads to nothing once the process has ended:
/// another that is given its number is not mistaken for it.
///
/// What a process has in its memory and its descriptors may block whoever looks at it. Where it did, [Careful]
/// knows whose it was, and of those only that is read which the kernel itself keeps.
final class Processes implements Job {
    private static final int SMALL = 4096;
    private static final int STAT_MOST = 1024;
    private static final byte[] FOLDER = Bytes.of("/proc");
    private static final byte[] FIRST = Bytes.z(Bytes.of("/proc/1"));
    private static final byte[] HIDDEN = Bytes.of("processes of others");
    private static final byte[] STAT = Bytes.z(Bytes.of("stat"));
    private static final byte[] CMDLINE = Bytes.z(Bytes.of("cmdline"));
    private static final byte[] CGROUP = Bytes.z(Bytes.of("cgroup"));
    private static final byte[] NS_NET = Bytes.z(Bytes.of("ns/net"));
    private static final byte[] NS_USER = Bytes.z(Bytes.of("ns/user"));
    private static final byte[] NET_DEV = Bytes.z(Bytes.of("net/dev"));
    private static final byte[] OWN_USER = Bytes.z(Bytes.of("/proc/self/ns/user"));

    private final Kernel kernel;
    private final Frames frames;
    private final Handles handles;
    private final Reader reader;
    private final Careful careful;
    private final Threads threads;
    private final Descriptors descriptors;
    private final Mounts mounts;

    private final Dirents pids;
    private final Record record = new Record();
    private final byte[] statx = new byte[256];
    private final byte[] path = new byte[SMALL];

    /// The three files of a process, one behind the other.
    private final byte[] files = new byte[2 * STAT_MOST + SMALL];

    private int self;
    private int child;

    /// The process of the analysis, which lives in a namespace of its own and is none of the host's; 0: there is none.
    private final int analysis;

    private int bits;
    private int from;
    private Report out;
    private int unreadable;

    Processes(Kernel kernel, Frames frames, Handles handles, Reader reader, Careful careful, int analysis) {
        this.analysis = analysis;
        this.kernel = kernel;
        this.frames = frames;
        this.handles = handles;
        this.reader = reader;
        this.careful = careful;
        this.threads = new Threads(frames, handles);
        this.descriptors = new Descriptors(frames, handles);
        this.mounts = new Mounts(frames, handles);
        this.pids = new Dirents(kernel, 1 << 16);
        this.unread = new Missed(frames, "read", Bytes.of("/proc/PID/stat"));
    }

    /// What is to be read: `wanted` are bits of SCAN, `own` our pid as `/proc` counts. From this process on: of
    /// it was told already, but perhaps not of all that it holds; 0: from the first on.
    void begin(int wanted, int own, int process) {
        bits = wanted;
        self = own;
        from = process;
    }

    @Override
    @Opens("folders and files of procfs")
    public void run(Report report) {
        out = report;
        handles.to(report);
        unreadable = 0;
        unread.begin();
        int dir = kernel.open(FOLDER, Kernel.O_RDONLY | kernel.oDirectory());
        if (dir < 0) {
            frames.gap("open", FOLDER, -dir);
            return;
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
        child = 0;
        pids.of(dir);
        while (pids.next()) {
            long pid = pids.number(Integer.MAX_VALUE);
            boolean told = pid > 0 && pid >= from && pid != analysis;
            if (told && process(dir, (int) pid) == -Errno.EACCES) {
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
        unread.tell();
        if (unreadable > 0) {
            frames.gap("statx", Bytes.of("/proc/PID/ns/net"), Errno.EACCES);
        }
        if ((bits & ScanBit.TASKS) != 0) {
            threads.end();
            descriptors.end();
        }
        if ((bits & ScanBit.MOUNTS) != 0) {
            mounts.end();
        }
        hidden();
    }

    /// There always is a first process. Who cannot see it does not see those of others either (hidepid of
    /// proc(5)).
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
            int length = way(path, pid, "");
            frames.gap("open", path, length, -dir);
            return dir;
        }
        if (child == 0) {
            Record here = reader.whereabouts(record, dir);
            child = here.number;
            out.take(here);
        }
        int r = pid == child && pid != self ? 0 : inside(dir, pid);
        kernel.close(dir);
        return r;
    }

    /// 0, or why its namespace may not be seen.
    private int inside(int dir, int pid) {
        int errno = kernel.statx(dir, NS_NET, 0, statx);
        if (errno == -Errno.ENOENT || errno == -Errno.ESRCH) {
            return 0; // it has ended, or is a zombie, which has no namespace
        }
        long dev = errno < 0 ? 0 : Kernel.dev(statx);
        long ino = errno < 0 ? 0 : Kernel.ino(statx);
        long lives = ino;
        if (pid != self && (errno == -Errno.EACCES || errno == -Errno.EPERM)) {
            int r = kernel.statx(dir, NET_DEV, 0, statx);
            if (r == -Errno.ENOENT || r == -Errno.ESRCH) {
                return 0; // a zombie, or it has ended meanwhile
            }
            ino = r < 0 ? 0 : Kernel.ino(statx);
        }
        boolean gently = careful.of(dir, pid, lives);
        int threadCount = tell(dir, pid, dev, ino, errno, gently);
        if ((bits & ScanBit.TASKS) != 0 && pid != self) {
            if (threadCount > 1) {
                threads.look(dir, pid, lives);
            }
            descriptors.look(dir, pid, lives, gently);
        }
        if ((bits & ScanBit.MOUNTS) != 0) {
            mounts.look(dir, pid, pid == self);
        }
        return errno;
    }

    /// Sends the record of the process; gives how many threads it has.
    private int tell(int dir, int pid, long dev, long ino, int errno, boolean gently) {
        long user = kernel.statx(dir, NS_USER, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        cut = false;
        int stat = file(dir, STAT, 0, STAT_MOST);
        int threadCount = threadCount(files, 0, stat);
        if (pid == from) {
            return threadCount; // it was told of before
        }
        int fd = -1;
        if (errno == 0 && pid != self && !handles.held(ino)) {
            fd = enter(dir, pid, ino);
        }
        boolean wanted = (bits & ScanBit.PROCESSES) != 0;
        if (!wanted && fd < 0 && errno == 0) {
            return threadCount;
        }
        int cmdline = wanted && !gently ? file(dir, CMDLINE, stat, STAT_MOST) : 0;
        int cgroup = wanted ? file(dir, CGROUP, stat + cmdline, SMALL) : 0;
        frames.pass();
        record.begin(Handles.PROCESS);
        record.number = pid;
        record.errno = -errno;
        record.a = ino;
        record.b = dev;
        record.c = user;
        record.flags = cut || gently ? 1 : 0;
        record.text(files, 0, stat);
        record.second = cmdline;
        record.third = cgroup;
        record.fd = fd;
        out.take(record);
        return threadCount;
    }

    /// The namespace of the process: an fd, or -1, and said.
    @Opens("folders and files of procfs")
    private int enter(int dir, int pid, long ino) {
        int fd = kernel.openz(dir, NS_NET, Kernel.O_RDONLY);
        if (fd >= 0) {
            handles.sending(ino);
            return fd;
        }
        if (fd != -Errno.ENOENT && fd != -Errno.ESRCH) {
            int end = way(path, pid, "/ns/net");
            frames.gap("open", path, end, -fd);
        }
        return -1;
    }

    /// Whether a file of the process is longer than what is told of it, or could not be read.
    private boolean cut;

    /// Reads a file of the process to `files[at]`: its length, at most `limit`.
    @Opens("folders and files of procfs")
    private int file(int dir, byte[] name, int at, int limit) {
        int fd = kernel.openz(dir, name, Kernel.O_RDONLY | Kernel.O_NONBLOCK);
        int length = 0;
        int r = fd < 0 ? fd : 1;
        while (fd >= 0 && (r > 0 || r == -Errno.EINTR) && length < limit) {
            r = kernel.read(fd, files, at + length, limit - length);
            length += Math.max(0, r);
        }
        if (r > 0) {
            r = kernel.read(fd, more, 0, 1);
            cut = cut || r != 0;
        } else if (r < 0 && r != -Errno.ENOENT && r != -Errno.ESRCH) {
            cut = true;
            unread.one(r);
        }
        if (fd >= 0) {
            kernel.close(fd);
        }
        return length;
    }

    /// Files of processes, `stat` and those beside it.
    private final Missed unread;

    private final byte[] more = new byte[1];

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

package dev.sonde.sensor.lab;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.sensor.frames.Inbox;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;

/// Where the labs of a user are written down: `NAME.pid` holds the pid of the lab's keeper and the time of its start,
/// `NAME.json` the document that the lab's maker stored.
///
/// Root's are in `/run/sonde/lab`, others' in `$XDG_RUNTIME_DIR/sonde/lab` or `/tmp/sonde-UID/lab`: folders of mode
/// 0700 that belong to the user; what others could have made or written is refused.
public final class Registry {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int SIGKILL = 9;
    private static final int POLLIN = 1;

    private final Kernel kernel;

    /// The folder's fd once [#open] was called.
    private int dir = -1;

    private byte[] path = Bytes.NONE;

    private final byte[] stat = new byte[1024];
    private final byte[] small = new byte[64];
    private final byte[] proc = new byte[64];

    /// What the `NAME.pid` that was read last says.
    private int pid;

    private long started;

    Registry(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Where it is, for messages; known after [#open].
    byte[] path() {
        return path;
    }

    int dir() {
        return dir;
    }

    /// Opens the folder, and makes it where `make` says so: 0, or -errno.
    @Opens("files of a folder that is ours and in which nobody else may write, and of procfs")
    int open(boolean make) {
        int uid = kernel.geteuid();
        byte[] base = Bytes.of("/run");
        byte[] first = Bytes.of("sonde");
        if (uid != 0) {
            base = environment("XDG_RUNTIME_DIR=");
            if (base.length == 0) {
                byte[] digits = new byte[12];
                int n = Bytes.digits(digits, 0, uid & 0xffffffffL);
                base = Bytes.of("/tmp");
                first = Bytes.join(Bytes.of("sonde-"), Bytes.sub(digits, 0, n));
            }
        }
        byte[] slash = {'/'};
        byte[] second = Bytes.of("lab");
        path = Bytes.join(Bytes.join(Bytes.join(base, slash), Bytes.join(first, slash)), second);
        int top = kernel.open(base, Kernel.O_RDONLY | kernel.oDirectory());
        if (top < 0) {
            return top;
        }
        int middle = folder(top, Bytes.z(first), make, uid);
        kernel.close(top);
        if (middle < 0) {
            return middle;
        }
        dir = folder(middle, Bytes.z(second), make, uid);
        kernel.close(middle);
        return Math.min(dir, 0);
    }

    /// Closes the folder, and removes it and the one around it when they are empty.
    void close() {
        kernel.close(dir);
        dir = -1;
        int slash = path.length - 1;
        while (slash > 0 && path[slash] != '/') {
            slash--;
        }
        if (kernel.rmdir(Bytes.z(path)) == 0) {
            kernel.rmdir(Bytes.z(Bytes.sub(path, 0, slash)));
        }
    }

    private byte[] environment(String name) {
        byte[][] all = kernel.sys().environ();
        for (int i = 0; i < all.length; i++) {
            if (Bytes.starts(all[i], name)) {
                return Bytes.sub(all[i], name.length(), all[i].length - name.length());
            }
        }
        return Bytes.NONE;
    }

    /// A folder of ours inside another: its fd, or -errno (`-EPERM`: it belongs to somebody else, or others may write).
    @Opens("files of a folder that is ours and in which nobody else may write, and of procfs")
    private int folder(int parent, byte[] zname, boolean make, int uid) {
        if (make) {
            int r = kernel.mkdir(parent, zname, 0700);
            if (r < 0 && r != -Errno.EEXIST) {
                return r;
            }
        }
        int fd = kernel.openz(parent, zname, Kernel.O_RDONLY | kernel.oDirectory() | kernel.oNofollow());
        if (fd < 0) {
            return fd;
        }
        byte[] statx = new byte[256];
        byte[] empty = {0};
        int r = kernel.statx(fd, empty, AT_EMPTY_PATH, statx);
        if (r == 0 && (Kernel.uid(statx) != uid || (Kernel.mode(statx) & 022) != 0)) {
            r = -Errno.EPERM;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// Whether it may be the name of a lab: `[A-Za-z0-9][A-Za-z0-9._-]{0,31}`.
    static boolean name(byte[] b, int at, int length) {
        if (length < 1 || length > Limits.LAB_NAME) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int c = b[at + i];
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && (i == 0 || c != '.' && c != '_' && c != '-')) {
                return false;
            }
        }
        return true;
    }

    /// Whether the request is such a name.
    public static boolean named(Inbox inbox, int length) {
        int at = Header.SIZE;
        return inbox.string(at, length, Limits.LAB_NAME) && name(inbox.b, at + 4, Bytes.i32(inbox.b, at));
    }

    static byte[] file(byte[] name, String suffix) {
        return Bytes.z(Bytes.join(name, Bytes.of(suffix)));
    }

    /// Takes the name for a new lab: an fd of its `NAME.pid`, locked until it is closed or this process ends; or
    /// `-EEXIST`: there is such a lab; `-EAGAIN`: somebody is making or removing it just now.
    int claim(byte[] name) {
        byte[] zfile = file(name, ".pid");
        int fd = locked(zfile, Kernel.O_CREAT);
        if (fd < 0) {
            return fd;
        }
        read(fd);
        if (alive()) {
            kernel.close(fd);
            return -Errno.EEXIST;
        }
        return fd;
    }

    /// Takes a lab that is there, so that nobody else changes it meanwhile: 0 and [#held], or `-ENOENT`, `-ESRCH` when
    /// its keeper is dead, `-EAGAIN` while another holds it. The lock ends with this process.
    int hold(byte[] name) {
        int fd = locked(file(name, ".pid"), 0);
        if (fd < 0) {
            return fd;
        }
        read(fd);
        if (!alive()) {
            kernel.close(fd);
            return -Errno.ESRCH;
        }
        return 0;
    }

    /// The keeper of the lab that [#hold] took.
    int held() {
        return pid;
    }

    /// Opens and locks a file, which is still the one of that name afterwards.
    @Bounded("eight tries")
    @Opens("files of a folder that is ours and in which nobody else may write, and of procfs")
    private int locked(byte[] zfile, int create) {
        byte[] mine = new byte[256];
        byte[] now = new byte[256];
        byte[] empty = {0};
        int r = -Errno.EAGAIN;
        for (int attempt = 0; attempt < 8; attempt++) {
            int fd = kernel.openz(dir, zfile, Kernel.O_RDWR | create | kernel.oNofollow(), 0600);
            if (fd < 0) {
                return fd;
            }
            r = kernel.lock(fd);
            if (r == 0) {
                int a = kernel.statx(fd, empty, AT_EMPTY_PATH, mine);
                int b = kernel.statx(dir, zfile, 0, now);
                if (a == 0 && b == 0 && Kernel.ino(mine) == Kernel.ino(now)) {
                    return fd;
                }
                r = -Errno.EAGAIN;
            }
            kernel.close(fd);
            if (r != -Errno.EAGAIN) {
                return r;
            }
        }
        return r;
    }

    /// Writes down who keeps the lab of this `NAME.pid`: 0 or -errno.
    int record(int fd, int keeper) {
        long start = start(keeper);
        if (start < 0) {
            return -Errno.ESRCH;
        }
        int n = Bytes.digits(small, 0, keeper);
        small[n] = ' ';
        n = Bytes.digits(small, n + 1, start);
        small[n] = '\n';
        int r = kernel.ftruncate(fd, 0);
        if (r == 0) {
            r = kernel.seek(fd, 0);
        }
        if (r == 0) {
            r = kernel.write(fd, small, 0, n + 1);
        }
        return r < 0 ? r : r == n + 1 ? 0 : -Errno.ENOSPC;
    }

    /// Reads `PID START` of an open `NAME.pid`; both are 0 when it says nothing.
    private void read(int fd) {
        pid = 0;
        started = 0;
        kernel.seek(fd, 0);
        int n = kernel.readAll(fd, small, 0);
        if (n <= 0) {
            return;
        }
        int blank = Bytes.find(small, ' ', 0);
        int end = Bytes.find(small, '\n', 0);
        if (blank < 0 || end < blank || end >= n) {
            return;
        }
        long p = Bytes.decimal(small, 0, blank, Integer.MAX_VALUE);
        long s = Bytes.decimal(small, blank + 1, end, Long.MAX_VALUE);
        if (p > 1 && s >= 0) {
            pid = (int) p;
            started = s;
        }
    }

    /// Whether the process that was written down is still that one.
    private boolean alive() {
        return pid != 0 && start(pid) == started;
    }

    /// The keeper of the lab whose file this is: its pid, or 0 when it is dead or nothing is known.
    @Opens("files of a folder that is ours and in which nobody else may write, and of procfs")
    int keeper(byte[] zfile) {
        int fd = kernel.openz(dir, zfile, Kernel.O_RDONLY | kernel.oNofollow());
        if (fd < 0) {
            return 0;
        }
        read(fd);
        kernel.close(fd);
        return alive() ? pid : 0;
    }

    /// `starttime`, field 22 of `/proc/PID/stat`; -1 when there is no such process, or only what is left of it.
    @Opens("files of a folder that is ours and in which nobody else may write, and of procfs")
    private long start(int process) {
        Bytes.copy(PROC, 0, proc, 0, 6);
        int end = Bytes.digits(proc, 6, process);
        Bytes.copy(STAT, 0, proc, end, 6);
        int fd = kernel.openz(Kernel.AT_FDCWD, proc, Kernel.O_RDONLY);
        if (fd < 0) {
            return -1;
        }
        int n = kernel.readAll(fd, stat, 0);
        kernel.close(fd);
        // The second field is the process's own choice: what follows its last bracket is the kernel's.
        int at = n - 1;
        while (at >= 0 && stat[at] != ')') {
            at--;
        }
        if (at < 0 || at + 2 >= n || stat[at + 2] == 'Z' || stat[at + 2] == 'X') {
            return -1;
        }
        int field = 2;
        int from = at + 1;
        while (field < 22) {
            from++;
            if (from >= n) {
                return -1;
            }
            if (stat[from - 1] == ' ') {
                field++;
            }
        }
        int to = from;
        while (to < n && stat[to] != ' ') {
            to++;
        }
        return Bytes.decimal(stat, from, to, Long.MAX_VALUE);
    }

    private static final byte[] PROC = {'/', 'p', 'r', 'o', 'c', '/'};
    private static final byte[] STAT = {'/', 's', 't', 'a', 't', 0};

    /// Ends the lab and everything of it: 0 when nothing is left; `-ENOENT` when there was none; else -errno.
    ///
    /// The keeper is the first process of a pid namespace: the kernel ends all others with it, and says that it has
    /// ended only when they are gone.
    @Bounded("five seconds of tries")
    int down(byte[] name) {
        byte[] zfile = file(name, ".pid");
        int r = kill(zfile);
        if (r < 0) {
            return r;
        }
        // Whoever makes this lab just now loses its keeper, gives up and lets the lock go.
        int fd = locked(zfile, 0);
        for (int i = 0; i < 500 && fd == -Errno.EAGAIN; i++) {
            kernel.sleep(10);
            kill(zfile);
            fd = locked(zfile, 0);
        }
        if (fd < 0) {
            return fd;
        }
        r = kill(zfile);
        if (r == 0) {
            kernel.unlink(dir, file(name, ".json"));
            kernel.unlink(dir, file(name, ".json~"));
            r = kernel.unlink(dir, zfile);
        }
        kernel.close(fd);
        return r;
    }

    /// Ends the keeper that the file names, and waits until it is gone: 0, or -errno.
    private int kill(byte[] zfile) {
        int keeper = keeper(zfile);
        if (keeper == 0) {
            return 0;
        }
        int pidfd = kernel.pidfd(keeper);
        if (pidfd == -Errno.ESRCH) {
            return 0;
        }
        if (pidfd < 0) {
            return pidfd;
        }
        // Now that the fd holds it, the number cannot be another's: is it still the one that was written down?
        int r = alive() ? kernel.pidfdSignal(pidfd, SIGKILL) : 0;
        if (r == 0) {
            r = gone(pidfd);
        }
        kernel.close(pidfd);
        return r == -Errno.ESRCH ? 0 : r;
    }

    /// Waits until the process has ended, a minute at most: with it end all those of the lab, thousands perhaps.
    private int gone(int pidfd) {
        byte[] poll = new byte[8];
        Bytes.put32(poll, 0, pidfd);
        poll[4] = POLLIN;
        byte[] deadline = new byte[16];
        deadline[0] = 60;
        int r = kernel.poll(poll, deadline);
        while (r == -Errno.EINTR) {
            r = kernel.poll(poll, deadline);
        }
        return r == 0 ? -Errno.ETIMEDOUT : Math.min(r, 0);
    }
}

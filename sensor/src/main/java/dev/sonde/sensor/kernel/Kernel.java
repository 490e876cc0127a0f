package dev.sonde.sensor.kernel;

import dev.sonde.protocol.Errno;

/// System calls by name, each a thin form of [Sys#call]: the C prototype stands in its comment.
///
/// Every method gives a result that is not negative, or `-errno`. `EINTR` is handed on where a signal means
/// something to the caller, and retried where it cannot.
public final class Kernel {
    public static final int AT_FDCWD = -100;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    /// `O_DIRECTORY` and `O_NOFOLLOW` differ between x86-64 and aarch64; [#oDirectory] knows.
    public static final int O_CLOEXEC = 02000000;

    public static final int O_PATH = 010000000;

    /// Whether the machine is aarch64, where some flags of open(2) have other values.
    private final boolean arm;

    private final Sys sys;

    /// For [#reap], which loops call.
    private final byte[] status = new byte[4];

    public Kernel(Sys sys) {
        this.sys = sys;
        this.arm = sys.arm();
    }

    public Sys sys() {
        return sys;
    }

    public int oDirectory() {
        return arm ? 040000 : 0200000;
    }

    public int oNofollow() {
        return arm ? 0100000 : 0400000;
    }

    /// `int openat(int dirfd, const char *path, int flags, mode_t mode)`; always close-on-exec.
    public int openat(int dir, byte[] path, int flags, int mode) {
        return openz(dir, Bytes.z(path), flags, mode);
    }

    public int open(byte[] path, int flags) {
        return openat(AT_FDCWD, path, flags, 0);
    }

    /// As [#openat] with a path that already ends in NUL, for loops, which must not allocate.
    public int openz(int dir, byte[] zpath, int flags) {
        return openz(dir, zpath, flags, 0);
    }

    public int openz(int dir, byte[] zpath, int flags, int mode) {
        int r = -Errno.EINTR;
        while (r == -Errno.EINTR) {
            r = (int) sys.call(Nr.OPENAT, 1, zpath, 0, -1, Bytes.NONE, dir, 0, flags | O_CLOEXEC, mode, 0, 0);
        }
        return r;
    }

    /// `int close(int fd)`
    public int close(int fd) {
        return (int) sys.call(Nr.CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /// `ssize_t read(int fd, void *buf, size_t count)` into `b[at, at + length)`.
    public int read(int fd, byte[] b, int at, int length) {
        if (at < 0 || length < 0 || at > b.length - length) {
            return -Errno.EINVAL;
        }
        return (int) sys.call(Nr.READ, 1, b, at, -1, Bytes.NONE, fd, 0, length, 0, 0, 0);
    }

    /// `ssize_t write(int fd, const void *buf, size_t count)` from `b[at, at + length)`.
    public int write(int fd, byte[] b, int at, int length) {
        if (at < 0 || length < 0 || at > b.length - length) {
            return -Errno.EINVAL;
        }
        return (int) sys.call(Nr.WRITE, 1, b, at, -1, Bytes.NONE, fd, 0, length, 0, 0, 0);
    }

    /// Reads until `b` is full from `at`, the end of the file, or an error: how many bytes were read in all, or -errno.
    public int readAll(int fd, byte[] b, int at) {
        int n = at;
        while (n < b.length) {
            int r = read(fd, b, n, b.length - n);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r < 0) {
                return r;
            }
            if (r == 0) {
                break;
            }
            n += r;
        }
        return n - at;
    }

    /// `int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *buf)`; `out` has 256 bytes.
    public int statx(int dir, byte[] zpath, int flags, byte[] out) {
        return (int) sys.call(Nr.STATX, 1, zpath, 0, 4, out, dir, 0, flags, 0x7ff, 0, 0);
    }

    /// `stx_ino` of a `struct statx`.
    public static long ino(byte[] statx) {
        return Bytes.i64(statx, 0x20);
    }

    /// `stx_dev_major << 32 | stx_dev_minor` of a `struct statx`.
    public static long dev(byte[] statx) {
        return Bytes.u32(statx, 0x88) << 32 | Bytes.u32(statx, 0x8c);
    }

    /// `stx_mnt_id` of a `struct statx`: which mount it lies on.
    public static long mount(byte[] statx) {
        return Bytes.i64(statx, 0x90);
    }

    /// `stx_size` of a `struct statx`: bytes.
    public static long size(byte[] statx) {
        return Bytes.i64(statx, 0x28);
    }

    /// `stx_mode` of a `struct statx`: type and permissions.
    public static int mode(byte[] statx) {
        return Bytes.u16(statx, 0x1c);
    }

    /// `stx_uid` of a `struct statx`.
    public static int uid(byte[] statx) {
        return Bytes.i32(statx, 0x14);
    }

    /// `stx_gid` of a `struct statx`.
    public static int gid(byte[] statx) {
        return Bytes.i32(statx, 0x18);
    }

    /// `int fstatfs(int fd, struct statfs *buf)`; `out` has 120 bytes, `f_type` is the first eight.
    public int fstatfs(int fd, byte[] out) {
        return (int) sys.call(Nr.FSTATFS, 1, out, 0, -1, Bytes.NONE, fd, 0, 0, 0, 0, 0);
    }

    /// `ssize_t readlinkat(int dirfd, const char *path, char *buf, size_t size)`
    public int readlink(int dir, byte[] zpath, byte[] out) {
        return (int) sys.call(Nr.READLINKAT, 1, zpath, 0, 2, out, dir, 0, 0, out.length, 0, 0);
    }

    /// `ssize_t getdents64(int fd, void *dirp, size_t count)`
    public int getdents(int fd, byte[] out) {
        return (int) sys.call(Nr.GETDENTS64, 1, out, 0, -1, Bytes.NONE, fd, 0, out.length, 0, 0, 0);
    }

    /// `int setns(int fd, int nstype)`
    public int setns(int fd, int type) {
        return (int) sys.call(Nr.SETNS, fd, type, 0, 0, 0, 0);
    }

    /// `int unshare(int flags)`
    public int unshare(int flags) {
        return (int) sys.call(Nr.UNSHARE, flags, 0, 0, 0, 0, 0);
    }

    /// `int socket(int domain, int type, int protocol)`; always close-on-exec.
    public int socket(int domain, int type, int protocol) {
        return (int) sys.call(Nr.SOCKET, domain, type | O_CLOEXEC, protocol, 0, 0, 0);
    }

    /// `int socketpair(int domain, int type, int protocol, int sv[2])`; `out` has 8 bytes.
    public int socketpair(int domain, int type, byte[] out) {
        return (int) sys.call(Nr.SOCKETPAIR, 3, out, 0, -1, Bytes.NONE, domain, type | O_CLOEXEC, 0, 0, 0, 0);
    }

    public int bind(int fd, byte[] address) {
        return (int) sys.call(Nr.BIND, 1, address, 0, -1, Bytes.NONE, fd, 0, address.length, 0, 0, 0);
    }

    public int connect(int fd, byte[] address) {
        return (int) sys.call(Nr.CONNECT, 1, address, 0, -1, Bytes.NONE, fd, 0, address.length, 0, 0, 0);
    }

    /// `ssize_t send(int fd, const void *buf, size_t len, int flags)` from `b[at, at + length)`.
    public int send(int fd, byte[] b, int at, int length, int flags) {
        if (at < 0 || length < 0 || at > b.length - length) {
            return -Errno.EINVAL;
        }
        return (int) sys.call(Nr.SENDTO, 1, b, at, -1, Bytes.NONE, fd, 0, length, flags, 0, 0);
    }

    /// `ssize_t recv(int fd, void *buf, size_t len, int flags)` into `b[at, b.length)`.
    public int recv(int fd, byte[] b, int at, int flags) {
        if (at < 0 || at > b.length) {
            return -Errno.EINVAL;
        }
        return (int) sys.call(Nr.RECVFROM, 1, b, at, -1, Bytes.NONE, fd, 0, b.length - at, flags, 0, 0);
    }

    /// `ssize_t sendto(int fd, const void *buf, size_t len, int flags, const struct sockaddr *to, socklen_t size)`
    public int sendto(int fd, byte[] b, int length, int flags, byte[] to) {
        if (length < 0 || length > b.length) {
            return -Errno.EINVAL;
        }
        return (int) sys.call(Nr.SENDTO, 1, b, 0, 4, to, fd, 0, length, flags, 0, to.length);
    }

    /// `int getsockname(int fd, struct sockaddr *address, socklen_t *length)`; `length` has 4 bytes.
    public int getsockname(int fd, byte[] address, byte[] length) {
        Bytes.put32(length, 0, address.length);
        return (int) sys.call(Nr.GETSOCKNAME, 1, address, 0, 2, length, fd, 0, 0, 0, 0, 0);
    }

    public int setsockopt(int fd, int level, int option, byte[] value) {
        return (int) sys.call(Nr.SETSOCKOPT, 3, value, 0, -1, Bytes.NONE, fd, level, option, 0, value.length, 0);
    }

    /// `int getsockopt(int fd, int level, int option, void *value, socklen_t *length)`; `length` has 4 bytes.
    public int getsockopt(int fd, int level, int option, byte[] value, byte[] length) {
        return (int) sys.call(Nr.GETSOCKOPT, 3, value, 0, 4, length, fd, level, option, 0, 0, 0);
    }

    /// The same into `value` from `at` on, where there have to be as many bytes as `length` says.
    public int getsockopt(int fd, int level, int option, byte[] value, int at, byte[] length) {
        int n = Bytes.i32(length, 0);
        if (at < 0 || n < 0 || at > value.length - n) {
            return -Errno.EINVAL;
        }
        return (int) sys.call(Nr.GETSOCKOPT, 3, value, at, 4, length, fd, level, option, 0, 0, 0);
    }

    /// `int ioctl(int fd, unsigned long request)` with a plain number as its argument.
    public int ioctl(int fd, long request, long argument) {
        return (int) sys.call(Nr.IOCTL, fd, request, argument, 0, 0, 0);
    }

    /// `int ioctl(int fd, unsigned long request, void *argument)`
    public int ioctl(int fd, long request, byte[] argument) {
        return (int) sys.call(Nr.IOCTL, 2, argument, 0, -1, Bytes.NONE, fd, request, 0, 0, 0, 0);
    }

    /// `int ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout, const sigset_t *mask)`; without end
    /// when `timespec` is empty.
    public int poll(byte[] pollfds, byte[] timespec) {
        int yi = timespec.length == 0 ? -1 : 2;
        return (int) sys.call(Nr.PPOLL, 0, pollfds, 0, yi, timespec, 0, pollfds.length / 8, 0, 0, 8, 0);
    }

    /// `pid_t wait4(pid_t pid, int *status, int options, NULL)`; `status` has 4 bytes.
    public int wait(int pid, byte[] status, int options) {
        return (int) sys.call(Nr.WAIT4, 1, status, 0, -1, Bytes.NONE, pid, 0, options, 0, 0, 0);
    }

    /// What [#reap] takes from a result when a signal ended the child: below every exit status.
    public static final int SIGNALLED = 512;

    /// Waits for a child to end: 0, or minus its exit status, or minus [#SIGNALLED] minus the signal that ended it.
    public int reap(int child) {
        int r = wait(child, status, 0);
        while (r == -Errno.EINTR) {
            r = wait(child, status, 0);
        }
        if (r < 0) {
            return r;
        }
        int s = Bytes.i32(status, 0);
        int signal = s & 0x7f;
        return signal != 0 ? -SIGNALLED - signal : -(s >> 8 & 0xff);
    }

    public int kill(int pid, int signal) {
        return (int) sys.call(Nr.KILL, pid, signal, 0, 0, 0, 0);
    }

    /// `int prctl(int option, ...)`
    public int prctl(int option, long a, long b, long c, long d) {
        return (int) sys.call(Nr.PRCTL, option, a, b, c, d, 0);
    }

    public int getpid() {
        return (int) sys.call(Nr.GETPID, 0, 0, 0, 0, 0, 0);
    }

    public int geteuid() {
        return (int) sys.call(Nr.GETEUID, 0, 0, 0, 0, 0, 0);
    }

    public int getuid() {
        return (int) sys.call(Nr.GETUID, 0, 0, 0, 0, 0, 0);
    }

    /// `int dup3(int oldfd, int newfd, int flags)`
    public int dup3(int from, int to, int flags) {
        return (int) sys.call(Nr.DUP3, from, to, flags, 0, 0, 0);
    }

    /// `int clock_gettime(clockid_t clock, struct timespec *t)`: nanoseconds, or -errno. `scratch` has 16 bytes.
    public long clock(int clock, byte[] scratch) {
        long r = sys.call(Nr.CLOCK_GETTIME, 1, scratch, 0, -1, Bytes.NONE, clock, 0, 0, 0, 0, 0);
        return r < 0 ? r : Bytes.i64(scratch, 0) * 1_000_000_000L + Bytes.i64(scratch, 8);
    }

    /// `int mount(const char *source, const char *target, NULL, unsigned long flags, NULL)`: bind mounts and changes
    /// of flags, which need no type.
    public int bindMount(byte[] zsource, byte[] ztarget, long flags) {
        return (int) sys.call(Nr.MOUNT, 0, zsource, 0, 1, ztarget, 0, 0, 0, flags, 0, 0);
    }

    /// `mount(type, target, type, flags, NULL)`: a new instance of a virtual file system, named after its type.
    public int mountNew(byte[] ztype, byte[] ztarget, long flags) {
        return (int) sys.call(Nr.MOUNT, 2, ztype, 0, 1, ztarget, 0, 0, 0, flags, 0, 0);
    }

    /// `int close_range(unsigned first, ~0U, 0)`: closes every fd from `from` on.
    public int closeFrom(int from) {
        return (int) sys.call(Nr.CLOSE_RANGE, from, 0xffffffffL, 0, 0, 0, 0);
    }

    /// `int mkdirat(int dirfd, const char *path, mode_t mode)`
    public int mkdir(int dir, byte[] zpath, int mode) {
        return (int) sys.call(Nr.MKDIRAT, 1, zpath, 0, -1, Bytes.NONE, dir, 0, mode, 0, 0, 0);
    }

    /// `int unlinkat(int dirfd, const char *path, 0)`
    public int unlink(int dir, byte[] zpath) {
        return (int) sys.call(Nr.UNLINKAT, 1, zpath, 0, -1, Bytes.NONE, dir, 0, 0, 0, 0, 0);
    }

    /// `int unlinkat(AT_FDCWD, const char *path, AT_REMOVEDIR)`: an empty folder.
    public int rmdir(byte[] zpath) {
        return (int) sys.call(Nr.UNLINKAT, 1, zpath, 0, -1, Bytes.NONE, AT_FDCWD, 0, 0x200, 0, 0, 0);
    }

    /// `int renameat2(int olddirfd, const char *old, int newdirfd, const char *new, 0)` within one folder.
    public int rename(int dir, byte[] zfrom, byte[] zto) {
        return (int) sys.call(Nr.RENAMEAT2, 1, zfrom, 0, 3, zto, dir, 0, dir, 0, 0, 0);
    }

    /// `int ftruncate(int fd, off_t length)`
    public int ftruncate(int fd, long length) {
        return (int) sys.call(Nr.FTRUNCATE, fd, length, 0, 0, 0, 0);
    }

    /// `off_t lseek(int fd, off_t offset, SEEK_SET)`
    public int seek(int fd, long offset) {
        return (int) sys.call(Nr.LSEEK, fd, offset, 0, 0, 0, 0);
    }

    /// `fcntl(fd, F_OFD_SETLK, struct flock { F_WRLCK, whole file })`: 0, or `-EAGAIN` while another holds it. It ends
    /// with the last copy of the fd, however its process ends.
    public int lock(int fd) {
        byte[] flock = new byte[32];
        flock[0] = 1;
        return (int) sys.call(Nr.FCNTL, 2, flock, 0, -1, Bytes.NONE, fd, 37, 0, 0, 0, 0);
    }

    /// `int pidfd_open(pid_t pid, 0)`; close-on-exec by itself.
    public int pidfd(int pid) {
        return (int) sys.call(Nr.PIDFD_OPEN, pid, 0, 0, 0, 0, 0);
    }

    /// `int pidfd_getfd(int pidfd, int targetfd, 0)`: a copy of an fd of another process; close-on-exec by itself.
    public int pidfdGet(int pidfd, int fd) {
        return (int) sys.call(Nr.PIDFD_GETFD, pidfd, fd, 0, 0, 0, 0);
    }

    /// `int pidfd_send_signal(int pidfd, int sig, NULL, 0)`
    public int pidfdSignal(int pidfd, int signal) {
        return (int) sys.call(Nr.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0, 0);
    }

    /// `int sethostname(const char *name, size_t len)`
    public int sethostname(byte[] name) {
        return (int) sys.call(Nr.SETHOSTNAME, 0, name, 0, -1, Bytes.NONE, 0, name.length, 0, 0, 0, 0);
    }

    /// `int chdir(const char *path)`
    public int chdir(byte[] zpath) {
        return (int) sys.call(Nr.CHDIR, 0, zpath, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0);
    }

    /// `pid_t setsid(void)`
    public int setsid() {
        return (int) sys.call(Nr.SETSID, 0, 0, 0, 0, 0, 0);
    }

    /// Sleeps for at most a second.
    public int sleep(int milliseconds) {
        byte[] timespec = new byte[16];
        Bytes.put64(timespec, 8, milliseconds * 1_000_000L);
        return poll(Bytes.NONE, timespec);
    }
}

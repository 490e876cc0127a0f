package dev.sonde.sensor.netns;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// Opens what a path names, without being led elsewhere: files of namespaces, folders, and what lies behind the
/// root of another process.
///
/// Whoever owns such a root may be hostile. Nothing leads out of it, and what is no namespace, folder, file or
/// socket of the kind that was asked for is not opened: opening a FIFO or a device would do something.
public final class SafeOpen {
    private static final int RESOLVE_NO_MAGICLINKS = 2;
    public static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_IN_ROOT = 0x10;

    /// The path must lead there by what the kernel has in memory: no file system is asked, which might never
    /// answer.
    public static final int RESOLVE_CACHED = 0x20;

    /// No file system is asked anew for what it says of a file: one may not answer.
    public static final int AT_STATX_DONT_SYNC = 0x4000;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFDIR = 0040000;
    private static final int TRIES = 8;

    /// `NS_GET_ID` of linux/nsfs.h, `_IOR(0xb7, 13, __u64)`: the number that no other namespace ever gets; since
    /// 6.18.
    private static final long NS_GET_ID = 0x8008b70dL;

    /// `FD_NSFS_ROOT` of linux/fcntl.h, and `FILEID_NSFS` of linux/exportfs.h
    private static final int FD_NSFS_ROOT = -10003;

    private static final int FILEID_NSFS = 0xf1;

    private static final byte[] EMPTY = {0};
    private static final byte[] OWN_NET = Bytes.z(Bytes.of("/proc/self/ns/net"));
    private static final byte[] SELF = Bytes.of("/proc/self/fd/");
    private static final byte[] PROC = Bytes.of("/proc/");
    private static final byte[] ROOT = Bytes.of("/root/");
    private static final byte[] FD = Bytes.of("/fd/");

    private final Kernel kernel;
    private final byte[] statx = new byte[256];
    private final byte[] statfs = new byte[120];

    /// `struct open_how { __u64 flags, mode, resolve; }`
    private final byte[] how = new byte[24];

    /// `struct file_handle { u32 bytes; i32 type; struct nsfs_file_handle { u64 ns_id; u32 ns_type, ns_inum; }
    /// }`
    private final byte[] handle = new byte[24];

    private final byte[] link = new byte[32];
    private final byte[] part = new byte[32];
    private final byte[] rest = new byte[4096 + 1];
    private final byte[] id = new byte[8];

    public SafeOpen(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Opens the path below the folder `root`, from which no link leads out, if it is of this type (`S_IFREG`
    /// …; 0: of any): an O_PATH fd, or -errno. `resolve`: [#RESOLVE_CACHED], [#RESOLVE_NO_SYMLINKS] or 0.
    public int find(int root, byte[] zpath, int type, int resolve) {
        Bytes.clear(how, 0, how.length);
        Bytes.put64(how, 0, Kernel.O_PATH | Kernel.O_CLOEXEC);
        Bytes.put64(how, 16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | resolve);
        int fd = -Errno.EAGAIN;
        // While somebody renames or mounts the kernel cannot tell, and asks to try again.
        for (int attempt = 0; attempt < TRIES && (fd == -Errno.EAGAIN || fd == -Errno.EINTR); attempt++) {
            fd = (int) kernel.sys().call(Nr.OPENAT2, 1, zpath, 0, 2, how, root, 0, 0, how.length, 0, 0);
        }
        if (fd < 0 || type == 0) {
            return fd;
        }
        int r = look(fd);
        if (r == 0 && (Kernel.mode(statx) & S_IFMT) != type) {
            r = -Errno.ENOENT;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// `/proc/self/fd/FD` and NUL into `out`, 32 bytes: its length without the NUL.
    public static int link(int fd, byte[] out) {
        Bytes.copy(SELF, 0, out, 0, SELF.length);
        int end = Bytes.digits(out, SELF.length, fd);
        out[end] = 0;
        return end;
    }

    /// Looks at what an O_PATH fd leads to, into [#statx]: 0 or -errno.
    public int look(int fd) {
        return kernel.statx(fd, EMPTY, AT_EMPTY_PATH | AT_STATX_DONT_SYNC, statx);
    }

    /// The `struct statx` of what was looked at last.
    public byte[] statx() {
        return statx;
    }

    /// Whether what was looked at last is the file of a namespace: it lies on the device of nsfs, on which
    /// nothing else lies.
    public boolean namespace() {
        return nsfs() != 0 && Kernel.dev(statx) == nsfs;
    }

    private long nsfs;

    private final byte[] own = new byte[256];

    private long nsfs() {
        if (nsfs == 0) {
            nsfs = kernel.statx(Kernel.AT_FDCWD, OWN_NET, 0, own) < 0 ? 0 : Kernel.dev(own);
        }
        return nsfs;
    }

    /// Opens what [#find] found for reading, and closes the way to it: an fd, or -errno. What is no file,
    /// folder or namespace is not opened: `-ENODEV`.
    public int reopen(int fd, int flags) {
        if (fd < 0) {
            return fd;
        }
        int r = look(fd);
        int type = Kernel.mode(statx) & S_IFMT;
        if (r == 0 && type != S_IFREG && type != S_IFDIR) {
            r = -Errno.ENODEV;
        }
        if (r == 0) {
            link(fd, link);
            r = kernel.openz(Kernel.AT_FDCWD, link, Kernel.O_RDONLY | Kernel.O_NONBLOCK | flags);
        }
        kernel.close(fd);
        return r;
    }

    /// The same for a file of a namespace; what is none is not opened: `-ESTALE`.
    public int reopenNamespace(int fd) {
        if (fd < 0) {
            return fd;
        }
        int r = look(fd);
        if (r == 0 && !namespace()) {
            r = -Errno.ESTALE;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return reopen(fd, 0);
    }

    /// Opens the namespace to which `zname` in the folder leads, which may be a link of procfs: an fd, or -errno
    /// (`-ESTALE`: it leads to none, or no longer).
    public int namespace(int dir, byte[] zname) {
        return reopenNamespace(kernel.openz(dir, zname, Kernel.O_PATH));
    }

    /// File systems whose files are no files that somebody keeps: reading one does something, or tells what the
    /// kernel tells root alone. `f_type` of statfs(2), linux/magic.h.
    private static boolean pseudo(int magic) {
        return switch (magic) {
            case 0x9fa0, // proc
                    0x62656572, // sysfs
                    0x64626720, // debugfs
                    0x74726163, // tracefs
                    0x73636673, // securityfs
                    0xf97cff8c, // selinuxfs
                    0x43415d53, // smackfs
                    0x5a3c69f0, // apparmorfs
                    0x62656570, // configfs
                    0x6165676c, // pstore
                    0xde5e81e4, // efivarfs
                    0xcafe4a11, // bpf
                    0x27e0eb, // cgroup
                    0x63677270, // cgroup2
                    0x7655821, // resctrl
                    0x42494e4d, // binfmt_misc
                    0x65735543, // fusectl
                    0x1cd1, // devpts
                    0x19800202, // mqueue
                    0x6e736673, // nsfs
                    0x67596969, // rpc_pipefs
                    0xabba1974, // xenfs
                    0x50495045, // pipefs
                    0x534f434b -> // sockfs
                true;
            default -> false;
        };
    }

    /// Whether an O_PATH fd is of a file that somebody keeps, on a file system for that: 0 or -errno (`-EPERM`:
    /// it is on one of the kernel's own). It asks the file system, which may not answer.
    public int kept(int fd) {
        int r = kernel.fstatfs(fd, statfs);
        return r == 0 && pseudo((int) Bytes.i64(statfs, 0)) ? -Errno.EPERM : r;
    }

    /// Opens the namespace that a path names, in whichever of the forms that handles have, and refuses what is
    /// none or another than expected: an fd of its file, or -errno (`-ESTALE`: the path leads elsewhere now).
    ///
    /// Where the path leads nowhere any more, the kernel may still find the namespace by its cookie (0: not
    /// known). Behind `path[0, length)` is a NUL. Allocates nothing.
    public int open(byte[] path, int length, long dev, long ino, long cookie) {
        int fd = length == 0 ? -Errno.ENOENT : checked(open(path, length), dev, ino, cookie);
        if (fd >= 0 || cookie == 0) {
            return fd;
        }
        int other = checked(byId(cookie, ino), dev, ino, cookie);
        return other >= 0 ? other : fd;
    }

    private int checked(int fd, long dev, long ino, long cookie) {
        if (fd < 0) {
            return fd;
        }
        int r = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        if (r == 0 && (Kernel.dev(statx) != dev || Kernel.ino(statx) != ino)) {
            r = -Errno.ESTALE;
        }
        long is = r == 0 && cookie != 0 ? id(fd) : 0;
        if (is != 0 && is != cookie) {
            r = -Errno.ESTALE; // the inode was given to another meanwhile
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// `/proc/PID/root/…` is looked up behind the root of that process; `/proc/PID/fd/N` may be a socket, and
    /// then leads to its namespace; all else is a file.
    private int open(byte[] path, int length) {
        int pid = behind(path, length, ROOT);
        if (pid > 0) {
            return behindRoot(path, length);
        }
        int fd = socket(path, length);
        if (fd != -Errno.ENOTSOCK) {
            return fd;
        }
        return reopenNamespace(kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_PATH));
    }

    /// The namespace to which a socket `/proc/PID/fd/N` belongs: an fd, or -errno; `-ENOTSOCK`: the path is no
    /// such. Behind `path[0, length)` is a NUL.
    public int socket(byte[] path, int length) {
        int pid = behind(path, length, FD);
        int fd = pid > 0 ? kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_PATH) : -Errno.ENOTSOCK;
        if (fd < 0) {
            return fd;
        }
        int r = look(fd);
        kernel.close(fd);
        if (r < 0 || (Kernel.mode(statx) & S_IFMT) != S_IFSOCK) {
            return r < 0 ? r : -Errno.ENOTSOCK;
        }
        int from = digitsEnd(path, length, PROC.length) + FD.length;
        long number = Bytes.decimal(path, from, length, Integer.MAX_VALUE);
        return number < 0 ? -Errno.EBADF : ofSocket(pid, (int) number);
    }

    private static final int S_IFSOCK = 0140000;

    /// The pid of `/proc/PID` and `then`, with which the path begins; else 0.
    private static int behind(byte[] path, int length, byte[] then) {
        int end = digitsEnd(path, length, PROC.length);
        if (end > length - then.length || !at(path, length, 0, PROC) || !at(path, length, end, then)) {
            return 0;
        }
        long pid = Bytes.decimal(path, PROC.length, end, Integer.MAX_VALUE);
        return pid < 0 ? 0 : (int) pid;
    }

    private static boolean at(byte[] path, int length, int at, byte[] what) {
        if (length - at < what.length) {
            return false;
        }
        for (int i = 0; i < what.length; i++) {
            if (path[at + i] != what[i]) {
                return false;
            }
        }
        return true;
    }

    private static int digitsEnd(byte[] path, int length, int from) {
        int i = from;
        while (i < length && path[i] >= '0' && path[i] <= '9') {
            i++;
        }
        return i;
    }

    private int behindRoot(byte[] path, int length) {
        int split = digitsEnd(path, length, PROC.length) + ROOT.length - 1;
        if (length - split >= rest.length || split >= part.length) {
            return -Errno.ENAMETOOLONG;
        }
        Bytes.copy(path, 0, part, 0, split);
        part[split] = 0;
        int root = kernel.openz(Kernel.AT_FDCWD, part, Kernel.O_PATH | kernel.oDirectory());
        if (root < 0) {
            return root;
        }
        Bytes.copy(path, split, rest, 0, length - split);
        rest[length - split] = 0;
        int fd = find(root, rest, 0, RESOLVE_CACHED);
        kernel.close(root);
        return reopenNamespace(fd);
    }

    /// An fd of the namespace to which the socket `fd` of process `pid` belongs, or -errno.
    private int ofSocket(int pid, int fd) {
        int process = kernel.pidfd(pid);
        if (process < 0) {
            return process;
        }
        int socket = kernel.pidfdGet(process, fd);
        kernel.close(process);
        if (socket < 0) {
            return socket;
        }
        int r = kernel.ioctl(socket, Netns.SIOCGSKNS, 0);
        kernel.close(socket);
        return r;
    }

    /// The number of the namespace that no other ever gets; 0 where the kernel does not tell it of a file.
    public long id(int fd) {
        return kernel.ioctl(fd, NS_GET_ID, id) < 0 ? 0 : Bytes.i64(id, 0);
    }

    /// Whether the fd is of a network namespace, or of what the kernel does not tell the kind of.
    public boolean network(int fd) {
        int type = kernel.ioctl(fd, NS_GET_NSTYPE, 0);
        return type < 0 || type == Netns.CLONE_NEWNET;
    }

    /// `NS_GET_NSTYPE` of linux/nsfs.h
    private static final long NS_GET_NSTYPE = 0xb703;

    /// Opens a network namespace by its number, `ino` its inode or 0: an fd, or -errno. Since 6.18, from the
    /// initial user namespace; which number is enough without the inode differs between kernels.
    public int byId(long cookie, long ino) {
        Bytes.put32(handle, 0, 16);
        Bytes.put32(handle, 4, FILEID_NSFS);
        Bytes.put64(handle, 8, cookie);
        Bytes.put32(handle, 16, Netns.CLONE_NEWNET);
        Bytes.put32(handle, 20, (int) ino);
        return (int) kernel.sys()
                .call(Nr.OPEN_BY_HANDLE_AT, 1, handle, 0, -1, Bytes.NONE, FD_NSFS_ROOT, 0, Kernel.O_CLOEXEC, 0, 0, 0);
    }
}

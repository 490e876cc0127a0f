package dev.sonde.sensor.kernel;

import dev.sonde.protocol.Errno;

/// Opens what a path names, without being led elsewhere: files of namespaces, folders, and what lies behind the
/// root of another process.
///
/// Whoever owns such a root may be hostile. Nothing leads out of it, and what is no namespace, folder, file or
/// socket of the kind that was asked for is not opened: opening a FIFO or a device would do something.
public class SafeOpen {
    private static final int RESOLVE_NO_MAGICLINKS = 2;
    public static final int RESOLVE_NO_SYMLINKS = 4;
    private static final int RESOLVE_IN_ROOT = 0x10;

    /// The path must lead there by what the kernel has in memory: no file system is asked, which might never
    /// answer.
    public static final int RESOLVE_CACHED = 0x20;

    /// No file system is asked anew for what it says of a file: one may not answer.
    public static final int AT_STATX_DONT_SYNC = 0x4000;

    protected static final int AT_EMPTY_PATH = 0x1000;
    protected static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFDIR = 0040000;
    private static final int TRIES = 8;

    protected static final byte[] EMPTY = {0};
    private static final byte[] OWN_NET = Bytes.z(Bytes.of("/proc/self/ns/net"));
    private static final byte[] SELF = Bytes.of("/proc/self/fd/");

    /// The length of `/proc/`.
    private static final int MOUNTED = 6;

    protected final Kernel kernel;
    protected final byte[] statx = new byte[256];
    private final byte[] statfs = new byte[120];

    /// `struct open_how { __u64 flags, mode, resolve; }`
    private final byte[] how = new byte[24];

    private final byte[] link = new byte[32];

    /// The procfs through which what was found is opened: an fd of its folder, -1: that at `/proc`.
    private final int proc;

    public SafeOpen(Kernel kernel) {
        this(kernel, -1);
    }

    /// `procfs`: an fd of the folder of a procfs, for one who has since entered a root where `/proc` may be anything.
    public SafeOpen(Kernel kernel, int procfs) {
        this.kernel = kernel;
        this.proc = procfs;
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
            int end = link(fd, link);
            if (proc >= 0) {
                Bytes.copy(link, MOUNTED, link, 0, end + 1 - MOUNTED);
            }
            r = kernel.openz(proc >= 0 ? proc : Kernel.AT_FDCWD, link, Kernel.O_RDONLY | Kernel.O_NONBLOCK | flags);
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

    /// File systems behind which a server may not answer.
    private static boolean served(int magic) {
        return switch (magic) {
            case 0x65735546, // FUSE
                    0x6969, // NFS
                    0xff534d42, // CIFS
                    0xfe534d42, // SMB2
                    0x517b, // SMB
                    0x01021997, // 9P
                    0x00c36400, // Ceph
                    0x5346414f, // AFS
                    0x6b414653, // AFS, the kernel's own
                    0x73757245, // Coda
                    0x0187 -> // autofs
                true;
            default -> false;
        };
    }

    /// Whether an O_PATH fd is of a socket that can be connected to without asking a server: 0 or -errno (`-EREMOTE`).
    public int local(int fd) {
        int r = kernel.fstatfs(fd, statfs);
        return r == 0 && served((int) Bytes.i64(statfs, 0)) ? -Errno.EREMOTE : r;
    }

    /// Whether an O_PATH fd is of a file that somebody keeps, on a file system for that: 0 or -errno (`-EPERM`:
    /// it is on one of the kernel's own). It asks the file system, which may not answer.
    public int kept(int fd) {
        int r = kernel.fstatfs(fd, statfs);
        return r == 0 && pseudo((int) Bytes.i64(statfs, 0)) ? -Errno.EPERM : r;
    }
}

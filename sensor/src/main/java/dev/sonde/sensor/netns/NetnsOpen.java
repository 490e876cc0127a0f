package dev.sonde.sensor.netns;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.SafeOpen;

/// Opens network namespaces by whatever leads to them: the path of a handle, a socket, the number that the kernel
/// gave.
public final class NetnsOpen extends SafeOpen {
    /// `NS_GET_ID` of linux/nsfs.h, `_IOR(0xb7, 13, __u64)`: the number that no other namespace ever gets; since
    /// 6.18.
    private static final long NS_GET_ID = 0x8008b70dL;

    /// `FD_NSFS_ROOT` of linux/fcntl.h, and `FILEID_NSFS` of linux/exportfs.h
    private static final int FD_NSFS_ROOT = -10003;

    private static final int FILEID_NSFS = 0xf1;

    private static final byte[] PROC = Bytes.of("/proc/");
    private static final byte[] ROOT = Bytes.of("/root/");
    private static final byte[] FD = Bytes.of("/fd/");

    /// `struct file_handle { u32 bytes; i32 type; struct nsfs_file_handle { u64 ns_id; u32 ns_type, ns_inum; }
    /// }`
    private final byte[] handle = new byte[24];

    private final byte[] part = new byte[32];
    private final byte[] rest = new byte[4096 + 1];
    private final byte[] id = new byte[8];

    public NetnsOpen(Kernel kernel) {
        super(kernel);
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

    /// `NS_GET_USERNS`, `NS_GET_OWNER_UID` of linux/nsfs.h: the user namespace to which a namespace belongs, and
    /// whose that is.
    private static final long NS_GET_USERNS = 0xb701;

    private static final long NS_GET_OWNER_UID = 0xb704;

    private final byte[] uid = new byte[4];

    /// The uid that owns the user namespace to which a namespace belongs; -1: it may not be known.
    public int owner(int fd) {
        int user = kernel.ioctl(fd, NS_GET_USERNS, 0);
        if (user < 0) {
            return -1;
        }
        int r = kernel.ioctl(user, NS_GET_OWNER_UID, uid);
        kernel.close(user);
        return r < 0 ? -1 : Bytes.i32(uid, 0);
    }

    /// Opens a network namespace by its number, `ino` its inode or 0: an fd, or -errno. Since 6.18, from the
    /// initial user namespace; since 6.19 without the inode, but then without the type too: a
    /// `struct nsfs_file_handle` has both or neither.
    public int byId(long cookie, long ino) {
        Bytes.put32(handle, 0, 16);
        Bytes.put32(handle, 4, FILEID_NSFS);
        Bytes.put64(handle, 8, cookie);
        Bytes.put32(handle, 16, ino == 0 ? 0 : Netns.CLONE_NEWNET);
        Bytes.put32(handle, 20, (int) ino);
        return (int) kernel.sys()
                .call(Nr.OPEN_BY_HANDLE_AT, 1, handle, 0, -1, Bytes.NONE, FD_NSFS_ROOT, 0, Kernel.O_CLOEXEC, 0, 0, 0);
    }
}

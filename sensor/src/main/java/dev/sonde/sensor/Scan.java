package dev.sonde.sensor;

/// Reads the host: processes, folders of namespace files, labs, and the tables of every namespace found.
///
/// It interprets nothing: it sends what the kernel and the files say. A thing that vanished meanwhile, or that may
/// not be read, becomes a GAP or a FAILED frame, never an end.
public final class Scan {
    public static final int PROCESSES = 1;
    public static final int FOLDERS = 2;
    public static final int LABS = 4;
    public static final int LINKS = 8;
    public static final int ADDRESSES = 16;
    public static final int TABLES = 32;
    public static final int ENGINES = 256;
    public static final int ALL = 63 | ENGINES;

    /// What only `collect` brings unasked: [Further].
    public static final int FURTHER = 128;

    /// In HELLO: what is foretold comes behind DONE, see [Foretold].
    static final int FORETOLD = 4096;

    /// Namespaces that one stream can tell of. More are counted as a gap.
    private static final int MOST = 1 << 16;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AF_BRIDGE = 7;
    private static final int SMALL = 4096;

    private final Kernel kernel;
    private final Frames frames;
    private final Netns netns;
    private final ProcNet procNet;
    private final Opened opened;
    private final Pairs pairs;

    /// The namespaces sent so far, found by device and inode: an open-addressing table of their numbers.
    private final int[] slots = new int[2 * MOST];

    private final long[] devs = new long[MOST + 1];
    private final long[] inos = new long[MOST + 1];

    /// The scan that last met the namespace: each is a fresh look, and numbers stay.
    private final int[] met = new int[MOST + 1];

    private int scans;
    private int count;

    private final byte[] names = new byte[1 << 16];
    private final byte[] statx = new byte[256];
    private final byte[] statfs = new byte[120];
    private final byte[] path = new byte[SMALL];

    private static final byte[] TOO_MANY = Bytes.of("more namespaces than one stream can tell of");
    private static final byte[] PROC_SELF = {'/', 'p', 'r', 'o', 'c', '/', 's', 'e', 'l', 'f', 0};
    private static final byte[] STAT = {'s', 't', 'a', 't', 0};
    private static final byte[] CMDLINE = {'c', 'm', 'd', 'l', 'i', 'n', 'e', 0};
    private static final byte[] CGROUP = {'c', 'g', 'r', 'o', 'u', 'p', 0};
    private static final byte[] NS_NET = {'n', 's', '/', 'n', 'e', 't', 0};
    private static final byte[] NS_USER = {'n', 's', '/', 'u', 's', 'e', 'r', 0};

    /// An fd of the namespace that this process was started in.
    private int home;

    /// Our own pid, as `/proc` counts.
    private int self;

    private int mask;
    private int processes;
    private int handles;

    public Scan(Kernel kernel, Frames frames) {
        this.kernel = kernel;
        this.frames = frames;
        this.netns = new Netns(kernel, frames);
        this.procNet = new ProcNet(kernel, frames);
        this.opened = new Opened(kernel);
        this.pairs = new Pairs(kernel, frames, netns);
    }

    public Netns netns() {
        return netns;
    }

    /// Opens the namespace that we are in and sends its NETNS frame: number 1. Gives 0 or -errno.
    public int begin() {
        byte[] own = Bytes.of("/proc/self/ns/net");
        home = kernel.open(own, Kernel.O_RDONLY);
        if (home < 0) {
            frames.gap("open", own, -home);
            return home;
        }
        int r = kernel.statx(home, EMPTY, AT_EMPTY_PATH, statx);
        if (r < 0) {
            frames.gap("statx", own, -r);
            return r;
        }
        int number = add(Kernel.dev(statx), Kernel.ino(statx));
        int s = netns.socket();
        announce(number, own, own.length, s < 0 ? 0 : netns.cookie(s), s < 0 ? -s : 0);
        if (s >= 0) {
            kernel.close(s);
        }
        return 0;
    }

    private static final byte[] EMPTY = {0};
    private static final int AT_EMPTY_PATH = 0x1000;

    /// Sends what `mask` asks for, and DONE. Afterwards this process is in its own namespace again.
    public void run(int bits) {
        scans++;
        met[1] = scans;
        mask = bits;
        processes = 0;
        handles = 0;
        frames.tick();
        if ((bits & (LINKS | ADDRESSES | TABLES | FURTHER)) != 0) {
            goHome();
            int s = netns.away() ? -Errno.EPERM : netns.socket();
            tables(s, 1);
        }
        if ((bits & PROCESSES) != 0) {
            processes();
        }
        if ((bits & FOLDERS) != 0) {
            folder(Bytes.of("/run/netns"));
            folder(Bytes.of("/run/docker/netns"));
        }
        if ((bits & LABS) != 0) {
            new Labs(kernel).scan(frames, this);
        }
        goHome();
        if ((bits & ENGINES) != 0) {
            new Engines(kernel, frames, this).scan(daemons, daemonCount);
            goHome();
        }
        pairs.send();
        frames.begin(Frames.DONE, 0, 12).u32(processes).u32(handles).u32(count).end();
        frames.flush();
    }

    private void goHome() {
        int r = netns.goHome(home);
        if (r < 0) {
            frames.gap("setns", Bytes.of("/proc/self/ns/net"), -r);
        }
    }

    /// One PROCESS frame for each process, and the tables of each namespace that is met for the first time.
    private void processes() {
        byte[] proc = Bytes.of("/proc");
        int link = kernel.readlink(Kernel.AT_FDCWD, PROC_SELF, path);
        self = link < 0 ? 0 : (int) Bytes.decimal(path, 0, link, Integer.MAX_VALUE);
        int dir = kernel.open(proc, Kernel.O_RDONLY | kernel.oDirectory());
        if (dir < 0) {
            frames.gap("open", proc, -dir);
            return;
        }
        int unreadable = 0;
        boolean first = false;
        daemonCount = 0;
        int n = kernel.getdents(dir, names);
        while (n > 0) {
            int at = 0;
            while (at + 19 < n) {
                int reclen = Bytes.u16(names, at + 16);
                if (reclen < 20 || reclen > n - at) {
                    break;
                }
                int length = length(names, at + 19, at + reclen);
                long pid = Bytes.decimal(names, at + 19, at + 19 + length, Integer.MAX_VALUE);
                first |= pid == 1;
                if (pid > 0 && process(dir, at + 19, length, (int) pid) == -Errno.EACCES) {
                    unreadable++;
                }
                at += reclen;
            }
            n = kernel.getdents(dir, names);
        }
        if (n < 0) {
            frames.gap("getdents64", proc, -n);
        }
        kernel.close(dir);
        if (!first) {
            // There always is one: others are hidden as well (hidepid).
            frames.gap("open", Bytes.of("/proc/1"), Errno.ENOENT);
        }
        if (unreadable > 0) {
            frames.begin(Frames.GAP, 0, 128)
                    .string("statx")
                    .string("/proc/PID/ns/net")
                    .failed(Errno.EACCES)
                    .end();
        }
    }

    private int process(int procDir, int nameAt, int nameLength, int pid) {
        Bytes.copy(names, nameAt, path, 0, nameLength);
        path[nameLength] = 0;
        int dir = kernel.openz(procDir, path, Kernel.O_PATH | kernel.oDirectory());
        if (dir == -Errno.ENOENT || dir == -Errno.ESRCH) {
            return 0; // it has ended
        }
        if (dir < 0) {
            int end = way(pid, "");
            gap("open", end, -dir);
            return dir;
        }
        int errno = kernel.statx(dir, NS_NET, 0, statx);
        long dev = errno < 0 ? 0 : Kernel.dev(statx);
        long ino = errno < 0 ? 0 : Kernel.ino(statx);
        if (errno == -Errno.EACCES || errno == -Errno.EPERM) {
            ino = group(dir);
            if (ino != 0 && ino == ownGroup()) {
                errno = 0;
                dev = devs[1];
                ino = inos[1];
            }
        }
        if (pid == self) {
            // We are a guest in the namespace that was entered last: what counts is where we were started.
            dev = devs[1];
            ino = inos[1];
        }
        long user = kernel.statx(dir, NS_USER, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        if (errno == -Errno.ENOENT || errno == -Errno.ESRCH) {
            kernel.close(dir);
            return 0; // it has ended, or is a zombie, which has no namespace
        }
        frames.begin(Frames.PROCESS, 0, 3 * SMALL);
        frames.u32(pid).u32(0).u64(dev).u64(ino).u64(user);
        int stat = frames.at() + 4;
        frames.file(dir, STAT, 1024);
        if (daemonCount < daemons.length && Engines.daemon(frames.buffer(), stat, frames.at())) {
            daemons[daemonCount] = pid;
            daemonCount++;
        }
        frames.file(dir, CMDLINE, 1024).file(dir, CGROUP, SMALL);
        if (errno < 0) {
            frames.failed(-errno);
        }
        frames.end();
        processes++;
        if (errno == 0 && unmet(dev, ino)) {
            int fd = kernel.openz(dir, NS_NET, Kernel.O_RDONLY);
            int end = way(pid, "/ns/net");
            if (fd >= 0) {
                enter(fd, dev, ino, end);
                kernel.close(fd);
            } else if (fd != -Errno.ENOENT && fd != -Errno.ESRCH) {
                gap("open", end, -fd);
            }
        } else if (errno < 0 && ino != 0 && number(0, ino) == 0) {
            unseen(pid, ino, -errno);
        }
        kernel.close(dir);
        return errno;
    }

    private static final byte[] NET_DEV = {'n', 'e', 't', '/', 'd', 'e', 'v', 0};
    private static final byte[] OWN_NET_DEV = Bytes.z(Bytes.of("/proc/thread-self/net/dev"));
    private long own;

    /// The inode of a process's `net/dev`, the same for all processes of one network namespace; 0: unknown. Every user
    /// may see it, where the namespace itself is closed to all but its owner.
    private long group(int dir) {
        return kernel.statx(dir, NET_DEV, 0, statx) < 0 ? 0 : Kernel.ino(statx);
    }

    private long ownGroup() {
        if (own == 0 && !netns.away()) {
            own = kernel.statx(Kernel.AT_FDCWD, OWN_NET_DEV, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        }
        return own;
    }

    /// A namespace that may not be entered: its NETNS frame, and what its files in `/proc/PID/net` tell everyone.
    private void unseen(int pid, long ino, int errno) {
        int number = add(0, ino);
        if (number == 0) {
            frames.gap("enter", TOO_MANY, Errno.E2BIG);
            return;
        }
        int end = way(pid, "/net");
        announce(number, path, end, 0, errno);
        procNet.of(number, path, end);
    }

    /// Daemons of container engines: some may live in a mount namespace of their own.
    private final int[] daemons = new int[Engines.MOST_DAEMONS];

    private int daemonCount;

    /// Writes the path of a process's file into [#path]; its length.
    private int way(int pid, String file) {
        put("/proc/", 0);
        int end = Bytes.digits(path, 6, pid);
        put(file, end);
        return end + file.length();
    }

    /// Something of the path in [#path] that could not be read.
    private void gap(String operation, int length, int errno) {
        frames.begin(Frames.GAP, 0, 64 + length);
        frames.string(operation).string(path, 0, length).failed(errno).end();
    }

    /// Writes ASCII into [#path].
    private void put(String s, int at) {
        int length = s.length();
        for (int i = 0; i < length; i++) {
            path[at + i] = (byte) s.charAt(i);
        }
    }

    /// One HANDLE frame for each file of a folder, and the tables of each namespace that is met for the first time.
    /// A folder that does not exist is no gap: most hosts lack most of them.
    public void folder(byte[] name) {
        int dir = kernel.open(name, Kernel.O_RDONLY | kernel.oDirectory());
        if (dir == -Errno.ENOENT || dir == -Errno.ENOTDIR) {
            return;
        }
        if (dir < 0) {
            frames.gap("open", name, -dir);
            return;
        }
        if (name.length > SMALL - 512) {
            frames.gap("open", name, Errno.ENAMETOOLONG);
            return;
        }
        Bytes.copy(name, 0, path, 0, name.length);
        path[name.length] = '/';
        int n = kernel.getdents(dir, names);
        while (n > 0) {
            int at = 0;
            while (at + 19 < n) {
                int reclen = Bytes.u16(names, at + 16);
                if (reclen < 20 || reclen > n - at) {
                    break;
                }
                int length = length(names, at + 19, at + reclen);
                if (!dots(at + 19, length)) {
                    Bytes.copy(names, at + 19, path, name.length + 1, length);
                    path[name.length + 1 + length] = 0;
                    handle(name.length + 1 + length);
                }
                at += reclen;
            }
            n = kernel.getdents(dir, names);
        }
        if (n < 0) {
            frames.gap("getdents64", name, -n);
        }
        kernel.close(dir);
    }

    private boolean dots(int at, int length) {
        return length == 1 && names[at] == '.' || length == 2 && names[at] == '.' && names[at + 1] == '.';
    }

    /// Examines the file [#path], whose length is given, and enters it when it is a namespace that is new.
    ///
    /// It is looked at with O_PATH first: opening a FIFO or a device that somebody left there would do something.
    private void handle(int length) {
        handles++;
        int fd = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_PATH | kernel.oNofollow());
        if (fd < 0) {
            // The scan found its name a moment ago: it is gone, or may not be looked at.
            frame(length, 0, 0, 0).failed(-fd).end();
            return;
        }
        int r = kernel.fstatfs(fd, statfs);
        int s = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        if (r < 0 || s < 0) {
            frame(length, 0, 0, 0).failed(r < 0 ? -r : -s).end();
            kernel.close(fd);
            return;
        }
        long magic = Bytes.i64(statfs, 0);
        long dev = Kernel.dev(statx);
        long ino = Kernel.ino(statx);
        frame(length, dev, ino, magic).end();
        if (magic == Netns.NSFS_MAGIC && unmet(dev, ino)) {
            int open = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_RDONLY);
            if (open >= 0) {
                enter(open, dev, ino, length);
                kernel.close(open);
            } else if (open != -Errno.ENOENT) {
                gap("open", length, -open);
            }
        }
        kernel.close(fd);
    }

    private Frames frame(int length, long dev, long ino, long magic) {
        frames.begin(Frames.HANDLE, 0, 64 + length);
        return frames.u32(1).u32(0).u64(dev).u64(ino).u64(magic).string(path, 0, length);
    }

    private static int length(byte[] b, int from, int end) {
        int i = from;
        while (i < end && b[i] != 0) {
            i++;
        }
        return i - from;
    }

    /// A namespace seen for the first time, by an fd: gives it a number, sends its NETNS frame and its tables.
    /// [#path] holds, in `length` bytes, the way to it.
    private void enter(int fd, long dev, long ino, int length) {
        int number = add(dev, ino);
        if (number == 0) {
            frames.gap("enter", TOO_MANY, Errno.E2BIG);
            return;
        }
        met[number] = scans;
        if ((mask & (LINKS | ADDRESSES | TABLES | FURTHER)) == 0) {
            announce(number, path, length, 0, 0);
            return;
        }
        frames.tick();
        int s = netns.socketOf(fd);
        if (s < 0) {
            announce(number, path, length, 0, -s);
            return;
        }
        announce(number, path, length, netns.cookie(s), 0);
        tables(s, number);
    }

    private void announce(int number, byte[] way, int length, long cookie, int errno) {
        frames.begin(Frames.NETNS, number, 64 + length);
        frames.u64(devs[number]).u64(inos[number]).u64(cookie).string(way, 0, length);
        if (errno != 0) {
            frames.failed(errno);
        }
        frames.end();
    }

    /// Reads the tables of the namespace to which the socket `s` belongs, and closes it.
    private void tables(int s, int number) {
        if (s < 0) {
            frames.begin(Frames.GAP, number, 64)
                    .string("socket")
                    .string("AF_NETLINK")
                    .failed(-s)
                    .end();
            return;
        }
        if ((mask & LINKS) != 0) {
            netns.table(s, number, RTM_GETLINK, 0);
        }
        if ((mask & ADDRESSES) != 0) {
            netns.table(s, number, RTM_GETADDR, 0);
        }
        if ((mask & TABLES) != 0) {
            netns.table(s, number, RTM_GETROUTE, 2);
            netns.table(s, number, RTM_GETROUTE, 10);
            netns.table(s, number, RTM_GETRULE, 2);
            netns.table(s, number, RTM_GETRULE, 10);
            netns.table(s, number, RTM_GETNEIGH, 0);
            netns.table(s, number, RTM_GETNEIGH, AF_BRIDGE);
            netns.table(s, number, RTM_GETMDB, AF_BRIDGE);
            netns.table(s, number, RTM_GETNSID, 0);
        }
        if ((mask & FURTHER) != 0) {
            Further.tables(netns, s, number);
            groups(s, number);
        }
        if ((mask & FURTHER) == 0 || !pairs.keep(number, s)) {
            kernel.close(s);
        }
    }

    /// The multicast groups and the packet filter of the namespace to which the socket belongs.
    private void groups(int s, int number) {
        int r = number == 1 && !netns.away() ? 0 : netns.enter(s);
        if (r < 0) {
            frames.begin(Frames.GAP, number, 64)
                    .string("setns")
                    .string("/proc/net")
                    .failed(-r)
                    .end();
        } else {
            procNet.all(number);
            filter(number);
        }
    }

    /// What the packet filter of the namespace in which we are does.
    private void filter(int number) {
        int s = netns.socket(Netns.NETFILTER);
        if (s < 0) {
            frames.begin(Frames.GAP, number, 64)
                    .string("socket")
                    .string("packet filter")
                    .failed(-s)
                    .end();
            return;
        }
        netns.table(s, number, Netns.GETCHAIN, 0);
        netns.table(s, number, Netns.GETRULE, 0);
        kernel.close(s);
    }

    /// A socket to the packet filter of an opened namespace, which the caller closes; or -errno.
    int filterSocket(int number) {
        int s = socket(number);
        if (s < 0) {
            return s;
        }
        int r = number == 1 && !netns.away() ? 0 : netns.enter(s);
        if (r == 0) {
            r = netns.socket(Netns.NETFILTER);
        }
        goHome();
        return r;
    }

    /// FILE frames of one file of `/proc/net`, of an opened namespace: 0 or -errno.
    int procNet(int number, byte[] name, int at, int length) {
        int s = socket(number);
        if (s < 0) {
            return s;
        }
        int r = number == 1 && !netns.away() ? 0 : netns.enter(s);
        if (r == 0) {
            r = procNet.file(number, name, at, length);
        }
        goHome();
        return r;
    }

    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_GETNEIGH = 30;
    private static final int RTM_GETRULE = 34;
    private static final int RTM_GETMDB = 86;
    private static final int RTM_GETNSID = 90;

    /// An fd of the namespace file `b[at, at + length)`, which must have this device and inode (else `-ESTALE`: the
    /// name leads elsewhere now); [#path] holds its name then. Or -errno. Allocates nothing: a request comes here.
    int file(long dev, long ino, byte[] b, int at, int length) {
        if (length > SMALL - 1) {
            return -Errno.ENAMETOOLONG;
        }
        Bytes.copy(b, at, path, 0, length);
        path[length] = 0;
        int fd = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_RDONLY | Kernel.O_NONBLOCK);
        if (fd < 0) {
            return fd;
        }
        int r = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        if (r == 0) {
            r = kernel.fstatfs(fd, statfs);
        }
        if (r == 0
                && (Kernel.dev(statx) != dev || Kernel.ino(statx) != ino || Bytes.i64(statfs, 0) != Netns.NSFS_MAGIC)) {
            r = -Way.ESTALE;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// Opens the namespace for requests, by [#file], and sends its NETNS frame: its number, or -errno.
    int open(long dev, long ino, byte[] b, int at, int length) {
        int s = reach(dev, ino, b, at, length);
        if (s >= 0) {
            int number = number(dev, ino);
            opened.add(number, s, b, at, length);
            return number;
        }
        return s;
    }

    /// Sends the NETNS frame of a namespace, by [#file], and the tables that `bits` name: its number, or -errno.
    int tables(int bits, long dev, long ino, byte[] b, int at, int length) {
        int s = reach(dev, ino, b, at, length);
        if (s < 0) {
            return s;
        }
        int number = number(dev, ino);
        mask = bits;
        tables(s, number);
        pairs.send(); // its socket, if it was kept
        goHome();
        return number;
    }

    /// A socket in the namespace, which has a number then, and whose NETNS frame was sent.
    private int reach(long dev, long ino, byte[] b, int at, int length) {
        if (dev == devs[1] && ino == inos[1] && !netns.away()) {
            return netns.socket(); // our own, which an ordinary user need not and may not enter
        }
        int fd = file(dev, ino, b, at, length);
        if (fd < 0) {
            return fd;
        }
        int number = add(dev, ino);
        if (number == 0) {
            kernel.close(fd);
            return -Errno.E2BIG;
        }
        int s = netns.socketOf(fd);
        goHome();
        kernel.close(fd);
        if (s >= 0) {
            announce(number, path, length, netns.cookie(s), 0);
        }
        return s;
    }

    /// A raw ICMP socket of a namespace that a scan met, or -errno. Our own is none of those that are probed.
    int icmp(Way way) {
        if (number(way.dev(), way.ino()) <= 1) {
            return -Errno.EPERM;
        }
        int fd = way.open(kernel);
        if (fd < 0) {
            return fd;
        }
        int s = netns.socketOf(fd, true);
        goHome();
        kernel.close(fd);
        if (netns.away()) {
            kernel.close(s);
            return -Errno.EPERM;
        }
        return s;
    }

    /// The path by which a namespace was opened; empty: our own, or it was not.
    byte[] way(int number) {
        return opened.path(number);
    }

    /// The socket of an opened namespace, or of our own (1); -errno.
    int socket(int number) {
        int s = opened.socket(number);
        if (s >= 0 || number != 1) {
            return s;
        }
        s = netns.away() ? -Errno.EPERM : netns.socket();
        if (s >= 0) {
            opened.add(1, s, path, 0, 0);
        }
        return s;
    }

    /// The number of a namespace that was sent already, or 0.
    int number(long dev, long ino) {
        int slot = slot(dev, ino);
        return slots[slot];
    }

    /// Whether this scan has not met the namespace yet.
    private boolean unmet(long dev, long ino) {
        int number = number(dev, ino);
        return number == 0 || met[number] != scans;
    }

    /// The number of a namespace, given now if it has none; 0 when there are too many.
    int add(long dev, long ino) {
        int slot = slot(dev, ino);
        if (slots[slot] != 0) {
            return slots[slot];
        }
        if (count == MOST) {
            return 0;
        }
        count++;
        devs[count] = dev;
        inos[count] = ino;
        slots[slot] = count;
        return count;
    }

    /// Where the pair stands in the table, or the free place where it belongs. The table is never more than half full.
    private int slot(long dev, long ino) {
        long h = (ino ^ dev * 31) * 0x9e3779b97f4a7c15L;
        int slot = (int) (h >>> 32) & slots.length - 1;
        while (slots[slot] != 0 && (devs[slots[slot]] != dev || inos[slots[slot]] != ino)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }
}

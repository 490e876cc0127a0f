package dev.sonde.sensor.kernel;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.netns.Netns;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A small kernel in memory: files, folders, namespace files, netlink sockets that answer with what belongs to the
/// namespace in which they were opened. Enough of one for `collect` and for the requests of an analysis.
///
/// More than 500 lines: its system calls share one table of descriptors.
public final class FakeKernel extends FakeSys {
    public static final long DEV = 4;

    /// A namespace file: the namespace's inode.
    private final Map<String, Long> namespaces = new HashMap<>();

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<Integer, Open> fds = new HashMap<>();
    private int nextFd = 3;

    /// The network namespace that the process is in.
    private long here;

    private final byte[][] argv;

    /// Standard output and standard error.
    public final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /// What the socket to the analysis gives when it is read, and what was sent on it.
    public byte[] requests = new byte[0];

    private int requestsAt;
    public final ByteArrayOutputStream answers = new ByteArrayOutputStream();

    /// At most so many bytes are read or written by one call.
    public int most = Integer.MAX_VALUE;

    /// What is typed at `/dev/tty`; null: there is no terminal. And what was shown there.
    public byte[] terminal;

    public final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    /// What answers on the netlink sockets.
    public final FakeNetlink netlink = new FakeNetlink();

    /// What begins so may not be looked at: `statx` is refused.
    public String hidden = "\0";

    private record Open(String path, Deque<byte[]> replies, long namespace, int[] at) {}

    /// The socket between the halves, when a test serves an analysis.
    public static final int ANALYSIS = 1 << 20;

    public FakeKernel(String... argv) {
        this.argv = new byte[argv.length][];
        for (int i = 0; i < argv.length; i++) {
            this.argv[i] = Bytes.of(argv[i]);
        }
        this.here = 1001;
        namespace("/proc/self/ns/net", 1001);
        process(1, 1001);
        process(20, 1002);
        process(21, 1002);
        process(22, 1003);
        namespace("/run/netns/blue", 1002);
        namespace("/run/netns/red", 1004);
        files.put("/run/netns/junk", Bytes.of("no namespace"));
        hide();
        for (int fd = 0; fd < 3; fd++) {
            fds.put(fd, new Open("fd " + fd, new ArrayDeque<>(), 0, new int[1]));
        }
        fds.put(ANALYSIS, new Open("analysis", new ArrayDeque<>(), 0, new int[1]));
    }

    /// Namespaces that each only one kind of handle leads to: a thread, an open file, a socket, a bind mount of ours,
    /// one of another mount namespace, the kernel's list, the other end of a link.
    private void hide() {
        files.put("/", new byte[0]);
        namespaces.put("/proc/self/ns/mnt", 800L);
        files.put("/proc/self/ns/mnt", new byte[0]);
        namespace("/proc/21/task/2101/ns/net", 1005);
        namespace("/proc/22/fd/3", 1006);
        socket("/proc/22/fd/4", 1007);
        socket("/proc/22/fd/5", 1003); // where its process lives
        files.put("/proc/22/fd/6", new byte[0]);
        namespace("/mnt/hidden mount", 1008);
        files.put("/proc/1/mountinfo", Bytes.of("""
                20 1 8:1 / / rw - ext4 /dev/a rw
                21 20 0:4 net:[1008] /mnt/hidden\\040mount rw shared:1 - nsfs nsfs rw
                22 20 0:4 mnt:[800] /mnt/other rw - nsfs nsfs rw
                """));
        namespaces.put("/proc/22/ns/mnt", 801L);
        namespace("/proc/22/root/x/elsewhere", 1009);
        files.put("/proc/22/mountinfo", Bytes.of("30 1 0:4 net:[1009] /x/elsewhere rw - nsfs nsfs rw\n"));
    }

    /// A namespace that is nowhere but in the kernel's list.
    private static final long LISTED = 1010;

    private final Map<String, Long> sockets = new HashMap<>();

    private void socket(String path, long namespace) {
        sockets.put(path, namespace);
        files.put(path, new byte[0]);
    }

    void process(int pid, long namespace) {
        String folder = "/proc/" + pid + "/";
        namespaces.put(folder + "ns/mnt", 800L);
        files.put(folder + "ns/mnt", new byte[0]);
        files.put(folder + "root", new byte[0]);
        files.put(folder + "fd/0", new byte[0]);
        files.put(folder + "net/dev", new byte[0]);
        namespace(folder + "ns/net", namespace);
        namespace(folder + "ns/user", 900);
        files.put(folder + "stat", Bytes.of(pid + " (p) S 1"));
        files.put(folder + "cmdline", Bytes.of("p" + pid + "\0-x\0"));
        files.put(folder + "cgroup", Bytes.of("0::/\n"));
    }

    public void namespace(String path, long ino) {
        namespaces.put(path, ino);
        files.put(path, new byte[0]);
    }

    public void file(String path, byte[] content) {
        files.put(path, content);
    }

    public int openFds() {
        return fds.size() - 4;
    }

    /// What lies above files, as far as [#files] was looked through.
    private final Set<String> folders = new HashSet<>();

    private int known;

    private boolean folder(String path) {
        if (known != files.size()) {
            known = files.size();
            for (String file : files.keySet()) {
                int slash = file.lastIndexOf('/');
                while (slash > 0 && folders.add(file.substring(0, slash))) {
                    slash = file.lastIndexOf('/', slash - 1);
                }
            }
        }
        return folders.contains(path);
    }

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        return switch (nr) {
            case Nr.CLOSE -> fds.remove((int) a) == null ? -Errno.EBADF : 0;
            case Nr.SETNS -> setns((int) a);
            case Nr.SOCKET ->
                open(new Open(a == 2 ? "icmp" : a == 10 ? "icmpv6" : "netlink", new ArrayDeque<>(), here, new int[1]));
            case Nr.IOCTL -> b == SIOCGSKNS ? namespaceOf((int) a) : b == NS_GET_NSTYPE ? type((int) a) : -Errno.ENOTTY;
            case Nr.PIDFD_OPEN -> folder("/proc/" + a) ? open("/proc/" + a) : -Errno.ESRCH;
            case Nr.PIDFD_GETFD -> copy((int) a, b);
            case Nr.GETPID -> 77;
            case Nr.GETUID, Nr.GETEUID, Nr.GETGID, Nr.GETEGID -> 0;
            default -> -Errno.ENOSYS;
        };
    }

    /// `/proc/self` leads to this process; there are no other links.
    private static long readlink(String path, byte[] out) {
        if (!path.equals("/proc/self")) {
            return -Errno.ENOENT;
        }
        return Bytes.digits(out, 0, 77);
    }

    private static final long SIOCGSKNS = 0x894c;
    private static final long NS_GET_NSTYPE = 0xb703;
    private static final long NS_GET_ID = 0x8008b70dL;

    private long type(int fd) {
        Open open = fds.get(fd);
        return open == null || !namespaces.containsKey(open.path) ? -Errno.ENOTTY : Netns.CLONE_NEWNET;
    }

    private int open(String path) {
        return open(new Open(path, new ArrayDeque<>(), 0, new int[1]));
    }

    /// An fd of a process, which is a socket.
    private long copy(int process, long fd) {
        String path = fds.get(process).path + "/fd/" + fd;
        Long namespace = sockets.get(path);
        return namespace == null ? -Errno.EBADF : open(new Open("socket", new ArrayDeque<>(), namespace, new int[1]));
    }

    private long id(int fd, byte[] id) {
        Long ns = namespaces.get(fds.get(fd).path);
        if (ns == null) {
            return -Errno.ENOTTY;
        }
        Bytes.put64(id, 0, ns + 5000);
        return 0;
    }

    /// The first call tells of our own and the hidden one; the next begins behind them.
    private static long list(byte[] request, byte[] ids) {
        if (Bytes.i64(request, 8) != 0) {
            return 0;
        }
        Bytes.put64(ids, 0, 1001 + 5000);
        Bytes.put64(ids, 8, LISTED + 5000);
        return 2;
    }

    /// By `struct file_handle`, the cookie behind its header.
    private long byHandle(byte[] handle) {
        long ns = Bytes.i64(handle, 8) - 5000;
        String path = "net:[" + ns + "]";
        namespaces.put(path, ns);
        return open(path);
    }

    /// An fd of the namespace to which a socket belongs.
    private long namespaceOf(int socket) {
        Open open = fds.get(socket);
        if (open == null) {
            return -Errno.EBADF;
        }
        String path = "net:[" + open.namespace + "]";
        namespaces.put(path, open.namespace);
        return open(new Open(path, new ArrayDeque<>(), 0, new int[1]));
    }

    private long setns(int fd) {
        Open open = fds.get(fd);
        Long to = open == null ? null : namespaces.get(open.path);
        if (to == null) {
            return -Errno.EINVAL;
        }
        here = to;
        return 0;
    }

    private int open(Open open) {
        fds.put(nextFd, open);
        return nextFd++;
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        return switch (nr) {
            case Nr.OPENAT -> openat((int) a, text(x));
            case Nr.OPENAT2 -> openat(Kernel.AT_FDCWD, below((int) a) + text(x));
            case Nr.LISTNS -> list(x, y);
            case Nr.OPEN_BY_HANDLE_AT -> byHandle(x);
            case Nr.READ -> read((int) a, x, xo, (int) c);
            case Nr.PREAD64 -> pread((int) a, x, xo, (int) c, d);
            case Nr.WRITE -> write((int) a, x, xo, (int) c);
            case Nr.STATX -> statx((int) a, text(x), y);
            case Nr.FSTATFS -> fstatfs((int) a, x);
            case Nr.GETDENTS64 -> getdents((int) a, x);
            case Nr.READLINKAT -> readlink(text(x), y);
            case Nr.SENDTO -> yi == 4 ? ping((int) a, x, (int) c, y) : send((int) a, x, xo, (int) c);
            case Nr.PPOLL -> poll(x, y);
            case Nr.RECVFROM -> receive((int) a, x, xo, (int) c);
            case Nr.GETSOCKOPT -> cookie((int) a, x);
            case Nr.SETSOCKOPT, Nr.CONNECT, Nr.CAPGET, Nr.UNAME -> 0;
            case Nr.CLOCK_GETTIME -> clock(x);
            case Nr.IOCTL -> b == NS_GET_ID ? id((int) a, x) : -Errno.ENOTTY;
            default -> -Errno.ENOSYS;
        };
    }

    private static String text(byte[] z) {
        int n = 0;
        while (z[n] != 0) {
            n++;
        }
        return new String(z, 0, n, StandardCharsets.ISO_8859_1);
    }

    /// The path of a name in a folder that is open.
    private String path(int dir, String name) {
        if (name.startsWith("/")) {
            return name;
        }
        Open open = fds.get(dir);
        if (open == null) {
            return null;
        }
        return name.isEmpty() ? open.path : open.path + "/" + name;
    }

    private String below(int root) {
        String path = fds.get(root).path;
        return path.equals("/") ? "" : path;
    }

    private static final String OWN_FDS = "/proc/self/fd/";

    private long openat(int dir, String name) {
        String path = path(dir, name);
        if (path == null) {
            return -Errno.EBADF;
        }
        if (path.startsWith(OWN_FDS)) {
            return open(fds.get(Integer.parseInt(path.substring(OWN_FDS.length()))).path);
        }
        if (path.startsWith("/proc/thread-self/net/")) {
            path = path + " of " + here; // it shows the reader's namespace
            files.put(path, Bytes.of("namespace " + here));
        }
        if (path.equals("/dev/tty") && terminal != null) {
            files.put(path, terminal);
        }
        if (!files.containsKey(path) && !folder(path)) {
            return -Errno.ENOENT;
        }
        return open(new Open(path, new ArrayDeque<>(), 0, new int[1]));
    }

    private long read(int fd, byte[] b, int at, int length) {
        Open open = fds.get(fd);
        if (open == null) {
            return -Errno.EBADF;
        }
        byte[] content = fd == ANALYSIS ? requests : files.get(open.path);
        if (content == null) {
            return -Errno.EISDIR;
        }
        int from = fd == ANALYSIS ? requestsAt : open.at[0];
        int n = Math.min(Math.min(length, most), content.length - from);
        System.arraycopy(content, from, b, at, n);
        open.at[0] += n;
        requestsAt += fd == ANALYSIS ? n : 0;
        return n;
    }

    private long pread(int fd, byte[] b, int at, int length, long from) {
        byte[] content = files.get(fds.get(fd).path);
        int n = (int) Math.max(0, Math.min(Math.min(length, most), content.length - from));
        System.arraycopy(content, (int) Math.min(from, content.length), b, at, n);
        return n;
    }

    private long write(int fd, byte[] b, int at, int length) {
        ByteArrayOutputStream to = fd == 1 ? out : fd == 2 ? err : fd == ANALYSIS ? answers : null;
        if (fds.containsKey(fd) && fds.get(fd).path.equals("/dev/tty")) {
            to = shown;
        }
        if (to == null) {
            return -Errno.EBADF;
        }
        int n = Math.min(length, most);
        to.write(b, at, n);
        return n;
    }

    private long statx(int dir, String name, byte[] out) {
        String path = path(dir, name);
        if (path == null || !files.containsKey(path) && !namespaces.containsKey(path) && !folder(path)) {
            return path == null ? -Errno.EBADF : -Errno.ENOENT;
        }
        if (path.startsWith(hidden)) {
            return -Errno.EACCES;
        }
        Bytes.clear(out, 0, out.length);
        boolean namespace = namespaces.containsKey(path);
        int type = sockets.containsKey(path) ? 0140000 : files.containsKey(path) ? 0100000 : 0040000;
        Bytes.put16(out, 0x1c, type);
        Bytes.put64(out, 0x20, namespaces.getOrDefault(path, sockets.containsKey(path) ? path.hashCode() : 7L));
        Bytes.put32(out, 0x8c, namespace ? (int) DEV : 30);
        return 0;
    }

    private long fstatfs(int fd, byte[] out) {
        Open open = fds.get(fd);
        if (open == null) {
            return -Errno.EBADF;
        }
        Bytes.put64(out, 0, namespaces.containsKey(open.path) ? Netns.NSFS_MAGIC : 0x01021994L);
        return 0;
    }

    /// `struct linux_dirent64`: ino, off, reclen, type, name. One entry a call, so that a fault can come between.
    private long getdents(int fd, byte[] b) {
        Open open = fds.get(fd);
        if (open == null) {
            return -Errno.EBADF;
        }
        TreeSet<String> names = new TreeSet<>();
        for (String file : files.keySet()) {
            if (file.startsWith(open.path + "/")) {
                names.add(file.substring(open.path.length() + 1).split("/")[0]);
            }
        }
        List<String> all = new ArrayList<>(names);
        if (open.at[0] >= all.size()) {
            return 0;
        }
        byte[] name = Bytes.of(all.get(open.at[0]++));
        int reclen = 19 + name.length + 1 + 7 & ~7;
        Bytes.clear(b, 0, reclen);
        Bytes.put16(b, 16, reclen);
        Bytes.copy(name, 0, b, 19, name.length);
        return reclen;
    }

    private long nanos = 5_000_000_000L;

    private long clock(byte[] timespec) {
        Bytes.put64(timespec, 0, nanos / 1_000_000_000);
        Bytes.put64(timespec, 8, nanos % 1_000_000_000);
        return 0;
    }

    /// What comes back to a packet that is sent on a raw ICMP socket: its bytes from the IP header on, and where to.
    public interface Net {
        List<byte[]> answer(long namespace, byte[] icmp, byte[] to);
    }

    public Net net = (namespace, icmp, to) -> List.of();

    private long ping(int fd, byte[] b, int length, byte[] sockaddr) {
        Open open = fds.get(fd);
        if (open == null) {
            return -Errno.EBADF;
        }
        byte[] to = sockaddr.length == 28 ? Bytes.sub(sockaddr, 8, 16) : Bytes.sub(sockaddr, 4, 4);
        open.replies.addAll(net.answer(open.namespace, Bytes.sub(b, 0, length), to));
        return length;
    }

    /// Sockets that hold something are ready at once; else the time passes.
    private long poll(byte[] pollfds, byte[] timespec) {
        int ready = 0;
        for (int at = 0; at + 8 <= pollfds.length; at += 8) {
            Open open = fds.get(Bytes.i32(pollfds, at));
            boolean full = open != null && !open.replies.isEmpty();
            Bytes.put16(pollfds, at + 6, full ? 1 : 0);
            ready += full ? 1 : 0;
        }
        if (ready == 0) {
            nanos += Math.max(1, Bytes.i64(timespec, 0) * 1_000_000_000L + Bytes.i64(timespec, 8));
        }
        return ready;
    }

    private long cookie(int fd, byte[] value) {
        Bytes.put64(value, 0, fds.get(fd).namespace + 5000);
        return 0;
    }

    private long send(int fd, byte[] b, int at, int length) {
        if (fd == ANALYSIS) {
            return write(fd, b, at, length);
        }
        Open open = fds.get(fd);
        if (open == null) {
            return -Errno.EBADF;
        }
        open.replies.addAll(
                netlink.answer(b, at, length, open.namespace, open.at[0]++ == 0, other -> fds.get(other).path));
        return length;
    }

    private long receive(int fd, byte[] b, int at, int length) {
        Open open = fds.get(fd);
        if (open == null) {
            return -Errno.EBADF;
        }
        byte[] datagram = open.replies.poll();
        if (datagram == null) {
            return -Errno.EAGAIN; // the deadline
        }
        System.arraycopy(datagram, 0, b, at, Math.min(datagram.length, length));
        return datagram.length;
    }

    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        Open open = fds.get(fd);
        if (nr != Nr.RECVMSG || open == null || !open.path.equals("icmpv6")) {
            return -Errno.ENOSYS;
        }
        byte[] packet = open.replies.poll();
        if (packet == null) {
            return -Errno.EAGAIN;
        }
        // A raw socket of IPv6 gives no header; who sent it to whom stands beside the message.
        byte[] ip = java.util.Arrays.copyOf(packet, Math.max(40, packet.length));
        Bytes.copy(ip, 8, name, 8, 16);
        Bytes.put64(control, 0, 36);
        Bytes.put32(control, 8, 41);
        Bytes.put32(control, 12, 50);
        Bytes.copy(ip, 24, control, 16, 16);
        int n = Math.min(length, ip.length - 40);
        Bytes.copy(ip, 40, data, 0, n);
        return n;
    }

    @Override
    public byte[][] argv() {
        return argv;
    }
}

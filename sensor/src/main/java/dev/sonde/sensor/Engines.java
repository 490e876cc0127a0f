package dev.sonde.sensor;

/// What container engines keep on disk and say on their sockets, raw: for the analysis, which gives names by it.
///
/// What is read and asked is fixed here, and only ever read: the state of Docker's containers, and `GET` of a handful
/// of paths. It is looked for on this host, and behind the root of every `dockerd` that lives in another mount
/// namespace. Whoever owns such a root may be hostile: nothing leads out of it, what is no regular file or socket is
/// not opened, and all sockets together get [#PATIENCE].
final class Engines {
    /// Daemons in mount namespaces of their own that are asked.
    static final int MOST_DAEMONS = 16;

    /// Containers of one engine whose state is read, and networks that are asked for one by one.
    private static final int MOST_CONTAINERS = 4096;

    private static final int MOST_NETWORKS = 64;

    /// Bytes of one file of state, and of one answer.
    private static final int STATE = 1 << 18;

    private static final int ANSWER = 16 << 20;

    /// Nanoseconds for all that is asked.
    private static final long PATIENCE = 1_800_000_000L;

    private static final int RESOLVE_NO_MAGICLINKS = 2;
    private static final int RESOLVE_IN_ROOT = 0x10;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFSOCK = 0140000;
    private static final int S_IFDIR = 0040000;
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int POLLIN = 1;

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;

    private final byte[] statx = new byte[256];
    private final byte[] empty = {0};

    /// `struct open_how { __u64 flags, mode, resolve; }`
    private final byte[] how = new byte[24];

    private final byte[] names = new byte[1 << 15];
    private final byte[] path = new byte[512];
    private final byte[] link = new byte[32];
    private final byte[] scratch = new byte[16];
    private final byte[] pollfd = new byte[8];
    private final byte[] timespec = new byte[16];
    private final byte[] request = new byte[512];

    /// Where the root that is being read lies: nothing for this host, `/proc/PID/root` for another.
    private byte[] prefix = Bytes.NONE;

    private int root;
    private long spent;

    private static final byte[] CONTAINERS = {
        '/', 'v', 'a', 'r', '/', 'l', 'i', 'b', '/', 'd', 'o', 'c', 'k', 'e', 'r', '/', 'c', 'o', 'n', 't', 'a', 'i',
        'n', 'e', 'r', 's', 0
    };
    private static final byte[] CONFIG = {'/', 'c', 'o', 'n', 'f', 'i', 'g', '.', 'v', '2', '.', 'j', 's', 'o', 'n', 0};
    private static final byte[] NETNS = {
        '/', 'r', 'u', 'n', '/', 'd', 'o', 'c', 'k', 'e', 'r', '/', 'n', 'e', 't', 'n', 's', 0
    };
    private static final byte[] NETWORK = {'/', 'n', 'e', 't', 'w', 'o', 'r', 'k', 's', '/'};
    private static final byte[] VERBOSE = {'?', 'v', 'e', 'r', 'b', 'o', 's', 'e', '=', 't', 'r', 'u', 'e'};
    private static final byte[] GET = {'G', 'E', 'T', ' '};
    private static final byte[] HTTP = {
        ' ', 'H', 'T', 'T', 'P', '/', '1', '.', '0', '\r', '\n', 'H', 'o', 's', 't', ':', ' ', 'd', 'o', 'c', 'k', 'e',
        'r', '\r', '\n', '\r', '\n'
    };

    Engines(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
    }

    /// FILE frames of this host's Docker, and of each of the `n` daemons that has a mount namespace of its own.
    @Bounded("once for each of sixteen daemons")
    void scan(int[] daemons, int n) {
        byte[] self = Bytes.z(Bytes.of("/proc/self/ns/mnt"));
        long own = kernel.statx(Kernel.AT_FDCWD, self, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        read(Bytes.NONE);
        long[] seen = new long[MOST_DAEMONS];
        for (int i = 0; i < n; i++) {
            byte[] digits = new byte[12];
            int end = Bytes.digits(digits, 0, daemons[i]);
            byte[] process = Bytes.join(Bytes.of("/proc/"), Bytes.sub(digits, 0, end));
            byte[] mnt = Bytes.z(Bytes.join(process, Bytes.of("/ns/mnt")));
            long ino = kernel.statx(Kernel.AT_FDCWD, mnt, 0, statx) < 0 ? 0 : Kernel.ino(statx);
            boolean known = ino == 0 || ino == own;
            for (int k = 0; k < i; k++) {
                known = known || seen[k] == ino;
            }
            if (!known) {
                seen[i] = ino;
                byte[] top = Bytes.join(process, Bytes.of("/root"));
                scan.folder(Bytes.join(top, Bytes.of("/run/docker/netns")));
                read(top);
            }
        }
    }

    private void read(byte[] where) {
        prefix = where;
        byte[] top = where.length == 0 ? Bytes.of("/") : where;
        root = kernel.open(top, Kernel.O_PATH | kernel.oDirectory());
        if (root < 0) {
            refused(Bytes.z(top), root); // a daemon may have ended
            return;
        }
        containers();
        api();
        kernel.close(root);
    }

    /// Opens the path below [#root], from which no link leads out, if it is of this type (`S_IFREG` …): an O_PATH fd,
    /// or
    /// -errno.
    private int find(byte[] zpath, int type) {
        Bytes.clear(how, 0, how.length);
        Bytes.put64(how, 0, Kernel.O_PATH | Kernel.O_CLOEXEC);
        Bytes.put64(how, 16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        int fd = (int) kernel.sys().call(Nr.OPENAT2, 1, zpath, 0, 2, how, root, 0, 0, how.length, 0, 0);
        if (fd < 0) {
            return fd;
        }
        int r = kernel.statx(fd, empty, AT_EMPTY_PATH, statx);
        if (r == 0 && (Kernel.mode(statx) & S_IFMT) != type) {
            r = -Errno.ENOENT;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// `/proc/self/fd/FD` and NUL into [#link]: its length without the NUL.
    private int link(int fd) {
        Bytes.copy(SELF, 0, link, 0, SELF.length);
        int end = Bytes.digits(link, SELF.length, fd);
        link[end] = 0;
        return end;
    }

    private static final byte[] SELF = {'/', 'p', 'r', 'o', 'c', '/', 's', 'e', 'l', 'f', '/', 'f', 'd', '/'};

    /// Opens what [#find] found for reading, and closes the way to it.
    private int reopen(int fd, int flags) {
        if (fd < 0) {
            return fd;
        }
        link(fd);
        int r = kernel.openz(Kernel.AT_FDCWD, link, Kernel.O_RDONLY | Kernel.O_NONBLOCK | flags);
        kernel.close(fd);
        return r;
    }

    /// One FILE frame with the state of each container: `config.v2.json`.
    private void containers() {
        int dir = reopen(find(CONTAINERS, S_IFDIR), kernel.oDirectory());
        if (dir < 0) {
            refused(CONTAINERS, dir);
            return;
        }
        int left = MOST_CONTAINERS;
        int n = kernel.getdents(dir, names);
        while (n > 0) {
            int at = 0;
            while (at + 19 < n) {
                int reclen = Bytes.u16(names, at + 16);
                if (reclen < 20 || reclen > n - at) {
                    break;
                }
                if (hex(at + 19, reclen - 19) && left > 0) {
                    left--;
                    container(at + 19);
                }
                at += reclen;
            }
            n = kernel.getdents(dir, names);
        }
        kernel.close(dir);
        if (left == 0) {
            refused(CONTAINERS, -Errno.E2BIG);
        }
    }

    /// What is not there is no gap: most hosts lack most engines.
    private void refused(byte[] zpath, int r) {
        if (r != -Errno.ENOENT && r != -Errno.ENOTDIR) {
            frames.begin(Frames.GAP, 0, 128)
                    .string("open")
                    .string(zpath, 0, zpath.length - 1)
                    .failed(-r)
                    .end();
        }
    }

    /// Whether the name in [#names] is an id: 64 hex digits and NUL.
    private boolean hex(int at, int room) {
        if (room < 65 || names[at + 64] != 0) {
            return false;
        }
        for (int i = 0; i < 64; i++) {
            int c = names[at + i];
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private void container(int nameAt) {
        int end = CONTAINERS.length;
        Bytes.copy(CONTAINERS, 0, path, 0, end);
        path[end - 1] = '/';
        Bytes.copy(names, nameAt, path, end, 64);
        Bytes.copy(CONFIG, 0, path, end + 64, CONFIG.length);
        int length = end + 64 + CONFIG.length - 1;
        int fd = find(path, S_IFREG);
        if (fd == -Errno.ENOENT) {
            return; // it has just been removed
        }
        begin(path, length);
        if (fd < 0) {
            frames.failed(-fd).end();
            return;
        }
        link(fd);
        frames.content(Kernel.AT_FDCWD, link, STATE);
        frames.end();
        kernel.close(fd);
    }

    /// Begins a FILE frame: [#prefix] and this path.
    private void begin(byte[] name, int length) {
        frames.begin(Frames.FILE, 0, STATE + 1024);
        frames.u32(prefix.length + length).bytes(prefix, 0, prefix.length).bytes(name, 0, length);
    }

    private int socket;
    private byte[] zsocket = Bytes.NONE;

    /// FILE frames with what the API answers; their paths are the socket's, a blank, and what was asked.
    private void api() {
        zsocket = Bytes.z(Bytes.of("/run/docker.sock"));
        socket = find(zsocket, S_IFSOCK);
        if (socket < 0) {
            refused(zsocket, socket);
            return;
        }
        boolean answers = ask("/version");
        answers = answers && ask("/info");
        answers = answers && ask("/containers/json?all=1");
        answers = answers && ask("/networks");
        answers = answers && ask("/nodes");
        if (answers) {
            networks();
        }
        kernel.close(socket);
    }

    private boolean ask(String what) {
        byte[] text = Bytes.of(what);
        return fetch(text, text.length);
    }

    /// The overlay networks that live here, with the tasks of the whole cluster. Their ids begin as their files' names
    /// go
    /// on: `1-9tp0f348do`.
    private void networks() {
        int dir = reopen(find(NETNS, S_IFDIR), kernel.oDirectory());
        if (dir < 0) {
            return;
        }
        int left = MOST_NETWORKS;
        int n = kernel.getdents(dir, names);
        while (n > 0) {
            int at = 0;
            while (at + 19 < n) {
                int reclen = Bytes.u16(names, at + 16);
                if (reclen < 20 || reclen > n - at) {
                    break;
                }
                int length = overlay(at + 19, reclen - 19);
                if (length > 0 && left > 0 && fetch(path, length)) {
                    left--;
                }
                at += reclen;
            }
            n = kernel.getdents(dir, names);
        }
        kernel.close(dir);
    }

    /// Writes what to ask about the network of `EPOCH-ID` into [#path]: its length, or 0 for what is no such name.
    private int overlay(int at, int room) {
        int i = 0;
        while (i < room && names[at + i] >= '0' && names[at + i] <= '9') {
            i++;
        }
        if (i == 0 || i > 4 || i >= room || names[at + i] != '-') {
            return 0;
        }
        i++;
        int length = NETWORK.length;
        Bytes.copy(NETWORK, 0, path, 0, length);
        int from = length;
        while (i < room && names[at + i] != 0) {
            int c = names[at + i];
            if ((c < '0' || c > '9') && (c < 'a' || c > 'z') || length - from > 24) {
                return 0;
            }
            path[length] = (byte) c;
            length++;
            i++;
        }
        if (length - from < 8) {
            return 0;
        }
        Bytes.copy(VERBOSE, 0, path, length, VERBOSE.length);
        return length + VERBOSE.length;
    }

    /// One GET, answered raw. Whether there is any point in asking more.
    private boolean fetch(byte[] what, int length) {
        frames.tick();
        int socketLength = zsocket.length - 1;
        Bytes.copy(zsocket, 0, request, 0, socketLength);
        request[socketLength] = ' ';
        Bytes.copy(what, 0, request, socketLength + 1, length);
        int nameLength = socketLength + 1 + length;
        begin(request, nameLength);
        long start = kernel.clock(1, scratch);
        int fd = connect();
        int r = fd;
        if (fd >= 0) {
            Bytes.copy(GET, 0, question, 0, GET.length);
            Bytes.copy(what, 0, question, GET.length, length);
            Bytes.copy(HTTP, 0, question, GET.length + length, HTTP.length);
            int size = GET.length + length + HTTP.length;
            r = kernel.send(fd, question, 0, size, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (r >= 0) {
                r = r == size ? receive(fd, start, nameLength) : -Errno.EAGAIN;
            }
            kernel.close(fd);
        }
        if (r < 0) {
            frames.failed(-r);
        }
        frames.end();
        spent += kernel.clock(1, scratch) - start;
        return r >= 0;
    }

    private final byte[] question = new byte[512];

    /// `struct sockaddr_un`
    private final byte[] address = new byte[110];

    private int connect() {
        int fd = kernel.socket(AF_UNIX, SOCK_STREAM | Kernel.O_NONBLOCK, 0);
        if (fd < 0) {
            return fd;
        }
        int end = link(socket);
        Bytes.clear(address, 0, address.length);
        Bytes.put16(address, 0, AF_UNIX);
        Bytes.copy(link, 0, address, 2, end);
        int r = kernel.connect(fd, address);
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// Takes the answer to its end: 0, or -errno.
    private int receive(int fd, long start, int nameLength) {
        int total = 0;
        while (true) {
            long left = PATIENCE - spent - (kernel.clock(1, scratch) - start);
            if (left <= 0) {
                return -Errno.ETIMEDOUT;
            }
            Bytes.put32(pollfd, 0, fd);
            Bytes.put32(pollfd, 4, POLLIN);
            Bytes.put64(timespec, 0, left / 1_000_000_000L);
            Bytes.put64(timespec, 8, left % 1_000_000_000L);
            int r = kernel.poll(pollfd, timespec);
            if (r == 0) {
                return -Errno.ETIMEDOUT;
            }
            if (r > 0) {
                if (frames.room() < 4096 || frames.payload() > STATE) {
                    frames.flag(Frames.MORE).end();
                    begin(request, nameLength);
                }
                r = kernel.recv(fd, frames.buffer(), frames.at(), MSG_DONTWAIT);
                if (r == 0) {
                    return 0;
                }
            }
            if (r < 0 && r != -Errno.EINTR && r != -Errno.EAGAIN) {
                return r;
            }
            if (r > 0) {
                frames.skip(r);
                total += r;
            }
            if (total > ANSWER) {
                frames.flag(Frames.CUT);
                return -Errno.E2BIG;
            }
        }
    }
}

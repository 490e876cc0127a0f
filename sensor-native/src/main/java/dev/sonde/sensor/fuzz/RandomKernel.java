package dev.sonde.sensor.fuzz;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Sys;

/// A kernel, an analysis and a network that answer at random, but in the right form: files, folders, netlink replies,
/// requests, packets, each of them sometimes spoilt; and every call fails sometimes. The same seed gives the same
/// answers, so what the sensor does of them must be the same on every runtime: [#digest] sums up all that it asked for,
/// wrote and sent.
final class RandomKernel implements Sys {
    /// More calls than a command makes of so few files: from here on everything fails.
    private static final int MOST = 20_000;

    /// Even failing calls do not end it: it hangs.
    private static final int HANGS = 200_000;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int FDS = 64;
    private static final int NOTHING = 0;
    private static final int FILE = 1;
    private static final int NETLINK = 2;
    private static final int ANALYSIS = 3;

    private final Chance chance;
    private final byte[][] argv;
    private final byte[][] environ;
    private final Texts texts = new Texts();
    private final Sys outside;

    private final int[] what = new int[FDS];
    private final int[] kind = new int[FDS];
    private final long[] seed = new long[FDS];
    private final int[] at = new int[FDS];

    private long digest = 0xcbf29ce484222325L;
    private int calls;
    private int interrupts;
    private long nanos = 5_000_000_000L;

    /// Of the netlink request that was sent last.
    private int type;

    private int sequence;
    private int replies;

    private final Questions questions;

    /// The packet that was sent last.
    private final byte[] packet = new byte[128];

    private int packetLength;

    /// `outside`: whose `exit` ends what hangs.
    RandomKernel(long seed, Sys outside) {
        this.chance = new Chance(seed);
        this.questions = new Questions(chance);
        this.outside = outside;
        Words words = new Words(chance);
        this.argv = words.commandLine();
        this.environ = words.environment();
    }

    long digest() {
        return digest;
    }

    int calls() {
        return calls;
    }

    private void note(long v) {
        digest = (digest ^ v) * 0x100000001b3L;
    }

    private void note(byte[] b, int from, int length) {
        for (int i = from; i < Math.min(b.length, from + length); i++) {
            digest = (digest ^ b[i] & 0xff) * 0x100000001b3L;
        }
    }

    /// 0, or minus the errno with which the call fails.
    private int begin(int nr, long a, long b, long c) {
        calls++;
        note(nr);
        note(a);
        note(b);
        note(c);
        if (calls > HANGS) {
            outside.exit(3);
        }
        if (calls > MOST) {
            return -Errno.EIO;
        }
        if (!chance.one(40)) {
            interrupts = 0;
            return 0;
        }
        int which = chance.below(12);
        if (which == 0 && interrupts < 3) {
            interrupts++;
            return -Errno.EINTR;
        }
        return switch (which) {
            case 1 -> -Errno.EPERM;
            case 2 -> -Errno.ENOENT;
            case 3 -> -Errno.ESRCH;
            case 4 -> -Errno.EACCES;
            case 5 -> -Errno.EINVAL;
            case 6 -> -Errno.EAGAIN;
            case 7 -> -Errno.ENOBUFS;
            case 8 -> -Errno.ENOMEM;
            case 9 -> -24; // EMFILE
            case 10 -> -Errno.EMSGSIZE;
            default -> -Errno.EIO;
        };
    }

    private int fresh(int of, int ofKind) {
        for (int fd = 3; fd < FDS; fd++) {
            if (what[fd] == NOTHING) {
                what[fd] = of;
                kind[fd] = ofKind;
                long s = chance.next();
                seed[fd] = s;
                at[fd] = 0;
                return fd;
            }
        }
        return -Errno.EMFILE;
    }

    private static boolean valid(long fd) {
        return fd >= 0 && fd < FDS;
    }

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        int failed = begin(nr, a, b, c);
        if (nr == Nr.CLOSE && valid(a)) {
            what[(int) a] = NOTHING; // as the kernel does, also when it fails
        }
        if (failed < 0) {
            return failed;
        }
        return switch (nr) {
            case Nr.SOCKET -> socket(a, b, c);
            case Nr.IOCTL, Nr.PIDFD_OPEN, Nr.PIDFD_GETFD, Nr.DUP3, Nr.MEMFD_CREATE -> fresh(FILE, 3);
            case Nr.GETPID -> 77;
            case Nr.GETUID, Nr.GETEUID, Nr.GETGID, Nr.GETEGID -> chance.one(4) ? 1000 : 0;
            case Nr.FCNTL, Nr.LSEEK, Nr.UMASK, Nr.GETPPID, Nr.GETPGID, Nr.SETSID -> chance.below(100);
            default -> 0;
        };
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        int failed = begin(nr, a, b, c);
        boolean out = nr == Nr.WRITE || nr == Nr.SENDTO;
        note(x, xo, out ? (int) Math.min(c, x.length - xo) : 0);
        if (nr == Nr.OPENAT || nr == Nr.OPENAT2 || nr == Nr.STATX || nr == Nr.READLINKAT) {
            note(x, 0, 64);
        }
        if (failed < 0) {
            return failed;
        }
        return switch (nr) {
            case Nr.OPENAT, Nr.OPENAT2 -> fresh(FILE, Texts.kind(x));
            case Nr.READ ->
                valid(a) && what[(int) a] == ANALYSIS ? questions.ask(x, xo, (int) c) : read(a, x, xo, (int) c);
            case Nr.WRITE -> written((int) c);
            case Nr.SENDTO -> send(x, xo, (int) c);
            case Nr.RECVFROM -> receive(a, x, xo, (int) c);
            case Nr.GETDENTS64 -> entries(a, x);
            case Nr.STATX -> status(y, c == AT_SYMLINK_NOFOLLOW);
            case Nr.STATFS, Nr.FSTATFS -> fileSystem(nr == Nr.FSTATFS ? x : y);
            case Nr.READLINKAT -> link(x, y);
            case Nr.SOCKETPAIR -> pair(x);
            case Nr.PPOLL -> poll(x, y);
            case Nr.CLOCK_GETTIME -> clock(x);
            case Nr.WAIT4 -> ended(x, a);
            case Nr.SIGNALFD4 -> fresh(FILE, 1);
            case Nr.GETRANDOM, Nr.GETSOCKOPT, Nr.CAPGET, Nr.GETSOCKNAME, Nr.GETGROUPS -> random(nr, x);
            case Nr.UNAME, Nr.GETCWD -> name(nr, x);
            case Nr.IOCTL -> random(nr, x);
            default -> 0;
        };
    }

    /// The datagram socket of ICMP is mostly for others, as where no group may have it: then ping takes a raw one.
    private long socket(long domain, long type, long protocol) {
        boolean datagram = (type & 15) == 2 && protocol != 0;
        if (datagram && !chance.one(4)) {
            return -Errno.EACCES;
        }
        return fresh(domain == 16 ? NETLINK : FILE, 0);
    }

    private long written(int length) {
        return length > 1 && chance.one(20) ? 1 + chance.below(length) : length;
    }

    private long read(long fd, byte[] b, int from, int length) {
        if (!valid(fd)) {
            return -Errno.EBADF;
        }
        int i = (int) fd;
        int n = texts.make(kind[i], seed[i]);
        int left = Math.max(0, n - at[i]);
        int most = chance.one(15) ? 1 + chance.below(64) : left;
        int take = Math.min(Math.min(left, length), Math.min(most, b.length - from));
        Bytes.copy(texts.bytes(), Math.min(at[i], n), b, from, take);
        at[i] += take;
        return take;
    }

    private long send(byte[] b, int from, int length) {
        if (length >= 16 && from + 12 <= b.length) {
            type = Bytes.u16(b, from + 4);
            sequence = Bytes.i32(b, from + 8);
            replies = 0;
        }
        packetLength = Math.min(Math.min(length, packet.length), b.length - from);
        Bytes.copy(b, from, packet, 0, packetLength);
        return length;
    }

    /// Rows and their end: some interrupted, too long, too short, of another question, or without an end.
    private long receive(long fd, byte[] b, int from, int length) {
        int room = Math.min(length, b.length - from);
        if (room < 64 || chance.one(60)) {
            return -Errno.EAGAIN;
        }
        replies++;
        boolean last = replies > 1 + chance.below(3);
        int n = 0;
        int rows = last ? 1 : 1 + chance.below(3);
        for (int i = 0; i < rows; i++) {
            int body = last ? 4 : 4 * chance.below(20);
            if (n + 16 + body > room) {
                break;
            }
            chance.fill(b, from + n, 16 + body);
            boolean error = last && chance.one(8);
            int flags = chance.one(20) ? 0x12 : 2;
            int code = chance.one(6) ? chance.edge() : 0;
            Bytes.put32(b, from + n, 16 + body);
            Bytes.put16(b, from + n + 4, error ? 2 : last ? 3 : type - 2);
            Bytes.put16(b, from + n + 6, flags);
            Bytes.put32(b, from + n + 8, sequence);
            Bytes.put32(b, from + n + 12, 0);
            if (last) {
                Bytes.put32(b, from + n + 16, error ? -chance.below(130) : code);
            }
            n += 16 + body;
        }
        if (chance.one(8)) {
            chance.spoil(b, from, n);
        }
        if (chance.one(60)) {
            return room + 1 + chance.below(100_000); // MSG_TRUNC: the datagram's own length
        }
        return chance.one(60) ? chance.below(16) : n;
    }

    /// `struct linux_dirent64`: ino, off, reclen, type, name.
    private long entries(long fd, byte[] b) {
        if (!valid(fd)) {
            return -Errno.EBADF;
        }
        at[(int) fd]++;
        if (at[(int) fd] > 2) {
            return 0;
        }
        int n = 0;
        int names = chance.below(6);
        for (int i = 0; i < names; i++) {
            int which = chance.below(6);
            int start = n + 19;
            int length = which < 3 ? 1 + chance.below(6) : which == 3 ? 1 + chance.below(250) : 2 + chance.below(12);
            int record = 19 + length + 1 + 7 & ~7;
            if (n + record > b.length) {
                break;
            }
            Bytes.clear(b, n, record);
            Bytes.put16(b, n + 16, record);
            for (int k = 0; k < length; k++) {
                int digit = chance.below(10);
                int letter = chance.below(26);
                int any = chance.below(255);
                b[start + k] = (byte) (which < 3 ? '0' + digit : which == 4 ? 'a' + letter : 1 + any);
            }
            n += record;
        }
        if (chance.one(10)) {
            chance.spoil(b, 0, n);
        }
        return n;
    }

    /// `own`: of the program itself and what lies above it, which are mostly as they should be.
    private long status(byte[] b, boolean own) {
        if (b.length < 256) {
            return -Errno.EINVAL;
        }
        Bytes.clear(b, 0, 256);
        int which = chance.below(5);
        int mode = which == 0 ? 0100644 : which == 1 ? 040755 : which == 2 ? 0120777 : which == 3 ? 0140666 : 0100444;
        Bytes.put16(b, 0x1c, mode);
        int number = chance.below(4);
        Bytes.put64(b, 0x20, 4026532000L + number);
        Bytes.put32(b, 0x8c, 4);
        int owner = chance.one(3) ? 1000 : 0;
        Bytes.put32(b, 0x14, owner);
        if (own && !chance.one(100)) {
            Bytes.put16(b, 0x1c, 040755);
            Bytes.put32(b, 0x14, 0);
            return 0;
        }
        chance.spoil(b, 0, 256);
        return 0;
    }

    private long fileSystem(byte[] b) {
        if (b.length < 8) {
            return -Errno.EINVAL;
        }
        boolean namespace = !chance.one(4);
        long any = chance.next();
        Bytes.put64(b, 0, namespace ? 0x6e736673L : chance.one(2) ? 0x01021994L : any);
        return 0;
    }

    private static final String[] LINKS = {
        "net:[4026532001]", "/usr/bin/sonde", "user:[4026531837]", "mnt:[x]", "net:[99999999999999999999]", "/", ""
    };

    /// The program itself is mostly found.
    private long link(byte[] path, byte[] b) {
        if (Bytes.starts(path, "/proc/self/exe") && !chance.one(8)) {
            return text(LINKS[1], b, false);
        }
        int which = chance.below(LINKS.length);
        return text(LINKS[which], b, true);
    }

    private long name(int nr, byte[] b) {
        text(nr == Nr.UNAME ? "Linux" : "/root", b, true);
        if (nr == Nr.UNAME && chance.one(3)) {
            chance.fill(b, 0, b.length);
        }
        return nr == Nr.UNAME ? 0 : Math.min(6, b.length);
    }

    private long text(String s, byte[] b, boolean spoilt) {
        int n = Math.min(s.length(), b.length);
        for (int i = 0; i < n; i++) {
            b[i] = (byte) s.charAt(i);
        }
        if (spoilt) {
            chance.spoil(b, 0, n);
        }
        return n;
    }

    private long pair(byte[] b) {
        int one = fresh(ANALYSIS, 0);
        int two = fresh(FILE, 0);
        Bytes.put32(b, 0, one);
        Bytes.put32(b, 4, two);
        return one < 0 || two < 0 ? -24 : 0;
    }

    private long poll(byte[] fds, byte[] timeout) {
        int ready = 0;
        for (int i = 0; i + 8 <= fds.length; i += 8) {
            int which = chance.below(4);
            int events = which == 0 ? 1 : which == 1 && chance.one(3) ? 8 : 0;
            Bytes.put16(fds, i + 6, events);
            ready += events != 0 ? 1 : 0;
        }
        nanos += ready != 0 ? chance.below(3_000_000) : 0;
        if (ready == 0 && timeout.length == 16) {
            note(timeout, 0, 16);
            nanos += Bytes.i64(timeout, 0) * 1_000_000_000L + Bytes.i64(timeout, 8);
        } else if (ready == 0) {
            nanos += 1_000_000_000L;
        }
        return ready;
    }

    private long clock(byte[] b) {
        nanos += chance.below(2000);
        Bytes.put64(b, 0, nanos / 1_000_000_000L);
        Bytes.put64(b, 8, nanos % 1_000_000_000L);
        return 0;
    }

    private long ended(byte[] status, long pid) {
        int value = chance.one(3) ? chance.edge() & 0xffff : chance.below(3) << 8;
        Bytes.put32(status, 0, value);
        return pid > 0 ? pid : 4242;
    }

    private long random(int nr, byte[] b) {
        chance.fill(b, 0, b.length);
        return nr == Nr.GETRANDOM ? b.length : nr == Nr.GETGROUPS ? Math.min(4, b.length / 4) : 0;
    }

    /// Packets and errors of the network, for ping.
    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        int failed = begin(nr, fd, length, flags);
        if (failed < 0) {
            return failed;
        }
        if (chance.one(5)) {
            return -Errno.EAGAIN;
        }
        chance.fill(name, 0, name.length);
        chance.fill(control, 0, control.length);
        if (control.length >= 16) {
            int size = chance.one(4) ? chance.edge() : 16 + chance.below(48);
            Bytes.put64(control, 0, size);
            int level = chance.one(2) ? 0 : 41;
            Bytes.put32(control, 8, level);
        }
        int used = chance.below(control.length + 1);
        Bytes.put64(header, 40, used);
        int shown = chance.one(8) ? chance.below(0x2040) : 0;
        Bytes.put32(header, 48, shown);
        int room = Math.min(length, data.length);
        int ip = chance.one(2) ? 20 : 0;
        int n = Math.min(room, ip + packetLength);
        chance.fill(data, 0, Math.min(n, ip));
        if (n > 0 && ip != 0) {
            data[0] = 0x45;
        }
        Bytes.copy(packet, 0, data, Math.min(ip, n), Math.max(0, n - ip));
        if (n > ip) {
            int reply = chance.below(4);
            data[ip] = (byte) (reply == 0 ? 3 : reply == 1 ? 129 : reply == 2 ? 11 : 0);
        }
        chance.spoil(data, 0, n);
        return chance.one(10) ? chance.below(room + 1) : n;
    }

    @Override
    public long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed) {
        int failed = begin(nr, a, b, pointed.length);
        return failed < 0 ? failed : 0;
    }

    @Override
    public int execveat(byte[] path, byte[][] arguments, byte[][] environment, long token) {
        return execve(path, arguments, environment);
    }

    @Override
    public int fork() {
        int failed = begin(-1, 0, 0, 0);
        return failed < 0 ? failed : 4242;
    }

    @Override
    public int execve(byte[] path, byte[][] arguments, byte[][] environment) {
        begin(-2, arguments.length, environment.length, 0);
        note(path, 0, path.length);
        for (int i = 0; i < arguments.length; i++) {
            note(arguments[i], 0, arguments[i].length);
        }
        return chance.one(2) ? -Errno.ENOENT : -Errno.EACCES;
    }

    @Override
    public void exit(int status) {
        outside.exit(4); // only children leave so, and there are none
    }

    @Override
    public byte[][] argv() {
        return argv;
    }

    @Override
    public byte[][] environ() {
        return environ;
    }

    @Override
    public boolean single() {
        return true;
    }

    @Override
    public boolean arm() {
        return false;
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.TableLimit;

/// The tables of older iptables, of the namespace in which we are: FILE frames with names such as `ip_tables/filter`.
///
/// No file holds them, and no netlink message tells them: getsockopt(2) does, of a raw socket. Whoever asks for a table
/// that nobody uses makes the kernel create it, and perhaps load a module. So only those are asked for that the file
/// `ip_tables_names` names already.
final class IpTables {
    /// What the frame of a table has besides its entries, at most.
    private static final int BESIDES = 256;

    /// The most that is taken of one table's entries: what has room in a frame, because the kernel tells all of them at
    /// once or none, and there is no other buffer. These are some 2,500 rules.
    private static final int MOST = Frames.LARGEST - BESIDES;

    /// A table that is changed between the two questions is asked for again.
    private static final int TRIES = 5;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_RAW = 255;

    /// `IPT_SO_GET_INFO`, `IPT_SO_GET_ENTRIES` of linux/netfilter_ipv4/ip_tables.h; those of IPv6 are the same.
    private static final int GET_INFO = 64;

    private static final int GET_ENTRIES = 65;

    /// `struct ipt_getinfo`: name, `valid_hooks`, `hook_entry[5]`, `underflow[5]`, `num_entries`, `size`.
    private static final int INFO = 84;

    private static final int INFO_SIZE = 80;

    /// `struct ipt_get_entries`: name, size, and from a multiple of eight on the entries.
    private static final int HEADER = 40;

    private static final int HEADER_SIZE = 32;

    private static final int TABLES = 5;
    private static final byte[] RAW = Bytes.of("raw");
    private static final byte[] MANGLE = Bytes.of("mangle");
    private static final byte[] NAT = Bytes.of("nat");
    private static final byte[] FILTER = Bytes.of("filter");
    private static final byte[] SECURITY = Bytes.of("security");

    private static final byte[] FOUR = Bytes.of("ip_tables/");
    private static final byte[] SIX = Bytes.of("ip6_tables/");
    private static final byte[] FOUR_NAMES = Bytes.z(Bytes.of("/proc/thread-self/net/ip_tables_names"));
    private static final byte[] SIX_NAMES = Bytes.z(Bytes.of("/proc/thread-self/net/ip6_tables_names"));

    private final Kernel kernel;
    private final Frames frames;
    private final TableLimit limit;
    private final byte[] names = new byte[512];
    private final byte[] length = new byte[4];

    IpTables(Kernel kernel, Frames frames, TableLimit limit) {
        this.kernel = kernel;
        this.frames = frames;
        this.limit = limit;
    }

    private static byte[] table(int i) {
        return switch (i) {
            case 0 -> RAW;
            case 1 -> MANGLE;
            case 2 -> NAT;
            case 3 -> FILTER;
            default -> SECURITY;
        };
    }

    /// Whether `b[at, at + length)` names a table that may be asked for.
    static boolean known(byte[] b, int at, int length) {
        return which(b, at, length, false) >= 0 || which(b, at, length, true) >= 0;
    }

    /// Which table of this family it names; -1: none.
    private static int which(byte[] b, int at, int length, boolean six) {
        byte[] folder = six ? SIX : FOUR;
        int begin = at + folder.length;
        if (length <= folder.length || !Bytes.at(b, at, folder)) {
            return -1;
        }
        for (int i = 0; i < TABLES; i++) {
            byte[] name = table(i);
            if (length - folder.length == name.length && Bytes.at(b, begin, name)) {
                return i;
            }
        }
        return -1;
    }

    /// FILE frames of the table that is [#known] by this name: 0 or -errno.
    int one(int number, byte[] b, int at, int length) {
        boolean six = which(b, at, length, true) >= 0;
        int named = named(six);
        int i = which(b, at, length, six);
        if (named < 0 || i < 0 || (named & 1 << i) == 0) {
            int r = named < 0 ? named : -Errno.ENOENT;
            begin(number, six, table(i));
            frames.failed(-r).end();
            return r;
        }
        return send(number, six, table(i));
    }

    /// Those of all tables of a family that there are. What does not name them has been told already.
    void all(int number, boolean six) {
        int named = named(six);
        for (int i = 0; named > 0 && i < TABLES; i++) {
            if ((named & 1 << i) != 0) {
                send(number, six, table(i));
            }
        }
    }

    /// The tables of a family that the kernel has here, as bits; or -errno.
    @Opens("a file of procfs")
    private int named(boolean six) {
        int fd = kernel.openz(Kernel.AT_FDCWD, six ? SIX_NAMES : FOUR_NAMES, Kernel.O_RDONLY);
        if (fd < 0) {
            return fd;
        }
        int n = kernel.readAll(fd, names, 0);
        kernel.close(fd);
        int from = 0;
        int all = 0;
        for (int p = 0; p < n; p++) {
            if (names[p] == '\n') {
                for (int i = 0; i < TABLES; i++) {
                    byte[] name = table(i);
                    if (p - from == name.length && Bytes.at(names, from, name)) {
                        all |= 1 << i;
                    }
                }
                from = p + 1;
            }
        }
        return n < 0 ? n : all;
    }

    private int send(int number, boolean six, byte[] table) {
        int s = kernel.socket(six ? AF_INET6 : AF_INET, SOCK_RAW, IPPROTO_RAW);
        begin(number, six, table);
        int n = s < 0 ? s : ask(s, six ? IPPROTO_IPV6 : IPPROTO_IP, table);
        if (s >= 0) {
            kernel.close(s);
        }
        if (n < 0) {
            frames.failed(-n).end();
            return n;
        }
        if (limit.beyond(n)) {
            frames.flag(FrameFlag.CUT).end();
            return 0;
        }
        limit.spend(n);
        frames.skip(n);
        frames.end();
        return 0;
    }

    /// Has the kernel write a table into the frame that was begun: how many bytes, or -errno.
    private int ask(int s, int level, byte[] table) {
        byte[] b = frames.buffer();
        int info = frames.at();
        int entries = info + INFO;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Bytes.clear(b, info, INFO + HEADER);
            Bytes.copy(table, 0, b, info, table.length);
            Bytes.put32(length, 0, INFO);
            int r = kernel.getsockopt(s, level, GET_INFO, b, info, length);
            if (r < 0) {
                return r;
            }
            int size = Bytes.i32(b, info + INFO_SIZE);
            if (size < 0 || size > MOST) {
                return -Errno.EFBIG;
            }
            Bytes.copy(table, 0, b, entries, table.length);
            Bytes.put32(b, entries + HEADER_SIZE, size);
            Bytes.put32(length, 0, HEADER + size);
            r = kernel.getsockopt(s, level, GET_ENTRIES, b, entries, length);
            if (r != -Errno.EAGAIN) {
                return r < 0 ? r : INFO + HEADER + size;
            }
        }
        return -Errno.EAGAIN;
    }

    private void begin(int number, boolean six, byte[] table) {
        byte[] folder = six ? SIX : FOUR;
        frames.begin(FrameKind.FILE, number, Frames.LARGEST);
        frames.u32(folder.length + table.length).bytes(folder, 0, folder.length).bytes(table, 0, table.length);
    }
}

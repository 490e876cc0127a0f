package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Netns;

/// Files of `/proc/net` that tell what no netlink message does: the multicast groups of each interface, which tables of
/// older iptables there are, and IPVS and UDP sockets, whose netlink families would load
/// modules. The tables ([IpTables]) and the
/// transforms ([Transforms]) are sent as files too.
///
/// They show the namespace of whoever reads them, so that one has to go there.
public final class ProcNet {
    /// What one frame carries of a file.
    private static final int PIECE = 32768;

    /// The most that is read of one file.
    private static final int LIMIT = 64 << 20;

    private static final byte[] FOLDER = Bytes.of("/proc/thread-self/net/");
    private static final byte[] DEV_MCAST = Bytes.of("dev_mcast");
    private static final byte[] IGMP = Bytes.of("igmp");
    private static final byte[] IGMP6 = Bytes.of("igmp6");
    private static final byte[] IP_TABLES_NAMES = Bytes.of("ip_tables_names");
    private static final byte[] IP6_TABLES_NAMES = Bytes.of("ip6_tables_names");
    private static final byte[] IP_VS = Bytes.of("ip_vs");
    private static final byte[] UDP = Bytes.of("udp");

    /// What an ordinary user may read of a namespace that he may not enter, by way of a process in it.
    private static final byte[] DEV = Bytes.of("dev");

    private static final byte[] IF_INET6 = Bytes.of("if_inet6");
    private static final byte[] FIB_TRIE = Bytes.of("fib_trie");
    private static final byte[] ROUTE = Bytes.of("route");
    private static final byte[] IPV6_ROUTE = Bytes.of("ipv6_route");
    private static final byte[] ARP = Bytes.of("arp");

    private final Kernel kernel;
    private final Frames frames;
    private final IpTables tables;
    private final Transforms transforms;
    private final byte[] path = new byte[64];

    ProcNet(Kernel kernel, Frames frames, Netns netns) {
        this.kernel = kernel;
        this.frames = frames;
        this.tables = new IpTables(kernel, frames, netns.limit());
        this.transforms = new Transforms(kernel, frames, netns);
    }

    /// Whether `b[at, at + length)` names a file that may be asked for.
    public static boolean known(byte[] b, int at, int length) {
        return is(DEV_MCAST, b, at, length)
                || is(IGMP, b, at, length)
                || is(IGMP6, b, at, length)
                || is(IP_TABLES_NAMES, b, at, length)
                || is(IP6_TABLES_NAMES, b, at, length)
                || is(IP_VS, b, at, length)
                || is(UDP, b, at, length)
                || Transforms.known(b, at, length)
                || IpTables.known(b, at, length);
    }

    /// Whether it is what only a command may ask for that has the right to keys.
    public static boolean keys(byte[] b, int at, int length) {
        return Transforms.keys(b, at, length);
    }

    private static boolean is(byte[] name, byte[] b, int at, int length) {
        if (name.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name[i] != b[at + i]) {
                return false;
            }
        }
        return true;
    }

    /// All of them, of the namespace in which we are, and the tables that they name.
    void all(int number) {
        file(number, DEV_MCAST, 0, DEV_MCAST.length);
        file(number, IGMP, 0, IGMP.length);
        file(number, IGMP6, 0, IGMP6.length);
        file(number, IP_TABLES_NAMES, 0, IP_TABLES_NAMES.length);
        if (size > 0) {
            tables.all(number, false);
        }
        file(number, IP6_TABLES_NAMES, 0, IP6_TABLES_NAMES.length);
        if (size > 0) {
            tables.all(number, true);
        }
        file(number, IP_VS, 0, IP_VS.length);
        file(number, UDP, 0, UDP.length);
        transforms.all(number);
    }

    /// How many bytes the file had that was read last.
    private int size;

    /// The files of the folder `way[0, length)`, which is `/proc/PID/net`.
    void of(int number, byte[] way, int length) {
        folder = Math.min(length, path.length - 32);
        Bytes.copy(way, 0, path, 0, folder);
        path[folder] = '/';
        folder++;
        read(number, DEV, 0, DEV.length);
        read(number, IGMP, 0, IGMP.length);
        read(number, IF_INET6, 0, IF_INET6.length);
        read(number, FIB_TRIE, 0, FIB_TRIE.length);
        read(number, ROUTE, 0, ROUTE.length);
        read(number, IPV6_ROUTE, 0, IPV6_ROUTE.length);
        read(number, ARP, 0, ARP.length);
    }

    /// How much of [#path] is the folder.
    private int folder;

    /// FILE frames of the file `name[at, at + length)`: 0 or -errno. Without IPv6 there is no `igmp6`: then its frame
    /// says ENOENT.
    int file(int number, byte[] name, int at, int length) {
        if (IpTables.known(name, at, length)) {
            return tables.one(number, name, at, length);
        }
        if (Transforms.known(name, at, length)) {
            return transforms.one(number, name, at, length);
        }
        Bytes.copy(FOLDER, 0, path, 0, FOLDER.length);
        folder = FOLDER.length;
        return read(number, name, at, length);
    }

    @Opens("a file of procfs")
    private int read(int number, byte[] name, int at, int length) {
        Bytes.copy(name, at, path, folder, length);
        path[folder + length] = 0;
        begin(number, name, at, length);
        size = 0;
        int fd = kernel.openz(Kernel.AT_FDCWD, path, Kernel.O_RDONLY);
        if (fd < 0) {
            frames.failed(-fd).end();
            return fd;
        }
        int total = 0;
        int room = PIECE;
        int r = read(fd, room);
        while (r > 0 && total < LIMIT) {
            frames.skip(r);
            total += r;
            room -= r;
            if (room == 0) {
                frames.flag(FrameFlag.MORE).end();
                begin(number, name, at, length);
                room = PIECE;
            }
            r = read(fd, room);
        }
        if (r > 0) {
            frames.flag(FrameFlag.CUT);
        }
        if (r < 0) {
            frames.failed(-r);
        }
        size = total;
        frames.end();
        kernel.close(fd);
        return r < 0 ? r : 0;
    }

    private int read(int fd, int room) {
        int r = kernel.read(fd, frames.buffer(), frames.at(), room);
        while (r == -Errno.EINTR) {
            r = kernel.read(fd, frames.buffer(), frames.at(), room);
        }
        return r;
    }

    private void begin(int number, byte[] name, int at, int length) {
        frames.begin(FrameKind.FILE, number, PIECE + 64);
        frames.string(name, at, length);
    }
}

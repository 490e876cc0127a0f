package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.engine.Engines;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.lab.Labs;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.NetnsOpen;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.netns.Opened;
import dev.sonde.sensor.reader.Reader;

/// Reads the host: processes, their threads and what they hold, mount tables, folders of namespace files, labs,
/// and the tables of every namespace found.
///
/// It interprets nothing: it sends what the kernel and the files say. A thing that vanished meanwhile, or that
/// may not be read, becomes a GAP or a FAILED frame, never an end. One class for each way of reading; here is
/// what they share: which namespaces were met, and what is sent of a new one.
public final class Scan {
    /// Longest path of a request, with the NUL behind it.
    private static final int LONGEST = Limits.PATH + 1;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final byte[] EMPTY = {0};
    private static final byte[] NAMES = Bytes.of("further folders of namespaces");
    private static final byte[] KEPT = Bytes.of("further files of container engines");
    private static final byte[] TOO_MANY = Bytes.of("more namespaces than one stream can carry");

    private final Kernel kernel;
    private final Frames frames;
    private final Netns netns;
    private final NetnsOpen doors;
    private final NetnsRegistry roster;
    private final Peers peers;
    private final Contents contents;
    private final Reader reader;
    private final Handles found;
    private final Merge merge;
    private final Walk walk;
    private final Labs labs;
    private final Folders folders;
    private final Engines engines;
    private final EngineJob engineJob;
    private final Opened opened;
    private final NsidPairs pairs;

    /// The path of a request: it allocates nothing.
    private final byte[] path = new byte[LONGEST];

    private final byte[] statx = new byte[256];

    /// An fd of the namespace that this process was started in.
    private int home;

    private final int analysis;
    private int mask;
    private int handles;

    public Scan(Kernel kernel, Frames frames) {
        this(kernel, frames, 0);
    }

    /// `analysis`: the process of the analysis, which is not looked at; 0: there is none.
    public Scan(Kernel kernel, Frames frames, int analysis) {
        this.analysis = analysis;
        this.kernel = kernel;
        this.frames = frames;
        this.netns = new Netns(kernel, frames);
        this.doors = new NetnsOpen(kernel);
        this.roster = new NetnsRegistry(kernel);
        this.peers = new Peers(frames, netns, roster, kernel);
        this.contents = new Contents(kernel, frames, netns, peers);
        this.reader = new Reader(kernel, frames);
        this.found = new Handles(kernel, roster, doors);
        this.merge = new Merge(kernel, frames, this);
        this.walk = new Walk(kernel, frames, found, reader, merge, analysis);
        this.labs = new Labs(kernel);
        this.folders = new Folders(frames, found, reader, labs);
        this.engines = new Engines(kernel, frames, folders, reader);
        this.engineJob = new EngineJob(engines, found, merge);
        this.opened = new Opened(kernel);
        this.pairs = new NsidPairs(kernel, frames, netns, peers);
    }

    public Netns netns() {
        return netns;
    }

    public NetnsOpen doors() {
        return doors;
    }

    NetnsRegistry roster() {
        return roster;
    }

    /// Opens the namespace that we are in and sends its NETNS frame: number 1. Gives 0 or -errno.
    @Opens("a file of procfs")
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
        roster.device(Kernel.dev(statx));
        int s = netns.socket();
        long cookie = s < 0 ? doors.id(home) : netns.cookie(s);
        int number = roster.add(Kernel.ino(statx), cookie);
        roster.owner(number, doors.owner(home));
        announce(number, own, own.length, s < 0 ? -s : 0);
        if (s >= 0) {
            kernel.close(s);
        }
        roster.hold(number, home, false);
        return 0;
    }

    /// Sends what `mask` asks for, and DONE. Afterwards this process is in its own namespace again.
    public void run(int bits) {
        mask = bits;
        handles = 0;
        frames.tick();
        roster.widen();
        netns.limit().begin(analysis == 0);
        peers.begin((bits & ScanBit.PEERS) != 0);
        pairs.begin();
        merge.begin(bits);
        reader.scan();
        if ((bits & ScanBit.LABS) != 0) {
            labs.scan(frames, folders, true); // first: the analysis understands them while the rest is read
            frames.flush();
        }
        if ((bits & Contents.INSIDE) != 0) {
            own();
        }
        if ((bits & (ScanBit.PROCESSES | ScanBit.TASKS | ScanBit.MOUNTS)) != 0) {
            walk.run(bits, roster.ino(Origin.OWN));
        }
        boolean inFolders = (bits & ScanBit.FOLDERS) != 0;
        boolean inLabs = (bits & ScanBit.LABS) != 0;
        if (inFolders || inLabs) {
            reader.begin();
            folders.begin(inFolders, inLabs);
            reader.steps(folders, merge, NAMES);
        }
        if ((bits & ScanBit.PEERS) != 0) {
            new ListNs(kernel, frames, this).send(analysis);
        }
        goHome();
        pairs.send();
        if ((bits & ScanBit.PEERS) != 0) {
            peers.send(pairs);
        }
        if ((bits & ScanBit.ENGINES) != 0) {
            merge.daemons().tell(frames);
            engines.begin(merge.daemons().pids(), merge.daemons().count());
            reader.steps(engineJob, engineJob, KEPT);
            engines.ask();
            goHome();
        }
        reader.reap();
        int processCount = merge.count();
        int handleCount = handles;
        int namespaceCount = roster.count();
        frames.begin(FrameKind.DONE, 0, 12)
                .u32(processCount)
                .u32(handleCount)
                .u32(namespaceCount)
                .end();
        frames.flush();
        peers.end();
        roster.release();
    }

    private void own() {
        goHome();
        int s = netns.away() ? -Errno.EPERM : netns.socket();
        if (s < 0) {
            frames.begin(FrameKind.GAP, Origin.OWN, 64)
                    .string("socket")
                    .string("AF_NETLINK")
                    .failed(-s)
                    .end();
            return;
        }
        contents.send(s, Origin.OWN, mask);
        pair(Origin.OWN);
        peers.own(s);
    }

    /// It is asked how those that the scan met know each other, where all tables are asked for.
    private void pair(int number) {
        if ((mask & ScanBit.FURTHER) != 0) {
            pairs.keep(number);
        }
    }

    private void goHome() {
        int r = netns.goHome(home);
        if (r < 0) {
            frames.gap("setns", Bytes.of("/proc/self/ns/net"), -r);
        }
    }

    /// One more HANDLE frame was sent.
    void counted() {
        handles++;
    }

    /// A HANDLE frame of a namespace's own file, whose inode is `ino`, and to which `way[0, length)` leads. Its
    /// end is left to the caller.
    Frames handle(int type, int number, int pid, long ino, byte[] way, int length, long detail) {
        handles++;
        frames.begin(FrameKind.HANDLE, number, 64 + length);
        frames.u32(type).u32(pid).u64(roster.device()).u64(ino).u64(Netns.NSFS_MAGIC);
        return frames.string(way, 0, length).u64(detail);
    }

    /// A namespace that is perhaps new, by an fd of its file, which is taken over: its number, or -errno;
    /// `-EINVAL`: it is none of networks. Of a new one its NETNS frame and its tables are sent. `path[0,
    /// length)` is the way to it.
    int meet(int fd, byte[] path, int length) {
        return meet(fd, path, 0, length);
    }

    /// The same; `path[at, at + length)` is the way to it.
    int meet(int fd, byte[] path, int at, int length) {
        int r = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        if (r < 0) {
            gap("statx", path, at, length, -r);
            kernel.close(fd);
            return r;
        }
        if (roster.device() != 0 && Kernel.dev(statx) != roster.device()) {
            kernel.close(fd);
            return -Errno.EINVAL; // what is not nsfs is no namespace
        }
        long ino = Kernel.ino(statx);
        int known = roster.known(ino);
        if (known != 0) {
            kernel.close(fd);
            return known;
        }
        int before = roster.find(ino);
        long id = doors.id(fd);
        boolean inside = (mask & Contents.INSIDE) != 0;
        int s = inside || before != 0 && id == 0 ? netns.socketOf(fd) : -Errno.EBADF;
        // setns(2) says EINVAL of a namespace of another kind, and asks for that before all else.
        if ((s == -Errno.EINVAL || s == -Errno.EBADF) && !doors.network(fd)) {
            kernel.close(fd);
            return -Errno.EINVAL;
        }
        if (id == 0 && s >= 0) {
            id = netns.cookie(s);
        }
        // One that an earlier scan met keeps its number, if it is still the same; and each scan is a fresh look.
        boolean same = before != 0 && (id == 0 || roster.cookie(before) == 0 || id == roster.cookie(before));
        int number = same ? before : roster.add(ino, id);
        if (number == 0) {
            frames.gap("enter", TOO_MANY, Errno.E2BIG);
            kernel.close(fd);
            close(s);
            return -Errno.E2BIG;
        }
        roster.cookie(number, id != 0 ? id : roster.cookie(number));
        roster.owner(number, doors.owner(fd));
        frames.tick();
        announce(number, path, at, length, inside && s < 0 ? -s : 0);
        if (inside && s >= 0) {
            contents.send(s, number, mask);
        }
        hold(number, fd, s);
        if (inside && s >= 0) {
            pair(number);
        }
        return number;
    }

    /// A namespace of which a process's `net` folder tells, and that may not be entered: its number, or 0.
    /// `ino`: of that folder's files. Its NETNS frame is sent when it is met first, and what those files tell
    /// everyone. `way[0, length)` is that folder.
    int unseen(byte[] way, int length, long ino, int errno) {
        int known = roster.find(~ino);
        if (known != 0) {
            return known;
        }
        int number = roster.add(~ino, 0);
        if (number == 0) {
            frames.gap("enter", TOO_MANY, Errno.E2BIG);
            return 0;
        }
        announce(number, way, length, errno);
        contents.visible(number, way, length);
        return number;
    }

    private void close(int fd) {
        if (fd >= 0) {
            kernel.close(fd);
        }
    }

    /// By the socket if there is one, which tells more than the file.
    private void hold(int number, int fd, int s) {
        if (s >= 0) {
            kernel.close(fd);
            roster.hold(number, s, true);
        } else {
            roster.hold(number, fd, false);
        }
    }

    /// Sends the NETNS frame.
    void announce(int number, byte[] way, int length, int errno) {
        announce(number, way, 0, length, errno);
    }

    private void announce(int number, byte[] way, int at, int length, int errno) {
        long ino = roster.ino(number);
        frames.begin(FrameKind.NETNS, number, 64 + length);
        frames.u64(ino <= 0 ? 0 : roster.device()).u64(ino < 0 ? ~ino : ino);
        frames.u64(roster.cookie(number)).string(way, at, length).u32(roster.owner(number));
        if (errno != 0) {
            frames.failed(errno);
        }
        frames.end();
    }

    /// Something of the path that could not be read.
    void gap(String operation, byte[] path, int length, int errno) {
        gap(operation, path, 0, length, errno);
    }

    private void gap(String operation, byte[] path, int at, int length, int errno) {
        frames.begin(FrameKind.GAP, 0, 64 + length);
        frames.string(operation).string(path, at, length).failed(errno).end();
    }

    /// FILE frames of one file of `/proc/net`, of an opened namespace: 0 or -errno.
    public int procNet(int number, byte[] name, int at, int length) {
        int s = socket(number);
        if (s < 0) {
            return s;
        }
        int r = contents.procNet(s, number, name, at, length);
        goHome();
        return r;
    }

    /// A socket to the firewall of an opened namespace, which the caller closes; or -errno.
    public int filterSocket(int number) {
        int s = socket(number);
        if (s < 0) {
            return s;
        }
        if (number == Origin.OWN && !netns.away()) {
            return netns.socket(Netns.NETFILTER);
        }
        int fd = netns.of(s);
        if (fd < 0) {
            return fd;
        }
        int r = netns.socketOf(fd, Netns.FILTER);
        kernel.close(fd);
        goHome();
        return r;
    }

    /// An fd of the namespace file `b[at, at + length)`, which must have this device, inode and cookie (else
    /// `-ESTALE`: the name leads elsewhere now; cookie 0: not known); [#path] holds its name then. Or -errno.
    ///
    /// Allocates nothing: a request comes here.
    public int file(long dev, long ino, long cookie, byte[] b, int at, int length) {
        if (length > LONGEST - 1) {
            return -Errno.ENAMETOOLONG;
        }
        Bytes.copy(b, at, path, 0, length);
        path[length] = 0;
        return doors.open(path, length, dev, ino, cookie);
    }

    /// Opens the namespace for requests, by [#file], and sends its NETNS frame: its number, or -errno.
    public int open(long dev, long ino, long cookie, byte[] b, int at, int length) {
        int s = reach(dev, ino, cookie, b, at, length);
        if (s < 0) {
            return s;
        }
        opened.add(reached, s, b, at, length);
        return reached;
    }

    /// Sends the NETNS frame of a namespace, by [#file], and the tables that `bits` name: its number, or -errno.
    public int tables(int bits, long dev, long ino, long cookie, byte[] b, int at, int length) {
        int s = reach(dev, ino, cookie, b, at, length);
        if (s < 0) {
            return s;
        }
        contents.send(s, reached, bits);
        kernel.close(s);
        goHome();
        return reached;
    }

    /// The number of the namespace in which [#reach] made a socket.
    private int reached;

    /// A socket in the namespace, which has a number then, and whose NETNS frame was sent.
    private int reach(long dev, long ino, long cookie, byte[] b, int at, int length) {
        if (dev == roster.device() && ino == roster.ino(Origin.OWN) && !netns.away()) {
            reached = Origin.OWN;
            return netns.socket(); // our own, which an ordinary user need not and may not enter
        }
        int fd = file(dev, ino, cookie, b, at, length);
        if (fd < 0) {
            return fd;
        }
        int s = netns.socketOf(fd);
        int owner = doors.owner(fd);
        goHome();
        kernel.close(fd);
        if (s < 0) {
            return s;
        }
        long is = netns.cookie(s);
        int number = roster.find(ino);
        if (number == 0 || is != 0 && roster.cookie(number) != 0 && is != roster.cookie(number)) {
            number = roster.add(ino, is);
        }
        if (number == 0) {
            kernel.close(s);
            return -Errno.E2BIG;
        }
        roster.cookie(number, is);
        roster.owner(number, owner);
        reached = number;
        announce(number, path, length, 0);
        return s;
    }

    /// A raw ICMP socket of a namespace that a scan met, or -errno. Our own is none of those that are probed.
    public int icmp(NetnsPath way, boolean six) {
        if (number(way.dev(), way.ino()) <= Origin.OWN) {
            return -Errno.EPERM;
        }
        int fd = way.open(kernel);
        if (fd < 0) {
            return fd;
        }
        int s = netns.socketOf(fd, six ? Netns.ICMPV6 : Netns.ICMP);
        goHome();
        kernel.close(fd);
        if (netns.away()) {
            kernel.close(s);
            return -Errno.EPERM;
        }
        return s;
    }

    /// How many namespaces were met.
    public int namespaces() {
        return roster.count();
    }

    /// The number of a namespace that was met, or 0.
    public int number(long dev, long ino) {
        return dev == roster.device() ? roster.find(ino) : 0;
    }

    /// The path by which a namespace was opened; empty: our own, or it was not.
    public byte[] way(int number) {
        return opened.path(number);
    }

    /// The socket of an opened namespace, or of our own; -errno.
    public int socket(int number) {
        int known = opened.socket(number);
        if (known >= 0 || number != Origin.OWN) {
            return known;
        }
        int s = netns.away() ? -Errno.EPERM : netns.socket();
        if (s >= 0) {
            opened.add(Origin.OWN, s, Bytes.NONE, 0, 0);
        }
        return s;
    }
}

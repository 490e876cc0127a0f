package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Origin;
import dev.sonde.protocol.ScanBit;
import dev.sonde.sensor.engine.Engines;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// Takes what was found ([Handles]), gives each namespace its number, and sends it: PROCESS and HANDLE frames,
/// and what is sent of each namespace that is met for the first time.
final class Merge implements Report {
    private static final byte[] SELF = Bytes.z(Bytes.of("/proc/self"));
    private static final byte[] OWN_NET_DEV = Bytes.z(Bytes.of("/proc/thread-self/net/dev"));

    private final Kernel kernel;
    private final Frames frames;
    private final Scan scan;
    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];

    /// Our own pid, as `/proc` counts.
    private int self;

    private int bits;

    /// How many processes were told of, and the last of them.
    private int count;

    private int last;

    /// HANDLE records since then, and how many of the next were taken before.
    private int since;

    private int again;

    private final Daemons daemons;

    Merge(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.frames = frames;
        this.scan = scan;
        this.daemons = new Daemons(kernel);
    }

    void begin(int wanted) {
        bits = wanted;
        int link = kernel.readlink(Kernel.AT_FDCWD, SELF, path);
        self = link < 0 ? 0 : (int) Bytes.decimal(path, 0, link, Integer.MAX_VALUE);
        if (link < 0 && link != -Errno.ENOENT) {
            // Then we are told of as any other, with what we hold and where we are a guest.
            frames.gap("readlink", Bytes.sub(SELF, 0, SELF.length - 1), -link);
        }
        count = 0;
        last = 0;
        since = 0;
        again = 0;
        if ((bits & ScanBit.PROCESSES) != 0) {
            daemons.begin(); // else those of the scan before count
        }
    }

    /// The process of which was told last is told of again, but for its PROCESS record.
    void again() {
        again = since;
        since = 0;
    }

    /// Our own pid, as `/proc` counts.
    int self() {
        return self;
    }

    int count() {
        return count;
    }

    /// The pid of the process of which was told last.
    int last() {
        return last;
    }

    Daemons daemons() {
        return daemons;
    }

    @Override
    public void take(Record r) {
        if (r.kind == Handles.PROCESS) {
            last = r.number;
            since = 0;
            again = 0;
            process(r);
        } else if (r.kind > Handles.HANDLE) {
            since++;
            if (again > 0) {
                again--;
                close(r.fd);
            } else {
                handle(r);
            }
        } else {
            close(r.fd);
        }
    }

    private void close(int fd) {
        if (fd >= 0) {
            kernel.close(fd);
        }
    }

    /// `a`: inode of its network namespace, or of its `net/dev` where that may not be seen; `b`: device; `c`:
    /// inode of its user namespace.
    private void process(Record r) {
        int pid = r.number;
        int errno = r.errno;
        long ino = r.a;
        long dev = r.b;
        int number = errno != 0 ? 0 : scan.roster().known(ino);
        if (pid == self) {
            // We are a guest in the namespace that was entered last: what counts is where we were started.
            dev = scan.roster().device();
            ino = scan.roster().ino(Origin.OWN);
            number = Origin.OWN;
            errno = 0;
        } else if (errno != 0 && ino != 0 && ino == ownGroup()) {
            errno = 0;
            dev = scan.roster().device();
            ino = scan.roster().ino(Origin.OWN);
            number = Origin.OWN;
        } else if (errno != 0 && ino != 0) {
            number = scan.unseen(path, Processes.way(path, pid, "/net"), ino, errno);
        }
        if (r.fd >= 0 && number == 0) {
            number = Math.max(0, scan.meet(r.fd, path, Processes.way(path, pid, "/ns/net")));
            ino = number == 0 ? ino : scan.roster().ino(number);
        } else {
            close(r.fd);
        }
        if ((bits & ScanBit.PROCESSES) == 0) {
            return;
        }
        if (Engines.daemon(r.bytes, r.at, r.at + r.first)) {
            daemons.add(pid);
        }
        frames.begin(FrameKind.PROCESS, number, 64 + r.first + r.second + r.third);
        frames.u32(pid).u32(0).u64(dev).u64(ino).u64(r.c);
        frames.string(r.bytes, r.at, r.first);
        frames.string(r.bytes, r.at + r.first, r.second);
        frames.string(r.bytes, r.at + r.first + r.second, r.third);
        if (r.flags != 0) {
            frames.flag(FrameFlag.CUT);
        }
        if (errno != 0) {
            frames.failed(errno);
        }
        frames.end();
        count++;
    }

    /// The inode of our own `net/dev`; 0: not known yet.
    private long own;

    /// The same for all processes of one network namespace. Every user may see it, where the namespace itself
    /// is closed to all but its owner.
    private long ownGroup() {
        if (own == 0 && !scan.netns().away()) {
            own = kernel.statx(Kernel.AT_FDCWD, OWN_NET_DEV, 0, statx) < 0 ? 0 : Kernel.ino(statx);
        }
        return own;
    }

    /// `a`: inode of the namespace; `b`: what more its type tells; `c`: device.
    private void handle(Record r) {
        int type = r.kind - Handles.HANDLE;
        boolean namespace = r.flags == (int) Netns.NSFS_MAGIC;
        int number = namespace ? scan.roster().known(r.a) : 0;
        int failed = r.errno;
        if (r.fd >= 0 && number == 0 && namespace) {
            int met = scan.meet(r.fd, r.bytes, r.at, r.first);
            if (met == -Errno.EINVAL && type == HandleType.FD) {
                return; // a namespace of another kind
            }
            number = Math.max(0, met);
            failed = Math.max(0, -met);
        } else {
            close(r.fd);
        }
        long ino = r.a;
        if (type == HandleType.MOUNT
                && (failed == Errno.EINVAL || number != 0 && scan.roster().ino(number) != ino)) {
            // Another mount lies over it, and has led us elsewhere.
            number = 0;
            failed = Errno.ESTALE;
        }
        scan.counted();
        frames.begin(FrameKind.HANDLE, number, 64 + r.first);
        frames.u32(type)
                .u32(r.number)
                .u64(r.c)
                .u64(number == 0 ? ino : scan.roster().ino(number));
        frames.u64(r.flags & 0xffffffffL).string(r.bytes, r.at, r.first).u64(r.b);
        if (failed != 0) {
            frames.failed(failed);
        }
        frames.end();
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;

/// Looks through the open files of processes: a namespace's own file keeps it, and so does a socket in it.
///
/// Each is examined by statx(2), not by the text of its link: that of a file which was opened by a name says the
/// name, or nothing once the name is gone. No file system is asked anew (`AT_STATX_DONT_SYNC`): one may not answer.
final class Descriptors {
    private static final int AT_STATX_DONT_SYNC = 0x4000;
    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;

    /// So many are looked at in one scan; the others are counted.
    private static final int MOST = 1 << 19;

    private static final byte[] FOLDER = Bytes.z(Bytes.of("fd"));
    private static final byte[] PLACE = Bytes.of("/proc/PID/fd");

    private final Kernel kernel;
    private final Scan scan;
    private final SocketOwners sockets;
    private final Dirents numbers;
    private final byte[] name = new byte[16];
    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];
    private final Missed missed;
    private int looked;

    Descriptors(Kernel kernel, Frames frames, Scan scan) {
        this.kernel = kernel;
        this.scan = scan;
        this.numbers = new Dirents(kernel, 1 << 15);
        this.sockets = new SocketOwners(kernel, frames, scan);
        this.missed = new Missed(frames, "getdents64", PLACE);
    }

    void begin() {
        looked = 0;
        missed.begin();
        sockets.begin();
    }

    /// Looks at what the process holds whose folder is `dir`, and which lives in namespace `number` (0: not known).
    void look(int dir, int pid, int number) {
        int fds = kernel.openz(dir, FOLDER, Kernel.O_RDONLY | kernel.oDirectory());
        if (fds < 0) {
            missed.one(fds);
            return;
        }
        sockets.of(dir, pid, number);
        numbers.of(fds);
        // A gap counts processes: one that shows its descriptors and refuses to say what each is counts once.
        int failed = 0;
        while (numbers.next()) {
            long fd = numbers.number(Integer.MAX_VALUE);
            int r = fd >= 0 ? examine(fds, pid, (int) fd) : 0;
            if (r < 0 && r != -Errno.ENOENT) {
                failed = r;
            }
        }
        if (numbers.error() < 0) {
            failed = numbers.error();
        }
        if (failed < 0) {
            missed.one(failed);
        }
        sockets.done();
        kernel.close(fds);
    }

    /// 0 or -errno. What is beyond the most that one scan looks at is counted here, descriptor by descriptor.
    private int examine(int fds, int pid, int number) {
        if (looked == MOST) {
            missed.one(-Errno.E2BIG);
            return 0;
        }
        looked++;
        int end = Bytes.digits(name, 0, number);
        name[end] = 0;
        int r = kernel.statx(fds, name, AT_STATX_DONT_SYNC, statx);
        if (r < 0) {
            return r;
        }
        if ((Kernel.mode(statx) & S_IFMT) == S_IFSOCK) {
            sockets.look(number, Kernel.ino(statx));
        } else if (Kernel.dev(statx) == scan.roster().device()) {
            namespace(fds, pid, number, Kernel.ino(statx));
        }
        return 0;
    }

    /// A file of a namespace, of whichever kind.
    private void namespace(int fds, int pid, int fd, long ino) {
        int length = Processes.way(path, pid, "/fd/");
        length = Bytes.digits(path, length, fd);
        int number = scan.roster().known(ino);
        long inode = ino;
        if (number == 0) {
            int open = kernel.openz(fds, name, Kernel.O_RDONLY | Kernel.O_NONBLOCK);
            if (open < 0) {
                missed.one(open);
                return;
            }
            int met = scan.meet(open, path, length);
            if (met == -Errno.EINVAL) {
                return;
            }
            number = Math.max(0, met);
            inode = number == 0 ? ino : scan.roster().ino(number);
        }
        scan.handle(HandleType.FD, number, pid, inode, path, length, fd).end();
    }

    void end() {
        missed.tell();
        sockets.end();
    }
}

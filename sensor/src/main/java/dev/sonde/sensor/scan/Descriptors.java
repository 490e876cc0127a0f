package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.kernel.SafeOpen;

/// Looks through the open files of processes: a namespace's own file keeps it, and so does a socket in it.
///
/// Each is examined by statx(2), not by the text of its link: that of a file which was opened by a name says the
/// name, or nothing once the name is gone. No file system is asked anew: one may not answer. What is opened was
/// looked at through an fd that opens nothing, because a descriptor may become a device's at any moment.
final class Descriptors {
    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;

    /// So many are looked at in one scan; the others are counted.
    private static final int MOST = 1 << 19;

    /// Of one process, and of all processes in one network namespace but the host's: nobody takes the room of all
    /// others.
    private static final int OF_PROCESS = 1 << 16;

    private static final int OF_NAMESPACE = 1 << 17;

    /// Namespaces whose processes hold many descriptors, and from how many on they are many.
    private static final int HEAVY = 64;

    private static final int MANY = 512;

    private static final byte[] FOLDER = Bytes.z(Bytes.of("fd"));
    private static final byte[] PLACE = Bytes.of("/proc/PID/fd");

    private final Kernel kernel;
    private final Handles handles;
    private final SocketOwners sockets;
    private final Dirents numbers;
    private final byte[] name = new byte[16];
    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];
    private final Missed missed;
    private int looked;

    /// Those of the process that is looked at, and how many it may have.
    private int ofProcess;

    private int room;
    private final long[] heavy = new long[HEAVY];
    private final int[] held = new int[HEAVY];

    Descriptors(Frames frames, Handles handles) {
        this.kernel = handles.kernel();
        this.handles = handles;
        this.numbers = new Dirents(kernel, 1 << 15);
        this.sockets = new SocketOwners(frames, handles);
        this.missed = new Missed(frames, "getdents64", PLACE);
    }

    void begin() {
        looked = 0;
        for (int i = 0; i < HEAVY; i++) {
            heavy[i] = 0;
            held[i] = 0;
        }
        missed.begin();
        sockets.begin();
    }

    /// Looks at what the process holds whose folder is `dir`, and whose namespace has the inode `ino` (0: not
    /// known). `careful`: its sockets are left alone.
    @Opens("a folder of procfs")
    void look(int dir, int pid, long ino, boolean careful) {
        int fds = kernel.openz(dir, FOLDER, Kernel.O_RDONLY | kernel.oDirectory());
        if (fds < 0) {
            missed.one(fds);
            return;
        }
        sockets.of(dir, pid, ino, careful);
        numbers.of(fds);
        ofProcess = 0;
        int place = handles.ours(ino) ? -1 : place(ino);
        room = place < 0 ? OF_PROCESS : Math.min(OF_PROCESS, OF_NAMESPACE - held[place]);
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
        if (place >= 0 && (heavy[place] != 0 || ofProcess >= MANY)) {
            heavy[place] = ino;
            held[place] += ofProcess;
        }
        sockets.done();
        kernel.close(fds);
    }

    /// Where the namespace is counted; -1: there are too many such.
    private int place(long ino) {
        int i = 0;
        while (i < HEAVY && heavy[i] != 0 && heavy[i] != ino) {
            i++;
        }
        return i < HEAVY ? i : -1;
    }

    /// 0 or -errno. What is beyond the most that one scan looks at is counted here, descriptor by descriptor.
    private int examine(int fds, int pid, int number) {
        if (looked == MOST || ofProcess >= room) {
            missed.one(-Errno.E2BIG);
            return 0;
        }
        looked++;
        ofProcess++;
        int end = Bytes.digits(name, 0, number);
        name[end] = 0;
        int r = kernel.statx(fds, name, SafeOpen.AT_STATX_DONT_SYNC, statx);
        if (r < 0) {
            return r;
        }
        if ((Kernel.mode(statx) & S_IFMT) == S_IFSOCK) {
            sockets.look(number, Kernel.ino(statx));
        } else if (Kernel.dev(statx) == handles.device()) {
            namespace(fds, pid, number, Kernel.ino(statx));
        }
        return 0;
    }

    /// A file of a namespace, of whichever kind.
    private void namespace(int fds, int pid, int fd, long ino) {
        int open = -1;
        if (!handles.held(ino)) {
            open = handles.doors().namespace(fds, name);
            if (open < 0) {
                missed.one(open);
                return;
            }
            if (!handles.doors().network(open)) {
                kernel.close(open);
                return;
            }
        }
        int length = Processes.way(path, pid, "/fd/");
        length = Bytes.digits(path, length, fd);
        handles.tell(HandleType.FD, pid, ino, path, length, fd, 0, open);
    }

    void end() {
        missed.tell();
        sockets.end();
    }
}

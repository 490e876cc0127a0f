package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.HandleType;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;

/// Finds threads that live in another network namespace than their process.
final class Threads {
    /// So many are looked at in one scan; the others are counted.
    private static final int MOST = 1 << 18;

    private static final byte[] TASK = Bytes.z(Bytes.of("task"));
    private static final byte[] PLACE = Bytes.of("/proc/PID/task");

    private final Kernel kernel;
    private final Handles handles;
    private final Dirents tids;
    private final byte[] relative = new byte[64];
    private final byte[] path = new byte[128];
    private final byte[] statx = new byte[256];
    private final Missed missed;
    private int looked;

    /// One thread of a process was refused: so are all of it, and it counts once.
    private boolean refused;

    Threads(Frames frames, Handles handles) {
        this.kernel = handles.kernel();
        this.handles = handles;
        this.tids = new Dirents(kernel, 1 << 14);
        this.missed = new Missed(frames, "getdents64", PLACE);
    }

    void begin() {
        looked = 0;
        missed.begin();
    }

    /// Looks at the threads of the process whose folder is `dir`, and whose namespace has the inode `ino`.
    @Opens("a folder of procfs")
    void look(int dir, int pid, long ino) {
        int tasks = kernel.openz(dir, TASK, Kernel.O_RDONLY | kernel.oDirectory());
        if (tasks < 0) {
            missed.one(tasks);
            return;
        }
        refused = false;
        tids.of(tasks);
        while (!refused && tids.next()) {
            long tid = tids.number(Integer.MAX_VALUE);
            if (tid > 0 && tid != pid) {
                thread(tasks, pid, (int) tid, ino);
            }
        }
        if (tids.error() < 0) {
            missed.one(tids.error());
        }
        kernel.close(tasks);
    }

    private void thread(int tasks, int pid, int tid, long ino) {
        if (looked == MOST) {
            missed.one(-Errno.E2BIG);
            return;
        }
        looked++;
        int end = Bytes.digits(relative, 0, tid);
        end = Processes.put(relative, end, "/ns/net");
        relative[end] = 0;
        int r = kernel.statx(tasks, relative, 0, statx);
        if (r < 0) {
            missed.one(r);
            refused = r == -Errno.EACCES || r == -Errno.EPERM;
            return;
        }
        long here = Kernel.ino(statx);
        if (here == ino) {
            return;
        }
        int length = Processes.way(path, pid, "/task/");
        Bytes.copy(relative, 0, path, length, end);
        length += end;
        int fd = -1;
        if (!handles.held(here)) {
            fd = handles.doors().namespace(tasks, relative);
            if (fd < 0) {
                missed.one(fd);
                return;
            }
        }
        handles.tell(HandleType.THREAD, pid, here, path, length, tid, 0, fd);
    }

    void end() {
        missed.tell();
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;

/// Of which processes nothing is read that may block: one of their kind was silent before.
///
/// Their kind is all that live in the same network namespace as the same user. What one of them did costs a
/// scan some tenths of a second, and no other process its line.
final class Careful {
    private static final int MOST = 16;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final byte[] EMPTY = {0};
    private static final byte[] NS_NET = Bytes.of("/ns/net");

    private final Kernel kernel;
    private final long[] inos = new long[MOST];
    private final int[] uids = new int[MOST];
    private final int[] pids = new int[MOST];
    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];
    private int count;
    private boolean all;

    Careful(Kernel kernel) {
        this.kernel = kernel;
    }

    void begin() {
        count = 0;
        all = false;
    }

    /// From here on it is of all.
    void all() {
        all = true;
    }

    boolean isAll() {
        return all;
    }

    /// From here on it is of this process and its kind; `ours`: the inode of our own namespace. There root's
    /// are many that have nothing to do with each other, and only the process itself counts.
    void add(int pid, long ours) {
        if (pid == 0 || count == MOST) {
            all = true;
            return;
        }
        int end = Processes.way(path, pid, "");
        path[end] = 0;
        int r = kernel.statx(Kernel.AT_FDCWD, path, SafeOpen.AT_STATX_DONT_SYNC, statx);
        int uid = r < 0 ? -1 : Kernel.uid(statx);
        Bytes.copy(NS_NET, 0, path, end, NS_NET.length);
        path[end + NS_NET.length] = 0;
        r = kernel.statx(Kernel.AT_FDCWD, path, 0, statx);
        long ino = r < 0 ? 0 : Kernel.ino(statx);
        pids[count] = pid;
        uids[count] = uid;
        inos[count] = ino == ours && uid == 0 ? 0 : ino;
        count++;
    }

    /// Whether the process whose folder is `dir` is such a one; it lives in the namespace with this inode.
    boolean of(int dir, int pid, long ino) {
        if (all || count == 0) {
            return all;
        }
        int r = kernel.statx(dir, EMPTY, AT_EMPTY_PATH | SafeOpen.AT_STATX_DONT_SYNC, statx);
        int uid = r < 0 ? -1 : Kernel.uid(statx);
        for (int i = 0; i < count; i++) {
            if (pids[i] == pid || inos[i] != 0 && inos[i] == ino && uids[i] == uid) {
                return true;
            }
        }
        return false;
    }
}

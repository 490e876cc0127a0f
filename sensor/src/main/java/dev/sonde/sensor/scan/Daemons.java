package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.engine.Engines;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;

/// The daemons of container engines that a scan met, by their names, which anybody may give a process of his.
///
/// So each user has room for a few only, and one for each mount namespace: what one of them keeps costs the others
/// nothing. In our own mount namespace only root's count, whose program is one: what it is told on its command line is
/// where this host's engine keeps things.
final class Daemons {
    /// Of one user that is not root.
    private static final int OF_A_USER = 4;

    /// Of all of those: one may have many numbers in a user namespace of his. And of all that are in other mount
    /// namespaces than ours.
    private static final int OF_USERS = 12;

    private static final int ELSEWHERE = 24;

    private static final byte[] BEYOND = Bytes.of("further daemons of container engines");
    private static final byte[] NS_MNT = Bytes.of("/ns/mnt");
    private static final byte[] EXE = Bytes.of("/exe");
    private static final int S_ISUID = 04000;
    private static final int S_ISGID = 02000;
    private static final int S_IWOTH = 00002;
    private static final byte[] OWN = Bytes.z(Bytes.of("/proc/self/ns/mnt"));

    private final Kernel kernel;
    private final int[] pids = new int[Engines.MOST_DAEMONS];
    private final int[] uids = new int[Engines.MOST_DAEMONS];
    private final long[] mounts = new long[Engines.MOST_DAEMONS];
    private final byte[] path = new byte[64];
    private final byte[] statx = new byte[256];
    private final byte[] program = new byte[4096];
    private long own;
    private int count;
    private boolean beyond;

    Daemons(Kernel kernel) {
        this.kernel = kernel;
    }

    void begin() {
        count = 0;
        beyond = false;
        own = kernel.statx(Kernel.AT_FDCWD, OWN, 0, statx) < 0 ? 0 : Kernel.ino(statx);
    }

    int[] pids() {
        return pids;
    }

    int count() {
        return count;
    }

    /// One that is called so.
    void add(int pid) {
        int end = Processes.way(path, pid, "");
        path[end] = 0;
        int r = kernel.statx(Kernel.AT_FDCWD, path, 0, statx);
        int uid = Kernel.uid(statx);
        Bytes.copy(NS_MNT, 0, path, end, NS_MNT.length);
        path[end + NS_MNT.length] = 0;
        if (r == 0) {
            r = kernel.statx(Kernel.AT_FDCWD, path, 0, statx);
        }
        long ino = Kernel.ino(statx);
        if (r < 0 || ino == own && (uid != 0 || !genuine(end))) {
            return; // it has ended, or may not be looked at, and what it keeps neither; or it is nobody's daemon
        }
        int same = 0;
        int users = 0;
        int elsewhere = 0;
        boolean known = false;
        for (int i = 0; i < count; i++) {
            known = known || ino != own && mounts[i] == ino;
            same += uids[i] == uid ? 1 : 0;
            users += uids[i] != 0 ? 1 : 0;
            elsewhere += mounts[i] != own ? 1 : 0;
        }
        if (known) {
            return;
        }
        boolean shares = uid == 0 || same < OF_A_USER && users < OF_USERS;
        if (count == pids.length || !shares || ino != own && elsewhere >= ELSEWHERE) {
            beyond = true;
            return;
        }
        pids[count] = pid;
        uids[count] = uid;
        mounts[count] = ino;
        count++;
    }

    /// Whether the program of the process in [#path], `length` long, is root's, and a daemon of that name.
    ///
    /// A user may execute a setuid program by a link called `dockerd`, with the command line that he wants: that
    /// process is root's too, and bears that name.
    private boolean genuine(int length) {
        Bytes.copy(EXE, 0, path, length, EXE.length);
        path[length + EXE.length] = 0;
        int n = kernel.readlink(Kernel.AT_FDCWD, path, program);
        if (n < 0 || kernel.statx(Kernel.AT_FDCWD, path, SafeOpen.AT_STATX_DONT_SYNC, statx) < 0) {
            return false;
        }
        boolean others = (Kernel.mode(statx) & (S_ISUID | S_ISGID | S_IWOTH)) != 0;
        return Kernel.uid(statx) == 0 && !others && Engines.program(program, n);
    }

    /// The GAP frame, if there were more.
    void tell(Frames frames) {
        if (beyond) {
            frames.gap("look", BEYOND, Errno.E2BIG);
        }
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Limits;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// The network namespaces met so far: each has a number, and is held while the scan lasts.
///
/// An inode is given to the next namespace as soon as the last one is gone. What we hold, by an fd of its file or
/// by a socket in it, is not gone: then the inode alone tells which it is. A namespace that is held no more,
/// because the scan has ended or fds are short, is told by its cookie, which is never given again.
final class NetnsRegistry {
    /// Fds that are left for all else.
    private static final int SPARE = 128;

    /// `struct rlimit64`: soft and hard.
    private static final int RLIMIT_NOFILE = 7;

    private final Kernel kernel;

    /// By inode, an open-addressing table of numbers, never more than half full. All namespaces lie on one device.
    private final int[] slots = new int[2 * Limits.NAMESPACES];

    private final long[] inos = new long[Limits.NAMESPACES + 1];
    private final long[] cookies = new long[Limits.NAMESPACES + 1];

    /// The complement of the uid that owns each: 0 where it is not known.
    private final int[] owners = new int[Limits.NAMESPACES + 1];

    /// What holds the namespace of each number: an fd of its file and one, less than zero for a socket in it; 0:
    /// nothing.
    private final int[] holds = new int[Limits.NAMESPACES + 1];

    private long device;
    private int count;
    private int room = 1;
    private final byte[] limit = new byte[16];
    private final byte[] wider = new byte[16];
    private boolean widened;

    NetnsRegistry(Kernel kernel) {
        this.kernel = kernel;
    }

    int count() {
        return count;
    }

    /// The device of the file system nsfs, on which all namespaces lie; 0: not known yet.
    long device() {
        return device;
    }

    void device(long dev) {
        device = dev;
    }

    long ino(int number) {
        return inos[number];
    }

    long cookie(int number) {
        return cookies[number];
    }

    void cookie(int number, long cookie) {
        cookies[number] = cookie;
    }

    /// The uid that owns the user namespace to which it belongs; -1: not known.
    int owner(int number) {
        return ~owners[number];
    }

    void owner(int number, int uid) {
        owners[number] = ~uid;
    }

    /// The number of the namespace that had this inode last, or 0.
    int find(long ino) {
        return slots[slot(ino)];
    }

    /// The number of the namespace that has this inode, certainly; 0 where it is not known or not held.
    int known(long ino) {
        int number = find(ino);
        return number != 0 && holds[number] != 0 ? number : 0;
    }

    /// A number for a namespace that was not met yet; 0 when there are too many. Whichever had this inode is gone.
    int add(long ino, long cookie) {
        int number = anonymous(cookie);
        if (number != 0) {
            inos[number] = ino;
            slots[slot(ino)] = number;
        }
        return number;
    }

    /// The same for one whose inode nobody can tell.
    int anonymous(long cookie) {
        if (count == Limits.NAMESPACES) {
            return 0;
        }
        count++;
        inos[count] = 0;
        owners[count] = 0;
        cookies[count] = cookie;
        return count;
    }

    private int slot(long ino) {
        long h = ino * 0x9e3779b97f4a7c15L;
        int slot = (int) (h >>> 32) & slots.length - 1;
        while (slots[slot] != 0 && inos[slots[slot]] != ino) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /// Keeps the fd, so that the namespace stays: an fd of its file, or a socket in it. Without room it is closed.
    void hold(int number, int fd, boolean socket) {
        if (holds[number] != 0 || room <= 0) {
            kernel.close(fd);
            return;
        }
        room--;
        holds[number] = socket ? -fd - 1 : fd + 1;
    }

    /// The socket that holds the namespace, or -EBADF.
    int socket(int number) {
        return holds[number] < 0 ? -holds[number] - 1 : -Errno.EBADF;
    }

    /// The fd of its file that holds the namespace, or -EBADF.
    int file(int number) {
        return holds[number] > 0 ? holds[number] - 1 : -Errno.EBADF;
    }

    /// Makes room to hold namespaces: as many fds as this process may have.
    void widen() {
        int r = (int) kernel.sys().call(Nr.PRLIMIT64, 3, limit, 0, -1, Bytes.NONE, 0, RLIMIT_NOFILE, 0, 0, 0, 0);
        long most = r < 0 ? 1024 : Bytes.i64(limit, 0);
        if (r == 0) {
            Bytes.copy(limit, 8, wider, 0, 8);
            Bytes.copy(limit, 8, wider, 8, 8);
            r = (int) kernel.sys().call(Nr.PRLIMIT64, 2, wider, 0, -1, Bytes.NONE, 0, RLIMIT_NOFILE, 0, 0, 0, 0);
            widened = r == 0;
            most = r == 0 ? Bytes.i64(wider, 0) : most;
        }
        long fits = most < 0 || most > Limits.NAMESPACES + SPARE ? Limits.NAMESPACES : most - SPARE;
        room = (int) Math.max(1, fits);
    }

    /// Lets all go but the first, which is our own, and gives the limit back.
    void release() {
        for (int i = 2; i <= count; i++) {
            if (holds[i] != 0) {
                kernel.close(holds[i] < 0 ? -holds[i] - 1 : holds[i] - 1);
                holds[i] = 0;
            }
        }
        room = 0;
        if (widened) {
            kernel.sys().call(Nr.PRLIMIT64, 2, limit, 0, -1, Bytes.NONE, 0, RLIMIT_NOFILE, 0, 0, 0, 0);
            widened = false;
        }
    }
}

package dev.sonde.sensor.scan;

import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Origin;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.NetnsOpen;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// What those who look for namespaces tell of them: a record for each process and for each way into a
/// namespace. The first way that leads to one brings an fd of its file.
///
/// They work in a process of their own ([dev.sonde.sensor.reader.Reader]): which namespaces this scan has met
/// they know up to when that process began, and [Merge] numbers what they find.
final class Handles {
    /// Of the records: a process, and `HANDLE` and a type of HANDLE frames.
    static final int PROCESS = Record.OWN;

    static final int HANDLE = 2 * Record.OWN;

    /// Namespaces that are remembered; of more each way brings an fd.
    private static final int MOST = 1 << 13;

    private final Kernel kernel;
    private final NetnsRegistry roster;
    private final NetnsOpen doors;
    private final Record record = new Record();
    private Report out;

    /// Inodes of the namespaces of which an fd was sent: an open-addressing table, made when it is first needed.
    private long[] sent = new long[0];

    private int count;

    Handles(Kernel kernel, NetnsRegistry roster, NetnsOpen doors) {
        this.kernel = kernel;
        this.roster = roster;
        this.doors = doors;
    }

    /// Tells this one from now on.
    void to(Report report) {
        out = report;
        if (sent.length == 0) {
            sent = new long[2 * MOST];
        }
        for (int i = 0; i < sent.length && count > 0; i++) {
            sent[i] = 0;
        }
        count = 0;
    }

    NetnsOpen doors() {
        return doors;
    }

    Kernel kernel() {
        return kernel;
    }

    /// The device on which all namespaces lie.
    long device() {
        return roster.device();
    }

    /// Whether it is the namespace that sonde runs in.
    boolean ours(long ino) {
        return ino == roster.ino(Origin.OWN);
    }

    /// Whether the namespace with this inode is held: no fd of it is needed any more.
    boolean held(long ino) {
        return roster.known(ino) != 0 || sent[slot(ino)] == ino;
    }

    /// An fd of it goes out.
    void sending(long ino) {
        if (count < MOST) {
            int slot = slot(ino);
            count += sent[slot] == ino ? 0 : 1;
            sent[slot] = ino;
        }
    }

    private int slot(long ino) {
        int slot = (int) (ino * 0x9e3779b97f4a7c15L >>> 32) & sent.length - 1;
        while (sent[slot] != 0 && sent[slot] != ino) {
            slot = slot + 1 & sent.length - 1;
        }
        return slot;
    }

    /// A way into the namespace with this inode, by the file of a namespace. `fd`: of that file, -1: the
    /// namespace is held, or could not be opened, and then `errno` says why.
    void tell(int type, int pid, long ino, byte[] path, int length, long detail, int errno, int fd) {
        record.begin(HANDLE + type);
        record.a = ino;
        record.c = roster.device();
        record.flags = (int) Netns.NSFS_MAGIC;
        fill(pid, path, length, detail, errno, fd);
    }

    /// A file in a folder of namespaces, whatever it is: its device, inode and file system.
    void file(long dev, long ino, long magic, byte[] path, int length, long detail, int errno, int fd) {
        record.begin(HANDLE + HandleType.FILE);
        record.a = ino;
        record.c = dev;
        record.flags = (int) magic;
        fill(0, path, length, detail, errno, fd);
    }

    private void fill(int pid, byte[] path, int length, long detail, int errno, int fd) {
        record.number = pid;
        record.errno = errno;
        record.b = detail;
        record.text(path, 0, length);
        record.fd = fd;
        if (fd >= 0) {
            sending(record.a);
        }
        out.take(record);
    }
}

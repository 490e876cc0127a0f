package dev.sonde.sensor.ping;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;
import dev.sonde.sensor.reader.Job;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// The text of `/etc/hosts` behind the root of a process, which may be hostile: only a file that somebody keeps there
/// is opened.
final class HostsFile implements Job, Report {
    private static final int LARGEST = 1 << 16;
    private static final int PIECE = 1 << 14;
    private static final int S_IFREG = 0100000;
    private static final byte[] NAME = Bytes.z(Bytes.of("/etc/hosts"));
    private static final byte[] TOP = {'/', 0};

    private final Kernel kernel;
    private final int pid;
    private final byte[] text = new byte[LARGEST];
    private final byte[] path = new byte[32];
    private final Record record = new Record();
    private int length;

    /// `pid` 0: of this host.
    HostsFile(Kernel kernel, int pid) {
        this.kernel = kernel;
        this.pid = pid;
    }

    byte[] text() {
        return text;
    }

    int length() {
        return length;
    }

    @Override
    public void run(Report out) {
        Bytes.copy(Bytes.of("/proc/"), 0, path, 0, 6);
        int end = Bytes.digits(path, 6, pid);
        byte[] root = Bytes.z(Bytes.of("/root"));
        Bytes.copy(root, 0, path, end, root.length);
        int top = kernel.openz(Kernel.AT_FDCWD, pid > 0 ? path : TOP, Kernel.O_PATH | kernel.oDirectory());
        if (top < 0) {
            return;
        }
        SafeOpen doors = new SafeOpen(kernel);
        int found = doors.find(top, NAME, S_IFREG, 0);
        kernel.close(top);
        int kept = found < 0 ? found : doors.kept(found);
        if (kept < 0 && found >= 0) {
            kernel.close(found);
        }
        int fd = kept < 0 ? kept : doors.reopen(found, 0);
        if (fd < 0) {
            return;
        }
        int n = kernel.readAll(fd, text, 0);
        kernel.close(fd);
        for (int at = 0; at < n; at += PIECE) {
            record.begin(Record.OWN);
            record.a = at;
            record.text(text, at, Math.min(PIECE, n - at));
            out.take(record);
        }
    }

    @Override
    public void take(Record r) {
        if (r.kind == Record.OWN && r.a == length && r.first <= text.length - length) {
            Bytes.copy(r.bytes, r.at, text, length, r.first);
            length += r.first;
        }
    }
}

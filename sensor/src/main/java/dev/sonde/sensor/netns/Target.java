package dev.sonde.sensor.netns;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Targets that need no names: the sensor enters these alone, without the analysis.
///
/// They are `host`, a path (a word with `/`), `pid:N`, a bare number, and the name of a file in `/run/netns`. Every
/// other word is a name that only the analysis can resolve.
public final class Target {
    private static final int AT_EMPTY_PATH = 0x1000;
    /// `PID_MAX_LIMIT` of a 64-bit kernel.
    private static final long PID_MAX = 1 << 22;

    private final Kernel kernel;
    private int error;

    public Target(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Why [#resolve] gave null: 0 when the word is a name, else an errno (`EINVAL`: it leads to no namespace).
    public int error() {
        return error;
    }

    /// The way into the network namespace that `word` means, or null: see [#error].
    public NetnsPath resolve(byte[] word) {
        error = 0;
        if (Bytes.is(word, "host")) {
            NetnsPath first = way(Bytes.of("/proc/1/ns/net"), 0);
            return first != null ? first : way(Bytes.of("/proc/self/ns/net"), 0);
        }
        if (Bytes.find(word, '/', 0) >= 0) {
            return way(word, 0);
        }
        int digits = Bytes.starts(word, "pid:") ? 4 : 0;
        long pid = Bytes.decimal(word, digits, word.length, PID_MAX);
        if (pid > 0) {
            byte[] path = new byte[32];
            Bytes.copy(Bytes.of("/proc/"), 0, path, 0, 6);
            int end = Bytes.digits(path, 6, pid);
            NetnsPath process = way(Bytes.join(Bytes.sub(path, 0, end), Bytes.of("/ns/net")), (int) pid);
            if (process == null && error == Errno.ENOENT) {
                error = Errno.ESRCH;
            }
            return process;
        }
        if (digits > 0) {
            error = Errno.EINVAL;
            return null;
        }
        if (word.length == 0 || word.length > 255 || Bytes.is(word, ".") || Bytes.is(word, "..")) {
            return null;
        }
        NetnsPath named = way(Bytes.join(Bytes.of("/run/netns/"), word), 0);
        if (named == null && error == Errno.ENOENT) {
            error = 0;
        }
        return named;
    }

    /// The namespace whose file `path` is. Looks without opening it (`O_PATH`): a path may lead to a device or a pipe.
    private NetnsPath way(byte[] path, int pid) {
        error = 0;
        int fd = kernel.open(path, Kernel.O_PATH);
        if (fd < 0) {
            error = -fd;
            return null;
        }
        byte[] statx = new byte[256];
        byte[] statfs = new byte[120];
        byte[] empty = {0};
        int r = kernel.statx(fd, empty, AT_EMPTY_PATH, statx);
        if (r == 0) {
            r = kernel.fstatfs(fd, statfs);
        }
        kernel.close(fd);
        if (r == 0 && Bytes.i64(statfs, 0) != Netns.NSFS_MAGIC) {
            r = -Errno.EINVAL;
        }
        if (r < 0) {
            error = -r;
            return null;
        }
        return new NetnsPath(path, Kernel.dev(statx), Kernel.ino(statx), 0, pid);
    }
}

package dev.sonde.sensor.cage;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;

/// How much the analysis may use, whatever it has become. What it needs was measured; the limits are some times that.
final class ResourceLimits {
    private static final int RLIMIT_DATA = 2;
    private static final int RLIMIT_CORE = 4;
    private static final int RLIMIT_NPROC = 6;
    private static final int RLIMIT_NOFILE = 7;
    private static final int RLIMIT_MEMLOCK = 8;
    private static final int RLIMIT_MSGQUEUE = 12;
    private static final int RLIMIT_NICE = 13;
    private static final int RLIMIT_RTPRIO = 14;

    /// Memory that it writes: the heap's 512 MiB, code, metadata, and what the C library takes beside them.
    private static final long DATA = 2L << 30;

    private static final int FILES = 64;

    /// Threads; the JVM has fifteen.
    private static final int THREADS = 256;

    private final Kernel kernel;

    /// `struct rlimit64 { __u64 rlim_cur, rlim_max; }`
    private final byte[] limit = new byte[16];

    ResourceLimits(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Sets all but that of processes: 0, or the first -errno. `used`: bytes of its own that this process has, which
    /// are gone when it becomes the JVM.
    int set(long used) {
        int data = lower(RLIMIT_DATA, used + DATA);
        int core = lower(RLIMIT_CORE, 0);
        int files = lower(RLIMIT_NOFILE, FILES);
        int locked = lower(RLIMIT_MEMLOCK, 0);
        int queues = lower(RLIMIT_MSGQUEUE, 0);
        int nice = lower(RLIMIT_NICE, 0);
        int realtime = lower(RLIMIT_RTPRIO, 0);
        int r = Math.min(Math.min(data, core), Math.min(files, locked));
        return Math.min(r, Math.min(queues, Math.min(nice, realtime)));
    }

    /// Threads count as processes, by user.
    int processes() {
        return lower(RLIMIT_NPROC, THREADS);
    }

    /// Bytes of memory that this process writes, by the sixth number of `/proc/self/statm`; 0: not known.
    @Opens("a file of procfs")
    long used() {
        byte[] text = new byte[256];
        int fd = kernel.open(Bytes.of("/proc/self/statm"), Kernel.O_RDONLY);
        int n = fd < 0 ? 0 : Math.max(0, kernel.readAll(fd, text, 0));
        if (fd >= 0) {
            kernel.close(fd);
        }
        int from = 0;
        for (int i = 0; i < 5; i++) {
            from = Bytes.find(text, ' ', from) + 1;
        }
        int to = from;
        while (to < n && text[to] >= '0' && text[to] <= '9') {
            to++;
        }
        return Math.max(0, Bytes.decimal(text, from, to, 1L << 40)) * 4096;
    }

    /// A limit that is lower already stays. 0 or -errno.
    private int lower(int which, long most) {
        int r = (int) kernel.sys().call(Nr.PRLIMIT64, 3, limit, 0, -1, Bytes.NONE, 0, which, 0, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        Bytes.put64(limit, 0, least(Bytes.i64(limit, 0), most));
        Bytes.put64(limit, 8, least(Bytes.i64(limit, 8), most));
        return (int) kernel.sys().call(Nr.PRLIMIT64, 2, limit, 0, -1, Bytes.NONE, 0, which, 0, 0, 0, 0);
    }

    /// `RLIM_INFINITY` is -1.
    private static long least(long now, long most) {
        return now < 0 || now > most ? most : now;
    }
}

package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Say;

/// `--join-cgroup`: the cgroup of the target, in version 2. Nothing of it stays open, and its name may hold colons.
final class Cgroup {
    private static final long CGROUP2_MAGIC = 0x63677270L;

    private final Kernel kernel;
    private final Say say;
    private final byte[] mount = Bytes.of("/sys/fs/cgroup");

    /// `cgroup.procs` of the target's cgroup.
    private int procs = -1;

    Cgroup(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// Makes sure that cgroups are those of version 2: 0, or 1 and said.
    int find() {
        byte[] statfs = new byte[120];
        int r = (int) kernel.sys().call(Nr.STATFS, 0, Bytes.z(mount), 0, 1, statfs, 0, 0, 0, 0, 0, 0);
        if (r < 0) {
            return say.fail("statfs ", mount, " failed", -r);
        }
        if (Bytes.i64(statfs, 0) != CGROUP2_MAGIC) {
            return say.fail("--join-cgroup is only supported in cgroup v2", 0);
        }
        return 0;
    }

    /// Opens its list of processes; `fd` is `/proc/PID/cgroup`, and is closed here. 0, or 1 and said.
    @Opens("a file of cgroupfs below the target's, which the kernel made")
    int open(int fd) {
        byte[] text = new byte[8192];
        int n = kernel.readAll(fd, text, 0);
        kernel.close(fd);
        int at = unifiedPath(text, n);
        if (at < 0) {
            return say.fail("failed to get cgroup path", n < 0 ? -n : 0);
        }
        byte[] path = Bytes.sub(text, at, Bytes.find(text, '\n', at) - at);
        byte[] file = Bytes.join(Bytes.join(mount, path), Bytes.of("/cgroup.procs"));
        procs = kernel.open(file, Kernel.O_WRONLY);
        if (procs < 0) {
            return say.fail("failed to open cgroup.procs", -procs);
        }
        return 0;
    }

    /// Where the path begins in the line `0::/PATH` of `/proc/PID/cgroup`: behind the second colon; its own colons
    /// belong to it. -1 if there is none.
    private static int unifiedPath(byte[] text, int n) {
        int from = 0;
        while (from < n) {
            int newline = Bytes.find(text, '\n', from);
            if (newline < 0 || newline >= n) {
                return -1;
            }
            if (newline - from > 3 && text[from] == '0' && text[from + 1] == ':' && text[from + 2] == ':') {
                return from + 3;
            }
            from = newline + 1;
        }
        return -1;
    }

    /// This process joins, and with it what it starts. 0, or 1 and said.
    int join() {
        byte[] self = {'0'};
        int r = kernel.write(procs, self, 0, 1);
        if (r < 0) {
            return say.fail("write cgroup.procs failed", -r);
        }
        kernel.close(procs);
        return 0;
    }
}

package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;

/// Goes on as a copy of this program that lies in memory only, sealed against every change.
///
/// A process that joins a pid namespace is visible inside until it has become the program that was asked for, and
/// `/proc/PID/exe` leads to its executable: that must be no file of the host (CVE-2019-5736).
public final class Sealed {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    /// `F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE`
    private static final int SEALS = 15;

    private static final int RLIMIT_FSIZE = 1;
    private static final int PR_SET_NAME = 15;
    /// `O_TMPFILE` without O_DIRECTORY, which differs between machines.
    private static final int O_TMPFILE = 020000000;

    private final Kernel kernel;
    private final byte[] statx = new byte[256];
    private final byte[] empty = {0};

    public Sealed(Kernel kernel) {
        this.kernel = kernel;
    }

    /// 0 when this process is such a copy already; else becomes one, with these arguments and this environment, and
    /// returns only on failure: -errno.
    @Opens("our own program, and files that we make")
    public int become(byte[][] argv, byte[][] environment) {
        int exe = kernel.open(Bytes.of("/proc/self/exe"), Kernel.O_RDONLY);
        if (exe < 0) {
            return exe;
        }
        int r = kernel.statx(exe, empty, 0x1000, statx);
        // stx_nlink, stx_size
        long links = Bytes.u32(statx, 0x10);
        long size = Bytes.i64(statx, 0x28);
        if (r < 0 || links == 0) {
            kernel.close(exe);
            name(argv);
            return r;
        }
        int copy = memory(exe, size);
        if (copy == -Errno.EACCES || copy == -Errno.ENOSYS) {
            // vm.memfd_noexec forbids programs in memory: a file without a name is as far from the host.
            copy = unnamed(exe, size);
        }
        kernel.close(exe);
        if (copy < 0) {
            return copy;
        }
        r = kernel.sys().execve(self(copy), argv, environment);
        kernel.close(copy);
        return r;
    }

    /// The name that `ps` shows is that of the file which was executed, a number: sets what it was before.
    private void name(byte[][] argv) {
        if (argv.length > 0) {
            byte[] z = Bytes.z(Exec.basename(argv[0]));
            kernel.sys().call(Nr.PRCTL, 1, z, 0, -1, Bytes.NONE, PR_SET_NAME, 0, 0, 0, 0, 0);
        }
    }

    private static byte[] self(int fd) {
        byte[] digits = new byte[10];
        int n = Bytes.digits(digits, 0, fd);
        return Bytes.join(Bytes.of("/proc/self/fd/"), Bytes.sub(digits, 0, n));
    }

    private int memory(int exe, long size) {
        byte[] name = Bytes.z(Bytes.of("sonde"));
        int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
        int fd = (int) kernel.sys().call(Nr.MEMFD_CREATE, 0, name, 0, -1, Bytes.NONE, 0, flags | MFD_EXEC, 0, 0, 0, 0);
        if (fd == -Errno.EINVAL) {
            // Before Linux 6.3, where every such file may be executed.
            fd = (int) kernel.sys().call(Nr.MEMFD_CREATE, 0, name, 0, -1, Bytes.NONE, 0, flags, 0, 0, 0, 0);
        }
        if (fd < 0) {
            return fd;
        }
        int r = fill(fd, exe, size);
        if (r == 0) {
            r = (int) kernel.sys().call(Nr.FCNTL, fd, F_ADD_SEALS, SEALS, 0, 0, 0);
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    private static final String[] FOLDERS = {"/dev/shm", "/run", "/tmp"};

    @Bounded("three folders are tried")
    @Opens("our own program, and files that we make")
    private int unnamed(int exe, long size) {
        int r = -Errno.EACCES;
        for (int i = 0; i < FOLDERS.length && r < 0; i++) {
            int flags = Kernel.O_RDWR | Kernel.O_EXCL | O_TMPFILE | kernel.oDirectory();
            int fd = kernel.openat(Kernel.AT_FDCWD, Bytes.of(FOLDERS[i]), flags, 0500);
            r = fd;
            if (fd >= 0) {
                r = fill(fd, exe, size);
                if (r == 0) {
                    // A file that is open for writing cannot be executed.
                    r = kernel.open(self(fd), Kernel.O_RDONLY);
                }
                kernel.close(fd);
            }
        }
        return r;
    }

    /// Copies all of `from`. A limit on the size of files is lifted meanwhile, where it would get in the way.
    private int fill(int to, int from, long size) {
        byte[] limit = new byte[16];
        int r = limit(Bytes.NONE, limit);
        boolean lifted = r == 0 && Bytes.i64(limit, 0) != -1 && Bytes.i64(limit, 0) < size;
        if (lifted) {
            byte[] higher = new byte[16];
            Bytes.put64(higher, 0, size);
            long hard = Bytes.i64(limit, 8);
            Bytes.put64(higher, 8, hard == -1 || hard > size ? hard : size);
            r = limit(higher, Bytes.NONE);
            if (r < 0) {
                return r;
            }
        }
        kernel.seek(from, 0);
        long done = 0;
        while (done < size && r >= 0) {
            r = (int) kernel.sys().call(Nr.SENDFILE, to, from, 0, size - done, 0, 0);
            if (r == 0) {
                r = -Errno.EIO;
            }
            done += r < 0 ? 0 : r;
        }
        if (lifted) {
            limit(limit, Bytes.NONE);
        }
        return r < 0 ? r : 0;
    }

    /// `prlimit(0, RLIMIT_FSIZE, set, get)`, one of the two.
    private int limit(byte[] set, byte[] get) {
        byte[] used = get.length == 0 ? set : get;
        int at = get.length == 0 ? 2 : 3;
        return (int) kernel.sys().call(Nr.PRLIMIT64, at, used, 0, -1, Bytes.NONE, 0, RLIMIT_FSIZE, 0, 0, 0, 0);
    }
}

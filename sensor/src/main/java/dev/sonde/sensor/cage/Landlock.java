package dev.sonde.sensor.cage;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// What the kernel's Landlock lets a process do with files: read those that are named, execute even fewer, and
/// nothing else; no TCP port, no signal to others, no abstract socket of others, as far as the kernel has these.
final class Landlock {
    /// `LANDLOCK_ACCESS_FS_EXECUTE`, `…_READ_FILE`, `…_READ_DIR`
    static final long EXECUTE = 1;

    static final long READ_FILE = 4;
    static final long READ_DIR = 8;

    /// `LANDLOCK_CREATE_RULESET_VERSION`
    private static final int CREATE_RULESET_VERSION = 1;

    /// `LANDLOCK_RULE_PATH_BENEATH`
    private static final int PATH_BENEATH = 1;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final byte[] EMPTY = {0};

    private final Kernel kernel;
    private final byte[] statx = new byte[256];

    /// `struct landlock_path_beneath_attr { __u64 allowed_access; __s32 parent_fd; }`, packed
    private final byte[] rule = new byte[12];

    Landlock(Kernel kernel) {
        this.kernel = kernel;
    }

    /// The version of the kernel's interface, or -errno: it has none.
    int version() {
        return (int) kernel.sys().call(Nr.LANDLOCK_CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION, 0, 0, 0);
    }

    /// Every right on files that this version knows: 13 in the first, then REFER, TRUNCATE and IOCTL_DEV.
    static long files(int version) {
        return version >= 5 ? 0xffff : version >= 3 ? 0x7fff : version == 2 ? 0x3fff : 0x1fff;
    }

    /// An fd of a new set of rules that forbids everything of this version; or -errno.
    int begin(int version) {
        // struct landlock_ruleset_attr { __u64 handled_access_fs, handled_access_net, scoped; }
        byte[] attr = new byte[24];
        Bytes.put64(attr, 0, files(version));
        Bytes.put64(attr, 8, version >= 4 ? 3 : 0); // BIND_TCP, CONNECT_TCP
        Bytes.put64(attr, 16, version >= 6 ? 3 : 0); // abstract sockets, signals
        int size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
        return (int) kernel.sys().call(Nr.LANDLOCK_CREATE_RULESET, 0, attr, 0, -1, Bytes.NONE, 0, size, 0, 0, 0, 0);
    }

    /// Allows reading a file, or all below a folder, and perhaps its execution: 0 or -errno.
    int allow(int rules, byte[] zpath, boolean execute) {
        int fd = kernel.openz(Kernel.AT_FDCWD, zpath, Kernel.O_PATH);
        if (fd < 0) {
            return fd;
        }
        int r = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        if (r >= 0) {
            boolean folder = (Kernel.mode(statx) & 0170000) == 0040000;
            Bytes.put64(rule, 0, READ_FILE | (folder ? READ_DIR : 0) | (execute ? EXECUTE : 0));
            Bytes.put32(rule, 8, fd);
            r = (int) kernel.sys()
                    .call(Nr.LANDLOCK_ADD_RULE, 2, rule, 0, -1, Bytes.NONE, rules, PATH_BENEATH, 0, 0, 0, 0);
        }
        kernel.close(fd);
        return r;
    }

    /// From now on the rules hold, and for all that this process becomes: 0 or -errno. It must have no_new_privs.
    int restrict(int rules) {
        return (int) kernel.sys().call(Nr.LANDLOCK_RESTRICT_SELF, rules, 0, 0, 0, 0, 0);
    }
}

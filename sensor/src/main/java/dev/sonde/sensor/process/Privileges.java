package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// Whom the analysis runs as, and how it gives everything else up.
public final class Privileges {
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_SECUREBITS = 28;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;
    /// `SECBIT_NOROOT`, `SECBIT_NO_CAP_AMBIENT_RAISE`, and these, `SECBIT_NO_SETUID_FIXUP` and
    /// `SECBIT_KEEP_CAPS` locked as they are: user 0 gains nothing by an exec, and nothing survives a change of
    /// the user.
    private static final int SECUREBITS = 1 | 2 | 8 | 0x20 | 0x40 | 0x80;

    private static final int CAPABILITIES = 64;
    /// `_LINUX_CAPABILITY_VERSION_3`
    private static final int CAPABILITY_VERSION = 0x20080522;

    private final int uid;
    private final int gid;
    /// Whether the ids differ from this process's: sudo was used.
    private final boolean change;

    private Privileges(int uid, int gid, boolean change) {
        this.uid = uid;
        this.gid = gid;
        this.change = change;
    }

    public int uid() {
        return uid;
    }

    public int gid() {
        return gid;
    }

    /// Whether the invoking user is another than this process's.
    public boolean changed() {
        return change;
    }

    /// The invoking user: of sudo's caller (SUDO_UID, SUDO_GID) when we are root by sudo, else ourselves.
    public static Privileges invoker(Kernel kernel) {
        int uid = kernel.getuid();
        int gid = (int) kernel.sys().call(Nr.GETGID, 0, 0, 0, 0, 0, 0);
        if (uid != 0) {
            return new Privileges(uid, gid, false);
        }
        byte[][] environ = kernel.sys().environ();
        long sudoUid = number(environ, "SUDO_UID=");
        long sudoGid = number(environ, "SUDO_GID=");
        if (sudoUid <= 0 || sudoGid < 0) {
            return new Privileges(uid, gid, false);
        }
        return new Privileges((int) sudoUid, (int) sudoGid, true);
    }

    private static long number(byte[][] environ, String name) {
        for (int i = 0; i < environ.length; i++) {
            if (Bytes.starts(environ[i], name)) {
                return Bytes.decimal(environ[i], name.length(), environ[i].length, 0xfffffffeL);
            }
        }
        return -1;
    }

    /// Empties the bounding set, and gives user 0 and what is executed nothing for it. What an unprivileged user lacks
    /// the right to give up it lacks already.
    public static void bound(Kernel kernel) {
        int r = 0;
        for (int c = 0; c < CAPABILITIES && r >= 0; c++) {
            r = kernel.prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
        }
        kernel.prctl(PR_SET_SECUREBITS, SECUREBITS, 0, 0, 0);
        kernel.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    }

    /// Becomes this user, with no other group: 0 or -errno. Where the id is none of this user namespace (`-EINVAL`),
    /// or there is no right to (`-EPERM`), nothing has changed.
    public static int become(Kernel kernel, int uid, int gid) {
        int r = (int) kernel.sys().call(Nr.SETRESGID, gid, gid, gid, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        byte[] none = new byte[4];
        r = (int) kernel.sys().call(Nr.SETGROUPS, 1, none, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0);
        if (r >= 0) {
            r = (int) kernel.sys().call(Nr.SETRESUID, uid, uid, uid, 0, 0, 0);
        }
        return r >= 0 ? 0 : -Errno.EIO;
    }

    /// Gives up every capability for ever: 0 or -errno. no_new_privs keeps them from coming back.
    public static int drop(Kernel kernel) {
        byte[] header = new byte[8];
        Bytes.put32(header, 0, CAPABILITY_VERSION);
        byte[] empty = new byte[24];
        int r = (int) kernel.sys().call(Nr.CAPSET, 0, header, 0, 1, empty, 0, 0, 0, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        return kernel.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }

    /// The effective capabilities of this process, as the kernel's 64 bits; 0 when they cannot be read.
    public static long effective(Kernel kernel) {
        byte[] header = new byte[8];
        Bytes.put32(header, 0, CAPABILITY_VERSION);
        byte[] data = new byte[24];
        int r = (int) kernel.sys().call(Nr.CAPGET, 0, header, 0, 1, data, 0, 0, 0, 0, 0, 0);
        return r < 0 ? 0 : Bytes.u32(data, 0) | Bytes.u32(data, 12) << 32;
    }
}

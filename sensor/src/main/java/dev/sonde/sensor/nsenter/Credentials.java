package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.text.Say;

/// User, group and capabilities of the program that is started inside.
public final class Credentials {
    private static final int CAPABILITY_VERSION = 0x20080522;
    private static final int PR_CAPBSET_READ = 23;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_RAISE = 2;

    private final Kernel kernel;
    private final Say say;

    boolean setUid;
    boolean setGid;
    int uid;
    int gid;

    /// Whether the supplementary groups could be dropped before the user namespace was joined: it is said only if
    /// it fails both times.
    private boolean groupsFailed;

    Credentials(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    /// Inside a user namespace one is root, unless asked otherwise.
    void beforeUserNamespace() {
        setUid = true;
        setGid = true;
        groupsFailed = dropGroups() < 0;
    }

    private int dropGroups() {
        byte[] none = new byte[4];
        return (int) kernel.sys().call(Nr.SETGROUPS, 1, none, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0);
    }

    /// 0, or 1 and said.
    int apply() {
        if (setGid) {
            int r = dropGroups();
            if (r < 0 && groupsFailed) {
                return say.fail("setgroups failed", -r);
            }
            r = (int) kernel.sys().call(Nr.SETGID, gid & 0xffffffffL, 0, 0, 0, 0, 0);
            if (r < 0) {
                return say.fail("setgid() failed", -r);
            }
        }
        if (setUid) {
            int r = (int) kernel.sys().call(Nr.SETUID, uid & 0xffffffffL, 0, 0, 0, 0, 0);
            if (r < 0) {
                return say.fail("setuid() failed", -r);
            }
        }
        return 0;
    }

    /// Root of the user namespace just joined, as far as it lets us.
    public void becomeRoot() {
        dropGroups();
        kernel.sys().call(Nr.SETGID, 0, 0, 0, 0, 0, 0);
        kernel.sys().call(Nr.SETUID, 0, 0, 0, 0, 0, 0);
    }

    /// `--keep-caps`: what is permitted becomes inheritable, what is effective ambient: 0, or 1 and said.
    int keepCapabilities() {
        byte[] header = new byte[8];
        Bytes.put32(header, 0, CAPABILITY_VERSION);
        // Twice: effective, permitted, inheritable
        byte[] data = new byte[24];
        int r = (int) kernel.sys().call(Nr.CAPGET, 0, header, 0, 1, data, 0, 0, 0, 0, 0, 0);
        if (r < 0) {
            return say.fail("capget failed", -r);
        }
        Bytes.copy(data, 4, data, 8, 4);
        Bytes.copy(data, 16, data, 20, 4);
        r = (int) kernel.sys().call(Nr.CAPSET, 0, header, 0, 1, data, 0, 0, 0, 0, 0, 0);
        if (r < 0) {
            return say.fail("capset failed", -r);
        }
        long effective = Bytes.u32(data, 0) | Bytes.u32(data, 12) << 32;
        for (int c = 0; c < 64; c++) {
            if ((effective >>> c & 1) == 0 || kernel.prctl(PR_CAPBSET_READ, c, 0, 0, 0) < 0) {
                continue;
            }
            r = kernel.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, c, 0, 0);
            if (r < 0) {
                return say.fail("prctl(PR_CAP_AMBIENT) failed", -r);
            }
        }
        return 0;
    }
}

package dev.sonde.sensor.nsenter;

import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Say;

/// The namespaces to join: which, by which fd, in which order.
///
/// The user namespace comes first or last: first to gain the right to join the others, last to give up the rights
/// that joining them needs. So there are two passes: all but it, failures ignored; then what is left, it first.
public final class Namespaces {
    /// `CLONE_NEW*` of linux/sched.h, in the order in which they are joined.
    public static final int USER = 0x10000000;

    public static final int CGROUP = 0x02000000;
    public static final int IPC = 0x08000000;
    public static final int UTS = 0x04000000;
    public static final int NET = 0x40000000;
    public static final int PID = 0x20000000;
    public static final int MNT = 0x00020000;
    public static final int TIME = 0x00000080;

    static final int[] FLAGS = {USER, CGROUP, IPC, UTS, NET, PID, MNT, TIME};
    static final String[] FILES = {"ns/user", "ns/cgroup", "ns/ipc", "ns/uts", "ns/net", "ns/pid", "ns/mnt", "ns/time"};

    static final int COUNT = 8;

    private final Kernel kernel;
    private final Say say;

    /// The fd by which each is joined; -1: by the target's pidfd.
    public final int[] fds = {-1, -1, -1, -1, -1, -1, -1, -1};

    private final boolean[] wanted = new boolean[COUNT];

    /// What stopped the joining: the index of the namespace's kind, or -1.
    int refused = -1;

    Namespaces(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
    }

    public static int index(int flag) {
        for (int i = 0; i < COUNT; i++) {
            if (FLAGS[i] == flag) {
                return i;
            }
        }
        return 0;
    }

    /// How the option of a kind is called.
    public static byte[] option(int flag) {
        byte[] name = Bytes.of(FILES[index(flag)]);
        return flag == MNT ? Bytes.of("mount") : Bytes.sub(name, 3, name.length - 3);
    }

    public boolean wants(int i) {
        return wanted[i];
    }

    public void want(int i) {
        wanted[i] = true;
    }

    /// To be joined by this fd, instead of another that was given before.
    public void want(int i, int fd) {
        if (fds[i] >= 0) {
            kernel.close(fds[i]);
        }
        fds[i] = fd;
        wanted[i] = true;
    }

    private void joined(int i) {
        if (fds[i] >= 0) {
            kernel.close(fds[i]);
        }
        fds[i] = -1;
        wanted[i] = false;
    }

    /// The flags of all that are wanted.
    public int mask() {
        int mask = 0;
        for (int i = 0; i < COUNT; i++) {
            mask |= wanted[i] ? FLAGS[i] : 0;
        }
        return mask;
    }

    /// The flags of those that have no fd yet.
    int maskWithoutFd() {
        int mask = 0;
        for (int i = 0; i < COUNT; i++) {
            mask |= wanted[i] && fds[i] < 0 ? FLAGS[i] : 0;
        }
        return mask;
    }

    /// Joins all, in two passes: 0, or 1 and said.
    int join(int pidfd) {
        pass(pidfd, ~USER, false);
        return mask() == 0 ? 0 : pass(pidfd, ~0, true);
    }

    @Bounded("eight kinds of namespaces")
    private int pass(int pidfd, int among, boolean must) {
        int together = pidfd < 0 ? 0 : maskWithoutFd() & among;
        if (together != 0) {
            int r = kernel.setns(pidfd, together);
            if (r < 0 && must) {
                return say.fail("reassociate to namespaces failed", -r);
            }
            for (int i = 0; i < COUNT && r == 0; i++) {
                if ((together & FLAGS[i]) != 0) {
                    joined(i);
                }
            }
        }
        for (int i = 0; i < COUNT; i++) {
            if (!wanted[i] || fds[i] < 0 || (FLAGS[i] & among) == 0) {
                continue;
            }
            int r = kernel.setns(fds[i], FLAGS[i]);
            if (r == 0) {
                joined(i);
            } else if (must) {
                refused = i;
                byte[] name = Bytes.of(FILES[i]);
                return say.fail("reassociate to namespace '", name, "' failed", -r);
            }
        }
        return 0;
    }
}

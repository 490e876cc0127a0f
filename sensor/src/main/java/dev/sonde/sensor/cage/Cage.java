package dev.sonde.sensor.cage;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.process.Privileges;

/// The walls round the analysis, whoever started it. A child raises them one after the other, and then becomes the
/// JVM.
///
/// Each stands alone: where a kernel lacks one, or a user may not have it, the others stand, and [#wall] says why.
/// Only where going on would be less safe than not to start at all, [#enter] fails: rights that cannot be given up.
public final class Cage {
    /// The walls.
    public static final int SESSION = 0;

    public static final int USER = 1;
    public static final int PRIVILEGES = 2;
    public static final int NETWORK = 3;
    public static final int FILES = 4;
    public static final int LANDLOCK = 5;
    public static final int CALLS = 6;
    public static final int LIMITS = 7;

    /// How many there are.
    public static final int WALLS = 8;

    /// The first of the ids that nobody else has: outside the ranges of useradd(8), subuid(5), and systemd's
    /// containers and dynamic users (all below 1879048192). Each analysis has another, by the bits of its pid.
    private static final int OWN_ID = 0x70000000;

    private static final int PIDS = 0x3fffff;

    private static final int CLONE_NEWNS = 0x00020000;
    private static final int CLONE_NEWUTS = 0x04000000;
    private static final int CLONE_NEWIPC = 0x08000000;
    private static final int CLONE_NEWUSER = 0x10000000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int APART = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET;

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;

    private final Kernel kernel;

    /// Who called us: whom the analysis runs as where it can have no id of its own.
    private final Privileges invoker;

    private final JavaRuntime runtime;
    private final PrivateRoot root;
    private final Landlock landlock;

    /// By wall: more than 0 where it stands (an id, a version), 0 where it is not for this user, or -errno.
    private final long[] walls = new long[WALLS];

    private final byte[] random = new byte[8];
    private String step = "";

    public Cage(Kernel kernel, Privileges invoker, JavaRuntime runtime) {
        this.kernel = kernel;
        this.invoker = invoker;
        this.runtime = runtime;
        this.root = new PrivateRoot(kernel);
        this.landlock = new Landlock(kernel);
    }

    /// More than 0: it stands (the id, the version); 0: it is not for this user; -errno: why it does not.
    public long wall(int which) {
        return walls[which];
    }

    /// What failed last, for a message.
    public String step() {
        return step;
    }

    /// With this the one execution that is allowed is made ([CallFilter#install]).
    public long token() {
        return Bytes.i64(random, 0);
    }

    /// In a child that is about to become the JVM: gives everything up but this fd, which becomes its stdin, and
    /// fds 1 and 2. 0, or -errno.
    public int enter(int socket) {
        int r = input(socket);
        if (r < 0) {
            return r;
        }
        boolean superuser = kernel.geteuid() == 0;
        // Without a terminal it cannot type for the user; as the leader of a group it can be stopped, with all that it
        // started, while a question stands.
        step = "setsid";
        r = kernel.setsid();
        walls[SESSION] = r;
        if (r < 0) {
            return r;
        }
        ResourceLimits limits = new ResourceLimits(kernel);
        long used = limits.used(); // while there is /proc
        apart(superuser);
        int version = landlock.version();
        int rules = version < 0 ? version : rules(version);
        r = unprivileged(superuser);
        if (r < 0) {
            return r;
        }
        if (superuser ? walls[USER] > 0 : walls[NETWORK] > 0) {
            // Only with an id, or in a user namespace, of its own its threads are counted apart from others'.
            limits.processes();
        }
        int limited = limits.set(used);
        walls[LIMITS] = limited < 0 ? limited : 1;
        step = "prctl";
        r = kernel.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        int restricted = rules < 0 ? rules : landlock.restrict(rules);
        walls[LANDLOCK] = restricted < 0 ? restricted : version;
        if (rules >= 0) {
            kernel.close(rules);
        }
        long drawn = kernel.sys().call(Nr.GETRANDOM, 0, random, 0, -1, Bytes.NONE, 0, random.length, 0, 0, 0, 0);
        int filtered = drawn == random.length ? CallFilter.install(kernel, token()) : -Errno.EAGAIN;
        walls[CALLS] = filtered < 0 ? filtered : 1;
        step = "execute";
        return 0;
    }

    /// fd 0 is the socket; 1 and 2 stay open: `fcntl(fd, F_SETFD, 0)`.
    private int input(int socket) {
        step = "dup3";
        int r = socket == 0 ? (int) kernel.sys().call(Nr.FCNTL, 0, 2, 0, 0, 0, 0) : kernel.dup3(socket, 0, 0);
        kernel.sys().call(Nr.FCNTL, 1, 2, 0, 0, 0, 0);
        kernel.sys().call(Nr.FCNTL, 2, 2, 0, 0, 0, 0);
        if (r >= 0) {
            step = "close_range";
            r = kernel.closeFrom(3);
        }
        return r;
    }

    /// Into namespaces that hold nothing.
    private void apart(boolean superuser) {
        int uid = kernel.geteuid();
        int gid = (int) kernel.sys().call(Nr.GETEGID, 0, 0, 0, 0, 0, 0);
        int r = kernel.unshare(superuser ? APART : APART | CLONE_NEWUSER);
        int net = r;
        int files = r;
        if (r < 0 && superuser) {
            net = kernel.unshare(CLONE_NEWNET);
            files = kernel.unshare(CLONE_NEWNS);
        } else if (r >= 0 && !superuser) {
            // Who made a user namespace has no id in it, and may make no file, until it is mapped.
            files = map(uid, gid);
        }
        walls[NETWORK] = net < 0 ? net : 1;
        files = files < 0 ? files : root.enter(runtime.shown());
        walls[FILES] = files < 0 ? files : 1;
    }

    private int map(int uid, int gid) {
        int r = write("/proc/self/setgroups", Bytes.of("deny"));
        if (r >= 0) {
            r = write("/proc/self/uid_map", line(uid));
        }
        return r < 0 ? r : write("/proc/self/gid_map", line(gid));
    }

    /// The id alone, mapped to itself: `ID ID 1`
    private static byte[] line(int id) {
        byte[] b = new byte[32];
        int n = Bytes.digits(b, 0, id & 0xffffffffL);
        b[n] = ' ';
        n = Bytes.digits(b, n + 1, id & 0xffffffffL);
        b[n] = ' ';
        b[n + 1] = '1';
        b[n + 2] = '\n';
        return Bytes.sub(b, 0, n + 3);
    }

    @Opens("a file of procfs")
    private int write(String file, byte[] text) {
        int fd = kernel.open(Bytes.of(file), Kernel.O_WRONLY);
        if (fd < 0) {
            return fd;
        }
        int r = kernel.write(fd, text, 0, text.length);
        kernel.close(fd);
        return r;
    }

    /// An fd of the rules for Landlock, or -errno. Where the root holds the runtime alone, all of it may be read.
    private int rules(int version) {
        int rules = landlock.begin(version);
        if (rules < 0) {
            return rules;
        }
        byte[][] shown = runtime.shown();
        int r = 0;
        if (root.entered()) {
            byte[] top = {'/', 0};
            r = landlock.allow(rules, top, false);
        } else {
            r = each(rules, shown, false);
        }
        if (r >= 0) {
            r = each(rules, runtime.executed(), true);
        }
        if (r < 0) {
            kernel.close(rules);
            return r;
        }
        return rules;
    }

    /// What is not there, or may not be reached, is not allowed.
    private int each(int rules, byte[][] paths, boolean execute) {
        for (int i = 0; i < paths.length; i++) {
            int r = landlock.allow(rules, paths[i], execute);
            if (r < 0 && r != -Errno.ENOENT && r != -Errno.EACCES && r != -Errno.ENOTDIR) {
                return r;
            }
        }
        return 0;
    }

    /// Becomes somebody who has nothing, and can get nothing back: 0 or -errno.
    private int unprivileged(boolean superuser) {
        step = "give up the privileges of";
        Privileges.bound(kernel);
        int r = 0;
        if (superuser) {
            int own = OWN_ID + (kernel.getpid() & PIDS);
            // Without a root of its own it must reach the runtime as everyone may.
            boolean readable = root.entered() || runtime.everyones();
            r = readable ? Privileges.become(kernel, own, own) : -Errno.EACCES;
            walls[USER] = r < 0 ? r : own;
            // Not mapped in this user namespace, or without the right to: nothing has changed.
            boolean refused = r == -Errno.EINVAL || r == -Errno.EPERM || r == -Errno.EACCES;
            if (refused) {
                r = invoker.changed() ? Privileges.become(kernel, invoker.uid(), invoker.gid()) : 0;
            }
        }
        if (r >= 0) {
            r = Privileges.drop(kernel);
        }
        walls[PRIVILEGES] = r < 0 ? r : 1;
        return r;
    }
}

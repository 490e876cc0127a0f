package dev.sonde.sensor.nsenter;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.process.Child;
import dev.sonde.sensor.process.Exec;
import dev.sonde.sensor.process.Leader;
import dev.sonde.sensor.process.Prompt;
import dev.sonde.sensor.process.Sealed;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Say;

/// `nsenter`: joins namespaces of another process and becomes a program there.
public final class Nsenter {
    final Kernel kernel;
    final Say say;
    public final Namespaces namespaces;
    public final Credentials credentials;

    /// The target and, once it is known, its pidfd.
    public int pid;

    public int pidfd = -1;

    public boolean all;
    boolean fork = true;
    boolean userParent;
    boolean joinCgroup;
    boolean followContext;
    boolean followUid;
    boolean followGid;
    public boolean preserveCredentials;
    public boolean keepCaps;
    public boolean targetRoot;
    public boolean targetFolder;
    public boolean targetEnvironment;
    int netSocket = -1;
    int root = -1;
    int folder = -1;

    /// `--wdns`, or null.
    byte[] folderInside;

    /// Whether a pid namespace was joined, and with it a child is due.
    private boolean childDue;

    private boolean userJoined;
    private int environmentFd = -1;
    private int ownerFd = -1;

    /// The folder of our own procfs, before another root is entered; where there is none, no file inside is read.
    private int proc = -1;

    /// The target's cgroup if it is to be joined, else null.
    private Cgroup cgroup;

    private byte[][] environment;

    /// What tells the program where it is, or null.
    public Prompt prompt;

    /// What waits for a child where the program has a terminal of its own, or null.
    public Leader leader;

    public Nsenter(Kernel kernel, Say say) {
        this.kernel = kernel;
        this.say = say;
        this.namespaces = new Namespaces(kernel, say);
        this.credentials = new Credentials(kernel, say);
    }

    /// `nsenter` with the arguments from `argv[from]` on: the exit status, if it does not become the program.
    public static int main(Kernel kernel, Out err, byte[][] argv, int from, byte[] name) {
        Say say = new Say(err, Exec.basename(name));
        Nsenter nsenter = new Nsenter(kernel, say);
        NsenterOptions options = new NsenterOptions(nsenter, argv, from, name);
        int r = options.read();
        if (r != 0) {
            return r == NsenterOptions.END ? 0 : r;
        }
        if (!kernel.sys().single()) {
            return say.fail("only the binary can do this: a JVM has many threads, and namespaces want one", 0);
        }
        int words = argv.length - options.index();
        byte[][] command = new byte[words][];
        for (int i = 0; i < words; i++) {
            command[i] = argv[options.index() + i];
        }
        return nsenter.run(argv, command);
    }

    /// Joins, and becomes `command`, or a shell when it is empty. `argv` is this process's own.
    int run(byte[][] argv, byte[][] command) {
        int r = seal(argv);
        if (r == 0) {
            r = prepare();
        }
        if (r == 0) {
            r = enter();
        }
        return r == 0 ? become(command) : r;
    }

    /// Before a pid namespace is joined, and anything else is done.
    private int seal(byte[][] argv) {
        boolean joins = all || namespaces.wants(Namespaces.index(Namespaces.PID));
        if (!joins || !fork) {
            return 0;
        }
        int r = new Sealed(kernel).become(argv, kernel.sys().environ());
        return r < 0 ? say.fail("cannot go on as a copy in memory", -r) : 0;
    }

    /// Finds and opens everything that is to be joined.
    public int prepare() {
        int r = 0;
        if (followContext) {
            r = new SecurityContext(kernel, say).follow(pid);
        }
        if (r == 0 && all) {
            r = expandAll();
        }
        int missing = namespaces.maskWithoutFd();
        if (r == 0 && (missing != 0 || netSocket >= 0 || userParent)) {
            r = findTarget(missing);
        }
        if (r == 0) {
            r = openOthers();
        }
        if (r == 0 && userParent) {
            r = openUserParent();
        }
        if (r == 0 && netSocket >= 0) {
            r = new NetSocket(kernel, say).want(namespaces, pidfd, pid, netSocket);
        }
        if (r == 0 && namespaces.mask() == 0) {
            r = say.fail("no namespace specified", 0);
        }
        return r;
    }

    /// Opens a file that the user named: fd, or -1 and said.
    @Opens("what the user names, as nsenter does")
    public int open(byte[] path) {
        int fd = kernel.open(path, Kernel.O_RDONLY);
        if (fd < 0) {
            say.cannotOpen(path, -fd);
            return -1;
        }
        return fd;
    }

    /// As [#open], instead of another that was opened before.
    int reopen(int before, byte[] path) {
        if (before >= 0) {
            kernel.close(before);
        }
        return open(path);
    }

    /// Opens a file of the target in /proc: fd, or -1 and said.
    private int openOfTarget(String type) {
        if (pid == 0) {
            say.fail("neither filename nor target pid supplied for ", Bytes.of(type), "", 0);
            return -1;
        }
        return open(ofProcess(pid, type));
    }

    /// `/proc/PID/TYPE`
    public static byte[] ofProcess(int pid, String type) {
        byte[] digits = new byte[10];
        int n = Bytes.digits(digits, 0, pid);
        byte[] folder = Bytes.join(Bytes.of("/proc/"), Bytes.sub(digits, 0, n));
        return Bytes.join(folder, Bytes.of("/" + type));
    }

    private static final byte[] EMPTY = {0};
    private static final int AT_EMPTY_PATH = 0x1000;

    /// Opens the target's pidfd and makes sure that its inode is the expected one: 0, or 1 and said.
    public int openSame(long inode) {
        byte[] statx = new byte[256];
        byte[] statfs = new byte[120];
        int fd = kernel.pidfd(pid);
        int r = fd;
        if (fd >= 0) {
            r = kernel.fstatfs(fd, statfs);
            if (r == 0 && Bytes.i64(statfs, 0) != PIDFS_MAGIC) {
                r = -Errno.EOPNOTSUPP;
            }
            if (r == 0) {
                r = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
            }
            if (r == 0 && Kernel.ino(statx) != inode) {
                r = -Errno.ESRCH;
            }
        }
        if (r < 0) {
            kernel.close(fd);
            byte[] digits = new byte[10];
            int n = Bytes.digits(digits, 0, pid);
            byte[] number = Bytes.sub(digits, 0, n);
            return say.fail("failed to obtain a valid file descriptor for PID ", number, "", -r);
        }
        pidfd = fd;
        return 0;
    }

    /// `PID_FS_MAGIC` of linux/magic.h
    public static final long PIDFS_MAGIC = 0x50494446L;

    /// `--all`: every kind that the kernel has and that is not wanted already; the user namespace only if it is
    /// another than ours, because ours cannot be joined.
    @Bounded("eight kinds of namespaces")
    private int expandAll() {
        byte[] statx = new byte[256];
        for (int i = 0; i < Namespaces.COUNT; i++) {
            if (namespaces.wants(i)) {
                continue;
            }
            byte[] own = Bytes.z(Bytes.join(Bytes.of("/proc/self/"), Bytes.of(Namespaces.FILES[i])));
            int r = kernel.statx(Kernel.AT_FDCWD, own, 0, statx);
            if (r == -Errno.ENOENT) {
                continue;
            }
            if (Namespaces.FLAGS[i] == Namespaces.USER) {
                long ours = r < 0 ? 0 : Kernel.ino(statx);
                byte[] theirs = ofProcess(pid, Namespaces.FILES[i]);
                r = kernel.statx(Kernel.AT_FDCWD, Bytes.z(theirs), 0, statx);
                if (r < 0) {
                    return say.fail("stat of ", theirs, " failed", -r);
                }
                if (Kernel.ino(statx) == ours) {
                    continue;
                }
            }
            namespaces.want(i);
        }
        return 0;
    }

    /// Whether one setns with the target's pidfd joins what has no fd of its own.
    private boolean byPidfd;

    @Bounded("eight kinds of namespaces")
    private int findTarget(int missing) {
        if (pid == 0) {
            return say.fail("no target PID specified", 0);
        }
        // A kernel may know pidfds and not know how to join by them.
        if (newerThan57()) {
            if (pidfd < 0) {
                pidfd = kernel.pidfd(pid);
            }
            byPidfd = pidfd >= 0;
        }
        for (int i = 0; i < Namespaces.COUNT && !byPidfd; i++) {
            if ((missing & Namespaces.FLAGS[i]) != 0) {
                int fd = openOfTarget(Namespaces.FILES[i]);
                if (fd < 0) {
                    return 1;
                }
                namespaces.want(i, fd);
            }
        }
        return 0;
    }

    /// Whether the kernel is newer than 5.7.0.
    private boolean newerThan57() {
        byte[] uts = new byte[6 * 65];
        kernel.sys().call(Nr.UNAME, 0, uts, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0);
        long version = 0;
        int at = 2 * 65;
        for (int part = 0; part < 3; part++) {
            int v = 0;
            while (at < 3 * 65 && uts[at] >= '0' && uts[at] <= '9' && v < 1000) {
                v = v * 10 + uts[at] - '0';
                at++;
            }
            version = version * 10_000 + v;
            if (at < 3 * 65 && uts[at] == '.') {
                at++;
            }
        }
        return version > 5_0007_0000L;
    }

    private int openOthers() {
        if (targetRoot) {
            kernel.close(root);
            root = openOfTarget("root");
            if (root < 0) {
                return 1;
            }
        }
        if (targetFolder) {
            kernel.close(folder);
            folder = openOfTarget("cwd");
            if (folder < 0) {
                return 1;
            }
        }
        if (targetEnvironment) {
            environmentFd = openOfTarget("environ");
            if (environmentFd < 0) {
                return 1;
            }
        }
        if (followUid || followGid) {
            ownerFd = openOfTarget("");
            if (ownerFd < 0) {
                return 1;
            }
        }
        if (!joinCgroup) {
            return 0;
        }
        cgroup = new Cgroup(kernel, say);
        int r = cgroup.find();
        if (r == 0) {
            int fd = openOfTarget("cgroup");
            r = fd < 0 ? 1 : cgroup.open(fd);
        }
        return r;
    }

    /// `NS_GET_USERNS` of linux/nsfs.h, `PIDFD_GET_USER_NAMESPACE` of linux/pidfd.h
    private static final long NS_GET_USERNS = 0xb701;

    private static final long PIDFD_GET_USER_NAMESPACE = 0xff09;

    /// `--user-parent`: the parent of the target's user namespace, or of that which owns another one that is wanted.
    private int openUserParent() {
        int user = Namespaces.index(Namespaces.USER);
        int fd = namespaces.wants(user) ? namespaces.fds[user] : -1;
        int own = -1;
        if (fd < 0 && pidfd >= 0) {
            own = kernel.ioctl(pidfd, PIDFD_GET_USER_NAMESPACE, 0);
            fd = own;
        }
        for (int i = 0; i < Namespaces.COUNT && fd < 0; i++) {
            if (namespaces.wants(i)) {
                fd = namespaces.fds[i];
                break;
            }
        }
        if (fd < 0) {
            own = openOfTarget("ns/user");
            fd = own;
            if (fd < 0) {
                return 1;
            }
        }
        int parent = kernel.ioctl(fd, NS_GET_USERNS, 0);
        if (own >= 0) {
            kernel.close(own);
        }
        if (parent < 0) {
            return say.fail("failed to open parent namespace", -parent);
        }
        namespaces.want(user, parent);
        return 0;
    }

    /// Joins the namespaces, and takes root, folder, environment and cgroup.
    public int enter() {
        proc = kernel.open(Bytes.of("/proc"), Kernel.O_PATH | kernel.oDirectory());
        int mask = namespaces.mask();
        childDue = fork && (mask & Namespaces.PID) != 0;
        userJoined = (mask & Namespaces.USER) != 0;
        if (userJoined && !preserveCredentials) {
            credentials.beforeUserNamespace();
        }
        if (namespaces.join(byPidfd ? pidfd : -1) != 0) {
            return 1;
        }
        kernel.close(pidfd);
        int r = changeRoot();
        if (r == 0) {
            r = changeFolder();
        }
        environment = kernel.sys().environ();
        if (r == 0 && environmentFd >= 0) {
            TargetEnvironment target = new TargetEnvironment(kernel, say);
            r = target.read(environmentFd);
            environment = target.variables;
        }
        if (r == 0 && cgroup != null) {
            r = cgroup.join();
        }
        if (r == 0 && ownerFd >= 0) {
            r = readOwner();
        }
        return r;
    }

    @Opens("what the user names, as nsenter does")
    private int changeRoot() {
        if (root < 0) {
            return 0;
        }
        if (folder < 0 && folderInside == null) {
            // It stays what it was, even if that is outside of the new root.
            folder = kernel.open(Bytes.of("."), Kernel.O_RDONLY);
            if (folder < 0) {
                return say.fail("cannot open current working directory", -folder);
            }
        }
        int r = fchdir(root);
        if (r < 0) {
            return say.fail("change directory by root file descriptor failed", -r);
        }
        byte[] dot = {'.', 0};
        r = (int) kernel.sys().call(Nr.CHROOT, 0, dot, 0, -1, Bytes.NONE, 0, 0, 0, 0, 0, 0);
        if (r < 0) {
            return say.fail("chroot failed", -r);
        }
        byte[] slash = {'/', 0};
        r = kernel.chdir(slash);
        if (r < 0) {
            return say.fail("cannot change directory to /", -r);
        }
        kernel.close(root);
        return 0;
    }

    @Opens("what the user names, as nsenter does")
    private int changeFolder() {
        if (folderInside != null) {
            folder = kernel.open(folderInside, Kernel.O_RDONLY);
            if (folder < 0) {
                return say.fail("cannot open current working directory", -folder);
            }
        }
        if (folder < 0) {
            return 0;
        }
        int r = fchdir(folder);
        if (r < 0) {
            return say.fail("change directory by working directory file descriptor failed", -r);
        }
        kernel.close(folder);
        return 0;
    }

    private int fchdir(int fd) {
        return (int) kernel.sys().call(Nr.FCHDIR, fd, 0, 0, 0, 0, 0);
    }

    private int readOwner() {
        byte[] statx = new byte[256];
        int r = kernel.statx(ownerFd, EMPTY, AT_EMPTY_PATH, statx);
        if (r < 0) {
            return say.fail("can not get process stat", -r);
        }
        kernel.close(ownerFd);
        if (followUid) {
            credentials.uid = Kernel.uid(statx);
        }
        if (followGid) {
            credentials.gid = Kernel.gid(statx);
        }
        return 0;
    }

    /// Forks if a pid namespace asks for it, and becomes the program: the exit status.
    public int become(byte[][] command) {
        // A child is seen in the pid namespace that was joined: it holds nothing of ours.
        byte[] shell = Bytes.NONE;
        if (command.length == 0) {
            int user = credentials.setUid ? credentials.uid : kernel.getuid();
            shell = new Exec(kernel, say, environment).shellPath(proc, user);
        }
        if (proc >= 0) {
            kernel.close(proc);
            proc = -1;
        }
        if (childDue || leader != null && leader.due()) {
            int r = leader == null ? new Child(kernel, say).fork() : leader.fork();
            if (r != Child.IN_CHILD) {
                return r;
            }
        }
        int r = credentials.apply();
        if (r == 0 && keepCaps && userJoined) {
            r = credentials.keepCapabilities();
        }
        if (r != 0) {
            return r;
        }
        if (prompt != null) {
            environment = prompt.name(environment);
        }
        Exec exec = new Exec(kernel, say, environment);
        return command.length == 0 ? exec.shell(shell, prompt) : exec.run(command);
    }
}

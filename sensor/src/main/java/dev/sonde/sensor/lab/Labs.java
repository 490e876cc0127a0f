package dev.sonde.sensor.lab;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Limits;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Finder;
import dev.sonde.sensor.netns.Netns;

/// The labs of this user, from outside: finds them, starts their keepers, ends them.
///
/// A lab is one process, its [LabInit], the first of a pid namespace of its own: with it the kernel ends every
/// process, namespace and mount of the lab.
public final class Labs {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SCM_CREDENTIALS = 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int CLONE_NEWPID = 0x20000000;
    private static final int SIGKILL = 9;

    /// The fds that a keeper is started with: to the analysis, to the process that started it, the registry's folder.
    static final int TO_ANALYSIS = 3;

    static final int LINK = 4;
    static final int FOLDER = 5;

    /// Where a lab's namespace files are: Docker's folder, in the lab's own mount namespace.
    static final String NETNS = "/run/docker/netns";

    /// Bytes of a document that one LAB frame carries.
    private static final int PIECE = 1 << 18;

    private final Kernel kernel;
    private final Registry registry;

    /// Our end of the pair that joins us to the keeper while the lab is made; -1: there is none.
    private int link = -1;

    private byte[] step = Bytes.NONE;

    /// The lab that is being made: its name and its keeper.
    private byte[] made = Bytes.NONE;

    private int keeper;

    /// The process of ours inside a lab that is changed; 0: there is none.
    private int hand;

    public Labs(Kernel kernel) {
        this.kernel = kernel;
        this.registry = new Registry(kernel);
    }

    /// What failed, when [#up] gave an error.
    public byte[] step() {
        return step;
    }

    /// Whether a keeper answers the analysis now.
    public boolean handedOver() {
        return link >= 0 || hand > 0;
    }

    /// LAB frames of each lab that is written down; or, without `documents`, what its folder of namespaces holds.
    @Bounded("once for each lab")
    public void scan(Frames frames, Finder finder, boolean documents) {
        int r = registry.open(false);
        if (r == -Errno.ENOENT) {
            return;
        }
        if (r < 0) {
            frames.gap("open", registry.path(), -r);
            return;
        }
        Dirents names = new Dirents(kernel, 1 << 15);
        names.of(registry.dir());
        while (names.next()) {
            byte[] file = names.copy();
            int stem = file.length - 4;
            if (Registry.name(file, 0, stem) && Bytes.is(Bytes.sub(file, stem, 4), ".pid")) {
                lab(frames, finder, Bytes.sub(file, 0, stem), documents);
            }
        }
        if (names.error() < 0) {
            frames.gap("getdents64", registry.path(), -names.error());
        }
        kernel.close(registry.dir());
    }

    private void lab(Frames frames, Finder finder, byte[] name, boolean documents) {
        int keeper = registry.keeper(Registry.file(name, ".pid"));
        byte[] digits = new byte[12];
        int end = Bytes.digits(digits, 0, keeper);
        byte[] root = Bytes.join(Bytes.join(Bytes.of("/proc/"), Bytes.sub(digits, 0, end)), Bytes.of("/root"));
        if (documents) {
            document(frames, name, keeper, keeper == 0 ? Bytes.NONE : Bytes.join(root, Bytes.of(NETNS)));
        } else if (keeper != 0) {
            finder.folder(root, Bytes.of(NETNS));
        }
    }

    @Bounded("once for each piece of a document of limited length")
    @Opens("files of a folder that is ours, and of procfs")
    private void document(Frames frames, byte[] name, int keeper, byte[] folder) {
        byte[] zfile = Registry.file(name, ".json");
        int fd = kernel.openz(registry.dir(), zfile, Kernel.O_RDONLY | kernel.oNofollow());
        byte[] piece = new byte[PIECE];
        int n = fd == -Errno.ENOENT ? 0 : fd < 0 ? fd : kernel.readAll(fd, piece, 0);
        boolean more = true;
        int sent = 0;
        while (more) {
            frames.begin(FrameKind.LAB, 0, PIECE + 256);
            frames.string(name).u32(keeper).string(folder).bytes(piece, 0, Math.max(n, 0));
            sent += Math.max(n, 0);
            if (n < 0) {
                frames.failed(-n);
            }
            more = n == PIECE && sent < Limits.LAB_DOCUMENT;
            if (more) {
                n = kernel.readAll(fd, piece, 0);
                frames.flag(FrameFlag.MORE);
            }
            frames.end();
        }
        kernel.close(fd);
    }

    /// Starts the keeper of a new lab, which answers the analysis on `analysis` from then on: its pid, or -errno and
    /// [#step].
    @Bounded("eight tries")
    public int up(byte[] name, int analysis) {
        if (handedOver()) {
            return -Errno.EEXIST;
        }
        if (!kernel.sys().single()) {
            return fail("start the lab's keeper", Bytes.NONE, -Errno.ENOSYS);
        }
        int claim = -Errno.ENOENT;
        // Whoever removes the last lab removes the folder too, perhaps between our two steps.
        for (int attempt = 0; attempt < 8 && claim == -Errno.ENOENT; attempt++) {
            int opened = registry.open(true);
            if (opened < 0) {
                return fail("make ", registry.path(), opened);
            }
            claim = registry.claim(name);
        }
        if (claim < 0) {
            return fail("lock ", registry.path(), claim);
        }
        kernel.unlink(registry.dir(), Registry.file(name, ".json"));
        int r = start(name, analysis, claim);
        if (r < 0 && link >= 0) {
            kernel.close(link);
            link = -1;
        }
        if (r < 0) {
            kernel.unlink(registry.dir(), Registry.file(name, ".pid"));
            kernel.close(claim);
        }
        // The claim stays ours until we end: until then nobody else makes a lab of this name.
        return r;
    }

    private int fail(String what, byte[] object, int r) {
        step = Bytes.join(Bytes.of(what), object);
        return r;
    }

    private int start(byte[] name, int analysis, int claim) {
        byte[] pair = new byte[8];
        int r = kernel.socketpair(AF_UNIX, SOCK_SEQPACKET, pair);
        if (r < 0) {
            return fail("socketpair", Bytes.NONE, r);
        }
        link = Bytes.i32(pair, 0);
        int theirs = Bytes.i32(pair, 4);
        byte[] one = {1, 0, 0, 0};
        r = kernel.setsockopt(link, SOL_SOCKET, SO_PASSCRED, one);
        if (r < 0) {
            return fail("setsockopt SO_PASSCRED", Bytes.NONE, r);
        }
        r = unshare();
        if (r < 0) {
            return r;
        }
        int child = kernel.sys().fork();
        if (child == 0) {
            become(name, analysis, theirs);
        }
        kernel.close(theirs);
        if (child < 0) {
            return fail("fork", Bytes.NONE, child);
        }
        made = name;
        keeper = child;
        r = greet(claim, child);
        if (r < 0) {
            kernel.kill(child, SIGKILL);
            kernel.reap(child);
            return r;
        }
        return child;
    }

    /// The next process that we fork will be the first of a pid namespace; without root, of a user namespace too, in
    /// which this user is root.
    private int unshare() {
        int uid = kernel.geteuid();
        int gid = (int) kernel.sys().call(Nr.GETEGID, 0, 0, 0, 0, 0, 0);
        int r = kernel.unshare(CLONE_NEWPID);
        if (r != -Errno.EPERM) {
            return r < 0 ? fail("unshare CLONE_NEWPID", Bytes.NONE, r) : 0;
        }
        r = kernel.unshare(Netns.CLONE_NEWUSER | CLONE_NEWPID);
        if (r < 0) {
            return fail("unshare CLONE_NEWUSER", Bytes.NONE, r);
        }
        r = write("/proc/self/setgroups", Bytes.of("deny"));
        if (r == 0) {
            r = write("/proc/self/uid_map", map(uid));
        }
        return r < 0 ? r : write("/proc/self/gid_map", map(gid));
    }

    /// `0 ID 1`: the id inside, outside, how many.
    private static byte[] map(int id) {
        byte[] b = new byte[16];
        b[0] = '0';
        b[1] = ' ';
        int n = Bytes.digits(b, 2, id & 0xffffffffL);
        b[n] = ' ';
        b[n + 1] = '1';
        return Bytes.sub(b, 0, n + 2);
    }

    @Opens("files of a folder that is ours, and of procfs")
    private int write(String path, byte[] content) {
        byte[] p = Bytes.of(path);
        int fd = kernel.open(p, Kernel.O_WRONLY);
        int r = fd < 0 ? fd : kernel.write(fd, content, 0, content.length);
        kernel.close(fd);
        return r < 0 ? fail("write ", p, r) : 0;
    }

    /// In the child: becomes the keeper, and never returns.
    private void become(byte[] name, int analysis, int theirs) {
        // First out of the way of each other, then to their places.
        int high = 200;
        kernel.dup3(analysis, high, Kernel.O_CLOEXEC);
        kernel.dup3(theirs, high + 1, Kernel.O_CLOEXEC);
        kernel.dup3(registry.dir(), high + 2, Kernel.O_CLOEXEC);
        int r = kernel.dup3(high, TO_ANALYSIS, 0);
        if (r >= 0) {
            r = kernel.dup3(high + 1, LINK, 0);
        }
        if (r >= 0) {
            r = kernel.dup3(high + 2, FOLDER, 0);
        }
        if (r >= 0) {
            byte[][] argv = {Bytes.of("sonde"), Bytes.of(LabInit.COMMAND), name};
            byte[][] environment = {};
            kernel.sys().execve(Bytes.of("/proc/self/exe"), argv, environment);
        }
        kernel.sys().exit(1);
    }

    private final byte[] message = new byte[256];

    /// Says "go" to the keeper once it is written down, and takes how its preparations went. A keeper that hears
    /// nothing ends: whenever we are killed, none is left that is not written down.
    private int greet(int claim, int child) {
        int n = kernel.recv(link, message, 0, 0);
        if (n <= 0) {
            return fail("execute /proc/self/exe", Bytes.NONE, n < 0 ? n : -Errno.ECHILD);
        }
        int r = registry.record(claim, child);
        if (r < 0) {
            return fail("write into ", registry.path(), r);
        }
        r = kernel.send(link, message, 0, 1, MSG_NOSIGNAL);
        n = r < 0 ? r : kernel.recv(link, message, 0, 0);
        if (n < 4) {
            return fail("the lab's keeper ended", Bytes.NONE, n < 0 ? n : -Errno.ECHILD);
        }
        r = Bytes.i32(message, 0);
        return r < 0 ? fail("", Bytes.sub(message, 4, n - 4), r) : 0;
    }

    /// While the lab is made: tells the keeper the pids of its tasks as they are here. The kernel translates them, in
    /// the credentials that it adds to each message.
    public void attend() {
        if (hand > 0) {
            kernel.reap(hand);
            return;
        }
        if (link < 0) {
            return;
        }
        byte[] header = new byte[56];
        byte[] control = new byte[64];
        int n = 1;
        boolean complete = false;
        while (n > 0 && !complete) {
            Bytes.clear(header, 0, header.length);
            Bytes.put64(header, 40, control.length);
            long r = kernel.sys().message(Nr.RECVMSG, link, header, Bytes.NONE, message, 16, control, 0);
            n = (int) r;
            if (n == -Errno.EINTR) {
                n = 1;
            } else if (n == LabInit.COMPLETE) {
                complete = true;
            } else if (n > 0) {
                boolean credentials = Bytes.i64(header, 40) >= 28 && Bytes.i32(control, 12) == SCM_CREDENTIALS;
                Bytes.put32(message, 0, credentials ? Bytes.i32(control, 16) : -Errno.EPROTO);
                n = kernel.send(link, message, 0, 4, MSG_NOSIGNAL);
            }
        }
        kernel.close(link);
        link = -1;
        if (!complete) {
            // It was not to be: nothing is left of it, and now nothing says that there was.
            kernel.kill(keeper, SIGKILL);
            kernel.reap(keeper);
            kernel.unlink(registry.dir(), Registry.file(made, ".json"));
            kernel.unlink(registry.dir(), Registry.file(made, ".json~"));
            kernel.unlink(registry.dir(), Registry.file(made, ".pid"));
            registry.close();
        }
    }

    /// Puts a process of ours into a lab, which answers the analysis on `analysis` from then on, beginning with the
    /// request `id`: 0 or -errno.
    public int join(byte[] name, int analysis, int id) {
        if (handedOver()) {
            return -Errno.EEXIST;
        }
        if (!kernel.sys().single()) {
            return -Errno.ENOSYS;
        }
        int r = registry.open(false);
        if (r == 0) {
            r = registry.hold(name);
        }
        if (r < 0) {
            return r;
        }
        int pidfd = kernel.pidfd(registry.held());
        if (pidfd < 0) {
            return pidfd;
        }
        byte[] outside = new byte[256];
        r = kernel.statx(Kernel.AT_FDCWD, Bytes.z(Bytes.of("/proc/self/ns/net")), 0, outside);
        if (r < 0) {
            kernel.close(pidfd);
            return r;
        }
        r = kernel.setns(pidfd, INSIDE | Netns.CLONE_NEWUSER);
        if (r == -Errno.EINVAL) {
            r = kernel.setns(pidfd, INSIDE); // its user namespace is ours
        }
        kernel.close(pidfd);
        if (r < 0) {
            return r;
        }
        int child = kernel.sys().fork();
        if (child == 0) {
            kernel.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
            r = clean(analysis);
            kernel.sys().exit(r < 0 ? 1 : LabOps.inside(kernel, name, id, Kernel.dev(outside), Kernel.ino(outside)));
        }
        hand = Math.max(child, 0);
        return Math.min(child, 0);
    }

    /// In a hand, before it obeys: of all that its parent has open, which leads out of the lab, it keeps the socket to
    /// the analysis and the registry's folder. 0 or -errno.
    @Opens("files of a folder that is ours, and of procfs")
    private int clean(int analysis) {
        int high = 200;
        int r = kernel.dup3(registry.dir(), high, Kernel.O_CLOEXEC);
        if (r >= 0 && analysis != TO_ANALYSIS) {
            r = kernel.dup3(analysis, TO_ANALYSIS, Kernel.O_CLOEXEC);
        }
        if (r >= 0) {
            r = kernel.dup3(high, FOLDER, Kernel.O_CLOEXEC);
        }
        if (r >= 0) {
            kernel.close(LINK);
            r = kernel.closeFrom(FOLDER + 1);
        }
        int nowhere = r < 0 ? r : kernel.open(Bytes.of("/dev/null"), Kernel.O_RDWR);
        r = nowhere;
        for (int fd = 0; fd < 3 && r >= 0; fd++) {
            r = fd == nowhere ? fd : kernel.dup3(nowhere, fd, 0);
        }
        if (nowhere > 2) {
            kernel.close(nowhere);
        }
        return Math.min(r, 0);
    }

    /// The namespaces of a lab: `CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET`.
    private static final int INSIDE = 0x20000 | 0x4000000 | 0x8000000 | CLONE_NEWPID | Netns.CLONE_NEWNET;

    private static final int PR_SET_PDEATHSIG = 1;

    /// Ends a lab: 0 when nothing of it is left, `-ENOENT` when there is none of this name.
    public int down(byte[] name) {
        int r = registry.open(false);
        if (r < 0) {
            return r;
        }
        r = registry.down(name);
        registry.close();
        return r;
    }
}

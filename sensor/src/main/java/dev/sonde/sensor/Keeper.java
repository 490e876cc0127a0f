package dev.sonde.sensor;

/// The process that a lab is: the first of a pid namespace, in network, mount, uts and ipc namespaces of its own. It
/// carries out what the analysis asks while the lab is made, and afterwards only keeps it.
///
/// It ends when the process that started it ends, until the lab is complete ([#detach]).
final class Keeper {
    /// The commands by which we start ourselves as the keeper and as a task; of no use to people.
    static final String COMMAND = "lab-keeper";

    static final String TASK = "lab-task";

    /// The length of the message by which the keeper says that the lab is complete.
    static final int COMPLETE = 2;

    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_NEWUTS = 0x4000000;
    private static final int CLONE_NEWIPC = 0x8000000;
    private static final int MS_NOSUID = 2;
    private static final int MS_NODEV = 4;
    private static final int MS_NOEXEC = 8;
    private static final int MS_BIND = 4096;
    private static final int MS_REC = 16384;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int RLIMIT_NOFILE = 7;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_MAX = 128;
    private static final int NLMSG_HDRLEN = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;

    /// Namespaces that one lab can have.
    private static final int MOST = 1 << 14;

    /// Bytes of the kernel's answer that a reply carries.
    private static final int ANSWER = 4096;

    private final Kernel kernel;
    private final Out err;
    private final Frames frames;
    private final Inbox inbox;
    private final Netns netns;

    /// An fd of each namespace of the lab; the first is its own.
    private final int[] namespaces = new int[MOST];

    private int count;
    private int document = -1;
    private int written;
    private byte[] name = Bytes.NONE;

    private final byte[] answer = new byte[1 << 16];
    private final byte[] small = new byte[256];

    Keeper(Kernel kernel, Out err) {
        this.kernel = kernel;
        this.err = err;
        this.frames = new Frames(kernel, Labs.TO_ANALYSIS, true);
        this.inbox = new Inbox(kernel, Labs.TO_ANALYSIS);
        this.netns = new Netns(kernel, frames);
    }

    private static int refuse(Out err, String command) {
        err.p("sonde: ").p(command).p(": sonde starts this itself, inside a lab\n");
        err.p("  to make a lab: sonde lab up\n");
        err.flush();
        return 2;
    }

    int run(byte[][] argv) {
        if (kernel.getpid() != 1 || argv.length != 3 || !Registry.name(argv[2], 0, argv[2].length)) {
            return refuse(err, COMMAND);
        }
        name = argv[2];
        kernel.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        // Whoever started us may have ended before that call: then no "go" comes, but the end of the link.
        int r = kernel.send(Labs.LINK, small, 0, 1, MSG_NOSIGNAL);
        r = r < 0 ? r : kernel.recv(Labs.LINK, small, 0, 0);
        if (r != 1) {
            return 1;
        }
        step = "";
        r = prepare();
        Bytes.put32(small, 0, Math.min(r, 0));
        byte[] text = Bytes.of(r < 0 ? step : "");
        Bytes.copy(text, 0, small, 4, text.length);
        int sent = kernel.send(Labs.LINK, small, 0, 4 + text.length, MSG_NOSIGNAL);
        if (r < 0 || sent < 0) {
            return 1;
        }
        return serve();
    }

    /// What [#prepare] was doing when it failed.
    private String step;

    /// Everything that the lab's namespaces need before the first request: 0 or -errno.
    private int prepare() {
        closeOnExec(Labs.TO_ANALYSIS);
        closeOnExec(Labs.LINK);
        closeOnExec(Labs.FOLDER);
        files();
        step = "setsid";
        int r = kernel.setsid();
        if (r >= 0) {
            step = "use /dev/null";
            r = nowhere();
        }
        if (r >= 0) {
            step = "unshare CLONE_NEWNS|CLONE_NEWNET|CLONE_NEWUTS|CLONE_NEWIPC";
            r = kernel.unshare(CLONE_NEWNS | Netns.CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC);
        }
        if (r >= 0) {
            step = "make the mounts private";
            r = kernel.bindMount(Bytes.z(Bytes.of("none")), Bytes.z(Bytes.of("/")), MS_REC | MS_PRIVATE);
        }
        if (r >= 0) {
            r = kernel.chdir(Bytes.z(Bytes.of("/")));
        }
        if (r >= 0) {
            step = "mount a tmpfs on /run";
            r = kernel.mountNew(
                    Bytes.z(Bytes.of("tmpfs")), Bytes.z(Bytes.of("/run")), MS_NOSUID | MS_NODEV | MS_NOEXEC);
        }
        if (r >= 0) {
            step = "make /run/docker/netns";
            r = kernel.mkdir(Kernel.AT_FDCWD, Bytes.z(Bytes.of("/run/docker")), 0755);
        }
        if (r >= 0) {
            r = kernel.mkdir(Kernel.AT_FDCWD, Bytes.z(Bytes.of(Labs.NETNS)), 0755);
        }
        if (r >= 0) {
            // In some containers no new instance may be mounted: then processes are seen by their pids outside.
            kernel.mountNew(Bytes.z(Bytes.of("proc")), Bytes.z(Bytes.of("/proc")), MS_NOSUID | MS_NODEV | MS_NOEXEC);
            step = "set the loopback device up";
            r = loopback();
        }
        if (r >= 0) {
            step = "open /proc/self/ns/net";
            r = kernel.open(Bytes.of("/proc/self/ns/net"), Kernel.O_RDONLY);
            namespaces[0] = r;
        }
        return r;
    }

    /// `fcntl(fd, F_SETFD, FD_CLOEXEC)`
    private void closeOnExec(int fd) {
        kernel.sys().call(Nr.FCNTL, fd, 2, 1, 0, 0, 0);
    }

    /// As many open files as we may have: one is needed for each namespace.
    private void files() {
        byte[] limit = new byte[16];
        long r = kernel.sys().call(Nr.PRLIMIT64, 3, limit, 0, -1, Bytes.NONE, 0, RLIMIT_NOFILE, 0, 0, 0, 0);
        if (r == 0) {
            Bytes.copy(limit, 8, limit, 0, 8);
            kernel.sys().call(Nr.PRLIMIT64, 2, limit, 0, -1, Bytes.NONE, 0, RLIMIT_NOFILE, 0, 0, 0, 0);
        }
    }

    /// The terminal and the pipes of whoever started us are not ours to hold.
    private int nowhere() {
        int fd = kernel.open(Bytes.of("/dev/null"), Kernel.O_RDWR);
        int r = fd;
        for (int i = 0; i < 3 && r >= 0; i++) {
            r = kernel.dup3(fd, i, 0);
        }
        kernel.close(fd);
        return r;
    }

    /// Sets `lo`, number 1 in every namespace, up in the one that we are in: RTM_NEWLINK with `struct ifinfomsg`.
    private int loopback() {
        int s = netns.socket();
        if (s < 0) {
            return s;
        }
        byte[] m = new byte[NLMSG_HDRLEN + 16];
        Bytes.put32(m, 0, m.length);
        Bytes.put16(m, 4, RTM_NEWLINK);
        Bytes.put32(m, 20, 1); // ifi_index
        Bytes.put32(m, 24, 1); // ifi_flags: IFF_UP
        Bytes.put32(m, 28, 1); // ifi_change
        int r = message(s, m, 0, m.length, 1);
        kernel.close(s);
        return r;
    }

    /// Carries out requests until the lab is complete or the analysis is gone: the exit status.
    @Bounded("once for each request of the making of a lab")
    private int serve() {
        int length = inbox.receive();
        while (length > 0 && frames.error() == 0) {
            frames.answering(inbox.id());
            frames.tick();
            switch (inbox.kind()) {
                case Frames.LAB_NETNS -> namespace(length);
                case Frames.LAB_DO -> carryOut(length);
                case Frames.LAB_SPAWN -> frames.reply(spawn(length));
                case Frames.LAB_STATE -> frames.reply(state(length));
                case Frames.LAB_DETACH -> {
                    detach();
                    return keep();
                }
                default -> frames.reply(-Errno.EPERM);
            }
            length = inbox.receive();
        }
        return 1;
    }

    /// string name of its file. The fd of the new namespace is for IFLA_NET_NS_FD: we send the messages.
    private void namespace(int length) {
        int at = Frames.HEADER;
        if (!inbox.string(at, length, Registry.NAME) || !Registry.name(inbox.b, at + 4, Bytes.i32(inbox.b, at))) {
            frames.reply(-Errno.EINVAL);
            return;
        }
        int r = count + 1 < MOST ? make(inbox.copy(at)) : -Errno.E2BIG;
        if (r < 0) {
            frames.reply(r);
            return;
        }
        Bytes.put32(small, 0, r);
        frames.reply(count, small, 4);
    }

    private static final byte[] SLASH = {'/'};

    /// Makes a namespace that a file keeps, as Docker does: its fd, or -errno.
    private int make(byte[] file) {
        byte[] path = Bytes.join(Bytes.join(Bytes.of(Labs.NETNS), SLASH), file);
        byte[] zpath = Bytes.z(path);
        int fd = kernel.openz(Kernel.AT_FDCWD, zpath, Kernel.O_RDONLY | Kernel.O_CREAT | Kernel.O_EXCL, 0444);
        if (fd < 0) {
            return fd;
        }
        kernel.close(fd);
        int r = kernel.unshare(Netns.CLONE_NEWNET);
        if (r >= 0) {
            r = loopback();
        }
        if (r >= 0) {
            r = kernel.bindMount(Bytes.z(Bytes.of("/proc/self/ns/net")), zpath, MS_BIND);
        }
        if (r >= 0) {
            r = kernel.open(path, Kernel.O_RDONLY);
        }
        int home = kernel.setns(namespaces[0], Netns.CLONE_NEWNET);
        if (r >= 0 && home < 0) {
            r = home;
        }
        if (r < 0) {
            kernel.unlink(Kernel.AT_FDCWD, zpath);
            return r;
        }
        count++;
        namespaces[count] = r;
        return r;
    }

    /// Origin; string of netlink messages.
    private void carryOut(int length) {
        int at = Frames.HEADER;
        int origin = inbox.origin();
        if (!inbox.string(at, length, length) || origin < 0 || origin > count) {
            frames.reply(-Errno.EINVAL);
            return;
        }
        int s = socketIn(namespaces[origin]);
        if (s < 0) {
            frames.reply(s);
            return;
        }
        int end = inbox.after(at);
        int p = at + 4;
        int done = 0;
        int r = 0;
        answered = 0;
        while (p < end && r == 0) {
            int n = end - p < NLMSG_HDRLEN ? 0 : Bytes.i32(inbox.b, p);
            if (n < NLMSG_HDRLEN || n > end - p) {
                r = -Errno.EINVAL;
            } else {
                r = message(s, inbox.b, p, n, done + 1);
                p += Math.min(n + 3 & ~3, end - p);
            }
            if (r == 0) {
                done++;
            }
        }
        kernel.close(s);
        frames.reply(r < 0 ? r : done, answer, Math.min(answered, ANSWER));
    }

    /// A netlink socket of the namespace `fd`; we are in our own again afterwards.
    private int socketIn(int fd) {
        int r = kernel.setns(fd, Netns.CLONE_NEWNET);
        if (r < 0) {
            return r;
        }
        int s = netns.socket();
        r = kernel.setns(namespaces[0], Netns.CLONE_NEWNET);
        if (r < 0) {
            kernel.close(s);
            return r;
        }
        return s;
    }

    /// Bytes of the kernel's last answer in [#answer].
    private int answered;

    /// Sends one message and takes the kernel's answer to it: 0 or -errno.
    private int message(int s, byte[] b, int at, int n, int sequence) {
        int type = Bytes.u16(b, at + 4);
        if (type < RTM_NEWLINK || type >= RTM_MAX) {
            return -Errno.EINVAL;
        }
        Bytes.put16(b, at + 6, Bytes.u16(b, at + 6) | NLM_F_REQUEST | NLM_F_ACK);
        Bytes.put32(b, at + 8, sequence);
        Bytes.put32(b, at + 12, 0);
        int r = kernel.send(s, b, at, n, 0);
        if (r < 0) {
            return r;
        }
        // What a request yields comes before its acknowledgement, which is NLMSG_ERROR also when all is well.
        while (true) {
            r = kernel.recv(s, answer, 0, 0);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r < 0) {
                return r;
            }
            answered = r;
            boolean mine = r >= NLMSG_HDRLEN + 4 && Bytes.i32(answer, 8) == sequence;
            if (mine && Bytes.u16(answer, 4) == NLMSG_ERROR) {
                return Bytes.i32(answer, NLMSG_HDRLEN);
            }
        }
    }

    /// Origin; string host name, string argv0: the pid of a process there, as it is outside.
    private int spawn(int length) {
        int at = Frames.HEADER;
        int origin = inbox.origin();
        if (origin < 0 || origin > count || !inbox.string(at, length, 64)) {
            return -Errno.EINVAL;
        }
        int second = inbox.after(at);
        if (!inbox.string(second, length, 200)) {
            return -Errno.EINVAL;
        }
        byte[] host = inbox.copy(at);
        byte[] argv0 = inbox.copy(second);
        if (argv0.length == 0 || Bytes.find(argv0, 0, 0) >= 0) {
            return -Errno.EINVAL;
        }
        byte[] pipe = new byte[8];
        int r = (int) kernel.sys().call(Nr.PIPE2, 0, pipe, 0, -1, Bytes.NONE, 0, Kernel.O_CLOEXEC, 0, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        int read = Bytes.i32(pipe, 0);
        int write = Bytes.i32(pipe, 4);
        int child = kernel.sys().fork();
        if (child == 0) {
            r = becomeTask(namespaces[origin], host, argv0);
            Bytes.put32(small, 0, r);
            kernel.write(write, small, 0, 4);
            kernel.sys().exit(1);
        }
        kernel.close(write);
        // Nothing comes when the program was replaced: the kernel closes the other end.
        r = child < 0 ? child : kernel.readAll(read, small, 0);
        kernel.close(read);
        if (r != 0) {
            if (child > 0) {
                kernel.reap(child);
            }
            return r < 0 ? r : Bytes.i32(small, 0);
        }
        r = kernel.recv(Labs.LINK, small, 0, 0);
        return r == 4 ? Bytes.i32(small, 0) : r < 0 ? r : -Errno.EPIPE;
    }

    /// In the child; returns only on failure, with -errno.
    private int becomeTask(int namespace, byte[] host, byte[] argv0) {
        int r = kernel.setns(namespace, Netns.CLONE_NEWNET);
        if (r >= 0) {
            r = kernel.unshare(CLONE_NEWUTS);
        }
        if (r >= 0) {
            r = kernel.sethostname(host);
        }
        if (r >= 0) {
            // The process that started the lab answers with the pid of the sender.
            r = kernel.send(Labs.LINK, small, 0, 1, MSG_NOSIGNAL);
        }
        if (r >= 0) {
            byte[][] argv = {argv0, Bytes.of(TASK)};
            byte[][] environment = {};
            r = kernel.sys().execve(Bytes.of("/proc/self/exe"), argv, environment);
        }
        return r;
    }

    /// A task: a real process that only is there, until it or its lab is ended.
    static int task(Kernel kernel, Out err) {
        if (kernel.sys().call(Nr.GETPPID, 0, 0, 0, 0, 0, 0) != 1) {
            return refuse(err, TASK);
        }
        int r = kernel.poll(Bytes.NONE, Bytes.NONE);
        while (r == -Errno.EINTR) {
            r = kernel.poll(Bytes.NONE, Bytes.NONE);
        }
        return 1;
    }

    /// string document, in pieces when the flag MORE says so; it is there when it is whole.
    private int state(int length) {
        int at = Frames.HEADER;
        if (!inbox.string(at, length, length)) {
            return -Errno.EINVAL;
        }
        byte[] draft = Registry.file(name, ".json~");
        if (document < 0) {
            int flags = Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_TRUNC | kernel.oNofollow();
            document = kernel.openz(Labs.FOLDER, draft, flags, 0600);
            written = 0;
            if (document < 0) {
                return document;
            }
        }
        int end = inbox.after(at);
        int p = at + 4;
        int r = written + (end - p) > Registry.DOCUMENT ? -Errno.E2BIG : 0;
        while (p < end && r >= 0) {
            r = kernel.write(document, inbox.b, p, end - p);
            p += Math.max(r, 0);
        }
        written += p - at - 4;
        if (r >= 0 && (inbox.flags() & Frames.MORE) != 0) {
            return 0;
        }
        kernel.close(document);
        document = -1;
        if (r >= 0) {
            r = kernel.rename(Labs.FOLDER, draft, Registry.file(name, ".json"));
        } else {
            kernel.unlink(Labs.FOLDER, draft);
        }
        return Math.min(r, 0);
    }

    /// From now on the lab lives by itself.
    private void detach() {
        int r = kernel.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
        kernel.send(Labs.LINK, small, 0, COMPLETE, MSG_NOSIGNAL);
        frames.reply(r);
        kernel.close(Labs.TO_ANALYSIS);
        kernel.close(Labs.LINK);
        kernel.close(Labs.FOLDER);
    }

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final int SIGCHLD = 17;
    private static final int WNOHANG = 1;

    /// Reaps what ends in the lab, until a signal ends the lab.
    private int keep() {
        byte[] set = new byte[8];
        long bits = 1L << SIGHUP - 1 | 1L << SIGINT - 1 | 1L << SIGTERM - 1 | 1L << SIGCHLD - 1;
        Bytes.put64(set, 0, bits);
        kernel.sys().call(Nr.RT_SIGPROCMASK, 1, set, 0, -1, Bytes.NONE, 0, 0, 0, 8, 0, 0);
        int signals =
                (int) kernel.sys().call(Nr.SIGNALFD4, 1, set, 0, -1, Bytes.NONE, -1, 0, 8, Kernel.O_CLOEXEC, 0, 0);
        if (signals < 0) {
            return 1;
        }
        byte[] status = new byte[4];
        int signal = SIGCHLD;
        while (signal == SIGCHLD) {
            int r = kernel.wait(-1, status, WNOHANG);
            while (r > 0) {
                r = kernel.wait(-1, status, WNOHANG);
            }
            // struct signalfd_siginfo: 128 bytes, ssi_signo first
            r = kernel.read(signals, small, 0, 128);
            signal = r == 128 ? Bytes.i32(small, 0) : r == -Errno.EINTR ? SIGCHLD : 0;
        }
        return 0;
    }
}

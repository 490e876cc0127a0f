package dev.sonde.sensor.lab;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.RequestKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Inbox;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.text.Out;

/// The process that a lab is: the first of a pid namespace, in network, mount, uts and ipc namespaces of its own. It
/// carries out what the analysis asks while the lab is made, and afterwards only keeps it.
///
/// It ends when the process that started it ends, until the lab is complete ([#detach]).
public final class LabInit {
    /// The commands by which we start ourselves as the keeper and as a task; of no use to people.
    public static final String COMMAND = "lab-keeper";

    public static final String TASK = "lab-task";

    /// The length of the message by which the keeper says that the lab is complete.
    static final int COMPLETE = 2;

    private static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_NEWUTS = 0x4000000;
    private static final int CLONE_NEWIPC = 0x8000000;
    private static final int MS_NOSUID = 2;
    private static final int MS_NODEV = 4;
    private static final int MS_NOEXEC = 8;
    private static final int MS_REC = 16384;
    private static final int MS_PRIVATE = 1 << 18;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int RLIMIT_NOFILE = 7;

    private final Kernel kernel;
    private final Out err;
    private final Frames frames;
    private final Inbox inbox;
    private final LabOps hands;
    private byte[] name = Bytes.NONE;

    private final byte[] small = new byte[256];

    public LabInit(Kernel kernel, Out err) {
        this.kernel = kernel;
        this.err = err;
        this.frames = new Frames(kernel, Labs.TO_ANALYSIS, true);
        this.inbox = new Inbox(kernel, Labs.TO_ANALYSIS);
        this.hands = new LabOps(kernel, frames, inbox);
    }

    private static int refuse(Out err, String command) {
        err.p("sonde: ").p(command).p(": sonde starts this itself, inside a lab\n");
        err.p("  to make a lab: sonde lab up\n");
        err.flush();
        return 2;
    }

    public int run(byte[][] argv) {
        if (kernel.getpid() != 1 || argv.length != 3 || !Registry.name(argv[2], 0, argv[2].length)) {
            return refuse(err, COMMAND);
        }
        name = argv[2];
        kernel.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        // What whoever started sonde had open may lead out of the lab.
        kernel.closeFrom(Labs.FOLDER + 1);
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
            r = hands.loopback();
        }
        if (r >= 0) {
            step = "open /proc/self/ns/net";
            r = hands.begin(name);
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
    @Opens("/dev/null")
    private int nowhere() {
        int fd = kernel.open(Bytes.of("/dev/null"), Kernel.O_RDWR);
        int r = fd;
        for (int i = 0; i < 3 && r >= 0; i++) {
            r = kernel.dup3(fd, i, 0);
        }
        kernel.close(fd);
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
                case RequestKind.LAB_SPAWN -> frames.reply(spawn(length));
                case RequestKind.LAB_DETACH -> {
                    detach();
                    return keep();
                }
                default -> {
                    if (!hands.obeys(inbox.kind(), length)) {
                        frames.reply(-Errno.EPERM);
                    }
                }
            }
            length = inbox.receive();
        }
        return 1;
    }

    /// Origin; string host name, string argv0: the pid of a process there, as it is outside.
    private int spawn(int length) {
        int at = Header.SIZE;
        int namespace = hands.fd(inbox.origin());
        if (namespace < 0 || !inbox.string(at, length, 64)) {
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
            r = becomeTask(namespace, host, argv0);
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
    public static int task(Kernel kernel, Out err) {
        if (kernel.sys().call(Nr.GETPPID, 0, 0, 0, 0, 0, 0) != 1) {
            return refuse(err, TASK);
        }
        int r = kernel.poll(Bytes.NONE, Bytes.NONE);
        while (r == -Errno.EINTR) {
            r = kernel.poll(Bytes.NONE, Bytes.NONE);
        }
        return 1;
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

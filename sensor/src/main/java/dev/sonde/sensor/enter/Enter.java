package dev.sonde.sensor.enter;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.NetnsOpen;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.nsenter.FixSys;
import dev.sonde.sensor.nsenter.GetOpt;
import dev.sonde.sensor.nsenter.Namespaces;
import dev.sonde.sensor.nsenter.Nsenter;
import dev.sonde.sensor.nsenter.NsenterOptions;
import dev.sonde.sensor.process.Child;
import dev.sonde.sensor.process.Prompt;
import dev.sonde.sensor.process.Pty;
import dev.sonde.sensor.process.Sealed;
import dev.sonde.sensor.serve.Analysis;
import dev.sonde.sensor.serve.Started;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Say;

/// `sonde enter TARGET [-- COMMAND…]`: a shell or a command inside a target, by the name that people use.
///
/// A path, a process, the host and a name of `ip netns` are found here, with no JVM. All other names are given to
/// the analysis, which names a way in; then this process, still the one that the shell started, becomes the program.
public final class Enter {
    private static final int FIX_SYS = 256;
    private static final int PTY = 257;
    private static final int PRESERVE_CREDENTIALS = 258;
    private static final int KEEP_CAPS = 259;
    private static final int NO_PTY = 260;

    private static final GetOpt.Option[] OPTIONS = {
        new GetOpt.Option("all", 'a', GetOpt.NO),
        new GetOpt.Option("help", 'h', GetOpt.NO),
        new GetOpt.Option("mount", 'm', GetOpt.NO),
        new GetOpt.Option("uts", 'u', GetOpt.NO),
        new GetOpt.Option("ipc", 'i', GetOpt.NO),
        new GetOpt.Option("net", 'n', GetOpt.NO),
        new GetOpt.Option("pid", 'p', GetOpt.NO),
        new GetOpt.Option("user", 'U', GetOpt.NO),
        new GetOpt.Option("cgroup", 'C', GetOpt.NO),
        new GetOpt.Option("time", 'T', GetOpt.NO),
        new GetOpt.Option("root", 'r', GetOpt.NO),
        new GetOpt.Option("wd", 'w', GetOpt.NO),
        new GetOpt.Option("env", 'e', GetOpt.NO),
        new GetOpt.Option("preserve-credentials", PRESERVE_CREDENTIALS, GetOpt.NO),
        new GetOpt.Option("keep-caps", KEEP_CAPS, GetOpt.NO),
        new GetOpt.Option("fix-sys", FIX_SYS, GetOpt.NO),
        new GetOpt.Option("pty", PTY, GetOpt.NO),
        new GetOpt.Option("no-pty", NO_PTY, GetOpt.NO),
    };

    private static final String USAGE =
            "  usage: sonde enter [-amuinpUCTrwe] [--fix-sys] [--pty|--no-pty] TARGET [-- COMMAND [ARGUMENT...]]\n";

    private final Kernel kernel;
    private final Out err;
    private final byte[][] argv;
    private final Started started;
    private final Say say;
    private final Nsenter nsenter;
    private final Advice advice;

    private boolean fixSys;

    /// Whether the program gets a terminal of its own, in place of every terminal that it would have; and also where it
    /// would have none.
    private boolean behind = true;

    private boolean pty;

    /// Where in [#argv] the target stands, and its name under `/run/netns`, empty if it has none.
    private int targetAt = -1;

    private byte[] netnsName = Bytes.NONE;

    /// The process that the target is, or 0; the inode of its pidfd where one was given.
    private int pid;

    private long inode;

    /// The file that the target is, or empty.
    private byte[] file = Bytes.NONE;

    public Enter(Kernel kernel, Out err, byte[][] argv, Started started) {
        this.kernel = kernel;
        this.err = err;
        this.argv = argv;
        this.started = started;
        this.say = new Say(err, Bytes.of("sonde: enter"));
        this.nsenter = new Nsenter(kernel, say);
        this.advice = new Advice(kernel, err);
    }

    public int run() {
        GetOpt getopt = new GetOpt(OPTIONS, argv, 2, Bytes.of("sonde: enter"), err);
        int r = options(getopt);
        if (r == 0) {
            targetAt = getopt.index;
            if (targetAt == argv.length) {
                err.p("sonde: enter: no target\n").p(USAGE);
                err.flush();
                return 2;
            }
            getopt.index++;
            r = options(getopt);
        }
        if (r != 0) {
            return r == NsenterOptions.END ? 0 : r;
        }
        int words = argv.length - getopt.index;
        byte[][] command = new byte[words][];
        for (int i = 0; i < words; i++) {
            command[i] = argv[getopt.index + i];
        }
        if (!kernel.sys().single()) {
            err.p("sonde: enter: only the binary can do this: a JVM has many threads, and namespaces want one\n");
            err.p("  install musl-gcc or gcc and run ./sonde again: it builds the binary\n");
            err.flush();
            return 1;
        }
        nsenter.prompt = new Prompt(argv[targetAt]);
        r = resolve(argv[targetAt]);
        return r == 0 ? go(command) : r;
    }

    @Bounded("once for each option of the command line")
    private int options(GetOpt getopt) {
        int letter = getopt.next();
        while (letter != GetOpt.END) {
            switch (letter) {
                case 'a' -> nsenter.all = true;
                case 'm' -> want(Namespaces.MNT);
                case 'u' -> want(Namespaces.UTS);
                case 'i' -> want(Namespaces.IPC);
                case 'n' -> want(Namespaces.NET);
                case 'p' -> want(Namespaces.PID);
                case 'U' -> want(Namespaces.USER);
                case 'C' -> want(Namespaces.CGROUP);
                case 'T' -> want(Namespaces.TIME);
                case 'r' -> nsenter.targetRoot = true;
                case 'w' -> nsenter.targetFolder = true;
                case 'e' -> nsenter.targetEnvironment = true;
                case PRESERVE_CREDENTIALS -> nsenter.preserveCredentials = true;
                case KEEP_CAPS -> nsenter.keepCaps = true;
                case FIX_SYS -> fixSys = true;
                case PTY -> {
                    behind = true;
                    pty = true;
                }
                case NO_PTY -> {
                    behind = false;
                    pty = false;
                }
                case 'h' -> {
                    return help();
                }
                default -> {
                    err.p(USAGE);
                    err.flush();
                    return 2;
                }
            }
            letter = getopt.next();
        }
        return 0;
    }

    private void want(int flag) {
        nsenter.namespaces.want(Namespaces.index(flag));
    }

    /// The analysis has the text: its table of this command.
    private int help() {
        byte[][] asked = {argv[0], Bytes.of("help"), Bytes.of("enter")};
        int status = new Analysis(kernel, err, asked, started).run();
        return status == 0 ? NsenterOptions.END : status;
    }

    /// Finds what the word means: 0, or an exit status and said.
    private int resolve(byte[] word) {
        if (Bytes.is(word, "host")) {
            pid = 1;
            return 0;
        }
        boolean kind = ofKind(word);
        if (!kind && Bytes.find(word, '/', 0) >= 0) {
            file = word;
            netnsName = underNetns(word);
            return 0;
        }
        int from = Bytes.starts(word, "pid:") ? 4 : 0;
        int colon = Bytes.find(word, ':', from);
        int end = colon < 0 || from == 0 ? word.length : colon;
        long number = Bytes.decimal(word, from, end, Integer.MAX_VALUE);
        if (number > 0) {
            pid = (int) number;
            if (end < word.length) {
                inode = Bytes.decimal(word, end + 1, word.length, Long.MAX_VALUE);
                if (inode <= 0) {
                    return noPid(word);
                }
            }
            return 0;
        }
        if (from != 0) {
            return noPid(word);
        }
        if (!kind && netnsFile(word)) {
            return 0;
        }
        return analysis(word);
    }

    private int noPid(byte[] word) {
        err.p("sonde: enter: no process id: ").safe(word).raw('\n');
        err.p("  write pid:N, with the number that `ps` shows\n");
        err.flush();
        return 2;
    }

    private static final String[] KINDS = {"container:", "network:", "service:", "task:", "pod:"};

    /// Whether a kind of names stands in front that only the analysis knows; a pod's name has a slash in it.
    private static boolean ofKind(byte[] word) {
        for (String kind : KINDS) {
            if (Bytes.starts(word, kind)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `ip netns` has this name.
    private boolean netnsFile(byte[] word) {
        byte[] name = word;
        if (Bytes.starts(word, "netns:")) {
            name = Bytes.sub(word, 6, word.length - 6);
        }
        if (name.length == 0 || name[0] == '.') {
            return false;
        }
        byte[] path = Bytes.join(Bytes.of("/run/netns/"), name);
        byte[] statx = new byte[256];
        if (kernel.statx(Kernel.AT_FDCWD, Bytes.z(path), 0, statx) < 0) {
            return false;
        }
        file = path;
        netnsName = name;
        return true;
    }

    /// The name of `/run/netns/NAME`, or empty.
    private static byte[] underNetns(byte[] path) {
        int from = Bytes.starts(path, "/run/netns/") ? 11 : Bytes.starts(path, "/var/run/netns/") ? 15 : path.length;
        byte[] name = Bytes.sub(path, from, path.length - from);
        return Bytes.find(name, '/', 0) < 0 ? name : Bytes.NONE;
    }

    /// The namespace that the analysis found, checked by device and inode.
    private int analysis(byte[] word) {
        byte[][] asked = {argv[0], Bytes.of("enter"), word};
        Analysis analysis = new Analysis(kernel, err, asked, started);
        int status = analysis.run();
        NetnsPath way = analysis.way;
        if (status != 0 || way == null) {
            return status == 0 ? 1 : status;
        }
        if (way.pid() > 0 && way.path().length == 0) {
            pid = way.pid();
            return sameProcess(way);
        }
        int fd = way.open(kernel);
        if (fd < 0) {
            file = way.path();
            return failed(say.cannotOpen(file, -fd));
        }
        file = way.path();
        netnsName = underNetns(file);
        if (way.pid() > 0) {
            pid = way.pid();
            int r = sameProcess(way);
            if (r != 0 && process()) {
                return r;
            }
        }
        nsenter.namespaces.fds[Namespaces.index(Namespaces.NET)] = fd;
        return 0;
    }

    /// Holds the process, and makes sure that it still is in the namespace that was named.
    private int sameProcess(NetnsPath way) {
        byte[] statx = new byte[256];
        nsenter.pid = pid;
        nsenter.pidfd = kernel.pidfd(pid);
        byte[] path = Nsenter.ofProcess(pid, "ns/net");
        int r = kernel.statx(Kernel.AT_FDCWD, Bytes.z(path), 0, statx);
        if (r == 0 && (Kernel.ino(statx) != way.ino() || Kernel.dev(statx) != way.dev())) {
            r = -Errno.ESRCH;
        }
        return r < 0 ? failed(say.cannotOpen(path, -r)) : 0;
    }

    /// Whether more is asked for than the network namespace, so that a process is needed.
    private boolean process() {
        int others = nsenter.namespaces.mask() & ~Namespaces.NET;
        return nsenter.all || others != 0 || nsenter.targetRoot || nsenter.targetFolder || nsenter.targetEnvironment;
    }

    private int go(byte[][] command) {
        boolean byFile = pid == 0;
        if (byFile && process()) {
            err.p("sonde: enter: ").safe(argv[targetAt]).p(" is one namespace, not a process\n");
            err.p("  name a process or a container to enter more than its network namespace\n");
            err.flush();
            return 1;
        }
        int net = Namespaces.index(Namespaces.NET);
        nsenter.pid = pid;
        if (!nsenter.all && nsenter.namespaces.mask() == 0) {
            want(Namespaces.NET);
        }
        if (byFile && nsenter.namespaces.fds[net] < 0) {
            int r = openFile();
            if (r != 0) {
                return r;
            }
        }
        int r = seal();
        if (r == 0 && inode != 0) {
            r = nsenter.openSame(inode);
        }
        if (r == 0 && pid != 0 && nsenter.namespaces.wants(net) && nsenter.namespaces.fds[net] < 0) {
            file = Nsenter.ofProcess(pid, "ns/net");
            int fd = nsenter.open(file);
            r = fd < 0 ? 1 : 0;
            nsenter.namespaces.fds[net] = fd;
        }
        if (r != 0) {
            return failed(r);
        }
        if (behind) {
            Pty terminal = new Pty(kernel, say, pty);
            r = terminal.start();
            if (r != Child.IN_CHILD) {
                return r;
            }
            nsenter.leader = terminal.leader();
        }
        r = nsenter.prepare();
        boolean owner = r == 0 && throughOwner(net);
        boolean itsPrograms = nsenter.namespaces.wants(Namespaces.index(Namespaces.MNT));
        if (r == 0) {
            r = nsenter.enter();
        }
        if (r == 0 && owner) {
            nsenter.credentials.becomeRoot();
        }
        if (r == 0 && fixSys) {
            r = new FixSys(kernel, say).run(netnsName);
        }
        if (r != 0) {
            return failed(r);
        }
        r = nsenter.become(command);
        if (itsPrograms && say.said && say.errno == Errno.ENOENT) {
            advice.ofProgram();
        }
        return r;
    }

    /// `NS_GET_NSTYPE` of linux/nsfs.h
    private static final long NS_GET_NSTYPE = 0xb703;

    /// Opens the file of the target, which is to be a network namespace: in one of another kind the program would be in
    /// the network of the caller.
    private int openFile() {
        int fd = new NetnsOpen(kernel).socket(Bytes.z(file), file.length);
        if (fd < 0 && fd != -Errno.ENOTSOCK && fd != -Errno.ENOENT) {
            return failed(say.cannotOpen(file, -fd));
        }
        if (fd < 0) {
            fd = nsenter.open(file);
        }
        if (fd < 0) {
            return failed(1);
        }
        int type = kernel.ioctl(fd, NS_GET_NSTYPE, 0);
        if (type > 0 && type != Namespaces.NET) {
            kernel.close(fd);
            byte[] option = Namespaces.option(type);
            err.p("sonde: enter: ").safe(file).p(": a ").p(option).p(" namespace, not a network namespace\n");
            err.p("  to enter it: sonde nsenter --")
                    .p(option)
                    .raw('=')
                    .safe(file)
                    .raw('\n');
            err.flush();
            return 1;
        }
        nsenter.namespaces.want(Namespaces.index(Namespaces.NET), fd);
        return 0;
    }

    /// As nsenter does for a pid namespace; with the process in place of the name, which is not looked up twice.
    private int seal() {
        boolean joins = nsenter.all || nsenter.namespaces.wants(Namespaces.index(Namespaces.PID));
        if (!joins) {
            return 0;
        }
        byte[][] words = new byte[argv.length][];
        for (int i = 0; i < argv.length; i++) {
            words[i] = argv[i];
        }
        if (pid != 0) {
            words[targetAt] = process(pid, inode != 0 ? inode : inodeOf(nsenter.pidfd));
        }
        byte[][] environment = nsenter.prompt.name(kernel.sys().environ());
        int r = new Sealed(kernel).become(words, environment);
        if (r == 0) {
            nsenter.prompt = new Prompt(Prompt.target(kernel.sys().environ(), argv[targetAt]));
        }
        return r < 0 ? say.fail("cannot go on as a copy in memory", -r) : 0;
    }

    /// `pid:N`, or `pid:N:INODE`
    private static byte[] process(int pid, long inode) {
        byte[] text = new byte[48];
        Bytes.copy(Bytes.of("pid:"), 0, text, 0, 4);
        int n = Bytes.digits(text, 4, pid);
        if (inode > 0) {
            text[n] = ':';
            n = Bytes.digits(text, n + 1, inode);
        }
        return Bytes.sub(text, 0, n);
    }

    /// The inode of a pidfd, where the kernel gives each process its own (6.9); else 0.
    private long inodeOf(int pidfd) {
        byte[] statfs = new byte[120];
        byte[] statx = new byte[256];
        byte[] empty = {0};
        if (pidfd < 0 || kernel.fstatfs(pidfd, statfs) < 0 || Bytes.i64(statfs, 0) != Nsenter.PIDFS_MAGIC) {
            return 0;
        }
        return kernel.statx(pidfd, empty, 0x1000, statx) < 0 ? 0 : Kernel.ino(statx);
    }

    /// `NS_GET_USERNS` of linux/nsfs.h
    private static final long NS_GET_USERNS = 0xb701;

    /// A network namespace of another user namespace, as the labs of an ordinary user have, is entered through its
    /// owner. Whether that is so; the owner is wanted too then.
    private boolean throughOwner(int net) {
        int fd = nsenter.namespaces.fds[net];
        int user = Namespaces.index(Namespaces.USER);
        if (!nsenter.namespaces.wants(net) || fd < 0 || nsenter.namespaces.wants(user)) {
            return false;
        }
        int r = kernel.setns(fd, Namespaces.NET);
        if (r != -Errno.EPERM) {
            return false;
        }
        int owner = kernel.ioctl(fd, NS_GET_USERNS, 0);
        if (owner < 0) {
            return false;
        }
        if (kernel.setns(owner, Namespaces.USER) < 0) {
            kernel.close(owner);
            return false;
        }
        kernel.close(owner);
        return true;
    }

    /// Adds the second line; gives the status.
    private int failed(int status) {
        if (say.said) {
            advice.give(say, nsenter.namespaces, file, pid);
        }
        return status;
    }
}

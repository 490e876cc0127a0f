package dev.sonde.sensor.nsenter;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Numbers;
import dev.sonde.sensor.text.Say;

/// The options of nsenter, as util-linux 2.43 has them. Files that they name are opened while they are read, before
/// anything is joined.
public final class NsenterOptions {
    private static final int PRESERVE_CREDENTIALS = 256;
    private static final int KEEP_CAPS = 257;
    private static final int USER_PARENT = 258;

    /// In the order in which an ambiguous abbreviation lists them.
    private static final GetOpt.Option[] OPTIONS = {
        new GetOpt.Option("all", 'a', GetOpt.NO),
        new GetOpt.Option("help", 'h', GetOpt.NO),
        new GetOpt.Option("version", 'V', GetOpt.NO),
        new GetOpt.Option("target", 't', GetOpt.REQUIRED),
        new GetOpt.Option("mount", 'm', GetOpt.OPTIONAL),
        new GetOpt.Option("uts", 'u', GetOpt.OPTIONAL),
        new GetOpt.Option("ipc", 'i', GetOpt.OPTIONAL),
        new GetOpt.Option("net", 'n', GetOpt.OPTIONAL),
        new GetOpt.Option("net-socket", 'N', GetOpt.REQUIRED),
        new GetOpt.Option("pid", 'p', GetOpt.OPTIONAL),
        new GetOpt.Option("user", 'U', GetOpt.OPTIONAL),
        new GetOpt.Option("cgroup", 'C', GetOpt.OPTIONAL),
        new GetOpt.Option("time", 'T', GetOpt.OPTIONAL),
        new GetOpt.Option("setuid", 'S', GetOpt.REQUIRED),
        new GetOpt.Option("setgid", 'G', GetOpt.REQUIRED),
        new GetOpt.Option("root", 'r', GetOpt.OPTIONAL),
        new GetOpt.Option("wd", 'w', GetOpt.OPTIONAL),
        new GetOpt.Option("wdns", 'W', GetOpt.OPTIONAL),
        new GetOpt.Option("env", 'e', GetOpt.NO),
        new GetOpt.Option("no-fork", 'F', GetOpt.NO),
        new GetOpt.Option("join-cgroup", 'c', GetOpt.NO),
        new GetOpt.Option("preserve-credentials", PRESERVE_CREDENTIALS, GetOpt.NO),
        new GetOpt.Option("keep-caps", KEEP_CAPS, GetOpt.NO),
        new GetOpt.Option("user-parent", USER_PARENT, GetOpt.NO),
        new GetOpt.Option("follow-context", 'Z', GetOpt.NO),
    };

    private final Nsenter nsenter;
    private final Say say;
    private final GetOpt getopt;
    private final Numbers numbers = new Numbers();
    /// 'w' or 'W', whichever came first.
    private int folderOption;

    /// `name` is what the C library's own messages begin with.
    NsenterOptions(Nsenter nsenter, byte[][] argv, int index, byte[] name) {
        this.nsenter = nsenter;
        this.say = nsenter.say;
        this.getopt = new GetOpt(OPTIONS, argv, index, name, say.err());
    }

    /// The first word that is no option.
    int index() {
        return getopt.index;
    }

    /// 0: go on. Else [#END] plus the exit status: help was given, or what is wrong was said.
    @Bounded("once for each option of the command line")
    int read() {
        int letter = getopt.next();
        while (letter != GetOpt.END) {
            int r = option(letter);
            if (r != 0) {
                return r;
            }
            letter = getopt.next();
        }
        return 0;
    }

    /// Help or version was printed: ends with status 0.
    public static final int END = 256;

    private int option(int letter) {
        switch (letter) {
            case 'a' -> nsenter.all = true;
            case 't' -> {
                return target();
            }
            case 'm' -> {
                return namespace(Namespaces.MNT);
            }
            case 'u' -> {
                return namespace(Namespaces.UTS);
            }
            case 'i' -> {
                return namespace(Namespaces.IPC);
            }
            case 'n' -> {
                return namespace(Namespaces.NET);
            }
            case 'N' -> {
                return netSocket();
            }
            case 'p' -> {
                return namespace(Namespaces.PID);
            }
            case 'C' -> {
                return namespace(Namespaces.CGROUP);
            }
            case 'U' -> {
                return namespace(Namespaces.USER);
            }
            case 'T' -> {
                return namespace(Namespaces.TIME);
            }
            case 'S' -> {
                nsenter.credentials.setUid = true;
                if (Bytes.is(getopt.argument, "follow")) {
                    nsenter.followUid = true;
                } else if (number("failed to parse uid: '") != 0) {
                    return 1;
                } else {
                    nsenter.credentials.uid = (int) numbers.value;
                }
            }
            case 'G' -> {
                nsenter.credentials.setGid = true;
                if (Bytes.is(getopt.argument, "follow")) {
                    nsenter.followGid = true;
                } else if (number("failed to parse gid: '") != 0) {
                    return 1;
                } else {
                    nsenter.credentials.gid = (int) numbers.value;
                }
            }
            case 'F' -> nsenter.fork = false;
            case 'c' -> nsenter.joinCgroup = true;
            case 'r' -> {
                if (!getopt.given) {
                    nsenter.targetRoot = true;
                    return 0;
                }
                nsenter.root = nsenter.reopen(nsenter.root, getopt.argument);
                return nsenter.root < 0 ? 1 : 0;
            }
            case 'w', 'W' -> {
                return folder(letter);
            }
            case 'e' -> nsenter.targetEnvironment = true;
            case PRESERVE_CREDENTIALS -> nsenter.preserveCredentials = true;
            case KEEP_CAPS -> nsenter.keepCaps = true;
            case USER_PARENT -> nsenter.userParent = true;
            case 'Z' -> nsenter.followContext = true;
            case 'h' -> {
                return NsenterHelp.help(nsenter.kernel, say);
            }
            case 'V' -> {
                return NsenterHelp.version(nsenter.kernel, say);
            }
            default -> {
                return say.tryHelp();
            }
        }
        return 0;
    }

    /// `PID[:INODE]`, the inode that of the process's pidfd.
    private int target() {
        byte[] text = getopt.argument;
        if (nsenter.pid != 0) {
            return say.fail("option --target may be given only once", 0);
        }
        int end = numbers.signed(text);
        long pid = numbers.value;
        int errno = end < 0 ? -end : 0;
        if (errno == 0 && (pid <= 0 || pid > Integer.MAX_VALUE)) {
            errno = Errno.ERANGE;
        }
        long inode = 0;
        if (errno == 0 && end < text.length) {
            errno = Errno.EINVAL;
            if (text[end] == ':') {
                errno = -numbers.plain(text, end + 1);
                inode = numbers.value;
                if (errno == 0 && inode == 0) {
                    errno = Errno.ERANGE;
                }
            }
        }
        if (errno != 0) {
            return say.fail("failed to parse PID argument '", text, "'", errno);
        }
        nsenter.pid = (int) pid;
        return inode == 0 ? 0 : nsenter.openSame(inode);
    }

    private int number(String failed) {
        int r = numbers.unsigned(getopt.argument);
        if (r < 0) {
            return say.fail(failed, getopt.argument, "'", r == -Errno.ERANGE ? Errno.ERANGE : 0);
        }
        return 0;
    }

    private int netSocket() {
        byte[] text = getopt.argument;
        int end = numbers.signed(text);
        int errno = end < 0 ? -end : end < text.length ? Errno.EINVAL : 0;
        if (errno == 0 && (numbers.value < 0 || numbers.value > Integer.MAX_VALUE)) {
            errno = Errno.ERANGE;
        }
        if (errno != 0) {
            return say.fail("failed to parse file descriptor: '", text, "'", errno == Errno.ERANGE ? Errno.ERANGE : 0);
        }
        nsenter.netSocket = (int) numbers.value;
        return 0;
    }

    /// The argument without one `=` in front: `-n=FILE` is how people write it.
    private byte[] withoutEquals() {
        byte[] a = getopt.argument;
        return a.length > 0 && a[0] == '=' ? Bytes.sub(a, 1, a.length - 1) : a;
    }

    private int namespace(int flag) {
        int i = Namespaces.index(flag);
        if (!getopt.given) {
            nsenter.namespaces.want(i);
            return 0;
        }
        byte[] file = withoutEquals();
        if (file.length > 0 && file[0] == ':') {
            return byId(i, Bytes.sub(file, 1, file.length - 1));
        }
        int fd = nsenter.open(file);
        if (fd < 0) {
            return 1;
        }
        nsenter.namespaces.want(i, fd);
        return 0;
    }

    /// `FILEID_NSFS` of linux/exportfs.h.
    private static final int FILEID_NSFS = 0xf1;

    /// `:NSID`: a namespace by the number that the kernel never gives again. Its file handle is `struct
    /// nsfs_file_handle`, in which type and inode may be left 0 from Linux 6.19 on.
    @Opens("what the user names, and a file of procfs")
    private int byId(int i, byte[] text) {
        int r = numbers.plain(text, 0);
        if (r < 0) {
            return say.fail("failed to parse nsid: ", text, "", 0);
        }
        long id = numbers.value;
        Kernel kernel = nsenter.kernel;
        int nsfs = kernel.open(Bytes.of("/proc/self/ns/mnt"), Kernel.O_RDONLY);
        if (nsfs < 0) {
            return say.fail("failed to fill namespace file handle", -nsfs);
        }
        // struct file_handle: u32 handle_bytes, i32 handle_type; u64 ns_id, u32 ns_type, u32 ns_inum
        byte[] handle = new byte[24];
        Bytes.put32(handle, 0, 16);
        Bytes.put32(handle, 4, FILEID_NSFS);
        Bytes.put64(handle, 8, id);
        int flags = Kernel.O_RDONLY | Kernel.O_CLOEXEC;
        int fd = (int) kernel.sys().call(Nr.OPEN_BY_HANDLE_AT, 1, handle, 0, -1, Bytes.NONE, nsfs, 0, flags, 0, 0, 0);
        kernel.close(nsfs);
        if (fd < 0) {
            return say.fail("cannot open namespace of id ", text, "", -fd);
        }
        nsenter.namespaces.want(i, fd);
        return 0;
    }

    private int folder(int letter) {
        if (folderOption != 0 && folderOption != letter) {
            boolean first = folderOption == 'w';
            return say.fail("options --" + (first ? "wd and --wdns" : "wdns and --wd") + " cannot be combined", 0);
        }
        folderOption = letter;
        if (letter == 'W') {
            nsenter.folderInside = getopt.given ? withoutEquals() : null;
            return 0;
        }
        if (!getopt.given) {
            nsenter.targetFolder = true;
            return 0;
        }
        nsenter.folder = nsenter.reopen(nsenter.folder, withoutEquals());
        return nsenter.folder < 0 ? 1 : 0;
    }
}

package dev.sonde.sensor.serve;

import dev.sonde.protocol.CommandFiles;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Header;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.process.Privileges;

/// The files that the command line names, for an analysis that can open none: [CommandFiles] says which they are. They
/// are found before the analysis can ask, with the rights of the user who called, also under sudo.
///
/// One exception: a recording that root owns is read under sudo, because `sudo sonde collect` made it.
final class Arguments {
    /// Bytes that one request brings at most.
    static final int MOST = 1 << 18;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final byte[] EMPTY = {0};
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFIFO = 0010000;
    private static final int S_IFDIR = 0040000;

    /// `NGROUPS_MAX`
    private static final int GROUPS = 65536;

    private final Kernel kernel;
    private final Privileges user;
    private final byte[][] argv;

    /// By word: where the name begins, and 1 more; 0: it names no file.
    private final int[] at;

    /// By word: an O_PATH fd, or -errno; and once it is read an fd for that, or 0.
    private final int[] found;

    private final int[] opened;
    private final byte[] statx = new byte[256];
    private final byte[] self = new byte[32];
    private byte[] groups = Bytes.NONE;
    private int groupCount;

    Arguments(Kernel kernel, Privileges user, byte[][] argv) {
        this.kernel = kernel;
        this.user = user;
        this.argv = argv;
        this.at = CommandFiles.of(argv);
        this.found = new int[argv.length];
        this.opened = new int[argv.length];
    }

    /// Finds all, without opening any: of a FIFO, opening waits for a writer.
    @Bounded("once for each word of the command line")
    void find() {
        for (int i = 0; i < argv.length; i++) {
            if (at[i] > 0) {
                found[i] = find(i);
            }
        }
    }

    private int find(int word) {
        byte[] z = Bytes.z(Bytes.sub(argv[word], at[word] - 1, argv[word].length - at[word] + 1));
        int r = assume();
        if (r < 0) {
            return r;
        }
        int fd = kernel.openz(Kernel.AT_FDCWD, z, Kernel.O_PATH);
        resume();
        if (fd == -Errno.EACCES && user.changed()) {
            fd = kernel.openz(Kernel.AT_FDCWD, z, Kernel.O_PATH); // in root's folder: perhaps a recording of root's
            return fd < 0 || kept(fd) ? fd : refuse(fd, Errno.EACCES);
        }
        if (fd < 0) {
            return fd;
        }
        int type = type(fd);
        if (type == S_IFREG || type == S_IFIFO) {
            return fd;
        }
        return refuse(fd, type == S_IFDIR ? Errno.EISDIR : Errno.EINVAL);
    }

    private int refuse(int fd, int errno) {
        kernel.close(fd);
        return -errno;
    }

    /// Its type (`S_IFREG` …), or -errno; its owner is in [#statx] then.
    private int type(int fd) {
        int r = kernel.statx(fd, EMPTY, AT_EMPTY_PATH, statx);
        return r < 0 ? r : Kernel.mode(statx) & S_IFMT;
    }

    /// Sends the REPLY with up to `length` bytes of the file that this word names, from `position` on, which a FIFO
    /// does not heed.
    void send(Frames frames, int word, long position, int length) {
        int fd = word < 0 || word >= argv.length || at[word] == 0 ? -Errno.EPERM : reader(word);
        if (fd < 0 || position < 0 || length < 0) {
            frames.reply(fd < 0 ? fd : -Errno.EINVAL);
            return;
        }
        int n = Math.min(length, MOST);
        frames.begin(FrameKind.REPLY, 0, 8 + n).u64(0);
        boolean file = type(fd) == S_IFREG;
        byte[] b = frames.buffer();
        int to = frames.at();
        long r = -Errno.EINTR;
        while (r == -Errno.EINTR) {
            r = file
                    ? kernel.sys().call(Nr.PREAD64, 1, b, to, -1, Bytes.NONE, fd, 0, n, position, 0, 0)
                    : kernel.read(fd, b, to, n);
        }
        frames.skip((int) Math.max(0, r));
        frames.patch64(0, r);
        frames.end();
        frames.flush();
    }

    /// An fd to read from, or -errno.
    private int reader(int word) {
        if (opened[word] == 0 && found[word] >= 0) {
            opened[word] = reopen(found[word]);
        }
        return found[word] < 0 ? found[word] : opened[word];
    }

    private int reopen(int fd) {
        int r = assume();
        if (r < 0) {
            return r;
        }
        int reader = open(fd);
        resume();
        if (reader == -Errno.EACCES && user.changed() && kept(fd)) {
            reader = open(fd);
        }
        return reader;
    }

    @Opens("what the caller names, found by O_PATH and with the caller's rights")
    private int open(int fd) {
        byte[] folder = Bytes.of("/proc/self/fd/");
        Bytes.copy(folder, 0, self, 0, folder.length);
        self[Bytes.digits(self, folder.length, fd)] = 0;
        return kernel.openz(Kernel.AT_FDCWD, self, Kernel.O_RDONLY);
    }

    /// Whether the file is a recording that root keeps: a regular file that begins as a stream does.
    private boolean kept(int fd) {
        if (type(fd) != S_IFREG || Kernel.uid(statx) != 0) {
            return false;
        }
        int reader = open(fd);
        byte[] begins = new byte[Header.MAGIC.length() + 1];
        int n = reader < 0 ? reader : kernel.readAll(reader, begins, 0);
        if (reader >= 0) {
            kernel.close(reader);
        }
        return n == begins.length && Bytes.starts(begins, Header.MAGIC) && begins[n - 1] == 0;
    }

    /// A word of the command line, or a part of it, as a path: REPLY bytes are u64 dev, u64 ino and the path from the
    /// root on. It is only looked at.
    @Bounded("requests of this kind are counted")
    void look(Frames frames, int word, int from, int length) {
        boolean part = word >= 0 && word < argv.length && from >= 0 && length > 0;
        if (!part || from > argv[word].length - length) {
            frames.reply(-Errno.EPERM);
            return;
        }
        byte[] path = Bytes.sub(argv[word], from, length);
        byte[] z = Bytes.z(path);
        int r = assume();
        if (r >= 0) {
            r = kernel.statx(Kernel.AT_FDCWD, z, 0, statx);
            resume();
        }
        byte[] folder = new byte[4096];
        boolean relative = path[0] != '/';
        int n = relative ? cwd(folder) : 0;
        if (r < 0 || n < 0) {
            frames.reply(r < 0 ? r : n);
            return;
        }
        byte[] slash = {'/'};
        byte[] above = Bytes.sub(folder, 0, n == 1 ? 0 : n); // of the root only its slash
        byte[] whole = relative ? Bytes.join(Bytes.join(above, slash), path) : path;
        byte[] more = new byte[16 + whole.length];
        long dev = Kernel.dev(statx);
        long ino = Kernel.ino(statx);
        Bytes.put64(more, 0, dev);
        Bytes.put64(more, 8, ino);
        Bytes.copy(whole, 0, more, 16, whole.length);
        frames.reply(0, more, more.length);
    }

    /// The folder in which we were called: its length, without the NUL; or -errno.
    private int cwd(byte[] b) {
        int n = (int) kernel.sys().call(Nr.GETCWD, 0, b, 0, -1, Bytes.NONE, 0, b.length, 0, 0, 0, 0);
        return n <= 0 ? Math.min(n, -Errno.ENOENT) : n - 1;
    }

    /// Takes the rights of the user who called sudo, as far as files go: 0 or -errno. [#resume] gives them back.
    private int assume() {
        if (!user.changed()) {
            return 0;
        }
        if (groups.length == 0) {
            groups = new byte[4 * GROUPS];
        }
        groupCount = (int) kernel.sys().call(Nr.GETGROUPS, 1, groups, 0, -1, Bytes.NONE, GROUPS, 0, 0, 0, 0, 0);
        if (groupCount < 0) {
            return groupCount;
        }
        int r = groups(0);
        if (r < 0) {
            return r;
        }
        kernel.sys().call(Nr.SETFSGID, user.gid(), 0, 0, 0, 0, 0);
        kernel.sys().call(Nr.SETFSUID, user.uid(), 0, 0, 0, 0, 0);
        // It gives no error, only what was before: asked again, with what is no id, it tells whether it was done.
        if ((int) kernel.sys().call(Nr.SETFSUID, -1, 0, 0, 0, 0, 0) != user.uid()) {
            resume();
            return -Errno.EPERM;
        }
        return 0;
    }

    private void resume() {
        if (user.changed()) {
            int gid = (int) kernel.sys().call(Nr.GETEGID, 0, 0, 0, 0, 0, 0);
            int uid = kernel.geteuid();
            kernel.sys().call(Nr.SETFSUID, uid, 0, 0, 0, 0, 0);
            kernel.sys().call(Nr.SETFSGID, gid, 0, 0, 0, 0, 0);
            groups(groupCount);
        }
    }

    private int groups(int count) {
        return (int) kernel.sys().call(Nr.SETGROUPS, 1, groups, 0, -1, Bytes.NONE, count, 0, 0, 0, 0, 0);
    }
}

package dev.sonde.sensor;

/// Where the invoking user says that Docker is: `DOCKER_HOST`, and the contexts below `~/.docker`.
///
/// Sockets on this host are asked; what else is named the analysis tells as not read. `config.json` holds passwords
/// of registries: of it the name of the context leaves this process, and nothing else. What belongs to somebody else
/// than the user is not read: under sudo the user must not see through us what only root may.
final class Contexts {
    private static final int LARGEST = 1 << 16;

    private final Kernel kernel;
    private final Frames frames;
    private final Root root;
    private final byte[] text = new byte[LARGEST];
    private final byte[] names = new byte[1 << 15];

    /// Where the string that [#string] found begins and ends.
    private int from;

    private int to;

    Contexts(Kernel kernel, Frames frames, Root root) {
        this.kernel = kernel;
        this.frames = frames;
        this.root = root;
    }

    /// FILE frames `DOCKER_HOST` and `DOCKER_CONTEXT` with what these variables hold (the second, when it is not set,
    /// as
    /// `config.json` has it), and those of the contexts' `meta.json`. Their sockets are handed to [Sockets].
    void bring() {
        byte[][] environ = kernel.sys().environ();
        byte[] host = value(environ, "DOCKER_HOST=");
        if (host.length > 0) {
            tell("DOCKER_HOST", host, host.length);
            socket(host, 0, host.length);
        }
        Privileges user = Privileges.invoker(kernel);
        byte[] folder = folder(environ, user);
        if (folder.length == 0) {
            return;
        }
        byte[] context = value(environ, "DOCKER_CONTEXT=");
        byte[] config = Bytes.join(folder, Bytes.of("/config.json"));
        if (context.length == 0 && string(read(Bytes.z(config), user.uid()), "\"currentContext\"")) {
            context = Bytes.sub(text, from, to - from);
        }
        if (context.length > 0) {
            tell("DOCKER_CONTEXT", context, context.length);
        }
        contexts(Bytes.join(folder, Bytes.of("/contexts/meta/")), user.uid());
    }

    private void tell(String name, byte[] content, int length) {
        int n = Math.min(length, LARGEST);
        frames.begin(Frames.FILE, 0, 64 + n).string(name).bytes(content, 0, n).end();
    }

    private static byte[] value(byte[][] environ, String name) {
        for (int i = 0; i < environ.length; i++) {
            if (Bytes.starts(environ[i], name)) {
                return Bytes.sub(environ[i], name.length(), environ[i].length - name.length());
            }
        }
        return Bytes.NONE;
    }

    /// `$DOCKER_CONFIG`, or `.docker` below the user's home; nothing when that is not known.
    private byte[] folder(byte[][] environ, Privileges user) {
        byte[] folder = value(environ, "DOCKER_CONFIG=");
        if (folder.length == 0) {
            byte[] home = user.changed() ? home(user.uid()) : value(environ, "HOME=");
            folder = home.length == 0 ? home : Bytes.join(home, Bytes.of("/.docker"));
        }
        boolean path = folder.length > 0 && folder.length < 256 && folder[0] == '/' && Bytes.find(folder, '*', 0) < 0;
        return path ? folder : Bytes.NONE;
    }

    /// The home of a user, as `/etc/passwd` has it, or nothing: `name:password:uid:gid:gecos:home:shell`.
    private byte[] home(int uid) {
        byte[] passwd = Bytes.z(Bytes.of("/etc/passwd"));
        int length = read(passwd, 0);
        int line = 0;
        while (line < length) {
            int end = line;
            while (end < length && text[end] != '\n') {
                end++;
            }
            int id = field(line, end, 2);
            int home = field(line, end, 5);
            int shell = field(line, end, 6);
            int group = field(line, end, 3);
            if (shell > 0 && Bytes.decimal(text, id, group - 1, 0xfffffffeL) == (uid & 0xffffffffL)) {
                return Bytes.sub(text, home, shell - 1 - home);
            }
            line = end + 1;
        }
        return Bytes.NONE;
    }

    /// Where field `n` of the line begins, or 0.
    private int field(int line, int end, int n) {
        int left = n;
        for (int i = line; i < end; i++) {
            if (text[i] == ':') {
                left--;
                if (left == 0) {
                    return i + 1;
                }
            }
        }
        return 0;
    }

    /// Reads the file into [#text], if it is this user's: its length, 0 when there is none.
    private int read(byte[] zpath, int uid) {
        int fd = root.find(zpath, Root.FILE);
        if (fd >= 0 && Kernel.uid(root.statx()) != uid) {
            kernel.close(fd);
            return 0;
        }
        int open = root.reopen(fd, 0);
        if (open < 0) {
            return 0;
        }
        int n = kernel.readAll(open, text, 0);
        kernel.close(open);
        return Math.max(n, 0);
    }

    /// Finds the string behind this key, quotes and all, in the first `length` bytes of [#text]. No string of a path or
    /// a context's name needs an escape: one that has any is not found.
    private boolean string(int length, String key) {
        int n = key.length();
        for (int at = 0; at + n < length; at++) {
            int i = 0;
            while (i < n && text[at + i] == key.charAt(i)) {
                i++;
            }
            if (i == n) {
                return string(length, at + n);
            }
        }
        return false;
    }

    private boolean string(int length, int behindKey) {
        int at = blanks(length, behindKey);
        if (at >= length || text[at] != ':') {
            return false;
        }
        at = blanks(length, at + 1);
        if (at >= length || text[at] != '"') {
            return false;
        }
        from = at + 1;
        to = from;
        while (to < length && text[to] != '"' && text[to] != '\\') {
            to++;
        }
        return to < length && text[to] == '"';
    }

    private int blanks(int length, int at) {
        int i = at;
        while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')) {
            i++;
        }
        return i;
    }

    /// `contexts/meta/HASH/meta.json`
    @Bounded("once for each of sixteen contexts")
    private void contexts(byte[] folder, int uid) {
        int found = root.find(Bytes.z(folder), Root.FOLDER);
        int dir = root.reopen(found, kernel.oDirectory());
        if (dir < 0) {
            return;
        }
        int left = MOST;
        int n = kernel.getdents(dir, names);
        int at = 0;
        while (at + 19 < n && left > 0) {
            int reclen = Bytes.u16(names, at + 16);
            if (reclen < 20 || reclen > n - at) {
                break;
            }
            int length = 0;
            while (19 + length < reclen && names[at + 19 + length] != 0) {
                length++;
            }
            if (length == 64) { // a SHA-256 of the name
                left--;
                byte[] hash = Bytes.sub(names, at + 19, length);
                context(Bytes.join(Bytes.join(folder, hash), Bytes.of("/meta.json")), uid);
            }
            at += reclen;
        }
        kernel.close(dir);
    }

    private static final int MOST = 16;

    private void context(byte[] file, int uid) {
        int length = read(Bytes.z(file), uid);
        if (length == 0) {
            return;
        }
        frames.begin(Frames.FILE, 0, 64 + file.length + length);
        frames.string(file).bytes(text, 0, length).end();
        if (string(length, "\"Host\"")) {
            socket(text, from, to);
        }
    }

    private static final byte[] UNIX = {'u', 'n', 'i', 'x', ':', '/', '/'};

    /// Hands on the socket of `unix://PATH`.
    private void socket(byte[] b, int at, int end) {
        int length = end - at - UNIX.length;
        if (length <= 0 || length > 512) {
            return;
        }
        for (int i = 0; i < UNIX.length; i++) {
            if (b[at + i] != UNIX[i]) {
                return;
            }
        }
        byte[] path = Bytes.sub(b, at + UNIX.length, length);
        root.add(Bytes.z(path), length);
    }
}

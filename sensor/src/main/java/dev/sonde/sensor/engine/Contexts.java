package dev.sonde.sensor.engine;

import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Dirents;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.process.Privileges;

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
    private final JsonText text;
    private final Dirents names;

    Contexts(Kernel kernel, Frames frames, Root root, JsonText text) {
        this.kernel = kernel;
        this.frames = frames;
        this.root = root;
        this.text = text;
        this.names = new Dirents(kernel, 1 << 15);
    }

    /// FILE frames `DOCKER_HOST` and `DOCKER_CONTEXT` with what these variables hold (the second, when it is not set,
    /// as `config.json` has it), and those of the contexts' `meta.json`. Their sockets are handed to [Sockets].
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
        if (context.length == 0 && text.string(text.read(root, Bytes.z(config), user.uid()), "\"currentContext\"")) {
            context = text.found();
        }
        if (context.length > 0) {
            tell("DOCKER_CONTEXT", context, context.length);
        }
        contexts(Bytes.join(folder, Bytes.of("/contexts/meta/")), user.uid());
    }

    private void tell(String name, byte[] content, int length) {
        int n = Math.min(length, LARGEST);
        frames.begin(FrameKind.FILE, 0, 64 + n)
                .string(name)
                .bytes(content, 0, n)
                .end();
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
        int length = text.read(root, passwd, 0);
        byte[] b = text.text();
        int line = 0;
        while (line < length) {
            int end = line;
            while (end < length && b[end] != '\n') {
                end++;
            }
            int id = field(b, line, end, 2);
            int home = field(b, line, end, 5);
            int shell = field(b, line, end, 6);
            int group = field(b, line, end, 3);
            if (shell > 0 && Bytes.decimal(b, id, group - 1, 0xfffffffeL) == (uid & 0xffffffffL)) {
                return Bytes.sub(b, home, shell - 1 - home);
            }
            line = end + 1;
        }
        return Bytes.NONE;
    }

    /// Where field `n` of the line begins, or 0.
    private static int field(byte[] b, int line, int end, int n) {
        int left = n;
        for (int i = line; i < end; i++) {
            if (b[i] == ':') {
                left--;
                if (left == 0) {
                    return i + 1;
                }
            }
        }
        return 0;
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
        names.of(dir);
        while (left > 0 && names.next()) {
            if (names.length() == 64) { // a SHA-256 of the name
                left--;
                context(Bytes.join(Bytes.join(folder, names.copy()), Bytes.of("/meta.json")), uid);
            }
        }
        if (names.error() < 0) {
            root.gap(folder, folder.length, names.error());
        }
        kernel.close(dir);
    }

    private static final int MOST = 16;

    private void context(byte[] file, int uid) {
        int length = text.read(root, Bytes.z(file), uid);
        if (length == 0) {
            return;
        }
        frames.begin(FrameKind.FILE, 0, 64 + file.length + length);
        frames.string(file).bytes(text.text(), 0, length).end();
        if (text.string(length, "\"Host\"")) {
            socket(text.text(), text.from(), text.to());
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

package dev.sonde.sensor.process;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;
import dev.sonde.sensor.text.Say;

/// `execvp(3)`: becomes a program that is searched for in PATH, or a shell that reads it when it is none.
public final class Exec {
    private final Kernel kernel;
    private final Say say;
    private final byte[][] environment;

    public Exec(Kernel kernel, Say say, byte[][] environment) {
        this.kernel = kernel;
        this.say = say;
        this.environment = environment;
    }

    /// Returns only on failure, which it has said: 127 when there is no such file, else 126.
    public int run(byte[][] argv) {
        int r = search(argv);
        say.fail("failed to execute ", argv[0], "", -r);
        return r == -Errno.ENOENT ? 127 : 126;
    }

    /// The path of the user's shell. `proc`: an fd of our own procfs, for one who has entered another root; -1: none.
    public byte[] shellPath(int proc, int user) {
        byte[] shell = variable("SHELL=");
        if (shell.length == 0) {
            shell = passwdShell(proc, user);
        }
        return shell.length == 0 ? Bytes.of("/bin/sh") : shell;
    }

    /// The user's shell, as a login shell. `prompt`: what it is to show, or null.
    public int shell(byte[] shell, Prompt prompt) {
        byte[][] environment = this.environment;
        if (prompt != null) {
            environment = prompt.show(environment, shell);
        }
        byte[] name = Bytes.join(Bytes.of("-"), basename(shell));
        byte[][] argv = {name};
        int r = kernel.sys().execve(shell, argv, environment);
        if (r == -Errno.ENOENT && prompt != null) {
            // An image need not have the caller's shell.
            byte[] sh = Bytes.of("/bin/sh");
            argv[0] = Bytes.of("-sh");
            r = kernel.sys().execve(sh, argv, prompt.show(this.environment, sh));
        }
        say.fail("failed to execute ", shell, "", -r);
        return r == -Errno.ENOENT ? 127 : 126;
    }

    @Bounded("once for each folder of PATH, before this process becomes another")
    private int search(byte[][] argv) {
        byte[] file = argv[0];
        if (file.length == 0) {
            return -Errno.ENOENT;
        }
        if (Bytes.find(file, '/', 0) >= 0) {
            return execute(file, argv);
        }
        if (file.length > 255) {
            return -Errno.ENAMETOOLONG;
        }
        byte[] path = Bytes.of("/bin:/usr/bin");
        if (has("PATH=")) {
            path = variable("PATH=");
        }
        boolean denied = false;
        int r = -Errno.ENOENT;
        int from = 0;
        while (from <= path.length) {
            int colon = Bytes.find(path, ':', from);
            int to = colon < 0 ? path.length : colon;
            byte[] candidate = file;
            if (to > from) {
                byte[] folder = Bytes.sub(path, from, to - from);
                candidate = Bytes.join(Bytes.join(folder, Bytes.of("/")), file);
            }
            r = execute(candidate, argv);
            denied |= r == -Errno.EACCES;
            if (!nextFolder(-r)) {
                return r;
            }
            from = to + 1;
        }
        return denied ? -Errno.EACCES : r;
    }

    /// The errors after which the next folder is tried.
    private static boolean nextFolder(int errno) {
        return errno == Errno.EACCES
                || errno == Errno.ENOENT
                || errno == Errno.ENOTDIR
                || errno == Errno.ENODEV
                || errno == Errno.ETIMEDOUT
                || errno == Errno.ESTALE;
    }

    /// execve, and /bin/sh for a file that is no program.
    private int execute(byte[] path, byte[][] argv) {
        int r = kernel.sys().execve(path, argv, environment);
        if (r != -Errno.ENOEXEC) {
            return r;
        }
        byte[] shell = Bytes.of("/bin/sh");
        int extra = argv.length > 1 ? argv.length - 1 : 0;
        byte[][] script = new byte[2 + extra][];
        script[0] = shell;
        script[1] = path;
        for (int i = 0; i < extra; i++) {
            script[2 + i] = argv[1 + i];
        }
        return kernel.sys().execve(shell, script, environment);
    }

    private boolean has(String name) {
        for (int i = 0; i < environment.length; i++) {
            if (Bytes.starts(environment[i], name)) {
                return true;
            }
        }
        return false;
    }

    /// The value of the variable `NAME=`; empty when it is not set.
    private byte[] variable(String name) {
        int found = -1;
        for (int i = environment.length - 1; i >= 0; i--) {
            if (Bytes.starts(environment[i], name)) {
                found = i;
            }
        }
        if (found < 0) {
            return Bytes.NONE;
        }
        byte[] v = environment[found];
        int n = name.length();
        return Bytes.sub(v, n, v.length - n);
    }

    /// As `basename(3)`: without the slashes at the end.
    public static byte[] basename(byte[] path) {
        int end = path.length;
        while (end > 1 && path[end - 1] == '/') {
            end--;
        }
        int from = end;
        while (from > 0 && path[from - 1] != '/') {
            from--;
        }
        return from == end ? Bytes.sub(path, 0, end) : Bytes.sub(path, from, end - from);
    }

    private static final int PASSWD_MOST = 1 << 18;
    private static final int S_IFREG = 0100000;

    /// The last field of the user's line in /etc/passwd. Read here and not by the C library, whose name services
    /// would load code from the container.
    private byte[] passwdShell(int proc, int user) {
        if (proc < 0) {
            return Bytes.NONE; // what /proc in there is, its owner says
        }
        int top = kernel.open(Bytes.of("/"), Kernel.O_PATH | kernel.oDirectory());
        if (top < 0) {
            return Bytes.NONE;
        }
        SafeOpen doors = new SafeOpen(kernel, proc);
        int found = doors.find(top, Bytes.z(Bytes.of("/etc/passwd")), S_IFREG, 0);
        kernel.close(top);
        if (found >= 0 && doors.kept(found) < 0) {
            kernel.close(found);
            return Bytes.NONE;
        }
        int fd = doors.reopen(found, 0);
        if (fd < 0) {
            return Bytes.NONE;
        }
        byte[] text = new byte[PASSWD_MOST];
        int n = kernel.readAll(fd, text, 0);
        kernel.close(fd);
        int from = 0;
        while (from < n) {
            int newline = Bytes.find(text, '\n', from);
            int to = newline < 0 || newline > n ? n : newline;
            int shell = shellField(text, from, to, user);
            if (shell >= 0) {
                return Bytes.sub(text, shell, to - shell);
            }
            from = to + 1;
        }
        return Bytes.NONE;
    }

    /// Where the seventh field of the line `b[from, to)` begins if its third is `uid`, else -1.
    private static int shellField(byte[] b, int from, int to, int uid) {
        int field = 0;
        int begin = from;
        for (int i = from; i < to; i++) {
            if (b[i] != ':') {
                continue;
            }
            if (field == 2 && Bytes.decimal(b, begin, i, 0xffffffffL) != (uid & 0xffffffffL)) {
                return -1;
            }
            field++;
            begin = i + 1;
        }
        return field == 6 ? begin : -1;
    }
}

package dev.sonde.sensor.cage;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.text.Out;

/// How the JVM is started, and which files it needs for that: what the build has written into `sonde.analysis`, beside
/// the binary.
///
/// A line that begins with `#` names a file or a folder that the analysis may read, one with `!` a program that it
/// may also execute, one with `=` a variable of its environment; all others are the command line, one argument a line.
public final class JavaRuntime {
    /// What views read of the host, where it is there: names of tables, hosts, users, protocols.
    private static final String[] OF_THE_HOST = {
        "/etc/iproute2",
        "/usr/share/iproute2",
        "/usr/lib/iproute2",
        "/etc/hosts",
        "/etc/passwd",
        "/etc/group",
        "/etc/protocols"
    };

    private static final byte[] ORIGIN = Bytes.of("$ORIGIN");
    private static final byte[] SELF = Bytes.z(Bytes.of("/proc/self/exe"));

    private final Kernel kernel;
    private final Out err;
    private byte[][] command = new byte[0][];
    private byte[][] environment = new byte[0][];
    private byte[][] shown = new byte[0][];
    private byte[][] executed = new byte[0][];
    private byte[] folder = Bytes.NONE;
    private boolean everyones;

    public JavaRuntime(Kernel kernel, Out err) {
        this.kernel = kernel;
        this.err = err;
    }

    /// The command line; empty when there is none.
    public byte[][] command() {
        return command;
    }

    /// The variables that it needs to find its libraries.
    public byte[][] environment() {
        return environment;
    }

    /// What may be read.
    byte[][] shown() {
        return shown;
    }

    /// What may be executed.
    byte[][] executed() {
        return executed;
    }

    /// Whether everybody may reach all of it where it lies.
    boolean everyones() {
        return everyones;
    }

    /// Reads it. False, and said, where there is none, or others could have written it.
    @Opens("the file beside the binary, which Ownership has looked at")
    public boolean read() {
        byte[] link = new byte[4096];
        int n = kernel.readlink(Kernel.AT_FDCWD, SELF, link);
        if (n < 0) {
            fail(Bytes.of("/proc/self/exe"), -n);
            return false;
        }
        byte[] binary = Bytes.sub(link, 0, n);
        byte[] path = Bytes.join(binary, Bytes.of(".analysis"));
        Ownership owned = new Ownership(kernel);
        int r = owned.begin(SELF);
        if (r >= 0) {
            r = owned.check(path);
        }
        if (r == -Errno.EACCES || r == -Errno.EPERM) {
            refuse(owned);
            return false;
        }
        byte[] text = new byte[32768];
        int fd = r < 0 ? r : kernel.open(path, Kernel.O_RDONLY);
        int length = fd < 0 ? fd : kernel.readAll(fd, text, 0);
        if (fd >= 0) {
            kernel.close(fd);
        }
        if (length < 0) {
            fail(path, -length);
            err.p("  run ./sonde in the checkout: it builds what is missing\n");
            err.flush();
            return false;
        }
        folder = folder(binary);
        parse(text, length);
        return trusted(owned);
    }

    @Bounded("once for each line of a file of ours")
    private void parse(byte[] text, int length) {
        int files = count(text, length, '#') + count(text, length, '!');
        shown = new byte[files + OF_THE_HOST.length][];
        executed = new byte[count(text, length, '!')][];
        environment = new byte[count(text, length, '=')][];
        command = new byte[count(text, length, '\n') - files - environment.length][];
        int c = 0;
        int s = 0;
        int x = 0;
        int e = 0;
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] != '\n') {
                continue;
            }
            byte kind = text[from];
            boolean plain = kind != '#' && kind != '!' && kind != '=';
            byte[] line = placed(plain ? Bytes.sub(text, from, i - from) : Bytes.sub(text, from + 1, i - from - 1));
            if (plain) {
                command[c] = line;
                c++;
            } else if (kind == '=') {
                environment[e] = line;
                e++;
            } else {
                shown[s] = line;
                s++;
            }
            if (kind == '!') {
                executed[x] = Bytes.z(line);
                x++;
            }
            from = i + 1;
        }
        for (int i = 0; i < OF_THE_HOST.length; i++) {
            shown[s + i] = Bytes.of(OF_THE_HOST[i]);
        }
    }

    /// Without the name and the slash before it.
    @Bounded("once for each byte of a path")
    private static byte[] folder(byte[] path) {
        int end = path.length;
        while (end > 0 && path[end - 1] != '/') {
            end--;
        }
        return Bytes.sub(path, 0, Math.max(0, end - 1));
    }

    /// The line, with the folder in the place of each `$ORIGIN`.
    @Bounded("once for each byte of a file of ours")
    private byte[] placed(byte[] line) {
        byte[] all = Bytes.NONE;
        int from = 0;
        for (int i = 0; i + ORIGIN.length <= line.length; i++) {
            if (line[i] == '$' && Bytes.at(line, i, ORIGIN)) {
                all = Bytes.join(Bytes.join(all, Bytes.sub(line, from, i - from)), folder);
                from = i + ORIGIN.length;
            }
        }
        return from == 0 ? line : Bytes.join(all, Bytes.sub(line, from, line.length - from));
    }

    /// How many lines begin with `kind`, or how many there are (`\n`).
    private static int count(byte[] text, int length, int kind) {
        int n = 0;
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] == '\n') {
                n += kind == '\n' || text[from] == kind ? 1 : 0;
                from = i + 1;
            }
        }
        return n;
    }

    /// Whether nobody else can have written what will run.
    @Bounded("once for each line of a file of ours")
    private boolean trusted(Ownership owned) {
        int ours = shown.length - OF_THE_HOST.length;
        for (int i = 0; i < ours; i++) {
            int r = owned.check(shown[i]);
            if (r == -Errno.EACCES || r == -Errno.EPERM) {
                refuse(owned);
                return false;
            }
        }
        everyones = owned.everyones();
        return true;
    }

    private void refuse(Ownership owned) {
        err.p("sonde: cannot start the analysis: ").safe(owned.refused()).p(": ");
        if (owned.writable()) {
            err.p("others than its owner may write it\n  chmod go-w ")
                    .safe(owned.refused())
                    .raw('\n');
        } else {
            err.p("it belongs to user ").p(owned.uid() & 0xffffffffL);
            err.p(", who is neither root nor the owner of the program\n");
            err.p("  install sonde where only root or you can write, or chown it\n");
        }
        err.flush();
    }

    private void fail(byte[] path, int errno) {
        err.p("sonde: cannot start the analysis: ").safe(path).p(": ");
        err.p(Errno.text(errno)).raw('\n');
        err.flush();
    }
}

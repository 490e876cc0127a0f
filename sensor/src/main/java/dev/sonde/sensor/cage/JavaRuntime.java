package dev.sonde.sensor.cage;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.text.Out;

/// How the JVM is started, and which files it needs for that: what the build has written into `sonde.analysis`, beside
/// the binary.
///
/// A line that begins with `#` names a file or a folder that the analysis may read, one with `!` a program that it
/// may also execute; all others are the command line, one argument a line.
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

    private static final byte[] SELF = Bytes.z(Bytes.of("/proc/self/exe"));

    private final Kernel kernel;
    private final Out err;
    private byte[][] command = new byte[0][];
    private byte[][] shown = new byte[0][];
    private byte[][] executed = new byte[0][];
    private boolean everyones;

    public JavaRuntime(Kernel kernel, Out err) {
        this.kernel = kernel;
        this.err = err;
    }

    /// The command line; empty when there is none.
    public byte[][] command() {
        return command;
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
        parse(text, length);
        return trusted(owned);
    }

    @Bounded("once for each line of a file of ours")
    private void parse(byte[] text, int length) {
        int arguments = 0;
        int files = 0;
        int programs = 0;
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] == '\n') {
                files += text[from] == '#' || text[from] == '!' ? 1 : 0;
                programs += text[from] == '!' ? 1 : 0;
                arguments += text[from] == '#' || text[from] == '!' ? 0 : 1;
                from = i + 1;
            }
        }
        command = new byte[arguments][];
        shown = new byte[files + OF_THE_HOST.length][];
        executed = new byte[programs][];
        int a = 0;
        int f = 0;
        int p = 0;
        from = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] != '\n') {
                continue;
            }
            boolean program = text[from] == '!';
            if (program || text[from] == '#') {
                shown[f] = Bytes.sub(text, from + 1, i - from - 1);
                if (program) {
                    executed[p] = Bytes.z(shown[f]);
                    p++;
                }
                f++;
            } else {
                command[a] = Bytes.sub(text, from, i - from);
                a++;
            }
            from = i + 1;
        }
        for (int i = 0; i < OF_THE_HOST.length; i++) {
            shown[f + i] = Bytes.of(OF_THE_HOST[i]);
        }
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

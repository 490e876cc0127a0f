package dev.sonde.sensor.serve;

import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Right;
import dev.sonde.sensor.cage.Cage;
import dev.sonde.sensor.cage.JavaRuntime;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.process.Relay;
import dev.sonde.sensor.text.Out;

/// Starts the other half: forks, and the child goes into its [Cage] and becomes the JVM, while this process already
/// scans; then answers its requests until it ends.
///
/// The two are joined by a socket pair: the JVM's stdin is its end. How the JVM is started, and which files it needs,
/// says [JavaRuntime].
public final class Analysis {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;

    /// Room for a whole scan of an ordinary host: it waits in the socket while the JVM starts.
    private static final int WAITING = 16 << 20;

    private static final byte[] NOTHING = Bytes.z(Bytes.of("/dev/null"));

    private final Kernel kernel;
    private final Out err;
    private final byte[][] argv;

    /// Starts it where we cannot fork, or null.
    private final Started started;

    public Analysis(Kernel kernel, Out err, byte[][] argv, Started started) {
        this.started = started;
        this.kernel = kernel;
        this.err = err;
        this.argv = argv;
    }

    /// The namespace that the analysis named for `enter` or `ping`, or null.
    public NetnsPath way;

    /// The addresses, by IPv4 and IPv6, that the analysis knows of ping's destination, or empty.
    public byte[] destination4 = Bytes.NONE;

    public byte[] destination6 = Bytes.NONE;

    /// Runs the command; its exit status.
    public int run() {
        if (started != null) {
            int r = started.start();
            if (r < 0) {
                return fail("start", "the analysis", -r);
            }
            serve(r, Privileges.invoker(kernel), 0, null);
            return started.await();
        }
        if (!kernel.sys().single()) {
            err.p("sonde: cannot start the analysis: this process has many threads, and cannot fork\n");
            err.p("  run ./sonde in the checkout: it starts both halves\n");
            err.flush();
            return 1;
        }
        JavaRuntime java = new JavaRuntime(kernel, err);
        if (!java.read()) {
            return 1;
        }
        standard();
        byte[] pair = new byte[8];
        int r = kernel.socketpair(AF_UNIX, SOCK_STREAM, pair);
        if (r < 0) {
            return fail("socketpair", "for the analysis", -r);
        }
        int ours = Bytes.i32(pair, 0);
        int theirs = Bytes.i32(pair, 4);
        byte[] size = new byte[4];
        Bytes.put32(size, 0, WAITING);
        if (kernel.setsockopt(ours, SOL_SOCKET, SO_SNDBUFFORCE, size) < 0) {
            kernel.setsockopt(ours, SOL_SOCKET, SO_SNDBUF, size);
        }
        // Where the sensor asks the user something, the analysis and its heirs must not hold the terminal.
        Relay relay = (CommandRights.rights(argv) & Right.MEND) == 0 ? null : new Relay(kernel);
        r = relay == null ? 0 : relay.open();
        if (r < 0) {
            return fail("pipe2", "for the analysis", -r);
        }
        Privileges user = Privileges.invoker(kernel);
        byte[][] environment = environment(java.environment());
        int child = kernel.sys().fork();
        if (child == 0) {
            become(java, environment, theirs, user, relay);
        }
        kernel.close(theirs);
        if (child < 0) {
            return fail("fork", "for the analysis", -child);
        }
        if (relay != null) {
            relay.begin();
        }
        serve(ours, user, child, relay);
        if (relay != null) {
            relay.finish(child);
        }
        int status = kernel.reap(child);
        if (status < -Kernel.SIGNALLED) {
            err.p("sonde: the analysis was ended by signal ")
                    .p(-status - Kernel.SIGNALLED)
                    .raw('\n');
            err.flush();
            return 1;
        }
        return -status;
    }

    private void serve(int ours, Privileges user, int child, Relay relay) {
        Serve serve = new Serve(kernel, ours, argv, child, relay);
        serve.run(user);
        way = serve.way();
        destination4 = serve.destination(4);
        destination6 = serve.destination(6);
        kernel.close(ours);
    }

    /// Where the caller has closed stdin, stdout or stderr, nothing else gets its number: what is not writable takes
    /// its place, so that writing fails as before.
    @Opens("/dev/null")
    private void standard() {
        int fd = 0;
        while (fd >= 0 && fd < 3) {
            fd = kernel.openz(Kernel.AT_FDCWD, NOTHING, Kernel.O_RDONLY);
        }
        kernel.close(fd);
    }

    /// In the child: never returns.
    private void become(JavaRuntime java, byte[][] environment, int theirs, Privileges user, Relay relay) {
        Cage cage = new Cage(kernel, user, java);
        byte[][] command = java.command();
        int r = relay == null ? 0 : relay.become();
        if (r >= 0) {
            r = cage.enter(theirs);
        }
        if (r >= 0) {
            r = kernel.sys().execveat(command[0], command, environment, cage.token());
        }
        err.p("sonde: ")
                .p(cage.step())
                .p(" ")
                .safe(command[0])
                .p(": ")
                .p(Errno.text(-r))
                .raw('\n');
        err.p("  run ./sonde in the checkout: it finds a JDK 25 and writes down how to start it\n");
        err.flush();
        kernel.sys().exit(1);
    }

    private int fail(String operation, String object, int errno) {
        err.p("sonde: ")
                .p(operation)
                .raw(' ')
                .p(object)
                .p(": ")
                .p(Errno.text(errno))
                .raw('\n');
        err.flush();
        return 1;
    }

    /// The variables that the JVM gets: what views read, and none that could load code into it.
    private static final String[] PASSED = {"TERM=", "NO_COLOR=", "COLORFGBG="};

    /// Names of files are UTF-8 to it, by what the C library has built in: it sees no other locale.
    private static final byte[] LOCALE = Bytes.of("LC_ALL=C.UTF-8");

    @Bounded("once for each variable of the environment")
    private byte[][] environment(byte[][] own) {
        byte[][] all = kernel.sys().environ();
        int n = 0;
        for (int i = 0; i < all.length; i++) {
            if (passed(all[i])) {
                n++;
            }
        }
        byte[][] r = new byte[n + 1 + own.length][];
        r[n] = LOCALE;
        for (int i = 0; i < own.length; i++) {
            r[n + 1 + i] = own[i];
        }
        int k = 0;
        for (int i = 0; i < all.length; i++) {
            if (passed(all[i])) {
                r[k] = all[i];
                k++;
            }
        }
        return r;
    }

    private static boolean passed(byte[] variable) {
        for (int i = 0; i < PASSED.length; i++) {
            if (Bytes.starts(variable, PASSED[i])) {
                return true;
            }
        }
        return false;
    }
}

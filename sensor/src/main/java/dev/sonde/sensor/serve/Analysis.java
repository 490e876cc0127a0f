package dev.sonde.sensor.serve;

import dev.sonde.protocol.CommandRights;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.Right;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.NetnsPath;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.process.Relay;
import dev.sonde.sensor.text.Out;

/// Starts the other half: forks, and the child gives up every privilege and becomes the JVM, while this process
/// already scans; then answers its requests until it ends.
///
/// The two are joined by a socket pair: the JVM's stdin is its end. How the JVM is started stands in a file beside
/// the binary, `sonde.analysis`, one argument a line: the build writes it.
public final class Analysis {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int PR_SET_PDEATHSIG = 1;
    private static final int SIGKILL = 9;

    /// Room for a whole scan of an ordinary host: it waits in the socket while the JVM starts.
    private static final int WAITING = 16 << 20;

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
        byte[][] java = commandLine();
        if (java.length == 0) {
            return 1;
        }
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
        byte[][] environment = environment();
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

    /// In the child: never returns.
    private void become(byte[][] java, byte[][] environment, int theirs, Privileges user, Relay relay) {
        int r = kernel.dup3(theirs, 0, 0);
        String failed = "dup3";
        if (r >= 0 && relay != null) {
            // Without a terminal it cannot type an answer to a question of ours.
            r = kernel.setsid();
            failed = "setsid";
        }
        if (r >= 0 && relay != null) {
            r = relay.become();
            failed = "dup3";
        }
        if (r >= 0) {
            r = user.drop(kernel);
            failed = "give up the privileges of";
        }
        if (r >= 0) {
            r = kernel.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
            failed = "prctl";
        }
        if (r >= 0) {
            kernel.closeFrom(3);
            r = kernel.sys().execve(java[0], java, environment);
            failed = "execute";
        }
        err.p("sonde: ")
                .p(failed)
                .p(" ")
                .safe(java[0])
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

    /// The lines of `sonde.analysis`; empty, and said, when there is none.
    @Bounded("once for each line of a file of ours")
    @Opens("the file beside the binary")
    private byte[][] commandLine() {
        byte[] link = new byte[4096];
        int n = kernel.readlink(Kernel.AT_FDCWD, Bytes.z(Bytes.of("/proc/self/exe")), link);
        if (n < 0) {
            fail("readlink", "/proc/self/exe", -n);
            return new byte[0][];
        }
        byte[] path = Bytes.join(Bytes.sub(link, 0, n), Bytes.of(".analysis"));
        int fd = kernel.open(path, Kernel.O_RDONLY);
        byte[] text = new byte[16384];
        int length = fd < 0 ? fd : kernel.readAll(fd, text, 0);
        kernel.close(fd);
        if (length < 0) {
            err.p("sonde: cannot start the analysis: ")
                    .safe(path)
                    .p(": ")
                    .p(Errno.text(-length))
                    .raw('\n');
            err.p("  run ./sonde in the checkout: it builds what is missing\n");
            err.flush();
            return new byte[0][];
        }
        int lines = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] == '\n') {
                lines++;
            }
        }
        byte[][] all = new byte[lines][];
        int from = 0;
        int k = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] == '\n') {
                all[k] = Bytes.sub(text, from, i - from);
                k++;
                from = i + 1;
            }
        }
        return all;
    }

    /// The variables that the JVM gets: those that views and engines read, and none that could load code into it.
    private static final String[] PASSED = {
        "LANG=",
        "LC_ALL=",
        "LC_CTYPE=",
        "TERM=",
        "COLUMNS=",
        "NO_COLOR=",
        "HOME=",
        "TZ=",
        "PATH=",
        "DOCKER_HOST=",
        "DOCKER_CONTEXT=",
        "DOCKER_CONFIG=",
        "XDG_RUNTIME_DIR="
    };

    @Bounded("once for each variable of the environment")
    private byte[][] environment() {
        byte[][] all = kernel.sys().environ();
        int n = 0;
        for (int i = 0; i < all.length; i++) {
            if (passed(all[i])) {
                n++;
            }
        }
        byte[][] r = new byte[n][];
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

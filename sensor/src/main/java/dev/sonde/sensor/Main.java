package dev.sonde.sensor;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.cage.JavaRuntime;
import dev.sonde.sensor.cage.Walls;
import dev.sonde.sensor.enter.Enter;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.kernel.Sys;
import dev.sonde.sensor.lab.LabInit;
import dev.sonde.sensor.nsenter.Nsenter;
import dev.sonde.sensor.ping.Ping;
import dev.sonde.sensor.process.Exec;
import dev.sonde.sensor.serve.Analysis;
import dev.sonde.sensor.serve.Started;
import dev.sonde.sensor.text.Out;
import dev.sonde.sensor.text.Version;

/// Where every command begins: the sensor's own are carried out here, the others are the analysis's.
public final class Main {
    /// Exit status of a fault of our own: `EX_SOFTWARE` of sysexits.h.
    public static final int INTERNAL = 70;

    private final Kernel kernel;
    private final Out err;

    /// How the analysis is started where we cannot fork, or null.
    private final Started analysis;

    private Main(Kernel kernel, Started analysis) {
        this.kernel = kernel;
        this.analysis = analysis;
        this.err = new Out(kernel, 2, 4096);
    }

    /// Runs the command of `sys.argv()`; its exit status.
    public static int run(Sys sys) {
        return run(sys, null);
    }

    /// The same, with an analysis that shares this process: null where there is none to share it.
    public static int run(Sys sys, Started analysis) {
        Kernel kernel = new Kernel(sys);
        keepStandard(kernel);
        return new Main(kernel, analysis).run(sys.argv());
    }

    /// Takes the descriptors 0, 1 and 2 where they are closed.
    ///
    /// Else a file that is opened later gets such a number, and messages are written into it. The handle that
    /// stands there can be neither read nor written, and is closed when a program is executed.
    @Opens("a device of this host, by a handle that opens nothing")
    private static void keepStandard(Kernel kernel) {
        for (int fd = 0; fd < 3; fd++) {
            if (kernel.sys().call(Nr.FCNTL, fd, F_GETFD, 0, 0, 0, 0) == -Errno.EBADF) {
                int r = kernel.openz(Kernel.AT_FDCWD, NULL, Kernel.O_PATH);
                if (r > 2) {
                    kernel.close(r);
                }
            }
        }
    }

    private static final int F_GETFD = 1;
    private static final byte[] NULL = Bytes.z(Bytes.of("/dev/null"));

    /// What is said of a fault of our own.
    public static void internalError(Sys sys, String what) {
        Out err = new Out(new Kernel(sys), 2, 4096);
        err.p("sonde: internal error: ").p(what).raw('\n');
        err.flush();
    }

    private int run(byte[][] argv) {
        if (argv.length > 0 && Bytes.is(Exec.basename(argv[0]), "nsenter")) {
            return Nsenter.main(kernel, err, argv, 1, argv[0]);
        }
        if (argv.length > 0 && Bytes.is(Exec.basename(argv[0]), "ping")) {
            return new Ping(kernel, err, analysis).run(argv, 1);
        }
        byte[] command = argv.length < 2 ? Bytes.NONE : argv[1];
        boolean ours = Bytes.is(command, "collect") || Bytes.is(command, "demo");
        if (ours && argv.length == 3 && (Bytes.is(argv[2], "--help") || Bytes.is(argv[2], "-h"))) {
            byte[][] asked = {argv[0], Bytes.of("help"), command};
            return new Analysis(kernel, err, asked, analysis).run();
        }
        if (Bytes.is(command, "collect")) {
            return new Collect(kernel, err).run(argv);
        }
        if (Bytes.is(command, LabInit.COMMAND)) {
            return new LabInit(kernel, err).run(argv);
        }
        if (Bytes.is(command, LabInit.TASK)) {
            return LabInit.task(kernel, err);
        }
        if (Bytes.is(command, "enter")) {
            return new Enter(kernel, err, argv, analysis).run();
        }
        if (Bytes.is(command, "nsenter")) {
            return Nsenter.main(kernel, err, argv, 2, command);
        }
        if (Bytes.is(command, "demo")) {
            return new Demo(kernel).run(argv);
        }
        if (Bytes.is(command, "ping")) {
            return new Ping(kernel, err, analysis).run(argv, 2);
        }
        if (Bytes.is(command, "--version")) {
            Out out = new Out(kernel, 1, 1024);
            out.p("sonde ").p(Version.NAME).raw('\n');
            int status = argv.length > 2 && Bytes.is(argv[2], "-v") ? walls(out) : 0;
            out.flush();
            return status;
        }
        return new Analysis(kernel, err, argv, analysis).run();
    }

    /// Which walls the analysis would have here.
    private int walls(Out out) {
        JavaRuntime runtime = new JavaRuntime(kernel, err);
        if (kernel.sys().single() && !runtime.read()) {
            return 1;
        }
        int r = new Walls(kernel, out).print(runtime);
        if (r < 0) {
            err.p("sonde: cannot try the walls: ").p(Errno.text(-r)).raw('\n');
            err.flush();
            return 1;
        }
        return 0;
    }
}

package dev.sonde.sensor.jvm;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.Main;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.serve.Started;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

/// Sensor and analysis in one JVM, for machines without a C compiler: the sensor on a thread of its own, which alone
/// enters other namespaces, the analysis on the main thread, and between them the same stream over the same kind of
/// socket pair as between the two processes.
///
/// There is no wall between the halves here: the analysis has the privileges that the JVM was started with.
public final class InProcess implements Started {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final String ANALYSIS = "dev.sonde.cli.Main";

    private final FfmSys sys;
    private final Kernel kernel;

    /// The analysis's end of the connection; -1: it is not wanted.
    private final CompletableFuture<Integer> theirs = new CompletableFuture<>();

    /// The analysis's exit status.
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    InProcess(FfmSys sys) {
        this.sys = sys;
        this.kernel = new Kernel(sys);
    }

    public static void main(String[] args) {
        FfmSys sys = new FfmSys(FfmSys.lastArguments(args.length));
        sys.exit(new InProcess(sys).run(System.getProperty("sonde.analysis", ANALYSIS)));
    }

    /// Runs the command, with the analysis of this name if it wants one; its exit status.
    int run(String analysis) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread.ofPlatform().name("sensor").daemon().start(() -> {
            status.complete(sensor());
            theirs.complete(-1);
        });
        int fd = theirs.join();
        if (fd >= 0) {
            int r = Main.INTERNAL;
            try {
                r = analysis(analysis, fd);
            } finally {
                System.out.flush();
                kernel.close(fd); // the sensor sees the end of requests
                ended.complete(r);
            }
        }
        return status.join();
    }

    private int sensor() {
        try {
            return Main.run(sys, this);
        } catch (RuntimeException | Error t) {
            Main.internalError(sys, t.getClass().getName());
            return Main.INTERNAL;
        }
    }

    private int analysis(String name, int fd) {
        try {
            Method run = Class.forName(name, true, ClassLoader.getSystemClassLoader())
                    .getMethod("run", InputStream.class, OutputStream.class);
            return (int) run.invoke(null, FdStreams.in(kernel, fd), FdStreams.out(kernel, fd));
        } catch (InvocationTargetException e) {
            Main.internalError(sys, String.valueOf(e.getCause()));
            return Main.INTERNAL;
        } catch (ReflectiveOperationException e) {
            System.err.println("sonde: cannot start the analysis: " + name + " is not on the class path");
            System.err.println("  run ./sonde in the checkout: it builds what is missing");
            return 1;
        }
    }

    @Override
    public int start() {
        byte[] pair = new byte[8];
        int r = kernel.socketpair(AF_UNIX, SOCK_STREAM, pair);
        if (r < 0) {
            return r;
        }
        return theirs.complete(Bytes.i32(pair, 4)) ? Bytes.i32(pair, 0) : -Errno.EBADF;
    }

    @Override
    public int await() {
        return ended.join();
    }
}

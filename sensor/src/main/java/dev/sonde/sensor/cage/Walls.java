package dev.sonde.sensor.cage;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.process.Privileges;
import dev.sonde.sensor.text.Out;

/// `sonde --version -v`: which walls hold here. A child raises them as the analysis's does, and tells what came of it.
public final class Walls {
    private static final String[] NAMES = {
        "session", "user", "privileges", "network", "files", "Landlock", "system calls", "limits"
    };

    private static final String[] HELD = {
        "its own, without a terminal",
        "",
        "no capability, and none to be had (no_new_privs)",
        "a namespace of its own, with nothing in it",
        "a root of its own, read-only, with the runtime alone",
        "",
        "a list, all others refused (seccomp)",
        "memory, files, threads, no core dump"
    };

    private final Kernel kernel;
    private final Out out;

    public Walls(Kernel kernel, Out out) {
        this.kernel = kernel;
        this.out = out;
    }

    /// Prints a line for each: 0, or -errno when none could be tried.
    public int print(JavaRuntime runtime) {
        if (!kernel.sys().single()) {
            out.p("walls round the analysis: none, it shares one JVM with the sensor (there is no binary)\n");
            return 0;
        }
        byte[] ends = new byte[8];
        int r = (int) kernel.sys().call(Nr.PIPE2, 0, ends, 0, -1, Bytes.NONE, 0, Kernel.O_CLOEXEC, 0, 0, 0, 0);
        if (r < 0) {
            return r;
        }
        int from = Bytes.i32(ends, 0);
        int to = Bytes.i32(ends, 4);
        Cage cage = new Cage(kernel, Privileges.invoker(kernel), runtime);
        byte[] told = new byte[8 * Cage.WALLS];
        int child = kernel.sys().fork();
        if (child == 0) {
            cage.enter(to);
            for (int i = 0; i < Cage.WALLS; i++) {
                long wall = cage.wall(i);
                Bytes.put64(told, 8 * i, wall);
            }
            kernel.write(0, told, 0, told.length);
            kernel.sys().exit(0);
        }
        kernel.close(to);
        int n = child < 0 ? child : kernel.readAll(from, told, 0);
        kernel.close(from);
        if (child > 0) {
            kernel.reap(child);
        }
        if (n < told.length) {
            return n < 0 ? n : -1;
        }
        out.p("walls round the analysis:\n");
        for (int i = 0; i < Cage.WALLS; i++) {
            line(i, Bytes.i64(told, 8 * i));
        }
        return 0;
    }

    private void line(int wall, long value) {
        String name = NAMES[wall];
        out.p("  ").p(name);
        for (int i = name.length(); i < 14; i++) {
            out.raw(' ');
        }
        if (value < 0) {
            out.p("no: ").errno((int) -value);
        } else if (wall == Cage.USER && value == 0) {
            out.p("no: your own (root gives it one that nobody else has)");
        } else if (wall == Cage.USER) {
            out.p("yes: ").p(value).p(", which nobody else has");
        } else if (wall == Cage.LANDLOCK) {
            out.p("yes: the runtime, readable only (ABI ").p(value).raw(')');
        } else {
            out.p(value > 0 ? "yes: " : "no: ").p(value > 0 ? HELD[wall] : "not tried");
        }
        out.raw('\n');
    }
}

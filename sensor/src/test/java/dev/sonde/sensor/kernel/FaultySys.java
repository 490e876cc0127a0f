package dev.sonde.sensor.kernel;

import java.util.ArrayList;
import java.util.List;

/// A port that fails on purpose: the call with a certain number, or every call of one kind, gives an errno and is not
/// made.
public final class FaultySys implements Sys {
    /// More calls than any of the tests' commands make: beyond, it hangs.
    private static final int MOST = 50_000;

    private final Sys sys;

    /// The call that fails, counted from 0; -1: none.
    private final int at;

    /// The system call that always fails; -1: none.
    private final int nr;

    private final int errno;

    /// The system calls that were asked for, in order.
    public final List<Integer> calls = new ArrayList<>();

    private FaultySys(Sys sys, int at, int nr, int errno) {
        this.sys = sys;
        this.at = at;
        this.nr = nr;
        this.errno = errno;
    }

    public static FaultySys once(Sys sys, int at, int errno) {
        return new FaultySys(sys, at, -1, errno);
    }

    public static FaultySys always(Sys sys, int nr, int errno) {
        return new FaultySys(sys, -1, nr, errno);
    }

    private boolean fails(int call) {
        if (calls.size() > MOST) {
            throw new AssertionError("it hangs: system call " + call + " again and again");
        }
        calls.add(call);
        return calls.size() - 1 == at || call == nr;
    }

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        return fails(nr) ? -errno : sys.call(nr, a, b, c, d, e, f);
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        return fails(nr) ? -errno : sys.call(nr, xi, x, xo, yi, y, a, b, c, d, e, f);
    }

    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        return fails(nr) ? -errno : sys.message(nr, fd, header, name, data, length, control, flags);
    }

    @Override
    public long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed) {
        return fails(nr) ? -errno : sys.pointing(nr, a, b, struct, at, pointed);
    }

    @Override
    public int execveat(byte[] path, byte[][] argv, byte[][] envp, long token) {
        return sys.execveat(path, argv, envp, token);
    }

    @Override
    public int fork() {
        return sys.fork();
    }

    @Override
    public int execve(byte[] path, byte[][] argv, byte[][] envp) {
        return sys.execve(path, argv, envp);
    }

    @Override
    public void exit(int status) {
        sys.exit(status);
    }

    @Override
    public byte[][] argv() {
        return sys.argv();
    }

    @Override
    public byte[][] environ() {
        return sys.environ();
    }

    @Override
    public boolean single() {
        return sys.single();
    }

    @Override
    public boolean arm() {
        return sys.arm();
    }
}

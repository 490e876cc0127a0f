package dev.sonde.sensor.kernel;

import dev.sonde.protocol.Errno;

/// A kernel in which nobody starts processes: what a fake one need not say itself.
public abstract class FakeSys implements Sys {
    protected FakeSys() {}

    @Override
    public int fork() {
        return -Errno.ENOSYS;
    }

    @Override
    public int execve(byte[] path, byte[][] argv, byte[][] envp) {
        return -Errno.ENOSYS;
    }

    @Override
    public long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed) {
        return -Errno.ENOSYS;
    }

    @Override
    public int execveat(byte[] path, byte[][] argv, byte[][] envp, long token) {
        return -Errno.ENOSYS;
    }

    @Override
    public void exit(int status) {
        throw new AssertionError("exit " + status);
    }

    @Override
    public byte[][] argv() {
        return new byte[0][];
    }

    @Override
    public byte[][] environ() {
        return new byte[0][];
    }

    @Override
    public boolean single() {
        return true;
    }

    @Override
    public boolean arm() {
        return false;
    }
}

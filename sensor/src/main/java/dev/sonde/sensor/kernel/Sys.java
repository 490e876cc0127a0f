package dev.sonde.sensor.kernel;

/// The port to the kernel: byte arrays and longs in, a result or `-errno` out, no exceptions.
///
/// It has three forms: direct C calls in the binary (`NativeSys`), the Foreign Function & Memory API on
/// the JVM (`FfmSys`), and fakes in tests that fail on purpose. Everything else of the sensor is written
/// against this interface, so that one source runs in all three. Paths, names, arguments and environment are
/// raw bytes: the kernel knows no character sets.
///
/// Numbers in structs are in the byte order of the machine, which is little-endian on every machine that
/// sonde is built for ([Bytes] reads and writes them).
public interface Sys {

    /// `syscall(nr, a, b, c, d, e, f)`, where `nr` is one of the constants of [Nr].
    long call(int nr, long a, long b, long c, long d, long e, long f);

    /// As [#call(int, long, long, long, long, long, long)]; argument number `xi` (0..5) becomes the address of
    /// `x[xo]`, and, unless `yi` is -1, argument number `yi` becomes the address of `y[0]`.
    ///
    /// The caller has checked that `xo` lies within `x`; how far the kernel reads or writes from there is
    /// one of the other arguments, and has been checked as well.
    long call(int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f);

    /// `sendmsg(2)` or `recvmsg(2)` with one buffer.
    ///
    /// `header` is a `struct msghdr` of 56 bytes in which the caller has set the lengths (`msg_namelen` at 8,
    /// `msg_controllen` at 40); the pointers in it are filled in here. After `recvmsg` it holds the lengths and
    /// flags (at 48) that the kernel returned. `name` and `control` may be empty arrays.
    long message(int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags);

    /// `syscall(nr, a, b, struct)`, where the eight bytes of `struct` from `at` on become the address of `pointed[0]`:
    /// `struct sock_fprog` of seccomp(2), and its like.
    long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed);

    /// `fork(2)`: 0 in the child. `-ENOSYS` on a JVM, which has many threads and cannot fork.
    int fork();

    /// `execve(2)` with the caller's original signal mask: returns only on failure, with `-errno`.
    int execve(byte[] path, byte[][] argv, byte[][] envp);

    /// The same by `execveat(AT_FDCWD, path, argv, envp, 0)`, with `token` in the sixth register, at which the kernel
    /// does not look, but a filter of system calls may.
    int execveat(byte[] path, byte[][] argv, byte[][] envp, long token);

    /// `_exit(2)`: what is still in buffers of ours is lost.
    void exit(int status);

    /// The arguments as the kernel passed them, the program's own name first.
    byte[][] argv();

    /// The environment as the kernel passed it, `NAME=value` each.
    byte[][] environ();

    /// Whether this process has one thread and can therefore join every kind of namespace, fork and exec.
    boolean single();

    /// Whether the machine is aarch64 (else it is x86-64): some flags and numbers differ.
    boolean arm();
}

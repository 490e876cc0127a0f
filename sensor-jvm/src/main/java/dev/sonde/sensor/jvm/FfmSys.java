package dev.sonde.sensor.jvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Sys;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The port to the kernel on the JVM: one downcall to `syscall(2)`, errno captured by the linker, arrays copied in
/// and out.
///
/// It serves tests, debugging, and machines without a C compiler. A JVM has many threads: it cannot fork, and the
/// kernel refuses it user and time namespaces; those calls give `-ENOSYS` here.
@SuppressWarnings("restricted") // native access is what this module is for
public final class FfmSys implements Sys {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO = STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /// `long syscall(long number, ...)`
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("syscall").orElseThrow(),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    /// `__NR_*` of `asm/unistd_64.h`, in the order of `Nr`.
    static final int[] X86_64 = {
        0, 1, 257, 437, 3, 436, 332, 137, 138, 267, 217, 308, 272, 41, 53, 49, 42, 44, 45, 46, 47, 54, 55, 51, 271, 16,
        61, 62, 14, 13, 289, 165, 166, 155, 161, 80, 81, 79, 39, 110, 102, 107, 104, 108, 117, 119, 115, 116, 157, 125,
        126, 302, 95, 112, 109, 121, 434, 424, 438, 304, 303, 319, 72, 292, 293, 77, 8, 74, 258, 263, 316, 259, 266, 93,
        91, 40, 228, 230, 283, 286, 63, 170, 318, 231, 105, 106, 470, 122, 123, 442, 317, 444, 445, 446, 17
    };

    /// `__NR_*` of `asm-generic/unistd.h`, which is aarch64's, in the order of `Nr`.
    static final int[] AARCH64 = {
        63, 64, 56, 437, 57, 436, 291, 43, 44, 78, 61, 268, 97, 198, 199, 200, 203, 206, 207, 211, 212, 208, 209, 204,
        73, 29, 260, 129, 135, 134, 74, 40, 39, 41, 51, 49, 50, 17, 172, 173, 174, 175, 176, 177, 147, 149, 158, 159,
        167, 90, 91, 261, 166, 157, 154, 155, 434, 424, 438, 265, 264, 279, 25, 24, 59, 46, 62, 82, 34, 35, 276, 33, 36,
        55, 52, 71, 113, 115, 85, 86, 160, 161, 278, 94, 146, 144, 470, 151, 152, 442, 277, 444, 445, 446, 67
    };

    private final byte[][] argv;

    /// `argv`: the program's own arguments, as raw as the JVM's own command line still has them.
    public FfmSys(byte[][] argv) {
        this.argv = argv;
    }

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long r = invoke(state, nr, a, b, c, d, e, f);
            return r == -1 ? -state.get(JAVA_INT, ERRNO) : r;
        }
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long[] v = {a, b, c, d, e, f};
            MemorySegment mx = copyIn(arena, x, xo);
            v[xi] = mx.address();
            MemorySegment my = null;
            if (yi >= 0) {
                my = copyIn(arena, y, 0);
                v[yi] = my.address();
            }
            long r = invoke(state, nr, v[0], v[1], v[2], v[3], v[4], v[5]);
            if (r == -1) {
                return -state.get(JAVA_INT, ERRNO);
            }
            MemorySegment.copy(mx, JAVA_BYTE, 0, x, xo, x.length - xo);
            if (my != null) {
                MemorySegment.copy(my, JAVA_BYTE, 0, y, 0, y.length);
            }
            return r;
        }
    }

    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment h = copyIn(arena, header, 0);
            MemorySegment n = copyIn(arena, name, 0);
            MemorySegment d = copyIn(arena, data, 0);
            MemorySegment c = copyIn(arena, control, 0);
            MemorySegment iov = arena.allocate(16, 8);
            iov.set(ADDRESS, 0, d);
            iov.set(JAVA_LONG, 8, length);
            h.set(ADDRESS, 0, name.length == 0 ? MemorySegment.NULL : n);
            h.set(ADDRESS, 16, iov);
            h.set(JAVA_LONG, 24, 1);
            h.set(ADDRESS, 32, control.length == 0 ? MemorySegment.NULL : c);
            long r = invoke(state, nr, fd, h.address(), flags, 0, 0, 0);
            if (r == -1) {
                return -state.get(JAVA_INT, ERRNO);
            }
            MemorySegment.copy(h, JAVA_BYTE, 0, header, 0, header.length);
            MemorySegment.copy(n, JAVA_BYTE, 0, name, 0, name.length);
            MemorySegment.copy(d, JAVA_BYTE, 0, data, 0, data.length);
            MemorySegment.copy(c, JAVA_BYTE, 0, control, 0, control.length);
            return r;
        }
    }

    @Override
    public long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment s = copyIn(arena, struct, 0);
            s.set(JAVA_LONG_UNALIGNED, at, copyIn(arena, pointed, 0).address());
            long r = invoke(state, nr, a, b, s.address(), 0, 0, 0);
            return r == -1 ? -state.get(JAVA_INT, ERRNO) : r;
        }
    }

    private static MemorySegment copyIn(Arena arena, byte[] b, int at) {
        MemorySegment m = arena.allocate(Math.max(1, b.length - at), 8);
        MemorySegment.copy(b, at, m, JAVA_BYTE, 0, b.length - at);
        return m;
    }

    private static long invoke(MemorySegment state, int nr, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SYSCALL.invokeExact(state, (long) (ARM ? AARCH64 : X86_64)[nr], a, b, c, d, e, f);
        } catch (RuntimeException | Error t) {
            throw t;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    @Override
    public int fork() {
        return -Errno.ENOSYS;
    }

    @Override
    public int execve(byte[] path, byte[][] argv, byte[][] envp) {
        return -Errno.ENOSYS;
    }

    @Override
    public int execveat(byte[] path, byte[][] argv, byte[][] envp, long token) {
        return -Errno.ENOSYS;
    }

    @Override
    public void exit(int status) {
        Runtime.getRuntime().halt(status);
    }

    @Override
    public byte[][] argv() {
        return argv;
    }

    @Override
    public byte[][] environ() {
        return split("/proc/self/environ");
    }

    @Override
    public boolean single() {
        return false;
    }

    @Override
    public boolean arm() {
        return ARM;
    }

    /// The last `count` arguments of this JVM's command line, as the kernel passed them, behind the name `sonde`:
    /// the `String[]` of main has lost what is not in the JVM's character set.
    public static byte[][] lastArguments(int count) {
        byte[][] all = split("/proc/self/cmdline");
        byte[][] r = new byte[count + 1][];
        r[0] = Bytes.of("sonde");
        System.arraycopy(all, all.length - count, r, 1, count);
        return r;
    }

    private static byte[][] split(String file) {
        byte[] b;
        try {
            b = Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            return new byte[0][];
        }
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < b.length; i++) {
            if (b[i] == 0) {
                parts.add(Bytes.sub(b, from, i - from));
                from = i + 1;
            }
        }
        return parts.toArray(new byte[0][]);
    }
}

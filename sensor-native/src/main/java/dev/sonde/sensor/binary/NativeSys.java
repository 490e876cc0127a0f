package dev.sonde.sensor.binary;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.Main;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Sys;
import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/// The port to the kernel in the binary: C calls without a copy.
///
/// The collector runs only on allocation and there is one thread, so an array stays where it is during a call;
/// `pin` tells the collector the same.
@Include(value = "sonde.h", isSystem = false)
public final class NativeSys implements Sys {
    @Import(name = "sonde_syscall")
    private static native long syscall(int nr, long a, long b, long c, long d, long e, long f);

    @Import(name = "sonde_message")
    private static native long message0(
            int nr,
            int fd,
            Address header,
            Address name,
            int nameLength,
            Address data,
            int length,
            Address control,
            int controlLength,
            int flags);

    @Import(name = "sonde_fork")
    private static native int fork0();

    @Import(name = "sonde_execve")
    private static native int execve0(Address path, Address argv, Address envp);

    @Import(name = "sonde_execveat")
    private static native int execveat0(Address path, Address argv, Address envp, long token);

    @Import(name = "sonde_vector")
    private static native Address vector(int n);

    @Import(name = "sonde_vector_set")
    private static native void vectorSet(Address vector, int i, Address bytes, int length);

    @Import(name = "sonde_count")
    private static native int count(int which);

    @Import(name = "sonde_length")
    private static native int length(int which, int i);

    @Import(name = "sonde_byte")
    private static native int byteAt(int which, int i, int at);

    @Import(name = "sonde_arm")
    private static native int arm0();

    @Include("unistd.h")
    @Import(name = "_exit")
    private static native void exit0(int status);

    @Override
    public long call(int nr, long a, long b, long c, long d, long e, long f) {
        return syscall(nr, a, b, c, d, e, f);
    }

    @Override
    public long call(
            int nr, int xi, byte[] x, int xo, int yi, byte[] y, long a, long b, long c, long d, long e, long f) {
        Address.pin(x);
        Address.pin(y);
        long px = Address.ofData(x).toLong() + xo;
        long py = Address.ofData(y).toLong();
        long va = xi == 0 ? px : yi == 0 ? py : a;
        long vb = xi == 1 ? px : yi == 1 ? py : b;
        long vc = xi == 2 ? px : yi == 2 ? py : c;
        long vd = xi == 3 ? px : yi == 3 ? py : d;
        long ve = xi == 4 ? px : yi == 4 ? py : e;
        long vf = xi == 5 ? px : yi == 5 ? py : f;
        return syscall(nr, va, vb, vc, vd, ve, vf);
    }

    @Override
    public long message(
            int nr, int fd, byte[] header, byte[] name, byte[] data, int length, byte[] control, int flags) {
        Address.pin(header);
        Address.pin(name);
        Address.pin(data);
        Address.pin(control);
        Address h = Address.ofData(header);
        Address n = Address.ofData(name);
        Address d = Address.ofData(data);
        Address c = Address.ofData(control);
        return message0(nr, fd, h, n, name.length, d, length, c, control.length, flags);
    }

    @Override
    public long pointing(int nr, long a, long b, byte[] struct, int at, byte[] pointed) {
        Address.pin(struct);
        Address.pin(pointed);
        long address = Address.ofData(pointed).toLong();
        Bytes.put64(struct, at, address);
        long s = Address.ofData(struct).toLong();
        return syscall(nr, a, b, s, 0, 0, 0);
    }

    @Override
    public int fork() {
        return fork0();
    }

    @Override
    public int execve(byte[] path, byte[][] argv, byte[][] envp) {
        Address p = strings(new byte[][] {path});
        Address a = strings(argv);
        Address e = strings(envp);
        if (p.toLong() == 0 || a.toLong() == 0 || e.toLong() == 0) {
            return -Errno.ENOMEM;
        }
        return execve0(p.getAddress(), a, e);
    }

    @Override
    public int execveat(byte[] path, byte[][] argv, byte[][] envp, long token) {
        Address p = strings(new byte[][] {path});
        Address a = strings(argv);
        Address e = strings(envp);
        if (p.toLong() == 0 || a.toLong() == 0 || e.toLong() == 0) {
            return -Errno.ENOMEM;
        }
        return execveat0(p.getAddress(), a, e, token);
    }

    private static Address strings(byte[][] all) {
        Address v = vector(all.length);
        if (v.toLong() == 0) {
            return v;
        }
        for (int i = 0; i < all.length; i++) {
            byte[] s = all[i];
            Address.pin(s);
            Address data = Address.ofData(s);
            vectorSet(v, i, data, s.length);
        }
        return v;
    }

    @Override
    public void exit(int status) {
        exit0(status);
    }

    @Override
    public byte[][] argv() {
        return read(0);
    }

    @Override
    public byte[][] environ() {
        return read(1);
    }

    @Bounded("once for each argument, or variable of the environment")
    private static byte[][] read(int which) {
        byte[][] all = new byte[count(which)][];
        for (int i = 0; i < all.length; i++) {
            int n = length(which, i);
            byte[] s = new byte[n];
            for (int k = 0; k < n; k++) {
                s[k] = (byte) byteAt(which, i, k);
            }
            all[i] = s;
        }
        return all;
    }

    @Override
    public boolean single() {
        return true;
    }

    @Override
    public boolean arm() {
        return arm0() != 0;
    }

    /// Where the binary begins. The only `try` of the sensor stands here: no failure leaves as a stack trace.
    public static void main(String[] ignored) {
        Sys sys = new NativeSys();
        int status = Main.INTERNAL;
        try {
            status = Main.run(sys);
        } catch (Throwable t) {
            Main.internalError(sys, what(t));
        }
        sys.exit(status);
    }

    /// The class's own name is not always kept by the compiler.
    private static String what(Throwable t) {
        if (t instanceof NullPointerException) {
            return "null where there must be something";
        }
        return t instanceof IndexOutOfBoundsException ? "index out of range" : "exception";
    }
}

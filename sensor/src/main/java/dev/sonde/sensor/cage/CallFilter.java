package dev.sonde.sensor.cage;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;

/// The filter of system calls (seccomp): a program of the kernel's classic BPF that knows [AllowedCalls], and refuses
/// everything else with EPERM.
///
/// The one execution that is still to come is allowed by a number that nobody knows: see [#install].
final class CallFilter {
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    /// `AUDIT_ARCH_X86_64`, `AUDIT_ARCH_AARCH64`
    private static final int X86_64 = 0xc000003e;

    private static final int AARCH64 = 0xc00000b7;

    /// `__X32_SYSCALL_BIT`: from here on x86-64 has the calls of x32 again, under other numbers.
    private static final int X32 = 0x40000000;

    /// `BPF_LD|BPF_W|BPF_ABS`, `BPF_JMP|BPF_JEQ|BPF_K` and its like, `BPF_ALU|BPF_AND|BPF_K`, `BPF_RET|BPF_K`
    private static final int LOAD = 0x20;

    private static final int EQUAL = 0x15;
    private static final int AT_LEAST = 0x35;
    private static final int ANY_BIT = 0x45;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;

    /// `SECCOMP_RET_ALLOW`, `SECCOMP_RET_ERRNO`, `SECCOMP_RET_KILL_PROCESS`
    private static final int ALLOW = 0x7fff0000;

    private static final int ERRNO = 0x00050000;
    private static final int KILL = 0x80000000;

    /// `struct seccomp_data { int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]; }`
    private static final int DATA_NR = 0;

    private static final int DATA_ARCH = 4;
    private static final int DATA_ARGS = 16;

    /// What pthread_create(3) asks for, and nothing else: a thread of this process. musl adds CLONE_DETACHED.
    private static final int THREAD = 0x3d0f00;

    private static final int CLONE_DETACHED = 0x400000;

    /// `O_WRONLY|O_RDWR|O_CREAT|O_EXCL|O_TRUNC|O_APPEND`, and O_TMPFILE without O_DIRECTORY
    private static final int WRITES = 3 | 0100 | 0200 | 01000 | 02000 | 020000000;

    /// `struct sock_filter { __u16 code; __u8 jt, jf; __u32 k; }`
    private static final int INSTRUCTION = 8;

    private final byte[] program = new byte[512 * INSTRUCTION];
    private int n;
    private final int column;

    CallFilter(boolean arm) {
        column = arm ? 1 : 0;
    }

    /// Refuses from now on what is not listed: 0 or -errno. The process must have no_new_privs.
    ///
    /// execveat(2) is allowed where its sixth register, which it does not use, holds `token`: what the process drew
    /// at random, and what is forgotten with its memory by that very execution.
    static int install(Kernel kernel, long token) {
        CallFilter filter = new CallFilter(kernel.sys().arm());
        byte[] code = filter.program(kernel.getpid(), token);
        // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
        byte[] fprog = new byte[16];
        Bytes.put16(fprog, 0, code.length / INSTRUCTION);
        return (int) kernel.sys().pointing(Nr.SECCOMP, SECCOMP_SET_MODE_FILTER, 0, fprog, 8, code);
    }

    /// The program for the process with this pid.
    byte[] program(int pid, long token) {
        n = 0;
        add(LOAD, 0, 0, DATA_ARCH);
        add(EQUAL, 1, 0, column == 0 ? X86_64 : AARCH64);
        add(RETURN, 0, 0, KILL);
        add(LOAD, 0, 0, DATA_NR);
        if (column == 0) {
            add(AT_LEAST, 0, 1, X32);
            refuse(Errno.EPERM);
        }
        for (int i = column; i < AllowedCalls.PLAIN.length; i += 2) {
            if (AllowedCalls.PLAIN[i] >= 0) {
                add(EQUAL, 0, 1, AllowedCalls.PLAIN[i]);
                allow();
            }
        }
        int from = of(AllowedCalls.CLONE);
        argument(0);
        add(AND, 0, 0, ~CLONE_DETACHED);
        among(THREAD);
        refused(from);
        // The C library falls back to clone(2), whose flags a filter can see.
        from = of(AllowedCalls.CLONE3);
        refuse(Errno.ENOSYS);
        ends(from);
        from = of(AllowedCalls.IOCTL);
        argument(1);
        among(0x5401); // TCGETS
        among(0x802c542a); // TCGETS2
        among(0x5413); // TIOCGWINSZ
        among(0x541b); // FIONREAD
        refused(from);
        from = of(AllowedCalls.PRCTL);
        argument(0);
        among(15); // PR_SET_NAME
        among(16); // PR_GET_NAME
        among(0x53564d41); // PR_SET_VMA
        refused(from);
        from = of(AllowedCalls.FCNTL);
        argument(1);
        among(1); // F_GETFD
        among(2); // F_SETFD
        among(3); // F_GETFL
        refused(from);
        from = of(AllowedCalls.TGKILL);
        argument(0);
        among(pid);
        refused(from);
        from = of(AllowedCalls.PRLIMIT64);
        argument(0);
        add(EQUAL, 1, 0, 0);
        refuse(Errno.EPERM);
        both(2, 0); // it only reads its own
        refused(from);
        from = of(AllowedCalls.EXECVEAT);
        both(5, token);
        refused(from);
        from = of(AllowedCalls.OPENAT);
        reads(2);
        ends(from);
        if (column == 0) {
            from = of(AllowedCalls.OPEN);
            reads(1);
            ends(from);
        }
        input(AllowedCalls.READ);
        input(AllowedCalls.READV);
        input(AllowedCalls.PREAD64);
        refuse(Errno.EPERM);
        return Bytes.sub(program, 0, n * INSTRUCTION);
    }

    private void add(int code, int ifTrue, int ifFalse, int k) {
        Bytes.put16(program, n * INSTRUCTION, code);
        program[n * INSTRUCTION + 2] = (byte) ifTrue;
        program[n * INSTRUCTION + 3] = (byte) ifFalse;
        Bytes.put32(program, n * INSTRUCTION + 4, k);
        n++;
    }

    private void allow() {
        add(RETURN, 0, 0, ALLOW);
    }

    private void refuse(int errno) {
        add(RETURN, 0, 0, ERRNO | errno);
    }

    /// Begins the part for one call: where it begins, for [#ends].
    private int of(int call) {
        add(EQUAL, 0, 0, AllowedCalls.WITH_ARGUMENTS[2 * call + column]);
        return n - 1;
    }

    /// Another call goes past this part.
    private void ends(int from) {
        program[from * INSTRUCTION + 3] = (byte) (n - from - 1);
    }

    private void refused(int from) {
        refuse(Errno.EPERM);
        ends(from);
    }

    /// The low half of an argument: all that the kernel looks at, of an int.
    private void argument(int i) {
        add(LOAD, 0, 0, DATA_ARGS + 8 * i);
    }

    private void among(int value) {
        add(EQUAL, 0, 1, value);
        allow();
    }

    /// A call that reads from the fd of its first argument. A terminal can be read through stdout and stderr, and what
    /// the user types is for others; so there is no call either that copies an fd.
    private void input(int call) {
        int from = of(call);
        argument(0);
        add(EQUAL, 2, 0, 1);
        add(EQUAL, 1, 0, 2);
        allow();
        refused(from);
    }

    private void both(int i, long value) {
        argument(i);
        add(EQUAL, 0, 3, (int) value);
        add(LOAD, 0, 0, DATA_ARGS + 8 * i + 4);
        add(EQUAL, 0, 1, (int) (value >>> 32));
        allow();
    }

    private void reads(int i) {
        argument(i);
        add(ANY_BIT, 1, 0, WRITES);
        allow();
        refuse(Errno.EPERM);
    }
}

package dev.sonde.sensor.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sonde.protocol.Errno;
import dev.sonde.sensor.kernel.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The filter, as the kernel runs it: for each call that there may be, with the arguments that matter.
class CallFilterTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE = 0x00050000;
    private static final int PID = 4711;
    private static final long TOKEN = 0x89abcdef_01234567L;
    private static final int[] ARCH = {0xc000003e, 0xc00000b7};

    /// Names of [AllowedCalls#PLAIN] and then of [AllowedCalls#WITH_ARGUMENTS], in their order, as the kernel's headers
    /// have them.
    private static final String[] NAMES = ("write writev close fstat lseek mmap mprotect munmap brk"
                    + " mremap madvise mincore msync rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack sched_yield"
                    + " nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday getpid gettid getppid getuid"
                    + " geteuid getgid getegid uname sysinfo getcwd newfstatat statx faccessat faccessat2 readlinkat"
                    + " getdents64 statfs fstatfs getrusage times futex set_robust_list rseq set_tid_address membarrier"
                    + " getrandom getcpu sched_getaffinity exit exit_group restart_syscall ppoll getrlimit"
                    + " stat lstat access readlink poll time arch_prctl"
                    + " clone clone3 ioctl prctl fcntl tgkill prlimit64 execveat openat open read readv pread64")
            .split(" ");

    /// What the program answers, run as classic BPF is: `struct seccomp_data { nr, arch, ip, args[6] }`.
    private static int run(byte[] program, int arch, int nr, long... args) {
        byte[] data = new byte[64];
        Bytes.put32(data, 0, nr);
        Bytes.put32(data, 4, arch);
        for (int i = 0; i < args.length; i++) {
            Bytes.put64(data, 16 + 8 * i, args[i]);
        }
        int a = 0;
        int at = 0;
        while (true) {
            int k = Bytes.i32(program, 8 * at + 4);
            int yes = Bytes.u8(program, 8 * at + 2);
            int no = Bytes.u8(program, 8 * at + 3);
            switch (Bytes.u16(program, 8 * at)) {
                case 0x20 -> a = Bytes.i32(data, k);
                case 0x54 -> a &= k;
                case 0x15 -> at += a == k ? yes : no;
                case 0x35 -> at += Integer.compareUnsigned(a, k) >= 0 ? yes : no;
                case 0x45 -> at += (a & k) != 0 ? yes : no;
                case 0x06 -> {
                    return k;
                }
                default -> throw new AssertionError("instruction " + at);
            }
            at++;
        }
    }

    private static byte[] program(int machine) {
        return new CallFilter(machine == 1).program(PID, TOKEN);
    }

    private static int number(int machine, int call) {
        return AllowedCalls.WITH_ARGUMENTS[2 * call + machine];
    }

    @Test
    void whatIsNotListedIsRefused() {
        for (int machine = 0; machine < 2; machine++) {
            byte[] program = program(machine);
            Map<Integer, Boolean> plain = new TreeMap<>();
            for (int i = machine; i < AllowedCalls.PLAIN.length; i += 2) {
                plain.put(AllowedCalls.PLAIN[i], true);
            }
            for (int nr = 0; nr < 1024; nr++) {
                // Arguments with which no call that looks at them is allowed, but for reading files.
                long none = 0x1_0000_0003L;
                int answer = run(program, ARCH[machine], nr, none, none, none, none, none, none);
                boolean allowed = plain.containsKey(nr);
                int refusal = nr == number(machine, AllowedCalls.CLONE3) ? Errno.ENOSYS : Errno.EPERM;
                boolean reads = nr == number(machine, AllowedCalls.FCNTL) // F_GETFL is 3
                        || nr == number(machine, AllowedCalls.READ)
                        || nr == number(machine, AllowedCalls.READV)
                        || nr == number(machine, AllowedCalls.PREAD64);
                assertThat(answer)
                        .as("machine %d call %d", machine, nr)
                        .isEqualTo(allowed || reads ? ALLOW : REFUSE | refusal);
            }
            assertThat(run(program, ARCH[1 - machine], 0)).isEqualTo(0x80000000);
            assertThat(run(program, 0x40000003, 20)).as("i386").isEqualTo(0x80000000);
        }
        assertThat(run(program(0), ARCH[0], 0x40000000)).as("x32").isEqualTo(REFUSE | Errno.EPERM);
        assertThat(run(program(0), ARCH[0], -1)).isEqualTo(REFUSE | Errno.EPERM);
    }

    @Test
    void someAreAllowedWithSomeArguments() {
        for (int m = 0; m < 2; m++) {
            byte[] p = program(m);
            int eperm = REFUSE | Errno.EPERM;
            int arch = ARCH[m];
            int clone = number(m, AllowedCalls.CLONE);
            assertThat(run(p, arch, clone, 0x3d0f00)).isEqualTo(ALLOW);
            assertThat(run(p, arch, clone, 0x7d0f00)).as("musl").isEqualTo(ALLOW);
            assertThat(run(p, arch, clone, 0x11)).as("fork").isEqualTo(eperm);
            assertThat(run(p, arch, clone, 0x4111)).as("vfork").isEqualTo(eperm);
            assertThat(run(p, arch, clone, 0x3d0f00 | 0x40000000)).as("netns").isEqualTo(eperm);
            int execveat = number(m, AllowedCalls.EXECVEAT);
            assertThat(run(p, arch, execveat, 0, 0, 0, 0, 0, TOKEN)).isEqualTo(ALLOW);
            assertThat(run(p, arch, execveat, 0, 0, 0, 0, 0, TOKEN ^ 1)).isEqualTo(eperm);
            assertThat(run(p, arch, execveat, 0, 0, 0, 0, 0, TOKEN ^ 1L << 40)).isEqualTo(eperm);
            assertThat(run(p, arch, execveat, TOKEN, TOKEN, TOKEN, TOKEN, TOKEN, 0))
                    .isEqualTo(eperm);
            int ioctl = number(m, AllowedCalls.IOCTL);
            assertThat(run(p, arch, ioctl, 1, 0x5401)).as("TCGETS").isEqualTo(ALLOW);
            assertThat(run(p, arch, ioctl, 1, 0x5412)).as("TIOCSTI").isEqualTo(eperm);
            assertThat(run(p, arch, ioctl, 1, 0x1_0000_5412L)).as("TIOCSTI").isEqualTo(eperm);
            assertThat(run(p, arch, ioctl, 1, 0x541c)).as("TIOCLINUX").isEqualTo(eperm);
            int tgkill = number(m, AllowedCalls.TGKILL);
            assertThat(run(p, arch, tgkill, PID, 1, 2)).isEqualTo(ALLOW);
            assertThat(run(p, arch, tgkill, 1, PID, PID)).isEqualTo(eperm);
            int prlimit = number(m, AllowedCalls.PRLIMIT64);
            assertThat(run(p, arch, prlimit, 0, 7, 0, 1)).isEqualTo(ALLOW);
            assertThat(run(p, arch, prlimit, 0, 7, 0x7f0000000000L, 1)).isEqualTo(eperm);
            assertThat(run(p, arch, prlimit, 1, 7, 0, 1)).isEqualTo(eperm);
            for (int call : new int[] {AllowedCalls.READ, AllowedCalls.READV, AllowedCalls.PREAD64}) {
                int read = number(m, call);
                assertThat(run(p, arch, read, 0)).as("the sensor").isEqualTo(ALLOW);
                assertThat(run(p, arch, read, 1)).as("the terminal").isEqualTo(eperm);
                assertThat(run(p, arch, read, 0x1_0000_0002L))
                        .as("the terminal")
                        .isEqualTo(eperm);
                assertThat(run(p, arch, read, 3)).as("a file").isEqualTo(ALLOW);
            }
            int openat = number(m, AllowedCalls.OPENAT);
            assertThat(run(p, arch, openat, -100, 1, 02000000)).isEqualTo(ALLOW);
            for (int writes : new int[] {1, 2, 3, 0100, 01000, 02000, 020000000}) {
                assertThat(run(p, arch, openat, -100, 1, writes))
                        .as("flags %o", writes)
                        .isEqualTo(eperm);
            }
        }
    }

    @Test
    void x86AsTheKernelsHeaderHasIt() throws IOException {
        compare("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", 0);
    }

    @Test
    void aarch64AsTheKernelsHeaderHasIt() throws IOException {
        compare("/usr/include/asm-generic/unistd.h", 1);
    }

    private static void compare(String file, int machine) throws IOException {
        Path header = Path.of(file);
        assumeTrue(Files.exists(header), file + " is not installed (package linux-libc-dev)");
        Map<String, Integer> numbers = new TreeMap<>();
        Matcher m = Pattern.compile("(?m)^#define\\s+__NR(?:3264)?_(\\w+)\\s+(\\d+)")
                .matcher(Files.readString(header));
        while (m.find()) {
            numbers.putIfAbsent(m.group(1), Integer.valueOf(m.group(2)));
        }
        int plain = AllowedCalls.PLAIN.length / 2;
        assertThat(NAMES).hasSize(plain + AllowedCalls.WITH_ARGUMENTS.length / 2);
        for (int i = 0; i < NAMES.length; i++) {
            int ours = i < plain
                    ? AllowedCalls.PLAIN[2 * i + machine]
                    : AllowedCalls.WITH_ARGUMENTS[2 * (i - plain) + machine];
            String name = machine == 1 && NAMES[i].equals("newfstatat") ? "fstatat" : NAMES[i];
            assertThat(ours).as(name).isEqualTo(numbers.getOrDefault(name, -1));
        }
    }
}

package dev.sonde.sensor.cage;

/// What a JVM asks the kernel for that computes, reads files and writes to fds that it has: the numbers of those
/// system calls, by machine. All others are refused.
///
/// Found by running every view under strace, and what other versions of the JVM and the C library plausibly use
/// beside it. None of them makes a process, a socket, a file or a mount, or reaches another process.
final class AllowedCalls {
    /// Pairs: the number on x86-64, the number on aarch64; -1 where a machine lacks it.
    static final int[] PLAIN = {
        1, 64, // write
        20, 66, // writev
        3, 57, // close
        5, 80, // fstat
        8, 62, // lseek
        9, 222, // mmap
        10, 226, // mprotect
        11, 215, // munmap
        12, 214, // brk
        25, 216, // mremap
        28, 233, // madvise
        27, 232, // mincore
        26, 227, // msync
        13, 134, // rt_sigaction
        14, 135, // rt_sigprocmask
        15, 139, // rt_sigreturn
        131, 132, // sigaltstack
        24, 124, // sched_yield
        35, 101, // nanosleep
        230, 115, // clock_nanosleep
        228, 113, // clock_gettime
        229, 114, // clock_getres
        96, 169, // gettimeofday
        39, 172, // getpid
        186, 178, // gettid
        110, 173, // getppid
        102, 174, // getuid
        107, 175, // geteuid
        104, 176, // getgid
        108, 177, // getegid
        63, 160, // uname
        99, 179, // sysinfo
        79, 17, // getcwd
        262, 79, // newfstatat
        332, 291, // statx
        269, 48, // faccessat
        439, 439, // faccessat2
        267, 78, // readlinkat
        217, 61, // getdents64
        137, 43, // statfs
        138, 44, // fstatfs
        98, 165, // getrusage
        100, 153, // times
        202, 98, // futex
        273, 99, // set_robust_list
        334, 293, // rseq
        218, 96, // set_tid_address
        324, 283, // membarrier
        318, 278, // getrandom
        309, 168, // getcpu
        204, 123, // sched_getaffinity
        60, 93, // exit
        231, 94, // exit_group
        219, 128, // restart_syscall
        271, 73, // ppoll
        97, 163, // getrlimit
        4, -1, // stat
        6, -1, // lstat
        21, -1, // access
        89, -1, // readlink
        7, -1, // poll
        201, -1, // time
        158, -1, // arch_prctl
    };

    /// Those that are allowed with some arguments only: [CallFilter] says which. Pairs as above, in this order.
    static final int[] WITH_ARGUMENTS = {
        56, 220, // clone
        435, 435, // clone3
        16, 29, // ioctl
        157, 167, // prctl
        72, 25, // fcntl
        234, 131, // tgkill
        302, 261, // prlimit64
        322, 281, // execveat
        257, 56, // openat
        2, -1, // open
        0, 63, // read
        19, 65, // readv
        17, 67, // pread64
    };

    static final int CLONE = 0;
    static final int CLONE3 = 1;
    static final int IOCTL = 2;
    static final int PRCTL = 3;
    static final int FCNTL = 4;
    static final int TGKILL = 5;
    static final int PRLIMIT64 = 6;
    static final int EXECVEAT = 7;
    static final int OPENAT = 8;
    static final int OPEN = 9;
    static final int READ = 10;
    static final int READV = 11;
    static final int PREAD64 = 12;

    private AllowedCalls() {}
}

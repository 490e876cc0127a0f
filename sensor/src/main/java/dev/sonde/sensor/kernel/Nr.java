package dev.sonde.sensor.kernel;

/// Numbers of system calls, in an order of our own: each form of [Sys] maps them to the machine's.
///
/// The order is data: the C table in `sensor-native/src/main/c/sonde.c` and the tables in `FfmSys` follow it,
/// and a test holds the three against each other.
public final class Nr {
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int OPENAT = 2;
    public static final int OPENAT2 = 3;
    public static final int CLOSE = 4;
    public static final int CLOSE_RANGE = 5;
    public static final int STATX = 6;
    public static final int STATFS = 7;
    public static final int FSTATFS = 8;
    public static final int READLINKAT = 9;
    public static final int GETDENTS64 = 10;
    public static final int SETNS = 11;
    public static final int UNSHARE = 12;
    public static final int SOCKET = 13;
    public static final int SOCKETPAIR = 14;
    public static final int BIND = 15;
    public static final int CONNECT = 16;
    public static final int SENDTO = 17;
    public static final int RECVFROM = 18;
    public static final int SENDMSG = 19;
    public static final int RECVMSG = 20;
    public static final int SETSOCKOPT = 21;
    public static final int GETSOCKOPT = 22;
    public static final int GETSOCKNAME = 23;
    public static final int PPOLL = 24;
    public static final int IOCTL = 25;
    public static final int WAIT4 = 26;
    public static final int KILL = 27;
    public static final int RT_SIGPROCMASK = 28;
    public static final int RT_SIGACTION = 29;
    public static final int SIGNALFD4 = 30;
    public static final int MOUNT = 31;
    public static final int UMOUNT2 = 32;
    public static final int PIVOT_ROOT = 33;
    public static final int CHROOT = 34;
    public static final int CHDIR = 35;
    public static final int FCHDIR = 36;
    public static final int GETCWD = 37;
    public static final int GETPID = 38;
    public static final int GETPPID = 39;
    public static final int GETUID = 40;
    public static final int GETEUID = 41;
    public static final int GETGID = 42;
    public static final int GETEGID = 43;
    public static final int SETRESUID = 44;
    public static final int SETRESGID = 45;
    public static final int GETGROUPS = 46;
    public static final int SETGROUPS = 47;
    public static final int PRCTL = 48;
    public static final int CAPGET = 49;
    public static final int CAPSET = 50;
    public static final int PRLIMIT64 = 51;
    public static final int UMASK = 52;
    public static final int SETSID = 53;
    public static final int SETPGID = 54;
    public static final int GETPGID = 55;
    public static final int PIDFD_OPEN = 56;
    public static final int PIDFD_SEND_SIGNAL = 57;
    public static final int PIDFD_GETFD = 58;
    public static final int OPEN_BY_HANDLE_AT = 59;
    public static final int NAME_TO_HANDLE_AT = 60;
    public static final int MEMFD_CREATE = 61;
    public static final int FCNTL = 62;
    public static final int DUP3 = 63;
    public static final int PIPE2 = 64;
    public static final int FTRUNCATE = 65;
    public static final int LSEEK = 66;
    public static final int FSYNC = 67;
    public static final int MKDIRAT = 68;
    public static final int UNLINKAT = 69;
    public static final int RENAMEAT2 = 70;
    public static final int MKNODAT = 71;
    public static final int SYMLINKAT = 72;
    public static final int FCHOWN = 73;
    public static final int FCHMOD = 74;
    public static final int SENDFILE = 75;
    public static final int CLOCK_GETTIME = 76;
    public static final int CLOCK_NANOSLEEP = 77;
    public static final int TIMERFD_CREATE = 78;
    public static final int TIMERFD_SETTIME = 79;
    public static final int UNAME = 80;
    public static final int SETHOSTNAME = 81;
    public static final int GETRANDOM = 82;
    public static final int EXIT_GROUP = 83;
    public static final int SETUID = 84;
    public static final int SETGID = 85;
    public static final int LISTNS = 86;
    public static final int SETFSUID = 87;
    public static final int SETFSGID = 88;
    public static final int MOUNT_SETATTR = 89;
    public static final int SECCOMP = 90;
    public static final int LANDLOCK_CREATE_RULESET = 91;
    public static final int LANDLOCK_ADD_RULE = 92;
    public static final int LANDLOCK_RESTRICT_SELF = 93;
    public static final int PREAD64 = 94;

    /// How many there are.
    public static final int COUNT = 95;

    private Nr() {}
}

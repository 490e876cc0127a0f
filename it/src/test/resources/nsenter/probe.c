// What the tests of nsenter need of C: a program that prints the whole state in which it was started, one that
// holds namespaces open, one that starts programs in any state and says how they ended, one that looks for files of the
// host from inside, and one that lets it find some.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <linux/sockios.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

extern char **environ;

static void die(const char *what) {
    fprintf(stderr, "probe: %s: %s\n", what, strerror(errno));
    _exit(99);
}

static void hex(const void *p, size_t n) {
    for (size_t i = 0; i < n; i++) printf("%02x", ((const unsigned char *) p)[i]);
}

static void file(const char *path) {
    char b[256];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, b, sizeof b);
    if (fd >= 0) close(fd);
    while (n > 0 && b[n - 1] == '\n') n--;
    printf("%s %.*s\n", path, n < 0 ? 1 : (int) n, n < 0 ? "-" : b);
}

static int state(int argc, char **argv) {
    char b[4096];
    struct stat st;
    // The fds first: what this program opens later must not be among them.
    for (int fd = 0; fd < 1024; fd++) {
        if (fstat(fd, &st)) continue;
        int fl = fcntl(fd, F_GETFL), cloexec = fcntl(fd, F_GETFD);
        dprintf(1, "fd %d dev %lx ino %lu mode %o flags %o cloexec %d\n", fd, (long) st.st_dev,
                (unsigned long) st.st_ino, st.st_mode, fl, cloexec);
    }
    printf("argc %d\n", argc);
    for (int i = 0; i < argc; i++) {
        printf("argv ");
        hex(argv[i], strlen(argv[i]));
        printf("\n");
    }
    for (char **e = environ; *e; e++) {
        printf("env ");
        hex(*e, strlen(*e));
        printf("\n");
    }
    uint64_t set = 0;
    syscall(SYS_rt_sigprocmask, 0, 0, &set, 8);
    printf("SigBlk %016lx\n", set);
    set = 0;
    syscall(SYS_rt_sigpending, &set, 8);
    printf("SigPnd %016lx\n", set);
    set = 0;
    for (int s = 1; s <= 64; s++) {
        uint64_t action[4] = {0};
        if (!syscall(SYS_rt_sigaction, s, 0, action, 8) && action[0] == 1) set |= 1ull << (s - 1);
    }
    printf("SigIgn %016lx\n", set);
    for (int r = 0; r < 16; r++) {
        struct rlimit l = {0};
        getrlimit(r, &l);
        printf("rlimit %d %lx %lx\n", r, (long) l.rlim_cur, (long) l.rlim_max);
    }
    mode_t mask = umask(0);
    umask(mask);
    printf("umask %o\n", mask);
    long n = syscall(SYS_getcwd, b, sizeof b);
    printf("cwd %s\n", n > 0 ? b : "-");
    if (!stat("/", &st)) printf("root %lx %lu\n", (long) st.st_dev, (unsigned long) st.st_ino);
    uid_t u[3];
    gid_t g[3], groups[64];
    getresuid(&u[0], &u[1], &u[2]);
    getresgid(&g[0], &g[1], &g[2]);
    printf("uid %u %u %u gid %u %u %u groups", u[0], u[1], u[2], g[0], g[1], g[2]);
    int ng = getgroups(64, groups);
    for (int i = 0; i < ng; i++) printf(" %u", groups[i]);
    struct __user_cap_header_struct h = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct d[2] = {{0}};
    syscall(SYS_capget, &h, d);
    printf("\ncaps eff %08x%08x prm %08x%08x inh %08x%08x bnd ", d[1].effective, d[0].effective, d[1].permitted,
           d[0].permitted, d[1].inheritable, d[0].inheritable);
    for (int c = 0; c < 64; c++) printf("%d", prctl(PR_CAPBSET_READ, c) > 0);
    printf(" amb ");
    for (int c = 0; c < 64; c++) printf("%d", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, c, 0, 0) > 0);
    int death = 0, reaper = 0;
    prctl(PR_GET_PDEATHSIG, &death);
    prctl(PR_GET_CHILD_SUBREAPER, &reaper);
    printf("\nprctl dumpable %d keepcaps %d securebits %x no_new_privs %d pdeathsig %d subreaper %d slack %d\n",
           prctl(PR_GET_DUMPABLE), prctl(PR_GET_KEEPCAPS), prctl(PR_GET_SECUREBITS), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
           death, reaper, prctl(PR_GET_TIMERSLACK));
    char name[17] = {0};
    prctl(PR_GET_NAME, name);
    printf("name %s\n", name);
    printf("nice %d scheduler %d\n", getpriority(PRIO_PROCESS, 0), sched_getscheduler(0));
    printf("init %d ppid %d pgrp %d sid %d fg %d\n", getpid() == 1, getppid(), getpgrp(), getsid(0), tcgetpgrp(0));
    pid_t parent = getppid();
    printf("parent's pgrp %d sid %d\n", getpgrp() == getpgid(parent), getsid(0) == getsid(parent));
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    printf("tty %d\n", tty >= 0);
    if (tty >= 0) close(tty);
    struct utsname un;
    uname(&un);
    printf("host %s\n", un.nodename);
    int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int ns = s < 0 ? -1 : ioctl(s, SIOCGSKNS);
    if (ns >= 0 && !fstat(ns, &st)) printf("netns %lu\n", (unsigned long) st.st_ino);
    struct timespec boot;
    clock_gettime(CLOCK_BOOTTIME, &boot);
    printf("time namespace %d\n", boot.tv_sec > 1000000000);
    static const char *const kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time",
                                        "time_for_children", "user", "uts"};
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        snprintf(b, sizeof b, "/proc/self/ns/%s", kinds[i]);
        printf("ns %s %lu\n", kinds[i], stat(b, &st) ? 0ul : (unsigned long) st.st_ino);
    }
    file("/proc/self/oom_score_adj");
    file("/proc/self/coredump_filter");
    file("/proc/self/timens_offsets");
    fflush(stdout);
    return 0;
}

static void put(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) die(path);
    close(fd);
}

static void copy(const char *from, const char *to) {
    char b[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
    ssize_t n = 0;
    while (in >= 0 && out >= 0 && (n = read(in, b, sizeof b)) > 0)
        if (write(out, b, (size_t) n) != n) die(to);
    if (in < 0 || out < 0 || n < 0) die(to);
    close(in);
    close(out);
}

// A root of its own: nothing but this program and /proc, on a file system of its own.
static void jail(const char *folder) {
    if (mount("", "/", 0, MS_REC | MS_PRIVATE, 0) || mount("tmpfs", folder, "tmpfs", 0, 0)) die(folder);
    if (chdir(folder)) die(folder);
    copy("/proc/self/exe", "probe");
    if (mkdir("proc", 0755) || mount("proc", "proc", "proc", 0, 0)) die("proc");
    if (syscall(SYS_pivot_root, ".", ".") || umount2(".", MNT_DETACH) || chdir("/")) die("pivot_root");
}

// hold LETTERS [HOST [FOLDER]]: makes namespaces (m u i n p U C T), prints the pid of a process in them, and keeps
// it until stdin ends. 'z' makes it a zombie; 'r' gives it a root of its own, mounted on FOLDER. Its fd 50 is a
// socket.
static int hold(char **argv) {
    int flags = 0, zombie = 0, own_root = 0;
    for (char *c = argv[2]; *c; c++) {
        flags |= *c == 'm'   ? CLONE_NEWNS
                 : *c == 'u' ? CLONE_NEWUTS
                 : *c == 'i' ? CLONE_NEWIPC
                 : *c == 'n' ? CLONE_NEWNET
                 : *c == 'p' ? CLONE_NEWPID
                 : *c == 'U' ? CLONE_NEWUSER
                 : *c == 'C' ? CLONE_NEWCGROUP
                 : *c == 'T' ? CLONE_NEWTIME
                             : 0;
        zombie |= *c == 'z';
        own_root |= *c == 'r';
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int uid = geteuid(), gid = getegid();
    if (unshare(flags)) die("unshare");
    if (flags & CLONE_NEWUSER) {
        char map[64];
        put("/proc/self/setgroups", "deny");
        snprintf(map, sizeof map, "0 %d 1\n", uid);
        put("/proc/self/uid_map", map);
        snprintf(map, sizeof map, "0 %d 1\n", gid);
        put("/proc/self/gid_map", map);
    }
    if (flags & CLONE_NEWTIME) put("/proc/self/timens_offsets", "boottime 2000000000 0\n");
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (s < 0 || dup2(s, 50) < 0) die("socket");
    close(s);
    if (argv[3] && *argv[3] && sethostname(argv[3], strlen(argv[3]))) die("sethostname");
    int ready[2];
    if (pipe(ready)) die("pipe");
    pid_t child = fork();
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (zombie) _exit(0);
        if (own_root) jail(argv[4]);
        else if (flags & CLONE_NEWNS && mount("", "/", 0, MS_REC | MS_PRIVATE, 0)) die("private");
        if (!own_root && flags & CLONE_NEWNS && flags & CLONE_NEWPID && mount("proc", "/proc", "proc", 0, 0)) die("mount /proc");
        if (write(ready[1], "", 1) != 1) die("write");
        for (;;) pause();
    }
    char c;
    if (!zombie && read(ready[0], &c, 1) != 1) die("child");
    usleep(zombie ? 50000 : 0);
    printf("%d\n", child);
    fflush(stdout);
    while (read(0, &c, 1) > 0) {}
    kill(child, SIGKILL);
    waitpid(child, 0, 0);
    return 0;
}

static int unhex(char *s, char *out) {
    int n = 0;
    for (; s[0] && s[1]; s += 2) {
        char two[3] = {s[0], s[1], 0};
        out[n++] = (char) strtol(two, 0, 16);
    }
    out[n] = 0;
    return n;
}

static int bytes_of(int fd, const char *name) {
    static char b[1 << 20];
    ssize_t n = pread(fd, b, sizeof b, 0);
    printf("%s ", name);
    hex(b, n < 0 ? 0 : (size_t) n);
    printf("\n");
    return 0;
}

static volatile sig_atomic_t late;
static pid_t running;
static void alarmed(int s) {
    (void) s;
    late = 1;
    kill(running, SIGKILL);
}

// Waits for `child`; a stop is printed, and goes on after SIGCONT.
static int await(pid_t child, FILE *log, pid_t group) {
    int status;
    late = 0;
    running = child;
    struct sigaction sa = {.sa_handler = alarmed};
    sigaction(SIGALRM, &sa, 0);
    alarm(20);
    for (;;) {
        if (waitpid(child, &status, WUNTRACED) < 0) {
            if (errno == EINTR) continue;
            die("waitpid");
        }
        if (!WIFSTOPPED(status)) break;
        fprintf(log, "stopped %d\n", WSTOPSIG(status));
        fflush(log);
        kill(group ? -group : child, SIGCONT);
    }
    alarm(0);
    if (late) fprintf(log, "late\n");
    return status;
}

#define MOST 512
// run: for each job on stdin, lines that say how to start a program, then `go`: starts it, prints how it ended.
static int run(void) {
    static char line[1 << 18], text[1 << 20], *args[MOST], *envs[MOST];
    static char lines[MOST][256];
    int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    printf("launcher %d\n", getpid());
    fflush(stdout);
    int na = 0, ne = 0, nl = 0, used = 0, terminal = 0;
    char *exe = 0, *typed = 0;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *value = strchr(line, ' ');
        if (value) *value++ = 0;
        char *to = text + used;
        if (!strcmp(line, "arg") || !strcmp(line, "env") || !strcmp(line, "exe") || !strcmp(line, "type")) {
            used += unhex(value ? value : "", to) + 1;
            if (*line == 'a') args[na++] = to;
            if (*line == 't') typed = to;
            if (line[1] == 'n') envs[ne++] = to;
            if (line[1] == 'x') exe = to;
            continue;
        }
        if (!strcmp(line, "pty")) {
            terminal = 1;
            continue;
        }
        if (strcmp(line, "go")) {
            snprintf(lines[nl++], sizeof lines[0], "%.20s %.200s", line, value ? value : "");
            continue;
        }
        args[na] = envs[ne] = 0;
        if (ftruncate(out, 0) || ftruncate(err, 0)) die("ftruncate");
        lseek(out, 0, SEEK_SET);
        lseek(err, 0, SEEK_SET);
        int master = -1, slave = -1;
        if (terminal) {
            master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
            if (master < 0 || unlockpt(master) || (slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
                die("pty");
        }
        fflush(stdout);
        pid_t child = fork();
        if (!child) {
            pid_t group = 0;
            if (terminal) {
                // The leader of a session, as a shell is: the program runs as its foreground job.
                setsid();
                if (ioctl(slave, TIOCSCTTY, 0)) die("TIOCSCTTY");
                signal(SIGTTOU, SIG_IGN);
                group = fork();
                if (group) {
                    setpgid(group, group);
                    int status = await(group, stdout, group);
                    fflush(stdout);
                    if (WIFSIGNALED(status)) printf("signal %d\n", WTERMSIG(status));
                    fflush(stdout);
                    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
                }
                setpgid(0, 0);
                tcsetpgrp(slave, getpid());
                signal(SIGTTOU, SIG_DFL);
            }
            dup2(terminal ? slave : null, 0);
            dup2(terminal ? slave : out, 1);
            dup2(err, 2);
            for (int i = 0; i < nl; i++) {
                char w[32], v[200];
                long a = 0, b = 0, c = 0;
                v[0] = 0;
                sscanf(lines[i], "%31s %199s %ld %ld", w, v, &b, &c);
                a = atol(v);
                if (!strcmp(w, "limit")) {
                    struct rlimit l = {(rlim_t) b, (rlim_t) c};
                    if (setrlimit((int) a, &l)) die("setrlimit");
                } else if (!strcmp(w, "umask")) {
                    umask((mode_t) a);
                } else if (!strcmp(w, "block")) {
                    uint64_t set = 1ull << (a - 1);
                    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, 0, 8);
                } else if (!strcmp(w, "ignore")) {
                    signal((int) a, SIG_IGN);
                } else if (!strcmp(w, "close")) {
                    close((int) a);
                } else if (!strcmp(w, "open")) {
                    if (dup2(null, (int) a) < 0) die("dup2");
                } else if (!strcmp(w, "chdir")) {
                    if (chdir(v)) die("chdir");
                } else if (!strcmp(w, "groups")) {
                    gid_t g[2] = {(gid_t) a, (gid_t) b};
                    if (setgroups(2, g)) die("setgroups");
                } else if (!strcmp(w, "gid")) {
                    if (setgid((gid_t) a)) die("setgid");
                } else if (!strcmp(w, "uid")) {
                    if (setuid((uid_t) a)) die("setuid");
                } else if (!strcmp(w, "oom")) {
                    put("/proc/self/oom_score_adj", v);
                } else if (!strcmp(w, "core")) {
                    put("/proc/self/coredump_filter", v);
                } else if (!strcmp(w, "nice")) {
                    if (nice((int) a) == -1 && errno) die("nice");
                } else if (!strcmp(w, "setsid")) {
                    setsid();
                } else if (!strcmp(w, "bound")) {
                    if (prctl(PR_CAPBSET_DROP, a)) die("PR_CAPBSET_DROP");
                } else if (!strcmp(w, "nonewprivs")) {
                    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) die("PR_SET_NO_NEW_PRIVS");
                } else if (!strcmp(w, "unshare")) {
                    if (unshare((int) a)) die("unshare");
                } else if (!strcmp(w, "cgroup2")) {
                    // The unified hierarchy where the rules look for it, in a mount namespace of this process.
                    if (unshare(CLONE_NEWNS) || mount("", "/", 0, MS_REC | MS_PRIVATE, 0) ||
                        mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, 0))
                        die("cgroup2");
                } else if (!strcmp(w, "sleep")) {
                    usleep((useconds_t) a * 1000);
                } else {
                    fprintf(stderr, "probe: unknown: %s\n", w);
                    _exit(99);
                }
            }
            execve(exe, args, envs);
            die(exe);
        }
        if (terminal) close(slave);
        if (typed) {
            // Typed once the program says that it is ready: a whole line, which the terminal may hand over in two parts.
            char seen = 0;
            struct pollfd p = {.fd = master, .events = POLLIN};
            while (seen != '\n' && poll(&p, 1, 10000) > 0 && read(master, &seen, 1) == 1) continue;
            if (seen == '\n') {
                usleep(50000);
                if (write(master, typed, strlen(typed)) < 0) die("type");
            }
        }
        int status = await(child, stdout, 0);
        if (terminal) {
            char rest[4096];
            ssize_t n;
            printf("screen ");
            fcntl(master, F_SETFL, O_NONBLOCK);
            while ((n = read(master, rest, sizeof rest)) > 0) hex(rest, (size_t) n);
            printf("\n");
            close(master);
        }
        if (WIFEXITED(status)) printf("exit %d\n", WEXITSTATUS(status));
        else printf("signal %d\n", WTERMSIG(status));
        bytes_of(out, "out");
        bytes_of(err, "err");
        printf("done\n");
        fflush(stdout);
        na = ne = nl = used = terminal = 0;
        exe = typed = 0;
    }
    return 0;
}

// hostile: tries to open every executable and every fd of every process that it sees, until stdin ends; prints what
// of it lies on another device than its own root and is no sealed memory, and how much it looked at.
static int hostile(void) {
    long memory = 0, looked = 0, opened = 0, processes = 0;
    struct pollfd p = {.fd = 0, .events = POLLIN};
    char path[600], target[4096];
    struct stat root;
    pid_t self = getpid();
    if (stat("/", &root)) die("/");
    printf("ready\n");
    fflush(stdout);
    while (!poll(&p, 1, 0)) {
        DIR *proc = opendir("/proc");
        struct dirent *e;
        while (proc && (e = readdir(proc))) {
            int pid = atoi(e->d_name);
            // The container's first process is the test's own.
            if (pid <= 1 || pid == self) continue;
            processes++;
            for (int what = 0; what < 37; what++) {
                if (what == 0) snprintf(path, sizeof path, "/proc/%d/exe", pid);
                else if (what == 1) snprintf(path, sizeof path, "/proc/%d/cwd", pid);
                else snprintf(path, sizeof path, "/proc/%d/fd/%d", pid, what - 2);
                looked++;
                ssize_t n = readlink(path, target, sizeof target - 1);
                if (n < 0) continue;
                target[n] = 0;
                if (!strcmp(target, "/dev/null")) continue; // of no use to anybody
                int fd = open(path, O_PATH | O_CLOEXEC);
                struct stat st;
                if (fd >= 0 && !fstat(fd, &st)) {
                    opened++;
                    int sealed = what == 0 && strstr(target, "/memfd:") == target;
                    memory += sealed;
                    if (st.st_dev != root.st_dev && !sealed) printf("host %s -> %s\n", path, target);
                }
                if (fd >= 0) close(fd);
                int w = what ? -1 : open(path, O_WRONLY | O_CLOEXEC);
                if (w >= 0) {
                    // What is sealed may be opened, but not written to.
                    if (!fstat(w, &st) && st.st_dev != root.st_dev && pwrite(w, "x", 1, 0) == 1)
                        printf("writable %s -> %s\n", path, target);
                    close(w);
                }
            }
        }
        if (proc) closedir(proc);
    }
    printf("looked %ld opened %ld processes %ld memory %ld\n", looked, opened, processes, memory);
    return 0;
}

// leak PID PROGRAM ARGUMENT...: starts PROGRAM in the namespaces of PID with no care: for a while a process is there
// whose executable is this file of the host.
static int leak(char **argv) {
    const char *kinds[] = {"ipc", "uts", "net", "pid", "mnt"};
    int fds[5];
    for (int i = 0; i < 5; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%s/ns/%s", argv[2], kinds[i]);
        fds[i] = open(path, O_RDONLY | O_CLOEXEC);
        if (fds[i] < 0) die(path);
    }
    for (int i = 0; i < 5; i++)
        if (setns(fds[i], 0)) die(kinds[i]);
    pid_t child = fork();
    if (child < 0) die("fork");
    if (!child) {
        usleep(2000);
        execv(argv[3], argv + 3);
        die(argv[3]);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) die("waitpid");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
}

// pidfd PID: the inode of its pidfd.
static int pidfd(int pid) {
    struct stat st;
    int fd = (int) syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0 || fstat(fd, &st)) die("pidfd_open");
    printf("%lu\n", (unsigned long) st.st_ino);
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "hold")) return hold(argv);
    if (argc > 1 && !strcmp(argv[1], "run")) return run();
    if (argc > 1 && !strcmp(argv[1], "hostile")) return hostile();
    if (argc > 1 && !strcmp(argv[1], "nap")) return usleep(2000);
    if (argc > 3 && !strcmp(argv[1], "leak")) return leak(argv);
    if (argc > 2 && !strcmp(argv[1], "pidfd")) return pidfd(atoi(argv[2]));
    return state(argc, argv);
}

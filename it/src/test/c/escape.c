// A stand-in for the analysis that has been taken over: tries every way out that it knows, and prints a line for each:
// its name, and 0 or the errno. It does no harm where a way is open: it looks, and puts back what it made.
//
// Arguments: the binary of the sensor, a java to execute, a file that only root may read and write; one more: wait
// when all was tried.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *self, *sonde, *java, *secret;
static pid_t parent;

static void say(const char *name, long r) {
    char line[120];
    int n = snprintf(line, sizeof line, "%s %d\n", name, r < 0 ? errno : 0);
    if (write(1, line, (size_t) n) != n) _exit(9);
}

static void opens(const char *name, const char *path, int flags) {
    int fd = open(path, flags, 0600);
    say(name, fd);
    if (fd >= 0) close(fd);
    if (fd >= 0 && (flags & O_CREAT)) unlink(path);
}

static void fds(const char *name, long fd) {
    say(name, fd);
    if (fd >= 0) close((int) fd);
}

// Replaces us where it works and no child can be made: then the lines after it are missing.
static void executes(const char *name, const char *path, char *const argv[]) {
    char *const none[] = {0};
    pid_t child = fork();
    if (child <= 0) {
        int nowhere = child ? -1 : open("/dev/null", O_WRONLY);
        if (nowhere >= 0) dup2(nowhere, 1), dup2(nowhere, 2);
        execve(path, argv, none);
        int why = errno;
        if (!child) _exit(why);
        errno = why;
        say(name, -1);
        return;
    }
    int status = 0;
    waitpid(child, &status, 0);
    errno = WEXITSTATUS(status);
    say(name, errno ? -1 : 0);
}

static void files(void) {
    opens("read-shadow", "/etc/shadow", O_RDONLY);
    opens("read-secret", secret, O_RDONLY);
    opens("write-secret", secret, O_WRONLY);
    opens("write-cron", "/etc/cron.d/sonde-escape", O_WRONLY | O_CREAT | O_EXCL);
    opens("write-tmp", "/tmp/sonde-escape", O_WRONLY | O_CREAT | O_EXCL);
    opens("write-root", "/sonde-escape", O_WRONLY | O_CREAT | O_EXCL);
    opens("core-pattern", "/proc/sys/kernel/core_pattern", O_WRONLY);
    opens("write-binary", sonde, O_WRONLY);
    opens("write-java", java, O_WRONLY);
    opens("root-of-1", "/proc/1/root/etc", O_RDONLY);
    opens("read-proc", "/proc/self/maps", O_RDONLY);
    opens("device-mem", "/dev/mem", O_RDONLY);
    opens("device-kmsg", "/dev/kmsg", O_WRONLY);
    long r = mkdir("/tmp/sonde-escape", 0700);
    say("mkdir", r);
    if (!r) rmdir("/tmp/sonde-escape");
    r = mknod("/tmp/sonde-escape", S_IFCHR | 0600, 0x101);
    say("mknod", r);
    if (!r) unlink("/tmp/sonde-escape");
    say("chmod", chmod(secret, 0600));
    say("chown", chown(secret, 0, 0));
    say("unlink", unlink("/etc/sonde-escape-nothing"));
    say("rename", rename("/etc/sonde-escape-nothing", "/etc/sonde-escape-nowhere"));
    char how[24] = {0};
    fds("openat2", syscall(437, AT_FDCWD, "/etc/passwd", how, sizeof how));
    struct file_handle *h = calloc(1, sizeof *h + 128);
    h->handle_bytes = 8;
    h->handle_type = 1;
    fds("open-by-handle", open_by_handle_at(AT_FDCWD, h, O_RDONLY));
}

static void programs(void) {
    char *const sh[] = {"sh", "-c", "exit 0", 0};
    char *const version[] = {"x", "--version", 0};
    executes("exec-shell", "/bin/sh", sh);
    executes("exec-java", java, version);
    executes("exec-binary", sonde, version);
    pid_t child = fork();
    if (!child) _exit(0);
    say("fork", child);
    if (child > 0) waitpid(child, 0, 0);
    child = (pid_t) syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (!child) _exit(0);
    say("clone", child);
    if (child > 0) waitpid(child, 0, 0);
    int fd = memfd_create("x", 0);
    say("memfd", fd);
    char *const none[] = {0};
    if (fd >= 0) close(fd);
    // The way by which the sensor executes the JVM, without the number that only it knew.
    say("execveat", syscall(SYS_execveat, AT_FDCWD, "/nonexistent", none, none, 0, 1));
}

static void others(void) {
    say("ptrace-parent", ptrace(PTRACE_SEIZE, parent, 0, 0));
    char byte;
    struct iovec here = {&byte, 1}, there = {(void *) 1, 1};
    say("read-memory-of-parent", process_vm_readv(parent, &here, 1, &there, 1, 0));
    say("write-memory-of-parent", process_vm_writev(parent, &here, 1, &there, 1, 0));
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", parent);
    opens("mem-of-parent", path, O_RDWR);
    say("signal-parent", kill(parent, 0));
    say("signal-1", kill(1, 0));
    say("signal-group", kill(0, 0));
    say("tgkill-parent", syscall(SYS_tgkill, parent, parent, 0));
    say("tkill-parent", syscall(SYS_tkill, parent, 0));
    siginfo_t info = {.si_code = -1};
    say("queue-signal", syscall(SYS_rt_sigqueueinfo, parent, 0, &info));
    fds("pidfd-parent", syscall(SYS_pidfd_open, parent, 0));
    struct rlimit old;
    say("limit-of-parent", prlimit(parent, RLIMIT_NOFILE, 0, &old));
    say("priority-of-parent", setpriority(PRIO_PROCESS, (id_t) parent, getpriority(PRIO_PROCESS, (id_t) parent)));
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    for (int i = 0; i < CPU_SETSIZE; i++) CPU_SET(i, &cpus);
    say("affinity-of-parent", syscall(SYS_sched_setaffinity, parent, sizeof cpus, &cpus));
    struct sched_param param = {0};
    say("scheduler-of-parent", syscall(SYS_sched_setscheduler, parent, SCHED_OTHER, &param));
    say("kcmp", syscall(SYS_kcmp, parent, parent, 2, 0, 0));
    int dup = fcntl(0, F_DUPFD_CLOEXEC, 0);
    say("owner-of-signals", fcntl(dup >= 0 ? dup : 0, F_SETOWN, parent));
    if (dup >= 0) close(dup);
}

static void sockets(void) {
    static const struct { const char *name; int family, type; } all[] = {
        {"inet", AF_INET, SOCK_STREAM},    {"inet6", AF_INET6, SOCK_DGRAM}, {"unix", AF_UNIX, SOCK_STREAM},
        {"netlink", AF_NETLINK, SOCK_RAW}, {"packet", AF_PACKET, SOCK_RAW}, {"raw", AF_INET, SOCK_RAW},
        {"vsock", 40, SOCK_STREAM},        {"alg", 38, SOCK_SEQPACKET},     {"key", 15, SOCK_RAW},
        {"xdp", 44, SOCK_RAW}};
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
        char name[32];
        snprintf(name, sizeof name, "socket-%s", all[i].name);
        fds(name, socket(all[i].family, all[i].type, all[i].type == SOCK_RAW && all[i].family == AF_INET ? 1 : 0));
    }
    int pair[2];
    long r = socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    say("socketpair", r);
    if (!r) close(pair[0]), close(pair[1]);
    char byte = 0, control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec iov = {&byte, 1};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    say("send-fd", sendmsg(0, &m, MSG_NOSIGNAL));
    say("shutdown", shutdown(0, 99));
}

static void terminal(void) {
    char key = 'x';
    say("read-1", read(1, &key, 1));
    say("read-2", read(2, &key, 1));
    say("dup", dup2(1, 9));
    close(9);
    say("tiocsti-1", ioctl(1, TIOCSTI, &key));
    say("tiocsti-2", ioctl(2, TIOCSTI, &key));
    say("tioclinux", ioctl(1, 0x541c, &key));
    say("tiocsctty", ioctl(1, TIOCSCTTY, 0));
}

static void namespaces(void) {
    say("mount", mount("tmpfs", "/nonexistent", "tmpfs", 0, 0));
    say("umount", umount2("/nonexistent", 0));
    say("unshare-uts", unshare(CLONE_NEWUTS));
    say("unshare-user", unshare(CLONE_NEWUSER | 0x1));
    say("setns", setns(-1, 0));
    say("chroot", chroot("/"));
    say("pivot-root", syscall(SYS_pivot_root, "/nonexistent", "/nonexistent"));
    fds("fsopen", syscall(430, "tmpfs", 0));
    fds("open-tree", syscall(428, AT_FDCWD, "/", 1));
}

static void kernel(void) {
    char zero[256] = {0};
    fds("io-uring", syscall(425, 1, zero));
    say("bpf", syscall(SYS_bpf, 9999, zero, 8));
    say("perf", syscall(SYS_perf_event_open, zero, 0, -1, -1, 0));
    say("keyctl", syscall(SYS_keyctl, 0, -3, 0));
    say("add-key", syscall(SYS_add_key, "user", "sonde-escape", "x", 1, -1));
    say("request-key", syscall(SYS_request_key, "user", "sonde-escape-nothing", 0, 0));
    fds("userfaultfd", syscall(SYS_userfaultfd, 1));
    say("capset", syscall(SYS_capset, zero, zero));
    say("setuid-0", setuid(0));
    say("setgid-0", setgid(0));
    say("setgroups", syscall(SYS_setgroups, 0, 0));
    say("personality", syscall(SYS_personality, 0xffffffff));
    say("kexec", syscall(SYS_kexec_load, 0, 99, 0, 0));
    say("init-module", syscall(SYS_init_module, zero, sizeof zero, ""));
    say("delete-module", syscall(SYS_delete_module, "sonde_escape_nothing", O_NONBLOCK));
    say("reboot", syscall(SYS_reboot, 1, 2, 3, 0));
    say("swapon", syscall(SYS_swapon, "/nonexistent", 0));
    struct utsname u;
    uname(&u);
    say("sethostname", sethostname(u.nodename, strlen(u.nodename)));
    say("settimeofday", syscall(SYS_settimeofday, 0, 0));
    say("acct", syscall(SYS_acct, "/nonexistent"));
    say("quotactl", syscall(SYS_quotactl, 0x80000100, 0, 0, 0));
    say("syslog", syscall(SYS_syslog, 10, 0, 0));
    fds("inotify", syscall(SYS_inotify_init1, 0));
    fds("fanotify", syscall(SYS_fanotify_init, 0, 0));
    say("shmget", syscall(SYS_shmget, 0x50dde, 1, 0));
    say("prctl-dumpable", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
    say("prctl-seccomp", prctl(PR_SET_SECCOMP, 99, 0, 0, 0));
    say("seccomp", syscall(SYS_seccomp, 99, 0, 0));
    say("landlock", syscall(444, zero, 8, 7));
}

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void *waits(void *x) {
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return x;
}

static void limits(void) {
    long fd = 0;
    for (int i = 0; i < 100 && fd >= 0; i++) fd = open(self, O_RDONLY);
    say("fds", fd);
    for (int i = 3; i < 128; i++) close(i);
    void *memory = mmap(0, 3L << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    say("memory", memory == MAP_FAILED ? -1 : 0);
    if (memory != MAP_FAILED) munmap(memory, 3L << 30);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 65536);
    static pthread_t threads[400];
    int n = 0;
    pthread_mutex_lock(&gate);
    while (n < 400 && !(errno = pthread_create(&threads[n], &attr, waits, 0))) n++;
    say("threads", n < 400 ? -1 : 0);
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < n; i++) pthread_join(threads[i], 0);
}

int main(int argc, char **argv) {
    if (argc < 4) return 8;
    self = argv[0];
    sonde = argv[1];
    java = argv[2];
    secret = argv[3];
    parent = getppid();
    limits();
    files();
    programs();
    others();
    sockets();
    terminal();
    kernel();
    namespaces();
    char end[80];
    int n = snprintf(end, sizeof end, "end uid %u gid %u\n", getuid(), getgid());
    int failed = write(1, end, (size_t) n) != n;
    // Looked at from outside, until the sensor is gone.
    while (argc > 4 && read(0, end, sizeof end) > 0) {}
    return failed;
}

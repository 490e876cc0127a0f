// What Java cannot say: numbers of system calls by architecture, raw argv and environment, struct msghdr with its
// pointers, and traps of the machine turned into one line and status 70.
#define _GNU_SOURCE
#include "sonde.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// The generated C is compiled with -Dmain=teavm_main.
#undef main
int teavm_main(int argc, char **argv);
extern char **environ;

// In the order of Nr.java.
static const int numbers[] = {
    SYS_read, SYS_write, SYS_openat, SYS_openat2, SYS_close, SYS_close_range, SYS_statx, SYS_statfs,
    SYS_fstatfs, SYS_readlinkat, SYS_getdents64, SYS_setns, SYS_unshare, SYS_socket, SYS_socketpair, SYS_bind,
    SYS_connect, SYS_sendto, SYS_recvfrom, SYS_sendmsg, SYS_recvmsg, SYS_setsockopt, SYS_getsockopt,
    SYS_getsockname, SYS_ppoll, SYS_ioctl, SYS_wait4, SYS_kill, SYS_rt_sigprocmask, SYS_rt_sigaction,
    SYS_signalfd4, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_chdir, SYS_fchdir, SYS_getcwd,
    SYS_getpid, SYS_getppid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_setresuid, SYS_setresgid,
    SYS_getgroups, SYS_setgroups, SYS_prctl, SYS_capget, SYS_capset, SYS_prlimit64, SYS_umask, SYS_setsid,
    SYS_setpgid, SYS_getpgid, SYS_pidfd_open, SYS_pidfd_send_signal, SYS_pidfd_getfd, SYS_open_by_handle_at,
    SYS_name_to_handle_at, SYS_memfd_create, SYS_fcntl, SYS_dup3, SYS_pipe2, SYS_ftruncate, SYS_lseek,
    SYS_fsync, SYS_mkdirat, SYS_unlinkat, SYS_renameat2, SYS_mknodat, SYS_symlinkat, SYS_fchown, SYS_fchmod,
    SYS_sendfile, SYS_clock_gettime, SYS_clock_nanosleep, SYS_timerfd_create, SYS_timerfd_settime, SYS_uname,
    SYS_sethostname, SYS_getrandom, SYS_exit_group};

static int arg_count;
static char **args;
static sigset_t mask;         // as we were started: TeaVM blocks SIGRTMIN, a program that we start must not
static char *stack_top;
static char alternative[65536];

int64_t sonde_syscall(int32_t nr, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
    long r = syscall(numbers[nr], a, b, c, d, e, f);
    return r == -1 ? -errno : r;
}

int64_t sonde_message(int32_t nr, int32_t fd, void *header, void *name, int32_t name_length, void *data,
                      int32_t length, void *control, int32_t control_length, int32_t flags) {
    struct iovec iov = {.iov_base = data, .iov_len = (size_t) length};
    struct msghdr *h = header;
    h->msg_name = name_length ? name : 0;
    h->msg_iov = &iov;
    h->msg_iovlen = 1;
    h->msg_control = control_length ? control : 0;
    long r = syscall(numbers[nr], fd, h, flags);
    int64_t result = r == -1 ? -errno : r;
    h->msg_iov = 0;
    return result;
}

int32_t sonde_fork(void) {
    pid_t r = fork();
    return r == -1 ? -errno : r;
}

int32_t sonde_execve(void *path, void *argv, void *envp) {
    sigset_t now;
    sigprocmask(SIG_SETMASK, &mask, &now);
    execve(path, argv, envp);
    int32_t result = -errno;
    sigprocmask(SIG_SETMASK, &now, 0);
    return result;
}

// A vector of C strings for execve. It is never freed: execve replaces the program, or the program ends.
void *sonde_vector(int32_t n) { return calloc((size_t) n + 1, sizeof(char *)); }

void sonde_vector_set(void *vector, int32_t i, void *bytes, int32_t length) {
    char *s = malloc((size_t) length + 1);
    if (!s) abort();
    memcpy(s, bytes, (size_t) length);
    s[length] = 0;
    ((char **) vector)[i] = s;
}

// which: 0 the arguments, 1 the environment
static char **strings(int32_t which) { return which ? environ : args; }

int32_t sonde_count(int32_t which) {
    int32_t n = 0;
    if (!which) return arg_count;
    while (environ[n]) n++;
    return n;
}

int32_t sonde_length(int32_t which, int32_t i) { return (int32_t) strlen(strings(which)[i]); }

int32_t sonde_byte(int32_t which, int32_t i, int32_t at) { return strings(which)[i][at]; }

int32_t sonde_arm(void) {
#ifdef __aarch64__
    return 1;
#else
    return 0;
#endif
}

static void trap(int signal, siginfo_t *info, void *context) {
    (void) context;
    char *at = info->si_addr;
    const char *m = signal == SIGFPE   ? "sonde: internal error: division by zero\n"
                    : signal == SIGABRT ? "sonde: internal error: aborted\n"
                    : at > stack_top - (64 << 20) && at < stack_top
                        ? "sonde: internal error: stack overflow\n"
                        : "sonde: internal error: bad address (or no memory: see ulimit -v)\n";
    if (write(2, m, strlen(m)) < 0) { /* nobody is left to tell */ }
    _exit(70);
}

int main(int argc, char **argv) {
    arg_count = argc;
    args = argv;
    stack_top = (char *) &argc;
    sigprocmask(SIG_SETMASK, 0, &mask);
    stack_t stack = {.ss_sp = alternative, .ss_size = sizeof alternative};
    sigaltstack(&stack, 0);
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    struct sigaction action = {.sa_sigaction = trap, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        // What the caller ignores stays ignored: a program that we start inherits it.
        struct sigaction old;
        if (!sigaction(signals[i], 0, &old) && old.sa_handler != SIG_IGN) sigaction(signals[i], &action, 0);
    }
    return teavm_main(argc, argv);
}

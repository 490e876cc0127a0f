// What Java cannot say: numbers of system calls by architecture, raw argv and environment, struct msghdr with its
// pointers, and traps of the machine turned into one line and status 70.
#define _GNU_SOURCE
#include "sonde.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Newer than the headers of most machines.
#ifndef SYS_listns
#define SYS_listns 470
#endif
#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

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
    SYS_sethostname, SYS_getrandom, SYS_exit_group, SYS_setuid, SYS_setgid, SYS_listns, SYS_setfsuid,
    SYS_setfsgid, SYS_mount_setattr, SYS_seccomp, SYS_landlock_create_ruleset, SYS_landlock_add_rule,
    SYS_landlock_restrict_self, SYS_pread64};

static int arg_count;
static char **args;
// Blocked signals as we were started, as the kernel has them: the C library hides those that it keeps for itself.
// The runtime may block signals, a program that we start must not inherit that.
static uint64_t mask;
static char *stack_top;
static char alternative[65536];

#ifdef SONDE_TEST
static void fault(void);
#endif

int64_t sonde_syscall(int32_t nr, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f) {
#ifdef SONDE_TEST
    fault();
#endif
    long r = syscall(numbers[nr], a, b, c, d, e, f);
    return r == -1 ? -errno : r;
}

int64_t sonde_message(int32_t nr, int32_t fd, void *header, void *name, int32_t name_length, void *data,
                      int32_t length, void *control, int32_t control_length, int32_t flags) {
    struct iovec iov = {.iov_base = data, .iov_len = (size_t) length};
    struct msghdr h;
    memcpy(&h, header, sizeof h);  // the content of a Java array is aligned to 4 bytes only
    h.msg_name = name_length ? name : 0;
    h.msg_iov = &iov;
    h.msg_iovlen = 1;
    h.msg_control = control_length ? control : 0;
    long r = syscall(numbers[nr], fd, &h, flags);
    int64_t result = r == -1 ? -errno : r;
    h.msg_name = 0;
    h.msg_iov = 0;
    h.msg_control = 0;
    memcpy(header, &h, sizeof h);
    return result;
}

int32_t sonde_fork(void) {
    pid_t r = fork();
    return r == -1 ? -errno : r;
}

int32_t sonde_execve(void *path, void *argv, void *envp) {
    uint64_t now;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &now, sizeof mask);
    execve(path, argv, envp);
    int32_t result = -errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &now, 0, sizeof now);
    return result;
}

int32_t sonde_execveat(void *path, void *argv, void *envp, int64_t token) {
    uint64_t now;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, &now, sizeof mask);
    syscall(SYS_execveat, AT_FDCWD, path, argv, envp, 0, token);
    int32_t result = -errno;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &now, 0, sizeof now);
    return result;
}

// A vector of C strings for execve. It is never freed: execve replaces the program, or the program ends.
void *sonde_vector(int32_t n) { return calloc((size_t) n + 1, sizeof(char *)); }

void sonde_vector_set(void *vector, int32_t i, void *bytes, int32_t length) {
    char *s = malloc((size_t) length + 1);
    if (!s) sonde_no_memory();
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

// The end, in one line: EX_SOFTWARE of sysexits.h.
static _Noreturn void end(const char *before, const char *why) {
    char line[160];
    size_t n = 0;
    for (; *before; before++) line[n++] = *before;
    for (; *why && n < sizeof line - 1; why++) line[n++] = *why;
    line[n++] = '\n';
    if (write(2, line, n) < 0) { /* nobody is left to tell */ }
    _exit(70);
}

// A fault of our own.
_Noreturn void sonde_end(const char *why) { end("sonde: internal error: ", why); }

_Noreturn void sonde_no_memory(void) { end("sonde: out of memory: ", "is there a limit (ulimit -v)?"); }

// The linker puts these in the place of malloc(3) and realloc(3) (--wrap): the generated C does not look at what it is
// given.
void *__real_malloc(size_t size);
void *__real_realloc(void *old, size_t size);

void *__wrap_malloc(size_t size) {
    void *p = __real_malloc(size);
    if (!p) sonde_no_memory();
    return p;
}

void *__wrap_realloc(void *old, size_t size) {
    void *p = __real_realloc(old, size);
    if (!p) sonde_no_memory();
    return p;
}

// The generated C comes here instead of running its collector.
_Noreturn void sonde_heap_used_up(void) {
#ifdef SONDE_TEST
    abort();
#else
    sonde_end("the heap is used up");
#endif
}

static void trap(int signal, siginfo_t *info, void *context) {
    (void) context;
    char *at = info->si_addr;
    sonde_end(signal == SIGFPE    ? "division by zero"
              : signal == SIGABRT ? "aborted"
              : at > stack_top - (64 << 20) && at < stack_top ? "stack overflow"
                                                              : "bad address");
}

#ifdef SONDE_TEST
// A fault on purpose, at the first system call: deep inside the program, where a real one would be.
void teavm_throwNullPointerException(void);
void teavm_throwArrayIndexOutOfBoundsException(void);
void *meth_otr_Allocator_allocateArray(void *type, int32_t size);
static volatile int zero;

static int deep(volatile char *above) {
    volatile char frame[4096];
    frame[0] = *above;
    if (zero) return 0;
    return deep(frame) + frame[0];
}

static void fault(void) {
    const char *f = getenv("SONDE_FAULT");
    static int done;
    char none = 0;
    if (!f || done++) return;
    if (!strcmp(f, "divide")) raise(1 / (zero + 0) ? SIGFPE : SIGFPE);
    if (!strcmp(f, "stack")) deep(&none);
    if (!strcmp(f, "address")) *(volatile char *) (intptr_t) (16 + zero) = 1;
    if (!strcmp(f, "null")) teavm_throwNullPointerException();
    if (!strcmp(f, "index")) teavm_throwArrayIndexOutOfBoundsException();
    if (!strcmp(f, "size")) meth_otr_Allocator_allocateArray(0, -1);
    if (!strcmp(f, "heap")) sonde_heap_used_up();
}
#endif

int main(int argc, char **argv) {
    arg_count = argc;
    args = argv;
    stack_top = (char *) &argc;
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, 0, &mask, sizeof mask);
    stack_t stack = {.ss_sp = alternative, .ss_size = sizeof alternative};
    sigaltstack(&stack, 0);
    static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    struct sigaction action = {.sa_sigaction = trap, .sa_flags = SA_ONSTACK | SA_SIGINFO};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        // What the caller ignores stays ignored: a program that we start inherits it.
        struct sigaction old;
        if (!sigaction(signals[i], 0, &old) && old.sa_handler != SIG_IGN) sigaction(signals[i], &action, 0);
    }
    // It would make Strings of them, and they are bytes of any kind: NativeSys.argv gives them raw.
    return teavm_main(0, argv);
}

// pairs N COMMAND-A -- COMMAND-B: runs the two in turn, A B A B ..., N times each after one warm-up, and prints
// for each the median of wall time and peak memory, and the median of the ratios A/B pair by pair.
//
// pairs -t N ...: the same, each command on a terminal of its own, as a session of its own.
//
// The output of the commands is thrown away. A command that fails ends the measurement: a fast failure is no result.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct run { double ms; double kib; };

static int terminal;

// A terminal whose first opener gets it: its master.
static int open_terminal(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) || unlockpt(master)) {
        perror("pairs: posix_openpt");
        exit(1);
    }
    return master;
}

static void take_terminal(const char *name) {
    setsid();
    int slave = open(name, O_RDWR);
    for (int fd = 0; fd < 3; fd++) dup2(slave, fd);
    if (slave > 2) close(slave);
}

static struct run once(char **command) {
    struct timespec a, b;
    struct rusage use;
    int status, master = terminal ? open_terminal() : -1;
    const char *name = terminal ? ptsname(master) : 0;
    clock_gettime(CLOCK_MONOTONIC, &a);
    pid_t pid = vfork();
    if (pid == 0 && terminal) {
        take_terminal(name);
        execvp(command[0], command);
        _exit(127);
    }
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, 0);
        dup2(null, 1);
        execvp(command[0], command);
        _exit(127);
    }
    char shown[4096];
    while (terminal && pid > 0 && read(master, shown, sizeof shown) > 0) continue;
    if (pid < 0 || wait4(pid, &status, 0, &use) != pid) {
        perror("pairs: fork");
        exit(1);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    if (terminal) close(master);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "pairs: %s failed (status %d)\n", command[0], WIFEXITED(status) ? WEXITSTATUS(status) : -1);
        exit(1);
    }
    return (struct run) {(b.tv_sec - a.tv_sec) * 1e3 + (b.tv_nsec - a.tv_nsec) / 1e6, (double) use.ru_maxrss};
}

static int less(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return x < y ? -1 : x > y;
}

static double median(double *v, int n) {
    qsort(v, (size_t) n, sizeof *v, less);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "-t")) {
        terminal = 1;
        argc--;
        argv++;
    }
    int n = argc > 1 ? atoi(argv[1]) : 0, split = 0;
    for (int i = 2; i < argc && !split; i++)
        if (!strcmp(argv[i], "--")) split = i;
    if (n < 1 || n > 10000 || split < 3 || split == argc - 1) {
        fprintf(stderr, "usage: pairs [-t] N COMMAND-A -- COMMAND-B\n");
        return 2;
    }
    argv[split] = 0;
    char **a = argv + 2, **b = argv + split + 1;
    double *v = calloc((size_t) n * 6, sizeof *v);
    if (!v) return 1;
    once(a);
    once(b);
    for (int i = 0; i < n; i++) {
        struct run x = once(a), y = once(b);
        v[i] = x.ms;
        v[n + i] = y.ms;
        v[2 * n + i] = x.kib;
        v[3 * n + i] = y.kib;
        v[4 * n + i] = x.ms / y.ms;
        v[5 * n + i] = x.kib / y.kib;
    }
    double m[6];
    for (int k = 0; k < 6; k++) m[k] = median(v + k * n, n);
    // wall A, wall B, ratio, memory A, memory B, ratio
    printf("%.2f %.2f %.2f %.0f %.0f %.2f\n", m[0], m[1], m[4], m[2], m[3], m[5]);
    return 0;
}

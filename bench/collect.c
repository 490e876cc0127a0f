// The system calls of `sonde collect`, in C: what the sensor is measured against. It writes what it reads to stdout
// in blocks of the same size, and makes nothing of it.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif
#define NSFS 0x6e736673

static char out[1 << 19];
static size_t n;
static unsigned seq;
static struct { uint64_t dev, ino; } seen[1 << 16];
static int count;

static void flush(void) {
    for (size_t at = 0; at < n;) {
        ssize_t r = write(1, out + at, n - at);
        if (r < 0) exit(1);
        at += (size_t) r;
    }
    n = 0;
}

static void room(size_t need) { if (sizeof out - n < need) flush(); }

static int known(const struct statx *s) {
    uint64_t dev = (uint64_t) s->stx_dev_major << 32 | s->stx_dev_minor;
    uint64_t h = (s->stx_ino ^ dev * 31) * 0x9e3779b97f4a7c15u;
    for (unsigned i = h >> 48;; i = (i + 1) & 0xffff) {
        if (seen[i].ino == s->stx_ino && seen[i].dev == dev) return 1;
        if (!seen[i].ino) {
            seen[i].dev = dev;
            seen[i].ino = s->stx_ino;
            count++;
            return 0;
        }
    }
}

static void dump(int s, int type, int family) {
    char q[64] = {0};
    struct nlmsghdr *h = (struct nlmsghdr *) q;
    int body = type == RTM_GETLINK ? 24 : type == RTM_GETADDR ? 8 : type == RTM_GETNSID ? 4 : 12;
    h->nlmsg_len = 16 + body;
    h->nlmsg_type = type;
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    h->nlmsg_seq = ++seq;
    q[16] = family;
    if (type == RTM_GETLINK) {
        struct rtattr *a = (struct rtattr *) (q + 32);
        a->rta_len = 8;
        a->rta_type = 29;
        q[36] = 1;
    }
    if (send(s, q, h->nlmsg_len, 0) < 0) return;
    for (int more = 1; more;) {
        room(1 << 16);
        ssize_t r = recv(s, out + n, sizeof out - n, MSG_TRUNC);
        if (r < 0) return;
        for (struct nlmsghdr *m = (struct nlmsghdr *) (out + n); NLMSG_OK(m, r); m = NLMSG_NEXT(m, r)) {
            if (m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR) more = 0;
            n += NLMSG_ALIGN(m->nlmsg_len);
        }
    }
}

static void tables(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0), one = 1;
    struct timeval deadline = {2, 0};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    uint64_t cookie;
    socklen_t l = sizeof cookie;
    if (s < 0) return;
    setsockopt(s, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof one);
    setsockopt(s, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof one);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    if (connect(s, (struct sockaddr *) &kernel, sizeof kernel) < 0) return;
    getsockopt(s, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &l);
    dump(s, RTM_GETLINK, 0);
    dump(s, RTM_GETADDR, 0);
    dump(s, RTM_GETROUTE, AF_INET);
    dump(s, RTM_GETROUTE, AF_INET6);
    dump(s, RTM_GETRULE, AF_INET);
    dump(s, RTM_GETRULE, AF_INET6);
    dump(s, RTM_GETNEIGH, 0);
    dump(s, RTM_GETNEIGH, AF_BRIDGE);
    dump(s, RTM_GETNSID, 0);
    close(s);
}

static void file(int dir, const char *name, size_t limit) {
    int f = openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (f < 0) return;
    size_t length = 0;
    for (ssize_t r; length < limit && (r = read(f, out + n, limit - length)) > 0; length += (size_t) r) n += (size_t) r;
    close(f);
}

static void process(int proc, const char *name) {
    struct statx net, user;
    int dir = openat(proc, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return;
    int readable = !statx(dir, "ns/net", 0, 0x7ff, &net);
    statx(dir, "ns/user", 0, 0x7ff, &user);
    room(3 * 4096);
    file(dir, "stat", 1024);
    file(dir, "cmdline", 1024);
    file(dir, "cgroup", 4096);
    if (readable && !known(&net)) {
        int fd = openat(dir, "ns/net", O_RDONLY | O_CLOEXEC);
        if (fd >= 0 && !setns(fd, CLONE_NEWNET)) tables();
        close(fd);
    }
    close(dir);
}

static void handle(const char *path) {
    struct statfs fs;
    struct statx st;
    int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return;
    fstatfs(fd, &fs);
    statx(fd, "", AT_EMPTY_PATH, 0x7ff, &st);
    if (fs.f_type == NSFS && !known(&st)) {
        int ns = open(path, O_RDONLY | O_CLOEXEC);
        if (ns >= 0 && !setns(ns, CLONE_NEWNET)) tables();
        close(ns);
    }
    close(fd);
}

static void each(const char *folder, int processes) {
    static char names[1 << 16];
    char path[4096];
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return;
    for (long r; (r = syscall(SYS_getdents64, dir, names, sizeof names)) > 0;)
        for (long at = 0; at < r;) {
            struct dirent64 *d = (struct dirent64 *) (names + at);
            at += d->d_reclen;
            if (d->d_name[0] == '.') continue;
            if (!processes) {
                snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
                handle(path);
            } else if (d->d_name[0] >= '0' && d->d_name[0] <= '9') {
                process(dir, d->d_name);
            }
        }
    close(dir);
}

int main(void) {
    struct statx own;
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    statx(home, "", AT_EMPTY_PATH, 0x7ff, &own);
    known(&own);
    tables();
    each("/proc", 1);
    each("/run/netns", 0);
    each("/run/docker/netns", 0);
    setns(home, CLONE_NEWNET);
    flush();
    fprintf(stderr, "%d namespaces\n", count);
    return 0;
}

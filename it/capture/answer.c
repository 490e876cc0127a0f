// Answers the real tool's netlink questions with messages from a file, so that it prints what another kernel sent, or
// what none at hand sends: loaded before its C library (LD_PRELOAD) by `replay.py`. ANSWERS names the file: a request
// and its answer, each with its length before it in four bytes. All else goes to the kernel.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

static char datagram[1 << 20];
static size_t length;
static char *recorded;
static size_t size;

static void load(void) {
    if (recorded) return;
    FILE *file = fopen(getenv("ANSWERS"), "rb");
    if (!file) abort();
    recorded = malloc(1 << 22);
    size = fread(recorded, 1, 1 << 22, file);
    fclose(file);
}

// The next pair from *at on, whose request is of this type; 0: there is none.
static int next(size_t *at, unsigned type, const char **request, size_t *n, const char **answer, size_t *m) {
    while (*at < size) {
        unsigned lengths[2];
        memcpy(lengths, recorded + *at, 4);
        *request = recorded + *at + 4;
        memcpy(lengths + 1, *request + lengths[0], 4);
        *answer = *request + lengths[0] + 4;
        *n = lengths[0];
        *m = lengths[1];
        *at += 8 + *n + *m;
        if (((const struct nlmsghdr *)*request)->nlmsg_type == type) return 1;
    }
    return 0;
}

static int number(const struct nlmsghdr *row, unsigned attribute) {
    int left = IFLA_PAYLOAD(row), value = 0;
    for (struct rtattr *a = IFLA_RTA(NLMSG_DATA(row)); RTA_OK(a, left); a = RTA_NEXT(a, left))
        if (a->rta_type == attribute) memcpy(&value, RTA_DATA(a), sizeof value);
    return value;
}

static void add(const void *bytes, size_t n) {
    if (length + n + 64 > sizeof datagram) abort();
    memcpy(datagram + length, bytes, n);
    length += n;
}

static unsigned char family(const char *request) { return request[sizeof(struct nlmsghdr)]; }

// The rows of a dump: of this family; what is asked for last (a mask, flags) tells two apart. A dump of all families
// gets all; one of a family that was dumped with the others gets those, and the tool takes its own.
static void dump(const struct nlmsghdr *q, size_t asked) {
    const char *question = (const char *)q, *request, *answer, *best = NULL;
    size_t at = 0, n, m, best_size = 0;
    int score = 0;
    while (next(&at, q->nlmsg_type, &request, &n, &answer, &m)) {
        int same = family(request) == family(question) ? 4 : family(request) == 0 ? 2 : 0;
        if (same && !memcmp(request + n - 4, question + asked - 4, 4)) same++;
        if (same > score) score = same, best = answer, best_size = m;
    }
    // The list for bridges has the bridges themselves only for those who ask for VLANs.
    int ports = q->nlmsg_type == RTM_GETLINK && family(question) == AF_BRIDGE && score < 5;
    for (size_t i = 0; best && i < best_size;) {
        struct nlmsghdr *row = (struct nlmsghdr *)(best + i);
        if (!ports || number(row, IFLA_MASTER) != ((struct ifinfomsg *)NLMSG_DATA(row))->ifi_index) {
            add(row, NLMSG_ALIGN(row->nlmsg_len));
            // "Your filter was heeded": the tool leaves out the rest all the same.
            ((struct nlmsghdr *)(datagram + length - NLMSG_ALIGN(row->nlmsg_len)))->nlmsg_flags |= NLM_F_DUMP_FILTERED;
        }
        i += NLMSG_ALIGN(row->nlmsg_len);
    }
    for (at = 0; !best && family(question) == 0 && next(&at, q->nlmsg_type, &request, &n, &answer, &m);) add(answer, m);
}

// A link by its number or its name; 0: none of those that were recorded.
static int one(const struct nlmsghdr *q) {
    const struct ifinfomsg *asked = NLMSG_DATA(q);
    const char *name = NULL, *request, *answer;
    int left = IFLA_PAYLOAD(q);
    for (struct rtattr *a = IFLA_RTA(asked); RTA_OK(a, left); a = RTA_NEXT(a, left))
        if (a->rta_type == IFLA_IFNAME || a->rta_type == IFLA_ALT_IFNAME) name = RTA_DATA(a);
    size_t at = 0, n, m;
    while (next(&at, RTM_GETLINK, &request, &n, &answer, &m)) {
        if (family(request) != 0) continue;
        for (size_t i = 0; i < m;) {
            const struct nlmsghdr *row = (const struct nlmsghdr *)(answer + i);
            const struct ifinfomsg *link = NLMSG_DATA(row);
            int rest = IFLA_PAYLOAD(row), found = !name && link->ifi_index == asked->ifi_index;
            for (struct rtattr *a = IFLA_RTA(link); name && RTA_OK(a, rest); a = RTA_NEXT(a, rest))
                if (a->rta_type == IFLA_IFNAME && !strcmp(RTA_DATA(a), name)) found = 1;
            if (found) {
                add(row, row->nlmsg_len);
                ((struct nlmsghdr *)(datagram + length - row->nlmsg_len))->nlmsg_flags = 0;
                return 1;
            }
            i += NLMSG_ALIGN(row->nlmsg_len);
        }
    }
    return 0;
}

static void end(unsigned type, int value) {
    char message[NLMSG_LENGTH(sizeof(struct nlmsgerr))] = {0};
    struct nlmsghdr *done = (struct nlmsghdr *)message;
    done->nlmsg_type = type;
    done->nlmsg_flags = type == NLMSG_DONE ? NLM_F_MULTI : 0;
    done->nlmsg_len = type == NLMSG_DONE ? 20 : sizeof message;
    memcpy(NLMSG_DATA(done), &value, sizeof value);
    add(message, done->nlmsg_len);
}

static int answered(int fd, const void *question, size_t n) {
    const struct nlmsghdr *q = question;
    if (n <= sizeof *q || q->nlmsg_len > n) return 0;
    load();
    int all = (q->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
    if (!all && q->nlmsg_type != RTM_GETLINK) return 0;
    length = 0;
    if (all) dump(q, q->nlmsg_len), end(NLMSG_DONE, 0);
    else if (!one(q)) end(NLMSG_ERROR, -ENODEV);
    struct sockaddr_nl own = {0};
    socklen_t o = sizeof own;
    getsockname(fd, (struct sockaddr *)&own, &o);
    for (size_t at = 0; at < length;) {
        struct nlmsghdr *m = (struct nlmsghdr *)(datagram + at);
        m->nlmsg_seq = q->nlmsg_seq;
        m->nlmsg_pid = own.nl_pid;
        at += NLMSG_ALIGN(m->nlmsg_len);
    }
    return 1;
}

ssize_t send(int fd, const void *b, size_t n, int flags) {
    ssize_t (*real)(int, const void *, size_t, int) = dlsym(RTLD_NEXT, "send");
    return answered(fd, b, n) ? (ssize_t)n : real(fd, b, n, flags);
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags) {
    ssize_t (*real)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
    char whole[4096];
    size_t n = 0;
    for (size_t i = 0; i < m->msg_iovlen; i++) {
        if (n + m->msg_iov[i].iov_len > sizeof whole) return real(fd, m, flags);
        memcpy(whole + n, m->msg_iov[i].iov_base, m->msg_iov[i].iov_len);
        n += m->msg_iov[i].iov_len;
    }
    return answered(fd, whole, n) ? (ssize_t)n : real(fd, m, flags);
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags) {
    ssize_t (*real)(int, struct msghdr *, int) = dlsym(RTLD_NEXT, "recvmsg");
    if (length == 0) return real(fd, m, flags);
    m->msg_flags = 0;
    if (m->msg_name) {
        memset(m->msg_name, 0, m->msg_namelen);
        ((struct sockaddr_nl *)m->msg_name)->nl_family = AF_NETLINK;
    }
    if (flags & MSG_PEEK) return (ssize_t)length;
    size_t n = m->msg_iov[0].iov_len < length ? m->msg_iov[0].iov_len : length;
    memcpy(m->msg_iov[0].iov_base, datagram, n);
    length = 0;
    return (ssize_t)n;
}

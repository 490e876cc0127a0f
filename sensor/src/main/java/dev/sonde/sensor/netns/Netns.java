package dev.sonde.sensor.netns;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Limits;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// Enters network namespaces and takes their tables as raw netlink messages.
///
/// A socket belongs to the namespace in which it was opened: enter, open, connect to the kernel, ask. The socket
/// is connected to port 0, so that a container with CAP_NET_ADMIN cannot forge replies: the kernel refuses senders
/// other than itself.
public final class Netns {
    public static final int CLONE_NEWNET = 0x40000000;
    public static final int CLONE_NEWUSER = 0x10000000;
    public static final long NSFS_MAGIC = 0x6e736673L;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    public static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    public static final int SO_NETNS_COOKIE = 71;
    private static final int MSG_TRUNC = 0x20;

    private static final int NLMSG_HDRLEN = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_MULTI = 2;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLM_F_DUMP = 0x300;

    /// How often an interrupted dump is asked for before its last result is taken and marked.
    private static final int TRIES = 5;

    private final Kernel kernel;
    private final Frames frames;
    private final byte[] one = {1, 0, 0, 0};
    /// `struct timeval {2, 0}`: the kernel always answers at once; a socket that does not is given up.
    private final byte[] deadline = new byte[16];
    /// `struct sockaddr_nl`: family AF_NETLINK, port 0, the kernel.
    private final byte[] toKernel = new byte[12];
    private final byte[] cookie = new byte[8];
    private final byte[] cookieLength = new byte[4];
    private final byte[] request = new byte[4096];
    private final FdPassing handover;
    private final TableLimit limit = new TableLimit();
    private int sequence = 1;

    public Netns(Kernel kernel, Frames frames) {
        this.kernel = kernel;
        this.frames = frames;
        this.handover = new FdPassing(kernel);
        deadline[0] = 2;
        toKernel[0] = AF_NETLINK;
    }

    /// A netlink socket in the namespace that this process is in, connected to the kernel; or -errno.
    public int socket() {
        return socket(0);
    }

    /// The same of another protocol than NETLINK_ROUTE.
    public int socket(int protocol) {
        int s = kernel.socket(AF_NETLINK, SOCK_RAW, protocol);
        if (s < 0) {
            return s;
        }
        // Older kernels lack the two options; they answer all the same.
        kernel.setsockopt(s, SOL_NETLINK, NETLINK_GET_STRICT_CHK, one);
        kernel.setsockopt(s, SOL_NETLINK, NETLINK_EXT_ACK, one);
        kernel.setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, deadline);
        int r = kernel.connect(s, toKernel);
        if (r < 0) {
            kernel.close(s);
            return r;
        }
        return s;
    }

    /// How much is taken of a namespace's tables.
    public TableLimit limit() {
        return limit;
    }

    /// Whether this process is perhaps in another namespace than its own.
    private boolean away;

    public boolean away() {
        return away;
    }

    /// Goes back to the namespace of the fd `home`: 0 or -errno.
    public int goHome(int home) {
        if (!away) {
            return 0; // an ordinary user never left, and may not come back
        }
        int r = kernel.setns(home, CLONE_NEWNET);
        if (r == 0) {
            away = false;
        }
        return r;
    }

    /// `NS_GET_USERNS`: the user namespace that owns a namespace.
    private static final long NS_GET_USERNS = 0xb701;

    /// A netlink socket of the namespace `fd`, or -errno. This process may be in that namespace afterwards.
    ///
    /// A namespace that belongs to another user namespace, as the labs of an ordinary user do, can be entered only
    /// through its owner, and from there is no way back: a child goes, opens the socket and hands it to us.
    public int socketOf(int fd) {
        return socketOf(fd, ROUTES);
    }

    /// What a socket is for: rtnetlink, the firewall, raw ICMP and ICMPv6.
    static final int ROUTES = 0;

    public static final int FILTER = 1;
    public static final int ICMP = 2;
    public static final int ICMPV6 = 3;

    /// The same, of another kind.
    public int socketOf(int fd, int kind) {
        int r = kernel.setns(fd, CLONE_NEWNET);
        if (r == 0) {
            away = true;
            return make(kind);
        }
        if (r != -Errno.EPERM) {
            return r;
        }
        int user = kernel.ioctl(fd, NS_GET_USERNS, 0);
        if (user < 0) {
            return -Errno.EPERM;
        }
        r = handover.begin();
        if (r < 0) {
            kernel.close(user);
            return r;
        }
        int child = kernel.sys().fork();
        if (child == 0) {
            r = kernel.setns(user, CLONE_NEWUSER);
            if (r == -Errno.EINVAL) {
                r = -Errno.EPERM; // it is our own: what we lack is the right to enter, not the way
            }
            if (r == 0) {
                r = kernel.setns(fd, CLONE_NEWNET);
            }
            if (r == 0) {
                r = make(kind);
            }
            if (r >= 0) {
                r = handover.send(r);
            }
            kernel.sys().exit(r < 0 ? -r : 0);
        }
        kernel.close(user);
        r = child < 0 ? -Errno.EPERM : kernel.reap(child);
        return handover.end(r);
    }

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;

    private int make(int kind) {
        return switch (kind) {
            case ICMP -> kernel.socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
            case ICMPV6 -> kernel.socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
            case FILTER -> socket(NETFILTER);
            default -> socket();
        };
    }

    /// `SIOCGSKNS` of linux/sockios.h: the namespace to which a socket belongs.
    public static final long SIOCGSKNS = 0x894c;

    /// An fd of the namespace to which the socket belongs, or -errno.
    public int of(int socket) {
        return kernel.ioctl(socket, SIOCGSKNS, 0);
    }

    /// Goes into the namespace to which the socket belongs: 0 or -errno.
    public int enter(int socket) {
        int fd = of(socket);
        if (fd < 0) {
            return fd;
        }
        int r = kernel.setns(fd, CLONE_NEWNET);
        kernel.close(fd);
        if (r == 0) {
            away = true;
        }
        return r;
    }

    private final byte[] answer = new byte[512];

    /// What the last [#nsid] was answered with.
    public byte[] answer() {
        return answer;
    }

    /// Asks the namespace of the socket by which id it knows that of `fd`: the length of the kernel's message in
    /// [#answer], or -errno. It asks only; no id is assigned.
    public int nsid(int socket, int fd) {
        nsidQuestion(fd);
        sequence++;
        Bytes.put32(nsidQuestion, 8, sequence);
        int r = kernel.send(socket, nsidQuestion, 0, nsidQuestion.length, 0);
        if (r < 0) {
            return r;
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int n = kernel.recv(socket, answer, 0, MSG_TRUNC);
            if (n < 0 && n != -Errno.EINTR) {
                return n;
            }
            if (n > answer.length) {
                return -Errno.EMSGSIZE;
            }
            if (n >= NLMSG_HDRLEN && ours(answer, 0, n) == n) {
                return sawError != 0 ? -sawError : n;
            }
        }
        return -Errno.EPROTO;
    }

    private static final int RTM_GETNSID = 90;
    private static final int NETNSA_FD = 3;
    private final byte[] nsidQuestion = new byte[28];

    /// `struct nlmsghdr`, `struct rtgenmsg`, NETNSA_FD: what [#nsid] asks, without its sequence number.
    public byte[] nsidQuestion(int fd) {
        Bytes.put32(nsidQuestion, 0, nsidQuestion.length);
        Bytes.put16(nsidQuestion, 4, RTM_GETNSID);
        Bytes.put16(nsidQuestion, 6, NLM_F_REQUEST);
        Bytes.put32(nsidQuestion, 8, 0);
        Bytes.put16(nsidQuestion, 20, 8);
        Bytes.put16(nsidQuestion, 22, NETNSA_FD);
        Bytes.put32(nsidQuestion, 24, fd);
        return nsidQuestion;
    }

    /// The number that the kernel never gives again to another namespace; 0 where it has none.
    public long cookie(int socket) {
        Bytes.put32(cookieLength, 0, 8);
        int r = kernel.getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, cookie, cookieLength);
        return r < 0 ? 0 : Bytes.i64(cookie, 0);
    }

    /// `NFT_MSG_GETCHAIN`, `NFT_MSG_GETRULE` of linux/netfilter/nf_tables.h, subsystem NFNL_SUBSYS_NFTABLES: what the
    /// firewall of a namespace does. They go over a socket of [#NETFILTER].
    public static final int GETCHAIN = 10 << 8 | 4;

    public static final int GETRULE = 10 << 8 | 7;

    /// `NETLINK_NETFILTER`
    public static final int NETFILTER = 12;

    /// Asks for a table by the fixed form of request that this type takes, and sends the reply as NETLINK frames.
    public void table(int socket, int origin, int type, int family) {
        get(socket, origin, request, DumpForm.write(request, type, family), false);
    }

    /// The same for a table whose rows are used as they come.
    public void rows(int socket, int origin, int type, int family) {
        get(socket, origin, request, DumpForm.write(request, type, family), true);
    }

    /// The same, with `value` in the four bytes at `at` of the request: flags that the type knows.
    public void table(int socket, int origin, int type, int family, int at, int value) {
        int length = DumpForm.write(request, type, family);
        Bytes.put32(request, at, value);
        get(socket, origin, request, length, false);
    }

    /// Who is shown the links of the table that is read next, and of which namespace they are; null: nobody. `alone`:
    /// they are shown, and not sent.
    public void watch(Watcher who, int number, boolean alone) {
        watcher = who;
        watched = number;
        shownAlone = alone;
    }

    private Watcher watcher;
    private int watched;
    private boolean shownAlone;

    /// Asks for a table of the namespace that the socket's knows by `id`, by the attribute of this number. The frames
    /// tell the request without it: as if it had been asked in that namespace, whose number is `origin`.
    public void targeted(int socket, int origin, int type, int attribute, int id) {
        int length = DumpForm.write(request, type, 0);
        Bytes.put32(request, 0, length + 8);
        Bytes.put16(request, length, 8);
        Bytes.put16(request, length + 2, attribute);
        Bytes.put32(request, length + 4, id);
        told = length;
        get(socket, origin, request, length + 8, false);
        told = 0;
    }

    /// How much of the request the frames tell; 0: all of it.
    private int told;

    /// The rest of a dump that was cut is not taken: another socket of the same namespace takes its place, or, where
    /// none can be made, the kernel refuses the next request (EBUSY), and that is told.
    private void renew(int socket) {
        int fd = of(socket);
        int s = fd < 0 ? fd : socketOf(fd);
        if (fd >= 0) {
            kernel.close(fd);
        }
        if (s >= 0) {
            kernel.dup3(s, socket, Kernel.O_CLOEXEC);
            kernel.close(s);
        }
    }

    /// Sends one request and hands the reply on, message by message as received; gives 0 or -errno.
    ///
    /// `q` holds a `struct nlmsghdr` and its body in `q[0, length)`; its sequence number is set here, and is 0 in
    /// the copy that the frames carry, so that a recorded answer can be found by its question. `streamed`: the rows
    /// are used as they come.
    public int get(int socket, int origin, byte[] q, int length, boolean streamed) {
        int result = 0;
        int most = streamed ? Limits.HELD : Integer.MAX_VALUE;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            int again = attempt == 0 ? 0 : FrameFlag.AGAIN;
            result = ask(socket, origin, q, length, again, attempt == TRIES - 1 ? -1 : most);
            if (result != RETRY) {
                return result;
            }
        }
        return result;
    }

    /// The dump was interrupted by a change.
    private static final int RETRY = 1;

    /// `most`: an interrupted dump of more bytes is not asked for again.
    private int ask(int socket, int origin, byte[] q, int length, int again, int most) {
        begin(origin, q, length, again);
        sequence++;
        Bytes.put32(q, 8, sequence);
        int sent = kernel.send(socket, q, 0, length, 0);
        if (sent < 0) {
            frames.failed(-sent).end();
            return sent;
        }
        boolean interrupted = false;
        boolean more = true;
        int flushed = again;
        long total = 0;
        while (more) {
            if (shownAlone) {
                frames.cancel();
                begin(origin, q, length, 0);
            } else if (frames.room() < Frames.DATAGRAM) {
                frames.flag(FrameFlag.MORE).end();
                frames.flush();
                flushed = FrameFlag.AGAIN;
                begin(origin, q, length, 0);
            }
            int at = frames.at();
            int n = kernel.recv(socket, frames.buffer(), at, MSG_TRUNC);
            if (n == -Errno.EINTR) {
                continue;
            }
            if (n < 0) {
                // -EAGAIN: the deadline has passed. -ENOBUFS: messages were lost.
                frames.failed(-n).end();
                return n;
            }
            if (n > frames.room()) {
                frames.failed(Errno.EMSGSIZE).end();
                return -Errno.EMSGSIZE;
            }
            int kept = ours(frames.buffer(), at, n);
            frames.skip(kept);
            total += kept;
            if (watcher != null && sawError == 0) {
                watcher.links(frames.buffer(), at, kept, watched);
            }
            interrupted |= sawInterrupted;
            if (sawError != 0) {
                frames.failed(sawError).end();
                return -sawError;
            }
            more = !sawEnd;
            if (more && limit.beyond(total)) {
                frames.flag(FrameFlag.CUT).end();
                limit.spend(total);
                renew(socket);
                return 0;
            }
        }
        if (!interrupted || total > most) {
            limit.spend(total);
        }
        if (interrupted && total <= most) {
            if (flushed == FrameFlag.AGAIN) {
                frames.flag(FrameFlag.MORE).end();
            } else {
                frames.cancel();
            }
            return RETRY;
        }
        if (interrupted) {
            frames.flag(FrameFlag.INTERRUPTED);
        }
        if (shownAlone && !interrupted) {
            frames.cancel();
        } else {
            frames.end();
        }
        return 0;
    }

    private void begin(int origin, byte[] q, int length, int flags) {
        frames.begin(FrameKind.NETLINK, origin, Frames.DATAGRAM + 4 + length);
        int at = frames.at();
        int tells = told == 0 ? length : told;
        frames.string(q, 0, tells).flag(flags);
        byte[] b = frames.buffer();
        Bytes.put32(b, at + 4, tells);
        Bytes.clear(b, at + 4 + 8, 8); // nlmsg_seq, nlmsg_pid
    }

    private boolean sawEnd;
    private boolean sawInterrupted;
    private int sawError;

    /// Walks the messages of one datagram; gives how many bytes of it are answers to us. Says in the three fields
    /// above whether the last was among them, whether a change interrupted, and the errno of NLMSG_ERROR or
    /// NLMSG_DONE; EPROTO for what is no sequence of messages.
    private int ours(byte[] b, int at, int n) {
        sawEnd = false;
        sawInterrupted = false;
        sawError = 0;
        int p = at;
        int end = at + n;
        if (n < NLMSG_HDRLEN) {
            sawError = Errno.EPROTO;
        }
        while (end - p >= NLMSG_HDRLEN) {
            int l = Bytes.i32(b, p);
            if (l < NLMSG_HDRLEN || l > end - p) {
                sawError = Errno.EPROTO;
                break;
            }
            int type = Bytes.u16(b, p + 4);
            int flags = Bytes.u16(b, p + 6);
            if (Bytes.i32(b, p + 8) != sequence) {
                // An answer to a question that was given up. The kernel never mixes two in one datagram.
                return 0;
            }
            if ((flags & NLM_F_DUMP_INTR) != 0) {
                sawInterrupted = true;
            }
            if (type == NLMSG_DONE || type == NLMSG_ERROR || (flags & NLM_F_MULTI) == 0) {
                sawEnd = true;
                if (type == NLMSG_DONE || type == NLMSG_ERROR) {
                    sawError = errno(b, p, l);
                }
            }
            p += (l + 3) & ~3;
        }
        return n;
    }

    /// The errno of an NLMSG_ERROR or NLMSG_DONE of `l` bytes, not negative. The kernel's is -errno; NLMSG_DONE may
    /// do without.
    private static int errno(byte[] b, int p, int l) {
        if (l < NLMSG_HDRLEN + 4) {
            return Bytes.u16(b, p + 4) == NLMSG_DONE ? 0 : Errno.EPROTO;
        }
        int error = Bytes.i32(b, p + NLMSG_HDRLEN);
        if (error > 0 || error < -MOST_ERRNO) {
            return Bytes.u16(b, p + 4) == NLMSG_DONE && error > 0 ? 0 : Errno.EPROTO;
        }
        return -error;
    }

    /// `MAX_ERRNO` of linux/err.h
    private static final int MOST_ERRNO = 4095;
}

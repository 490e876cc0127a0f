package dev.sonde.sensor.lab;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.Header;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.frames.Inbox;
import dev.sonde.sensor.kernel.Bounded;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.Nr;
import dev.sonde.sensor.kernel.Opens;
import dev.sonde.sensor.netns.Netns;

/// What is done to a lab's namespaces: makes and opens them, and carries out netlink messages in them. The keeper has
/// one while the lab is made; afterwards a process that joined the lab does what `lab break` and `lab mend` ask.
final class LabOps {
    private static final int MS_BIND = 4096;
    private static final int NLMSG_HDRLEN = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_ACK = 4;

    /// Namespaces that one lab can have.
    private static final int MOST = 1 << 14;

    /// Bytes of the kernel's answer that a reply carries.
    private static final int ANSWER = 4096;

    /// `NETLINK_ROUTE`, `NETLINK_NETFILTER` of linux/netlink.h
    private static final int ROUTE = 0;

    private static final int NETFILTER = 12;

    /// The types of the messages around a batch, of linux/netfilter/nfnetlink.h, and in it: `NFNL_SUBSYS_NFTABLES << 8
    /// |
    /// NFT_MSG_*`.
    private static final int BATCH_BEGIN = 16;

    private static final int BATCH_END = 17;
    private static final int NEWTABLE = 0x0a00;
    private static final int DELTABLE = 0x0a02;
    private static final int NEWCHAIN = 0x0a03;
    private static final int NEWRULE = 0x0a06;

    private static final byte[] SLASH = {'/'};

    private final Kernel kernel;
    private final Frames frames;
    private final Inbox inbox;
    private final Netns netns;

    /// An fd of each namespace of the lab; the first is its own.
    private final int[] namespaces = new int[MOST];

    private int count;
    private final LabMessages messages = new LabMessages(namespaces);

    /// The network namespace from which a hand came: no file of the lab may lead there. 0: this is the keeper.
    private long outsideDev;

    private long outsideIno;
    private int document = -1;
    private int written;
    private byte[] name = Bytes.NONE;

    private final byte[] answer = new byte[1 << 16];
    private final byte[] small = new byte[256];

    LabOps(Kernel kernel, Frames frames, Inbox inbox) {
        this.kernel = kernel;
        this.frames = frames;
        this.inbox = inbox;
        this.netns = new Netns(kernel, frames);
    }

    /// The lab of this name is ours; we are in its own namespace, which becomes number 0: its fd or -errno.
    @Opens("files of the lab's own folder, and of procfs")
    int begin(byte[] lab) {
        name = lab;
        int r = kernel.open(Bytes.of("/proc/self/ns/net"), Kernel.O_RDONLY);
        namespaces[0] = r;
        return r;
    }

    /// In a process that joined the lab: answers the request `id`, and those that follow, until the analysis ends.
    /// `dev` and `ino` are those of the network namespace that it came from.
    @Bounded("once for each request of a change")
    static int inside(Kernel kernel, byte[] lab, int id, long dev, long ino) {
        Frames frames = new Frames(kernel, Labs.TO_ANALYSIS, true);
        Inbox inbox = new Inbox(kernel, Labs.TO_ANALYSIS);
        LabOps hands = new LabOps(kernel, frames, inbox);
        hands.outsideDev = dev;
        hands.outsideIno = ino;
        frames.answering(id);
        frames.tick();
        int r = hands.begin(lab);
        frames.reply(Math.min(r, 0));
        int length = r < 0 ? 0 : inbox.receive();
        while (length > 0 && frames.error() == 0) {
            frames.answering(inbox.id());
            frames.tick();
            switch (inbox.kind()) {
                case RequestKind.LAB_OPEN -> hands.reach(length);
                case RequestKind.LAB_LEAVE -> frames.reply(hands.leave(length));
                case RequestKind.LAB_REMOVE -> frames.reply(hands.remove(length));
                case RequestKind.LAB_FILTER -> frames.reply(hands.filter(length));
                default -> {
                    if (!hands.obeys(inbox.kind(), length)) {
                        frames.reply(-Errno.EPERM);
                    }
                }
            }
            length = inbox.receive();
        }
        return r < 0 ? 1 : 0;
    }

    /// Carries out a request of those that the making of a lab needs too, and answers it; false: it is none.
    boolean obeys(int kind, int length) {
        switch (kind) {
            case RequestKind.LAB_NETNS -> namespace(length);
            case RequestKind.LAB_DO -> carryOut(length);
            case RequestKind.LAB_STATE -> frames.reply(state(length));
            default -> {
                return false;
            }
        }
        return true;
    }

    /// The fd of a namespace by its number; -1: there is none.
    int fd(int number) {
        return number < 0 || number > count ? -1 : namespaces[number];
    }

    private static byte[] path(byte[] file) {
        return Bytes.join(Bytes.join(Bytes.of(Labs.NETNS), SLASH), file);
    }

    /// string name of a namespace's file.
    @Opens("files of the lab's own folder, and of procfs")
    private void reach(int length) {
        int r = -Errno.EINVAL;
        if (Registry.named(inbox, length)) {
            byte[] path = path(inbox.copy(Header.SIZE));
            r = count + 1 < MOST ? kernel.open(path, Kernel.O_RDONLY | kernel.oNofollow()) : -Errno.E2BIG;
            r = r < 0 ? r : own(r);
        }
        if (r < 0) {
            frames.reply(r);
            return;
        }
        count++;
        namespaces[count] = r;
        Bytes.put32(small, 0, r);
        frames.reply(count, small, 4);
    }

    /// `NS_GET_NSTYPE` of linux/nsfs.h
    private static final long NS_GET_NSTYPE = 0xb703;

    private static final int AT_EMPTY_PATH = 0x1000;

    /// The fd if it is a network namespace, and not the one that we came from; else -errno, and it is closed.
    private int own(int fd) {
        byte[] statx = new byte[256];
        byte[] empty = {0};
        int r = kernel.ioctl(fd, NS_GET_NSTYPE, 0) == Netns.CLONE_NEWNET ? 0 : -Errno.EINVAL;
        r = r < 0 ? r : kernel.statx(fd, empty, AT_EMPTY_PATH, statx);
        if (r == 0 && Kernel.ino(statx) == outsideIno && Kernel.dev(statx) == outsideDev) {
            r = -Errno.EPERM;
        }
        if (r < 0) {
            kernel.close(fd);
            return r;
        }
        return fd;
    }

    /// string name: an ordinary file where a namespace's would be.
    @Opens("files of the lab's own folder, and of procfs")
    private int leave(int length) {
        if (!Registry.named(inbox, length)) {
            return -Errno.EINVAL;
        }
        byte[] path = path(inbox.copy(Header.SIZE));
        int flags = Kernel.O_RDONLY | Kernel.O_CREAT | Kernel.O_EXCL;
        int fd = kernel.openat(Kernel.AT_FDCWD, path, flags, 0444);
        return fd < 0 ? fd : kernel.close(fd);
    }

    /// `MNT_DETACH` of umount2(2)
    private static final int DETACH = 2;

    /// string name: the file goes, and with it the namespace that nothing else keeps.
    private int remove(int length) {
        if (!Registry.named(inbox, length)) {
            return -Errno.EINVAL;
        }
        byte[] zpath = Bytes.z(path(inbox.copy(Header.SIZE)));
        int r = (int) kernel.sys().call(Nr.UMOUNT2, 0, zpath, 0, -1, Bytes.NONE, 0, DETACH, 0, 0, 0, 0);
        return r < 0 && r != -Errno.EINVAL ? r : kernel.unlink(Kernel.AT_FDCWD, zpath);
    }

    /// Sets `lo`, number 1 in every namespace, up in the one that we are in: RTM_NEWLINK with `struct ifinfomsg`.
    int loopback() {
        int s = netns.socket(ROUTE);
        if (s < 0) {
            return s;
        }
        byte[] m = new byte[NLMSG_HDRLEN + 16];
        Bytes.put32(m, 0, m.length);
        Bytes.put16(m, 4, LabMessages.RTM_NEWLINK);
        Bytes.put32(m, 20, 1); // ifi_index
        Bytes.put32(m, 24, 1); // ifi_flags: IFF_UP
        Bytes.put32(m, 28, 1); // ifi_change
        int r = message(s, m, 0, m.length, 1);
        kernel.close(s);
        return r;
    }

    /// string name of its file. The fd of the new namespace is for IFLA_NET_NS_FD: we send the messages.
    private void namespace(int length) {
        int at = Header.SIZE;
        if (!Registry.named(inbox, length)) {
            frames.reply(-Errno.EINVAL);
            return;
        }
        int r = count + 1 < MOST ? make(inbox.copy(at)) : -Errno.E2BIG;
        if (r < 0) {
            frames.reply(r);
            return;
        }
        Bytes.put32(small, 0, r);
        frames.reply(count, small, 4);
    }

    /// Makes a namespace that a file keeps, as Docker does: its fd, or -errno.
    @Opens("files of the lab's own folder, and of procfs")
    private int make(byte[] file) {
        byte[] path = path(file);
        byte[] zpath = Bytes.z(path);
        int fd = kernel.openz(Kernel.AT_FDCWD, zpath, Kernel.O_RDONLY | Kernel.O_CREAT | Kernel.O_EXCL, 0444);
        if (fd < 0) {
            return fd;
        }
        kernel.close(fd);
        int r = kernel.unshare(Netns.CLONE_NEWNET);
        if (r >= 0) {
            r = loopback();
        }
        if (r >= 0) {
            r = kernel.bindMount(Bytes.z(Bytes.of("/proc/self/ns/net")), zpath, MS_BIND);
        }
        if (r >= 0) {
            r = kernel.open(path, Kernel.O_RDONLY);
        }
        int home = kernel.setns(namespaces[0], Netns.CLONE_NEWNET);
        if (r >= 0 && home < 0) {
            r = home;
        }
        if (r < 0) {
            kernel.unlink(Kernel.AT_FDCWD, zpath);
            return r;
        }
        count++;
        namespaces[count] = r;
        return r;
    }

    /// Origin; string of netlink messages.
    private void carryOut(int length) {
        int at = Header.SIZE;
        int origin = inbox.origin();
        if (!inbox.string(at, length, length) || origin < 0 || origin > count) {
            frames.reply(-Errno.EINVAL);
            return;
        }
        int s = socketIn(namespaces[origin], ROUTE);
        if (s < 0) {
            frames.reply(s);
            return;
        }
        int end = inbox.after(at);
        int p = at + 4;
        int done = 0;
        int r = 0;
        answered = 0;
        while (p < end && r == 0) {
            int n = end - p < NLMSG_HDRLEN ? 0 : Bytes.i32(inbox.b, p);
            if (n < NLMSG_HDRLEN || n > end - p) {
                r = -Errno.EINVAL;
            } else if (!messages.takes(inbox.b, p, n, count)) {
                r = -Errno.EPERM;
            } else {
                r = message(s, inbox.b, p, n, done + 1);
                p += Math.min(n + 3 & ~3, end - p);
            }
            if (r == 0) {
                done++;
            }
        }
        kernel.close(s);
        frames.reply(r < 0 ? r : done, answer, Math.min(answered, ANSWER));
    }

    /// A netlink socket of the namespace `fd`; we are in our own again afterwards.
    private int socketIn(int fd, int protocol) {
        int r = kernel.setns(fd, Netns.CLONE_NEWNET);
        if (r < 0) {
            return r;
        }
        int s = netns.socket(protocol);
        r = kernel.setns(namespaces[0], Netns.CLONE_NEWNET);
        if (r < 0) {
            kernel.close(s);
            return r;
        }
        return s;
    }

    /// Bytes of the kernel's last answer in [#answer].
    private int answered;

    /// Sends one message and takes the kernel's answer to it: 0 or -errno.
    private int message(int s, byte[] b, int at, int n, int sequence) {
        Bytes.put16(b, at + 6, Bytes.u16(b, at + 6) | NLM_F_REQUEST | NLM_F_ACK);
        Bytes.put32(b, at + 8, sequence);
        Bytes.put32(b, at + 12, 0);
        int r = kernel.send(s, b, at, n, 0);
        if (r < 0) {
            return r;
        }
        // What a request yields comes before its acknowledgement, which is NLMSG_ERROR also when all is well.
        while (true) {
            r = kernel.recv(s, answer, 0, 0);
            if (r == -Errno.EINTR) {
                continue;
            }
            if (r < 0) {
                return r;
            }
            answered = r;
            boolean mine = r >= NLMSG_HDRLEN + 4 && Bytes.i32(answer, 8) == sequence;
            if (mine && Bytes.u16(answer, 4) == NLMSG_ERROR) {
                return Bytes.i32(answer, NLMSG_HDRLEN);
            }
        }
    }

    /// Origin; string of one batch of nf_tables messages: 0, or the first error.
    private int filter(int length) {
        int at = Header.SIZE;
        int fd = fd(inbox.origin());
        if (fd < 0 || !inbox.string(at, length, length)) {
            return -Errno.EINVAL;
        }
        int end = inbox.after(at);
        int p = at + 4;
        int last = 0;
        while (p < end) {
            int n = end - p < NLMSG_HDRLEN ? 0 : Bytes.i32(inbox.b, p);
            int type = n < NLMSG_HDRLEN ? 0 : Bytes.u16(inbox.b, p + 4);
            if (n > end - p || n < NLMSG_HDRLEN) {
                return -Errno.EINVAL;
            }
            if (!filters(type)) {
                return -Errno.EPERM;
            }
            last++;
            Bytes.put32(inbox.b, p + 8, last);
            p += Math.min(n + 3 & ~3, end - p);
        }
        int s = socketIn(fd, NETFILTER);
        if (s < 0) {
            return s;
        }
        int r = kernel.send(s, inbox.b, at + 4, end - at - 4, 0);
        // The last message before the end asks for an acknowledgement; an error of any may come before.
        int n = r < 0 ? r : kernel.recv(s, answer, 0, 0);
        while (n == -Errno.EINTR) {
            n = kernel.recv(s, answer, 0, 0);
        }
        kernel.close(s);
        if (n < NLMSG_HDRLEN + 4) {
            return n < 0 ? n : -Errno.EPROTO;
        }
        return Bytes.u16(answer, 4) == NLMSG_ERROR ? Bytes.i32(answer, NLMSG_HDRLEN) : -Errno.EPROTO;
    }

    /// Whether a fault of the firewall is made of messages of this type.
    private static boolean filters(int type) {
        return type == BATCH_BEGIN
                || type == BATCH_END
                || type == NEWTABLE
                || type == DELTABLE
                || type == NEWCHAIN
                || type == NEWRULE;
    }

    /// string document, in pieces when the flag MORE says so; it is there when it is whole.
    @Opens("files of the lab's own folder, and of procfs")
    private int state(int length) {
        int at = Header.SIZE;
        if (!inbox.string(at, length, length)) {
            return -Errno.EINVAL;
        }
        byte[] draft = Registry.file(name, ".json~");
        if (document < 0) {
            int flags = Kernel.O_WRONLY | Kernel.O_CREAT | Kernel.O_TRUNC | kernel.oNofollow();
            document = kernel.openz(Labs.FOLDER, draft, flags, 0600);
            written = 0;
            if (document < 0) {
                return document;
            }
        }
        int end = inbox.after(at);
        int p = at + 4;
        int r = written + (end - p) > Limits.LAB_DOCUMENT ? -Errno.E2BIG : 0;
        while (p < end && r >= 0) {
            r = kernel.write(document, inbox.b, p, end - p);
            p += Math.max(r, 0);
        }
        written += p - at - 4;
        if (r >= 0 && (inbox.flags() & FrameFlag.MORE) != 0) {
            return 0;
        }
        kernel.close(document);
        document = -1;
        if (r >= 0) {
            r = kernel.rename(Labs.FOLDER, draft, Registry.file(name, ".json"));
        } else {
            kernel.unlink(Labs.FOLDER, draft);
        }
        return Math.min(r, 0);
    }
}

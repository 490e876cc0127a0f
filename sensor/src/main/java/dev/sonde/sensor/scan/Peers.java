package dev.sonde.sensor.scan;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Origin;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.netns.Netns;
import dev.sonde.sensor.netns.Watcher;

/// Finds namespaces to which nothing leads but a link whose other end lies there, and reads their addresses, and
/// their links where that changes nothing.
///
/// In each namespace others have ids (`IFLA_LINK_NETNSID`); an id that is that of no namespace we have met is that
/// of a hidden one. Which id a namespace has elsewhere is asked, never assigned: nothing of the host changes. The
/// two ends of a veth name each other by index, so nearly always the first that is asked about is the right one.
///
/// Who has the links listed of a namespace that it knows by an id makes the kernel give an id to the other end of each:
/// the one that asks gets one in its own table. Therefore they are listed only where it has one already.
final class Peers implements Watcher {
    /// Links with another end elsewhere, pairs of a namespace and an id in it, and questions that one scan deals
    /// with.
    private static final int MOST_LINKS = 1 << 16;

    private static final int MOST_PAIRS = 1 << 15;
    private static final int MOST_QUESTIONS = 1 << 16;

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_GETADDR = 22;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_LINK_NETNSID = 37;
    private static final int IFLA_TARGET_NETNSID = 46;
    private static final int IFA_TARGET_NETNSID = 10;
    private static final int NETNSA_NSID = 1;

    private static final byte[] VETH = {'v', 'e', 't', 'h', 0};
    private static final byte[] NETKIT = {'n', 'e', 't', 'k', 'i', 't', 0};
    private static final byte[] UNKNOWN = Bytes.of("which namespaces links lead to");
    private static final byte[] MANY = Bytes.of("more links between namespaces than one scan handles");

    private final Frames frames;
    private final Netns netns;
    private final NetnsRegistry roster;
    private final Kernel kernel;

    /// Of each link: its namespace, its index, the index of its other end, the id of that one's namespace; and the
    /// next with the same two indexes.
    private int[] origins = new int[0];

    private int[] indexes = new int[0];
    private int[] others = new int[0];
    private int[] ids = new int[0];

    /// Whether it is a veth or netkit: then its other end has it as its own other end.
    private boolean[] twins = new boolean[0];

    private int[] nexts = new int[0];
    private int[] heads = new int[0];
    private int links;

    /// Pairs of namespace and id, an open-addressing table, and which namespace that is; 0: not known yet.
    private long[] pairs = new long[0];

    private int[] explained = new int[0];
    private int count;

    private int questions;
    private boolean overflow;
    private int failure;

    /// What it has asked is not asked again.
    private NsidPairs asked;

    /// A socket in our own namespace.
    private int ownSocket = -1;

    Peers(Frames frames, Netns netns, NetnsRegistry roster, Kernel kernel) {
        this.frames = frames;
        this.netns = netns;
        this.roster = roster;
        this.kernel = kernel;
    }

    /// Whether links are shown to us.
    private boolean wanted;

    void begin(boolean watching) {
        wanted = watching;
        if (wanted && heads.length == 0) {
            origins = new int[MOST_LINKS + 1];
            indexes = new int[MOST_LINKS + 1];
            others = new int[MOST_LINKS + 1];
            ids = new int[MOST_LINKS + 1];
            twins = new boolean[MOST_LINKS + 1];
            nexts = new int[MOST_LINKS + 1];
            heads = new int[MOST_LINKS];
            pairs = new long[2 * MOST_PAIRS];
            explained = new int[2 * MOST_PAIRS];
        }
        for (int i = 0; i < heads.length && links > 0; i++) {
            heads[i] = 0;
        }
        for (int i = 0; i < pairs.length && count > 0; i++) {
            pairs[i] = 0;
        }
        links = 0;
        count = 0;
        questions = 0;
        overflow = false;
        failure = 0;
    }

    /// The socket by which our own namespace was read; it is taken over.
    void own(int socket) {
        closeOwn();
        ownSocket = socket;
    }

    private void closeOwn() {
        if (ownSocket >= 0) {
            kernel.close(ownSocket);
        }
        ownSocket = -1;
    }

    /// The links of a namespace, as the kernel tells of them: messages in `b[at, at + n)`, whose lengths were
    /// checked.
    @Override
    public void links(byte[] b, int at, int n, int number) {
        int p = at;
        int end = at + n;
        while (end - p >= 32) {
            int length = Bytes.i32(b, p);
            if (length < 16 || length > end - p) {
                return;
            }
            if (Bytes.u16(b, p + 4) == RTM_NEWLINK && length >= 32) {
                link(b, p, length, number);
            }
            p += (length + 3) & ~3;
        }
    }

    /// `struct nlmsghdr`, `struct ifinfomsg` with the index at 4, attributes.
    private void link(byte[] b, int p, int length, int number) {
        int index = Bytes.i32(b, p + 20);
        int end = p + length;
        int link = -1;
        int info = -1;
        int netnsid = -1;
        int at = p + 32;
        int size = end - at < 4 ? 0 : Bytes.u16(b, at);
        while (size >= 4 && size <= end - at) {
            int type = Bytes.u16(b, at + 2) & 0x3fff;
            if (type == IFLA_LINK) {
                link = at;
            } else if (type == IFLA_LINKINFO) {
                info = at;
            } else if (type == IFLA_LINK_NETNSID) {
                netnsid = at;
            }
            at += (size + 3) & ~3;
            size = end - at < 4 ? 0 : Bytes.u16(b, at);
        }
        int id = number(b, netnsid);
        if (id < 0) {
            return;
        }
        if (links == MOST_LINKS || count == MOST_PAIRS) {
            overflow = true;
            return;
        }
        links++;
        origins[links] = number;
        indexes[links] = index;
        int other = number(b, link);
        others[links] = other;
        ids[links] = id;
        twins[links] = twin(b, info);
        int head = head(index, other);
        nexts[links] = heads[head];
        heads[head] = links;
        pair(number, id);
    }

    /// The four bytes of an attribute, -1 where there is none.
    private static int attribute(byte[] b, int from, int end, int type) {
        return number(b, find(b, from, end, type));
    }

    /// The same of the attribute that stands at `at`; -1: nowhere.
    private static int number(byte[] b, int at) {
        return at >= 0 && Bytes.u16(b, at) == 8 ? Bytes.i32(b, at + 4) : -1;
    }

    /// Whether IFLA_INFO_KIND in the IFLA_LINKINFO at `info` says `veth` or `netkit`.
    private static boolean twin(byte[] b, int info) {
        int kind = info < 0 ? -1 : find(b, info + 4, info + Bytes.u16(b, info), IFLA_INFO_KIND);
        return kind >= 0 && (says(b, kind, VETH) || says(b, kind, NETKIT));
    }

    private static boolean says(byte[] b, int attribute, byte[] text) {
        return Bytes.u16(b, attribute) >= 4 + text.length && Bytes.at(b, attribute + 4, text);
    }

    /// Where the attribute stands, whose length was checked; -1: there is none.
    private static int find(byte[] b, int from, int end, int type) {
        int at = from;
        while (end - at >= 4) {
            int length = Bytes.u16(b, at);
            if (length < 4 || length > end - at) {
                return -1;
            }
            if ((Bytes.u16(b, at + 2) & 0x3fff) == type) {
                return at;
            }
            at += (length + 3) & ~3;
        }
        return -1;
    }

    private int head(int index, int other) {
        long h = (index * 0x100000001L ^ other * 31L) * 0x9e3779b97f4a7c15L;
        return (int) (h >>> 32) & heads.length - 1;
    }

    /// Where the pair stands in the table, added when it is new and there is room; -1: there is none.
    private int pair(int number, int id) {
        long key = (long) number << 32 | id;
        int slot = (int) (key * 0x9e3779b97f4a7c15L >>> 32) & pairs.length - 1;
        while (pairs[slot] != 0 && pairs[slot] != key) {
            slot = slot + 1 & pairs.length - 1;
        }
        if (pairs[slot] == 0) {
            if (count == MOST_PAIRS) {
                return -1;
            }
            pairs[slot] = key;
            explained[slot] = 0;
            count++;
        }
        return slot;
    }

    /// Explains every id by a namespace that was met, and sends what can be read of those that are none's.
    void send(NsidPairs before) {
        asked = before;
        // Those of networks first: see [#mutual].
        for (int i = 1; i <= links && failure == 0; i++) {
            if (ofMany(i)) {
                byIndexes(i);
            }
        }
        for (int i = 1; i <= links && failure == 0; i++) {
            byIndexes(i);
        }
        byAsking();
        if (failure != 0) {
            frames.gap("RTM_GETNSID", UNKNOWN, failure);
        } else {
            for (int slot = 0; slot < pairs.length; slot++) {
                if (pairs[slot] != 0 && explained[slot] == 0) {
                    hidden((int) (pairs[slot] >>> 32), (int) pairs[slot]);
                }
            }
        }
        forget();
        if (overflow || questions >= MOST_QUESTIONS) {
            frames.gap("RTM_GETNSID", MANY, Errno.E2BIG);
        }
    }

    /// The scan has ended.
    void end() {
        closeOwn();
    }

    /// Whether the namespace of link `i` has several that lead elsewhere: they stand one behind the other.
    private boolean ofMany(int i) {
        return i > 1 && origins[i - 1] == origins[i] || i < links && origins[i + 1] == origins[i];
    }

    /// The namespaces with a link whose indexes are those of link `i`, the other way round: the other end is among
    /// them.
    private void byIndexes(int i) {
        int slot = pair(origins[i], ids[i]);
        if (slot < 0 || explained[slot] != 0 || !twins[i]) {
            return; // the index of a tunnel's or a macvlan's other end says nothing about that one's
        }
        if (i > 1 && origins[i - 1] != origins[i]) {
            right = origins[i];
        }
        int head = heads[head(others[i], indexes[i])];
        int near = nearest(i, head);
        if (near != 0) {
            mutual(i, near);
        }
        int c = head;
        while (c != 0 && explained[slot] == 0 && failure == 0) {
            if (c != near && fits(i, c)) {
                mutual(i, c);
            }
            c = nexts[c];
        }
    }

    /// Whether the two may be each other's other end, and it is not known that `c` leads elsewhere.
    private boolean fits(int i, int c) {
        boolean both = twins[c] && indexes[c] == others[i] && others[c] == indexes[i] && origins[c] != origins[i];
        int slot = both ? pair(origins[c], ids[c]) : -1;
        return slot >= 0 && (explained[slot] == 0 || explained[slot] == origins[i]);
    }

    /// So many links are compared to find the nearest.
    private static final int NEAR = 256;

    /// Of the links that fit, that whose namespace was met next to the one that was right last, at first next to that
    /// of `i`: who made a network made one end after the other.
    private int nearest(int i, int head) {
        int best = 0;
        int c = head;
        for (int k = 0; c != 0 && k < NEAR; k++) {
            if (fits(i, c) && (best == 0 || Math.abs(origins[c] - right) < Math.abs(origins[best] - right))) {
                best = c;
            }
            c = nexts[c];
        }
        return best;
    }

    /// The namespace in which the last other end was found.
    private int right;

    /// Asks whether the other end of link `i` lies where link `c` is: if the one leads to where the other is, and their
    /// indexes fit, each is the other's end, and both ids are explained.
    ///
    /// The namespace of `c` is asked: that of `i` has many links, and all these questions are about the same.
    private void mutual(int i, int c) {
        int there = pair(origins[c], ids[c]);
        int here = pair(origins[i], ids[i]);
        if (there < 0 || here < 0) {
            return;
        }
        if (explained[there] == 0) {
            ask(origins[c], origins[i]);
        }
        if (explained[there] == origins[i]) {
            explained[here] = origins[c];
            right = origins[c];
        }
    }

    /// For the ids that are left, those of tunnels above all: first the namespaces that were right for others, which
    /// tunnels share, then all that were met.
    private void byAsking() {
        int known = 0;
        for (int slot = 0; slot < pairs.length && failure == 0; slot++) {
            int a = (int) (pairs[slot] >>> 32);
            boolean open = pairs[slot] != 0 && explained[slot] == 0;
            for (int k = 0; k < known && open; k++) {
                open = !explains(a, hosts[k], slot);
            }
            for (int b = 1; b <= roster.count() && open && failure == 0; b++) {
                open = !explains(a, b, slot);
                if (!open && known < hosts.length) {
                    hosts[known] = b;
                    known++;
                }
            }
        }
    }

    /// Namespaces to which tunnels lead.
    private final int[] hosts = new int[32];

    /// Asks namespace `a` about `b`: whether the id of this pair is explained now.
    private boolean explains(int a, int b, int slot) {
        if (a != b) {
            ask(a, b);
        }
        return explained[slot] != 0;
    }

    /// The socket by which this namespace was read, or -EBADF.
    int socket(int number) {
        return number == Origin.OWN ? ownSocket : roster.socket(number);
    }

    /// Asks namespace `a` which id it has for `b`.
    private void ask(int a, int b) {
        int s = socket(a);
        if (s < 0 || questions >= MOST_QUESTIONS || asked.asked(a, b)) {
            return;
        }
        questions++;
        int n = question(s, b);
        if (n != -Errno.EBADF) {
            answered(a, b, n);
        }
    }

    /// Asks by the socket `s` which id its namespace has for `b`: as [Netns#nsid]; `-EBADF`: `b` is not held.
    private int question(int s, int b) {
        int fd = file(b);
        return fd < 0 ? fd : netns.nsid(s, fd);
    }

    /// The namespace that was asked about last, and an fd of its file where that is ours to close.
    private int about;

    private int aboutFile = -1;

    /// An fd of the file of the namespace, until the next is asked for; or -errno.
    private int file(int b) {
        int file = roster.file(b);
        if (file >= 0) {
            return file;
        }
        if (about != b) {
            forget();
            int fd = socket(b) < 0 ? -Errno.EBADF : netns.of(socket(b));
            if (fd < 0) {
                return fd;
            }
            about = b;
            aboutFile = fd;
        }
        return aboutFile;
    }

    private void forget() {
        if (aboutFile >= 0) {
            kernel.close(aboutFile);
        }
        about = 0;
        aboutFile = -1;
    }

    /// Whether namespace `a`, whose socket is `s`, has an id for itself.
    private boolean knowsItself(int s, int a) {
        int n = question(s, a);
        return n > 0 && attribute(netns.answer(), 20, n, NETNSA_NSID) >= 0;
    }

    /// Namespace `a` was asked which id it has for `b`: that id is known now. `n`: the length of [Netns#answer], or
    /// -errno.
    void answered(int a, int b, int n) {
        if (n < 0) {
            failure = -n;
            return;
        }
        int id = wanted ? attribute(netns.answer(), 20, n, NETNSA_NSID) : -1;
        int slot = id < 0 ? -1 : pair(a, id);
        if (slot >= 0) {
            explained[slot] = b;
        }
    }

    /// The namespace that `a` knows by this id alone: its NETNS frame, the handle, its links and addresses.
    private void hidden(int a, int id) {
        int s = socket(a);
        int number = s < 0 ? 0 : roster.anonymous(0);
        if (number == 0) {
            return;
        }
        frames.tick();
        frames.begin(FrameKind.NETNS, number, 64);
        frames.u64(0).u64(0).u64(0).string("").end();
        frames.begin(FrameKind.HANDLE, number, 128);
        frames.u32(HandleType.PEER)
                .u32(0)
                .u64(roster.device())
                .u64(roster.ino(a))
                .u64(0)
                .string("")
                .u64(id)
                .end();
        if (knowsItself(s, a)) {
            netns.targeted(s, number, RTM_GETLINK, IFLA_TARGET_NETNSID, id);
        }
        netns.targeted(s, number, RTM_GETADDR, IFA_TARGET_NETNSID, id);
    }
}

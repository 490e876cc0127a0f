package dev.sonde.sensor.engine;

import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.sensor.frames.Frames;
import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;
import dev.sonde.sensor.kernel.SafeOpen;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// Asks the sockets of container engines, all side by side: each gets [#PATIENCE], and one that is silent costs
/// the others nothing.
///
/// What is asked is fixed here: `GET` of a handful of paths. The answers are handed on raw, piece by piece.
final class Sockets {
    /// Sockets that are asked.
    static final int MOST = 24;

    /// Nanoseconds for all that one socket is asked.
    private static final long PATIENCE = 2_000_000_000L;

    /// A connection that is refused for want of room is tried again after so long.
    private static final long AGAIN = 20_000_000L;

    /// Bytes of one answer, of all answers of one socket, and of all sockets.
    private static final int ANSWER = 8 << 20;

    private static final int ANSWERS = 16 << 20;
    private static final int ALL = 64 << 20;

    /// Bytes of all answers of one socket that is not root's of this host, and of all of those.
    private static final int ANSWERS_OF_OTHER = 4 << 20;

    private static final int ALL_OF_OTHERS = 16 << 20;

    /// Bytes of the path of one, and of what else it is asked.
    private static final int LONGEST = 2048;

    private static final int ROOM = LONGEST + 4096;

    /// Bytes that are taken at once.
    private static final int PIECE = 1 << 16;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int POLLIN = 1;

    /// What the connection of a socket is when it is none.
    private static final int DONE = -1;

    private static final int WAITS = -2;

    private final Kernel kernel;
    private final Frames frames;

    private int count;

    /// Whether there were more.
    private boolean more;

    private final int[] ways = new int[MOST];
    private final long[] devs = new long[MOST];
    private final long[] inos = new long[MOST];

    /// Of each its path, and behind that what it is asked behind the fixed questions: paths, a NUL behind each.
    private final byte[] texts = new byte[MOST * ROOM];

    private final int[] nameLengths = new int[MOST];

    /// The inode of the mount namespace in which each lies, 0: ours, and the length of the root before its path.
    private final long[] mounts = new long[MOST];

    private final int[] roots = new int[MOST];

    /// Who answers there, and the number of that as a source; 0: nobody answered yet.
    private final int[] owners = new int[MOST];

    private final int[] sources = new int[MOST];
    private final int[] furtherLengths = new int[MOST];

    private final int[] connections = new int[MOST];
    private final int[] questions = new int[MOST];
    private final int[] taken = new int[MOST];
    private final int[] takenInAll = new int[MOST];
    private int takenOfAll;
    private int takenOfOthers;

    private final byte[] pollfds = new byte[8 * MOST];
    private final byte[] timespec = new byte[16];
    private final byte[] scratch = new byte[16];
    private final byte[] link = new byte[32];
    private final byte[] asked = new byte[128];
    private final byte[] question = new byte[256];

    /// `struct sockaddr_un`
    private final byte[] address = new byte[110];

    private static final byte[] MANY = Bytes.of("more sockets of container engines");
    private static final byte[] GET = {'G', 'E', 'T', ' '};
    private static final byte[] HTTP = {
        ' ', 'H', 'T', 'T', 'P', '/', '1', '.', '0', '\r', '\n', 'H', 'o', 's', 't', ':', ' ', 'd', 'o', 'c', 'k', 'e',
        'r', '\r', '\n', '\r', '\n'
    };

    Sockets(Kernel kernel, Frames frames) {
        this.kernel = kernel;
        this.frames = frames;
    }

    /// One more to be asked, by an O_PATH fd, which is ours from now on. The same socket may have several
    /// names: the first counts.
    void add(int fd, byte[] statx, long mountNamespace, byte[] prefix, byte[] name, int length) {
        long dev = Kernel.dev(statx);
        long ino = Kernel.ino(statx);
        boolean known = false;
        for (int i = 0; i < count; i++) {
            known = known || devs[i] == dev && inos[i] == ino;
        }
        boolean fits = prefix.length + length <= LONGEST;
        if (known || count == MOST || !fits) {
            kernel.close(fd);
            more = more || !known;
            return;
        }
        ways[count] = fd;
        devs[count] = dev;
        inos[count] = ino;
        Bytes.copy(prefix, 0, texts, count * ROOM, prefix.length);
        Bytes.copy(name, 0, texts, count * ROOM + prefix.length, length);
        nameLengths[count] = prefix.length + length;
        furtherLengths[count] = 0;
        mounts[count] = mountNamespace;
        roots[count] = prefix.length;
        count++;
    }

    /// The sockets that were handed over so far.
    private int handed;

    /// In the process that reads: from here on those are handed over that are not known yet.
    void begin() {
        handed = count;
    }

    /// A record, with an fd, for each that was not handed over yet.
    void hand(Record record, Report out) {
        while (handed < count) {
            record.begin(Engines.SOCKET);
            record.a = devs[handed];
            record.b = inos[handed];
            record.c = mounts[handed];
            record.number = roots[handed];
            record.text(texts, handed * ROOM, nameLengths[handed]);
            record.second = furtherLengths[handed];
            record.fd = ways[handed];
            out.take(record);
            ways[handed] = -1;
            handed++;
        }
    }

    /// One that was handed over.
    void add(Record r) {
        boolean known = false;
        for (int i = 0; i < count; i++) {
            known = known || devs[i] == r.a && inos[i] == r.b;
        }
        boolean fits = r.first <= LONGEST && r.first + r.second <= ROOM;
        if (known || count == MOST || !fits || r.fd < 0) {
            if (r.fd >= 0) {
                kernel.close(r.fd);
            }
            more = more || !known;
            return;
        }
        ways[count] = r.fd;
        devs[count] = r.a;
        inos[count] = r.b;
        nameLengths[count] = r.first;
        furtherLengths[count] = r.second;
        Bytes.copy(r.bytes, r.at, texts, count * ROOM, r.first + r.second);
        mounts[count] = r.c;
        roots[count] = Math.max(0, Math.min(r.number, r.first));
        count++;
    }

    /// How many there are.
    int count() {
        return count;
    }

    /// The sockets from `from` on are asked for these paths too, a NUL behind each.
    void further(int from, byte[] paths) {
        for (int i = from; i < count; i++) {
            int length = Math.min(paths.length, ROOM - nameLengths[i]);
            Bytes.copy(paths, 0, texts, i * ROOM + nameLengths[i], length);
            furtherLengths[i] = length;
        }
    }

    /// Asks all of them; FILE frames with what they answer: their paths are the socket's, a blank, and what was
    /// asked.
    void ask() {
        long start = kernel.clock(1, scratch);
        takenOfAll = 0;
        takenOfOthers = 0;
        frames.tick();
        for (int i = 0; i < count; i++) {
            questions[i] = 0;
            takenInAll[i] = 0;
            sources[i] = 0;
            begin(i);
        }
        long left = PATIENCE;
        while (left > 0 && await(left)) {
            for (int i = 0; i < count; i++) {
                if (connections[i] == WAITS) {
                    connect(i);
                } else if (Bytes.u16(pollfds, 8 * i + 6) != 0) {
                    receive(i);
                }
            }
            left = PATIENCE - (kernel.clock(1, scratch) - start);
        }
        for (int i = 0; i < count; i++) {
            if (connections[i] != DONE) {
                finish(i, Errno.ETIMEDOUT);
            }
            kernel.close(ways[i]);
        }
        if (more) {
            frames.gap("ask", MANY, Errno.E2BIG);
        }
        count = 0;
        more = false;
    }

    /// Waits until one has something: whether there is any left to wait for.
    private boolean await(long left) {
        boolean any = false;
        long time = left;
        Bytes.clear(pollfds, 0, pollfds.length);
        for (int i = 0; i < MOST; i++) {
            int fd = i < count ? connections[i] : DONE;
            any = any || fd != DONE;
            if (fd == WAITS) {
                time = Math.min(time, AGAIN);
            }
            Bytes.put32(pollfds, 8 * i, Math.max(fd, -1));
            Bytes.put32(pollfds, 8 * i + 4, POLLIN);
        }
        if (!any) {
            return false;
        }
        Bytes.put64(timespec, 0, time / 1_000_000_000L);
        Bytes.put64(timespec, 8, time % 1_000_000_000L);
        int r = kernel.poll(pollfds, timespec);
        if (r < 0) {
            for (int i = 0; i < MOST; i++) {
                Bytes.put32(pollfds, 8 * i + 4, POLLIN); // a signal: none has anything
            }
        }
        return r >= 0 || r == -Errno.EINTR;
    }

    /// Begins with the question that is next, or ends.
    private void begin(int i) {
        taken[i] = 0;
        if (path(i) == 0) {
            connections[i] = DONE;
            return;
        }
        connections[i] = WAITS;
        connect(i);
    }

    /// What socket `i` is asked now, into [#asked]: its length, or 0 when it has been asked everything.
    private int path(int i) {
        String fixed = fixed(questions[i]);
        int length = fixed.length();
        for (int k = 0; k < length; k++) {
            asked[k] = (byte) fixed.charAt(k);
        }
        if (length > 0) {
            return length;
        }
        int at = i * ROOM + nameLengths[i];
        int end = at + furtherLengths[i];
        for (int skip = questions[i] - FIXED; skip > 0; skip--) {
            while (at < end && texts[at] != 0) {
                at++;
            }
            at++;
        }
        while (at < end && texts[at] != 0 && length < asked.length) {
            asked[length] = texts[at];
            length++;
            at++;
        }
        return length;
    }

    private static final int FIXED = 6;

    private static String fixed(int question) {
        return switch (question) {
            case 0 -> "/containers/json?all=1";
            case 1 -> "/networks";
            case 2 -> "/nodes"; // of a swarm, told by its managers
            case 3 -> "/v4.0.0/libpod/pods/json"; // Podman's alone
            case 4 -> "/info"; // behind what matters more: engines run other programs for it
            case 5 -> "/networks/docker_gwbridge"; // by which the tasks of a swarm reach the world
            default -> "";
        };
    }

    private void connect(int i) {
        int fd = kernel.socket(AF_UNIX, SOCK_STREAM | Kernel.O_NONBLOCK, 0);
        if (fd < 0) {
            finish(i, -fd);
            return;
        }
        int end = SafeOpen.link(ways[i], link);
        Bytes.clear(address, 0, address.length);
        Bytes.put16(address, 0, AF_UNIX);
        Bytes.copy(link, 0, address, 2, end);
        int r = kernel.connect(fd, address);
        if (r < 0) {
            kernel.close(fd);
            if (r != -Errno.EAGAIN && r != -Errno.EINTR) {
                finish(i, -r);
            }
            return;
        }
        connections[i] = fd;
        owner(i, fd);
        int length = path(i);
        int size = GET.length + length + HTTP.length;
        Bytes.copy(GET, 0, question, 0, GET.length);
        Bytes.copy(asked, 0, question, GET.length, length);
        Bytes.copy(HTTP, 0, question, GET.length + length, HTTP.length);
        r = kernel.send(fd, question, 0, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (r != size) {
            finish(i, r < 0 ? -r : Errno.EAGAIN);
        }
    }

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;

    /// `struct ucred { pid_t pid; uid_t uid; gid_t gid; }`
    private final byte[] peer = new byte[12];

    private final byte[] peerLength = new byte[4];

    /// Who listens there: what it says counts as that user's.
    private void owner(int i, int fd) {
        if (sources[i] != 0) {
            return;
        }
        Bytes.put32(peerLength, 0, peer.length);
        int r = kernel.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, peer, peerLength);
        owners[i] = r < 0 ? NOBODY : Bytes.i32(peer, 4);
        Bytes.copy(texts, i * ROOM, root, 0, Math.min(roots[i], root.length));
        sources[i] = frames.source(owners[i], mounts[i], root, Math.min(roots[i], root.length));
        frames.from(0);
    }

    private final byte[] root = new byte[LONGEST];

    /// `(uid_t) -1`: none whose namespaces there are.
    private static final int NOBODY = -1;

    /// Whether it is an engine of this host that root runs.
    private boolean ofHost(int i) {
        return mounts[i] == 0 && roots[i] == 0 && owners[i] == 0;
    }

    /// Takes a piece of an answer.
    private void receive(int i) {
        frame(i);
        int r = kernel.recv(connections[i], frames.buffer(), frames.at(), MSG_DONTWAIT);
        if (r == -Errno.EINTR || r == -Errno.EAGAIN) {
            frames.cancel();
            return;
        }
        if (r <= 0) {
            frames.cancel();
            finish(i, -r);
            return;
        }
        frames.skip(r);
        frames.flag(FrameFlag.MORE).end();
        taken[i] += r;
        takenInAll[i] += r;
        boolean host = ofHost(i);
        takenOfAll += host ? r : 0;
        takenOfOthers += host ? 0 : r;
        boolean beyond = host
                ? takenInAll[i] > ANSWERS || takenOfAll > ALL
                : takenInAll[i] > ANSWERS_OF_OTHER || takenOfOthers > ALL_OF_OTHERS;
        if (taken[i] > ANSWER || beyond) {
            finish(i, Errno.E2BIG);
        }
    }

    /// The frame that ends an answer. After one that failed nothing more is asked.
    private void finish(int i, int errno) {
        frame(i);
        if (errno != 0) {
            frames.failed(errno);
        }
        frames.end();
        if (connections[i] >= 0) {
            kernel.close(connections[i]);
        }
        connections[i] = DONE;
        if (errno == 0) {
            questions[i]++;
            begin(i);
        }
    }

    private void frame(int i) {
        int length = path(i);
        int name = nameLengths[i];
        frames.from(sources[i]);
        frames.begin(FrameKind.FILE, 0, PIECE + name + 256);
        frames.from(0);
        frames.u32(name + 1 + length).bytes(texts, i * ROOM, name);
        frames.bytes(BLANK, 0, 1).bytes(asked, 0, length);
    }

    private static final byte[] BLANK = {' '};
}

package dev.sonde.core.connection;

import dev.sonde.netlink.RawText;
import dev.sonde.protocol.CommandFiles;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The sensor that started us, at the other end of our stdin. It answers requests one after the other.
///
/// More than 500 lines, because it is one conversation, and each part of it moves what the others stand on (what has
/// come,
/// what is on its way, which namespaces the sensor holds open). What is written and what is kept are classes of their
/// own: [RequestWriter], [Store].
public final class Live implements Source, NamedFiles {
    private final FrameReader reader;
    private final RequestWriter requests;
    private final Hello hello;
    /// What is understood as soon as it comes, and how.
    private final List<Store.Ahead> ahead = new ArrayList<>(2);

    private Store store = new Store(ahead);

    /// What has been collected, or is on its way.
    private int collected;

    /// Whether what the sensor sends unasked has all come.
    private boolean settled;

    /// Whether all labs have come: their frames are the first.
    private boolean labsTold;

    /// Whether the sensor sends, behind DONE, what the command line will certainly ask for, and we have not yet come
    /// to its end.
    private boolean prefetched;

    private int last;

    /// The namespaces to which the sensor holds a socket.
    private final BitSet opened = new BitSet();

    public Live(InputStream frames, OutputStream requests) {
        this.reader = new FrameReader(frames);
        this.requests = new RequestWriter(requests);
        Frame frame = next();
        if (frame.kind() != FrameKind.HELLO) {
            throw new StreamException("the sensor did not say hello, but " + Frame.name(frame.kind()), "");
        }
        hello = Hello.of(frame);
        collected = hello.collecting() & ~ScanBit.PREFETCH;
        settled = hello.collecting() == 0;
        prefetched = (hello.collecting() & ScanBit.PREFETCH) != 0;
        opened.set(NamespaceEntry.OWN);
    }

    private Frame next() {
        try {
            Frame frame = reader.next();
            if (frame != null) {
                return frame;
            }
        } catch (IOException e) {
            throw new StreamException("cannot read what the sensor sends: " + e.getMessage(), "");
        }
        throw new StreamException("the sensor ended before its answer was whole", "");
    }

    @Override
    public Hello hello() {
        return hello;
    }

    /// Takes what was sent unasked, to its end.
    private void settle() {
        while (!settled) {
            takeUnasked();
        }
    }

    private void takeUnasked() {
        Frame frame = next();
        store.accept(frame);
        settled = frame.kind() == FrameKind.DONE;
        labsTold |= frame.kind() != FrameKind.LAB && frame.kind() != FrameKind.NETNS && frame.kind() != FrameKind.GAP;
    }

    @Override
    public void ensure(int bits) {
        settle();
        int missing = bits & ~collected;
        if (missing != 0) {
            byte[] payload = new byte[4];
            RequestWriter.put32(payload, 0, missing);
            Reply reply = ask(RequestKind.SCAN, 0, payload);
            if (reply.failed()) {
                throw new StreamException("the sensor refused to scan: error " + reply.errno(), "");
            }
            collected |= missing;
        }
    }

    @Override
    public List<ProcessEntry> processes() {
        ensure(ScanBit.PROCESSES);
        return store.processes;
    }

    @Override
    public List<HandleEntry> handles() {
        ensure(ScanBit.FOLDERS);
        return store.handles;
    }

    /// Those met so far: [#ensure] first what finds them.
    @Override
    public List<NamespaceEntry> namespaces() {
        // The first is on its way before anything is asked for.
        while (store.namespaces.isEmpty()) {
            store.accept(next());
        }
        settle();
        return store.namespaces;
    }

    @Override
    public NamespaceEntry namespace(int number) {
        namespaces();
        return store.namespace(number);
    }

    @Override
    public NamespaceEntry namespace(long dev, long ino) {
        namespaces();
        return store.namespace(dev, ino);
    }

    @Override
    public List<GapEntry> gaps() {
        settle();
        return store.gaps;
    }

    @Override
    public List<LabEntry> labs() {
        if ((collected & ScanBit.LABS) == 0) {
            ensure(ScanBit.LABS);
        }
        while (!settled && !labsTold) {
            takeUnasked();
        }
        return store.labs;
    }

    @Override
    public List<HandleEntry> ways() {
        settle();
        return store.ways;
    }

    @Override
    public List<FileEntry> files() {
        ensure(ScanBit.PROCESSES | ScanBit.ENGINES); // among the processes it finds the daemons
        return store.files;
    }

    @Override
    public Dump dump(int namespace, byte[] request) {
        settle();
        Dump dump = store.dump(namespace, request);
        while (dump == null && prefetched) {
            Frame frame = next();
            if (!toldAll(frame)) {
                store.accept(frame);
                dump = frame.has(FrameFlag.MORE) ? null : store.dump(namespace, request);
            }
        }
        if (dump != null) {
            return dump;
        }
        int r = reach(namespace);
        if (r < 0) {
            return Dump.failed(-r);
        }
        Reply reply = asked(RequestKind.GET, namespace, RequestWriter.counted(request));
        dump = store.dump(namespace, request);
        if (dump == null) {
            return new Dump(List.of(), Dump.Completeness.FAILED, reply.errno());
        }
        return dump;
    }

    @Override
    public void ahead(byte[] request, Function<Dump, ?> how) {
        if (ahead.stream().noneMatch(a -> Arrays.equals(a.request(), request))) {
            ahead.add(new Store.Ahead(request, how));
        }
    }

    @Override
    public Dump known(int namespace, byte[] request) {
        settle();
        return store.dump(namespace, request);
    }

    @Override
    public Dump stream(int namespace, byte[] request, Pieces pieces) {
        Dump dump = streamed(namespace, request, pieces);
        if (dump.errno() == Errno.EBADF && opened.get(namespace) && namespace != NamespaceEntry.OWN) {
            opened.clear(namespace); // the sensor has closed it for others
            dump = streamed(namespace, request, pieces);
        }
        return dump;
    }

    private Dump streamed(int namespace, byte[] request, Pieces pieces) {
        settle();
        if (store.dump(namespace, request) != null) {
            return Source.super.stream(namespace, request, pieces);
        }
        while (prefetched) {
            Frame frame = next();
            if (!toldAll(frame)) {
                if (frame.kind() == FrameKind.NETLINK
                        && frame.origin() == namespace
                        && Arrays.equals(frame.fields().bytes(), request)) {
                    return take(frame, 0, pieces);
                }
                store.accept(frame);
            }
        }
        int r = reach(namespace);
        if (r < 0) {
            return Dump.failed(-r);
        }
        int number = ++last;
        requests.send(RequestKind.GET, FrameFlag.STREAMED, namespace, number, RequestWriter.counted(request));
        return take(next(), number, pieces);
    }

    /// Whether the frame ends what is prefetched.
    private boolean toldAll(Frame frame) {
        if (frame.kind() == FrameKind.REPLY && frame.request() == 0) {
            prefetched = false;
        }
        return !prefetched;
    }

    /// Goes past what is prefetched and was not asked for. Of a large table nothing is kept.
    private void pass() {
        boolean large = false;
        while (prefetched) {
            Frame frame = next();
            large = frame.kind() == FrameKind.NETLINK && (large || frame.has(FrameFlag.MORE));
            if (!toldAll(frame) && !large) {
                store.accept(frame);
            }
            large &= frame.has(FrameFlag.MORE);
        }
    }

    /// Gives the dump that answers request `number` (0: that was prefetched) from this frame on, piece by piece.
    private Dump take(Frame first, int number, Pieces pieces) {
        List<Frame> held = new ArrayList<>();
        int size = 0;
        boolean given = false;
        boolean again = false;
        boolean any = false;
        int flags = 0;
        int errno = 0;
        for (Frame frame = first; ; frame = next()) {
            boolean end = frame.kind() == FrameKind.REPLY && frame.request() == number;
            if (!end && (frame.kind() != FrameKind.NETLINK || frame.request() != number)) {
                store.accept(frame);
                continue;
            }
            if (!end) {
                any = true;
                flags = frame.flags();
                errno = frame.errno();
                if (frame.has(FrameFlag.AGAIN)) {
                    held.clear();
                    size = 0;
                    again |= given; // what was given cannot be taken back: a later try is dropped
                }
                if (!again) {
                    size += given ? 0 : messages(frame);
                    given |= size > Limits.HELD;
                    held.add(frame);
                }
                // What was prefetched ends with the dump: there is no reply to it alone.
                end = number == 0 && !frame.has(FrameFlag.MORE);
            }
            if (given || end) {
                give(held, pieces);
            }
            if (end && !any) {
                return Dump.failed(new Reply(frame.fields().u64(), new byte[0]).errno());
            }
            if (end) {
                Dump.Completeness c = Store.completeness(flags);
                return new Dump(List.of(), again ? Dump.Completeness.INTERRUPTED : c, again ? 0 : errno);
            }
        }
    }

    private static int messages(Frame frame) {
        Fields f = frame.fields();
        f.skip();
        return frame.payload().length - f.at();
    }

    private static void give(List<Frame> held, Pieces pieces) {
        for (Frame frame : held) {
            byte[] b = frame.payload();
            pieces.piece(b, b.length - messages(frame), b.length);
        }
        held.clear();
    }

    /// Asks about a namespace that was reached; opens it anew when the sensor has closed it for others.
    private Reply asked(int kind, int namespace, byte[] payload) {
        Reply reply = ask(kind, namespace, payload);
        if (reply.result() == -Errno.EBADF && namespace != NamespaceEntry.OWN) {
            opened.clear(namespace);
            if (reach(namespace) == 0) {
                reply = ask(kind, namespace, payload);
            }
        }
        return reply;
    }

    /// So many questions are on their way while one answer is looked at: neither side waits for the other. Together
    /// they fit into the socket, so that both sides never write at once.
    private static final int AHEAD = 8;

    @Override
    public void read(int bits, List<Way> ways, Visitor visitor) {
        fetch(bits, ways, (i, number) -> {
            visitor.visit(i, number);
            if (number > 0) {
                store.forget(number);
            }
        });
    }

    @Override
    public void fetch(int bits, List<Way> ways) {
        fetch(bits, ways, (i, number) -> {});
    }

    /// What was asked for early, and the number of the request.
    private record Early(int bits, long dev, long ino) {
        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Early e && e.bits == bits && e.dev == dev && e.ino == ino;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(31 * dev + ino);
        }
    }

    private final Map<Early, Integer> early = new HashMap<>(0);

    private final Set<Integer> sentEarly = new HashSet<>(0);

    /// So many bytes of requests fit into the buffer that Linux gives a socket (`net.core.wmem_default`, 212,992), with
    /// what it adds to each: the sensor may be waiting for us to take its answers while we write them.
    private static final int EARLY_BYTES = 150_000;

    private static final int ADDED = 1300;

    @Override
    public void fetchEarly(int bits, List<Way> ways) {
        settle();
        pass();
        int left = EARLY_BYTES;
        for (Way w : ways) {
            byte[] payload = way(bits, w);
            left -= ADDED + payload.length;
            if (left < 0) {
                break;
            }
            early.put(new Early(bits, w.dev(), w.ino()), ++last);
            sentEarly.add(last);
            requests.send(RequestKind.READ, 0, 0, last, payload);
        }
    }

    /// Asks for the tables of a namespace, unless that was done early; the number of the request.
    private int read(int bits, Way way) {
        Integer number = early.remove(new Early(bits, way.dev(), way.ino()));
        if (number == null) {
            number = ++last;
            requests.send(RequestKind.READ, 0, 0, number, way(bits, way));
        }
        return number;
    }

    private void fetch(int bits, List<Way> ways, Visitor visitor) {
        settle();
        pass();
        int[] numbers = new int[ways.size()]; // not one after the other: one whose name was gone is asked again
        int sent = 0;
        for (int i = 0; i < ways.size(); i++) {
            while (sent < ways.size() && sent < i + AHEAD) {
                numbers[sent] = read(bits, ways.get(sent++));
            }
            int number = numberOf(numbers[i]);
            if (gone(number) && sentEarly.contains(numbers[i])) {
                number = (int) ask(RequestKind.READ, 0, way(bits, ways.get(i))).result(); // that was by another name
            }
            for (String other : gone(number) ? others(ways.get(i)) : List.<String>of()) {
                if (gone(number)) {
                    Way way = new Way(ways.get(i).dev(), ways.get(i).ino(), other);
                    number = (int) ask(RequestKind.READ, 0, way(bits, way)).result();
                }
            }
            visitor.visit(i, number);
        }
    }

    /// The result of a request that was sent; the frames before it are kept.
    private int numberOf(int request) {
        Reply early = replies.remove(request);
        return (int) (early != null ? early : reply(request)).result();
    }

    /// Answers to questions that were sent ahead, which came while another was asked.
    private final Map<Integer, Reply> replies = new HashMap<>();

    /// Takes frames until the reply to a request; those before it are kept as those of a scan are.
    private Reply reply(int request) {
        while (true) {
            Frame frame = next();
            if (frame.kind() != FrameKind.REPLY) {
                store.accept(frame);
                continue;
            }
            Fields f = frame.fields();
            Reply reply = new Reply(f.u64(), f.rest());
            if (frame.request() == request) {
                return reply;
            }
            replies.put(frame.request(), reply);
        }
    }

    /// Has the sensor open the namespace if it has not yet: 0 or -errno.
    private int reach(int namespace) {
        if (opened.get(namespace)) {
            return 0;
        }
        NamespaceEntry entry = namespace(namespace);
        if (entry == null) {
            return -Errno.EBADF;
        }
        if (entry.ino() == 0) {
            return -Errno.EOPNOTSUPP; // only the link that leads there was asked, of what can be asked that way
        }
        // Of what has no device it may not even be seen where it is.
        return entry.dev() == 0 ? -entry.errno() : Math.min(0, open(entry.dev(), entry.ino(), way(entry)));
    }

    /// The file in a folder of an engine's, if there is one, which lasts and says what it is; else as it was met
    /// first.
    private String way(NamespaceEntry entry) {
        for (HandleEntry h : store.handles) {
            if (h.number() == entry.number() && h.errno() == 0) {
                return h.path();
            }
        }
        return entry.path();
    }

    @Override
    public FileEntry procNet(int namespace, String name) {
        settle();
        FileEntry known = store.procNet(namespace, name);
        if (known != null) {
            return known;
        }
        int r = reach(namespace);
        if (r < 0) {
            return new FileEntry(name, new byte[0], -r);
        }
        Reply reply = asked(RequestKind.PROC_NET, namespace, RequestWriter.counted(RawText.encode(name)));
        FileEntry file = store.procNet(namespace, name);
        return file != null ? file : new FileEntry(name, new byte[0], reply.errno());
    }

    @Override
    public byte[] nsid(int namespace, long dev, long ino, String path) {
        settle();
        if (reach(namespace) < 0) {
            return null;
        }
        Reply reply = asked(RequestKind.NSID, namespace, RequestWriter.way(dev, ino, cookie(dev, ino), path));
        return reply.failed() ? null : reply.bytes();
    }

    @Override
    public int open(long dev, long ino, String path) {
        settle();
        int r = openBy(dev, ino, path);
        for (String other : gone(r) ? others(new Way(dev, ino, path)) : List.<String>of()) {
            r = gone(r) ? openBy(dev, ino, other) : r;
        }
        return r;
    }

    /// Whether the name leads there no more.
    private static boolean gone(int result) {
        return result == -Errno.ESTALE || result == -Errno.ENOENT;
    }

    /// Other ways to a namespace: a process was its handle and has gone elsewhere, or ended.
    private List<String> others(Way way) {
        List<String> all = new ArrayList<>();
        for (List<HandleEntry> list : List.of(store.handles, store.ways)) {
            for (HandleEntry h : list) {
                boolean leads = h.ino() == way.ino() && h.dev() == way.dev() && h.type() != HandleType.PEER;
                if (leads && !h.path().isEmpty() && !h.path().equals(way.path())) {
                    all.add(h.path());
                }
            }
        }
        for (ProcessEntry p : store.processes) {
            String path = "/proc/" + p.pid() + "/ns/net";
            if (p.ino() == way.ino() && p.dev() == way.dev() && !path.equals(way.path())) {
                all.add(path);
            }
        }
        return all;
    }

    private int openBy(long dev, long ino, String path) {
        Reply reply = ask(RequestKind.OPEN, 0, RequestWriter.way(dev, ino, cookie(dev, ino), path));
        if (!reply.failed()) {
            opened.set((int) reply.result());
        }
        return (int) reply.result();
    }

    /// Looks again: what was read is forgotten, and read anew when it is asked for. Numbers of namespaces stay.
    public void refresh() {
        NamespaceEntry own = namespaces().getFirst();
        store = new Store(ahead);
        store.add(own);
        early.clear();
        collected = 0;
    }

    /// Forgets the tables of one namespace: they are read anew when they are asked for.
    public void forget(int namespace) {
        store.forget(namespace);
    }

    /// Has the sensor carry out a netlink message that mends, in this namespace; it asks the user first unless the
    /// command line says `--yes`. The result is 0 or -errno (`-ECANCELED`: the user said no; `-ENXIO`: there is no
    /// terminal to ask at); the bytes are the kernel's acknowledgement.
    ///
    /// `path`: the way by which findings name it; the question shows it.
    public Reply mend(int namespace, String path, byte[] message) {
        settle();
        NamespaceEntry entry = namespace(namespace);
        boolean same = entry == null || path.isEmpty() || path.equals(entry.path());
        int r = same ? reach(namespace) : Math.min(0, open(entry.dev(), entry.ino(), path));
        return r < 0 ? new Reply(r, new byte[0]) : asked(RequestKind.MEND, namespace, RequestWriter.counted(message));
    }

    /// Has the sensor send probes, each up to `packets` times while there is no answer, and gives what became of
    /// them, in their order.
    public List<EchoEntry> probe(int milliseconds, int packets, List<ProbeRequest> probes) {
        settle();
        List<EchoEntry> echoes = new ArrayList<>();
        for (int from = 0; from < probes.size(); from += Limits.PROBES_AT_ONCE) {
            List<ProbeRequest> some = probes.subList(from, Math.min(from + Limits.PROBES_AT_ONCE, probes.size()));
            int number = ++last;
            requests.send(RequestKind.PROBE, 0, 0, number, RequestWriter.probes(milliseconds, packets, some));
            int before = echoes.size();
            Frame frame = next();
            while (frame.kind() != FrameKind.REPLY || frame.request() != number) {
                if (frame.kind() == FrameKind.ECHO && frame.request() == number) {
                    echoes.add(EchoEntry.of(frame, some));
                } else {
                    store.accept(frame);
                }
                frame = next();
            }
            long result = frame.fields().u64();
            if (result < 0 || echoes.size() - before != some.size()) {
                throw new StreamException(
                        "the sensor refused to probe: " + Errno.text(Math.clamp(-result, 0, 4095)), "");
            }
        }
        return echoes;
    }

    private byte[] way(int bits, Way w) {
        return RequestWriter.way(bits, w.dev(), w.ino(), cookie(w.dev(), w.ino()), w.path());
    }

    /// The number that no other namespace ever gets, of the one that has this inode; 0: not known.
    private long cookie(long dev, long ino) {
        NamespaceEntry known = ino == 0 ? null : namespace(dev, ino);
        return known == null ? 0 : known.cookie();
    }

    /// Tells the sensor in which namespace to go on as the command line says. This is our last word. `pid` 0: by
    /// the handle alone. `number`: of the namespace, 0 where it has none.
    public void become(int pid, int number, long dev, long ino, String path) {
        settle();
        pass();
        NamespaceEntry known = namespace(number);
        requests.send(
                RequestKind.BECOME,
                0,
                0,
                ++last,
                RequestWriter.way(pid, dev, ino, known == null ? 0 : known.cookie(), path));
    }

    /// Tells the sensor to which address, of 4 or 16 bytes, `ping` is to send: 0, or an errno.
    public int destination(byte[] address) {
        return (int)
                -ask(RequestKind.DESTINATION, 0, RequestWriter.counted(address)).result();
    }

    /// Sends one request and takes its answer; the frames before the reply are kept as those of a scan are.
    public Reply ask(int kind, int origin, byte[] payload) {
        return ask(kind, 0, origin, payload);
    }

    /// The same, with flags in the request's header.
    public Reply ask(int kind, int flags, int origin, byte[] payload) {
        settle();
        pass();
        int number = ++last;
        requests.send(kind, flags, origin, number, payload);
        return take(number);
    }

    /// Sends one request without waiting; its number, for [#take].
    int post(int kind, int origin, byte[] payload) {
        settle();
        int number = ++last;
        requests.send(kind, 0, origin, number, payload);
        return number;
    }

    /// The bytes of a file that the command line names.
    @Override
    public InputStream open(String name) throws IOException {
        byte[][] argv = new byte[hello.argv().size()][];
        for (int i = 0; i < argv.length; i++) {
            argv[i] = RawText.encode(hello.argv().get(i));
        }
        byte[] wanted = RawText.encode(name);
        int[] at = CommandFiles.of(argv);
        for (int i = 0; i < argv.length; i++) {
            boolean is = at[i] > 0 && Arrays.equals(argv[i], at[i] - 1, argv[i].length, wanted, 0, wanted.length);
            if (is) {
                return new ArgumentFile(this, i);
            }
        }
        throw new FileRefused(Errno.EPERM);
    }

    /// Has the sensor look at a path that the command line names: the reply's bytes are u64 dev, u64 ino and the path
    /// from the root on.
    public Reply look(String path) {
        byte[] part = RawText.encode(path);
        List<String> argv = hello.argv();
        for (int i = 1; i < argv.size(); i++) {
            int at = argv.get(i).indexOf(path);
            if (at >= 0 && part.length > 0) {
                byte[] payload = new byte[12];
                RequestWriter.put32(payload, 0, i);
                RequestWriter.put32(payload, 4, RawText.encode(argv.get(i).substring(0, at)).length);
                RequestWriter.put32(payload, 8, part.length);
                return ask(RequestKind.LOOK, 0, payload);
            }
        }
        return new Reply(-Errno.EPERM, new byte[0]);
    }

    /// The answer to a request that was posted; those posted before it have been taken.
    Reply take(int number) {
        Reply early = replies.remove(number);
        return early != null ? early : reply(number);
    }
}

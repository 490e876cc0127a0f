package dev.sonde.core.connection;

import dev.sonde.netlink.RawText;
import dev.sonde.protocol.CommandFiles;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.Limits;
import dev.sonde.protocol.RequestKind;
import dev.sonde.protocol.ScanBit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The sensor that started us, at the other end of our stdin. It answers requests one after the other.
///
/// What is said and heard is a [Conversation]; which namespaces are open, [Openings]; tables are read by
/// [DumpRequests], and of many namespaces by [ReadAhead].
public final class Live implements Source, NamedFiles {
    private final Conversation sensor;
    private final Openings openings;
    private final DumpRequests dumps;
    private final ReadAhead tables;

    /// What has been collected, or is on its way.
    private int collected;

    public Live(InputStream frames, OutputStream requests) {
        sensor = new Conversation(frames, requests);
        openings = new Openings(sensor);
        dumps = new DumpRequests(sensor, openings);
        tables = new ReadAhead(sensor, openings);
        collected = hello().collecting() & ~ScanBit.PREFETCH;
    }

    @Override
    public Hello hello() {
        return sensor.hello();
    }

    @Override
    public void ensure(int bits) {
        sensor.settle();
        int missing = bits & ~collected;
        if (missing != 0) {
            sensor.scan(missing);
            collected |= missing;
        }
    }

    @Override
    public List<ProcessEntry> processes() {
        ensure(ScanBit.PROCESSES);
        return store().processes;
    }

    @Override
    public List<HandleEntry> handles() {
        ensure(ScanBit.FOLDERS);
        return store().handles;
    }

    /// Those met so far: [#ensure] first what finds them.
    @Override
    public List<NamespaceEntry> namespaces() {
        // The first is on its way before anything is asked for.
        while (store().namespaces.isEmpty()) {
            store().accept(sensor.next());
        }
        sensor.settle();
        return store().namespaces;
    }

    @Override
    public NamespaceEntry namespace(int number) {
        namespaces();
        return store().namespace(number);
    }

    @Override
    public NamespaceEntry namespace(long dev, long ino) {
        namespaces();
        return store().namespace(dev, ino);
    }

    @Override
    public List<GapEntry> gaps() {
        sensor.settle();
        return store().gaps;
    }

    @Override
    public List<LabEntry> labs() {
        if ((collected & ScanBit.LABS) == 0) {
            ensure(ScanBit.LABS);
        }
        sensor.settleLabs();
        return store().labs;
    }

    @Override
    public List<HandleEntry> ways() {
        sensor.settle();
        return store().ways;
    }

    @Override
    public List<FileEntry> files() {
        ensure(ScanBit.PROCESSES | ScanBit.ENGINES); // among the processes it finds the daemons
        return store().files;
    }

    @Override
    public Dump dump(int namespace, byte[] request) {
        return dumps.dump(namespace, request);
    }

    @Override
    public void ahead(byte[] request, Function<Dump, ?> how) {
        sensor.ahead(request, how);
    }

    @Override
    public Dump known(int namespace, byte[] request) {
        sensor.settle();
        return store().dump(namespace, request);
    }

    @Override
    public Dump stream(int namespace, byte[] request, Pieces pieces) {
        Dump dump = dumps.stream(namespace, request, pieces);
        return dump != null ? dump : Source.super.stream(namespace, request, pieces);
    }

    @Override
    public void read(int bits, List<Way> ways, Visitor visitor) {
        tables.fetch(bits, ways, (i, number) -> {
            visitor.visit(i, number);
            if (number > 0) {
                store().forget(number);
            }
        });
    }

    @Override
    public void fetch(int bits, List<Way> ways) {
        tables.fetch(bits, ways, (i, number) -> {});
    }

    @Override
    public void fetchEarly(int bits, List<Way> ways) {
        tables.fetchEarly(bits, ways);
    }

    @Override
    public FileEntry procNet(int namespace, String name) {
        sensor.settle();
        FileEntry known = store().procNet(namespace, name);
        if (known != null) {
            return known;
        }
        int r = openings.reach(namespace);
        if (r < 0) {
            return new FileEntry(name, new byte[0], -r);
        }
        Reply reply = openings.asked(RequestKind.PROC_NET, namespace, RequestWriter.counted(RawText.encode(name)));
        FileEntry file = store().procNet(namespace, name);
        return file != null ? file : new FileEntry(name, new byte[0], reply.errno());
    }

    @Override
    public byte[] nsid(int namespace, long dev, long ino, String path) {
        sensor.settle();
        if (openings.reach(namespace) < 0) {
            return null;
        }
        Reply reply = openings.asked(
                RequestKind.NSID, namespace, RequestWriter.way(dev, ino, openings.cookie(dev, ino), path));
        return reply.failed() ? null : reply.bytes();
    }

    @Override
    public int open(long dev, long ino, String path) {
        sensor.settle();
        return openings.open(dev, ino, path);
    }

    /// Looks again: what was read is forgotten, and read anew when it is asked for. Numbers of namespaces stay.
    public void refresh() {
        NamespaceEntry own = namespaces().getFirst();
        sensor.forgetAll();
        store().add(own);
        tables.forget();
        collected = 0;
    }

    /// Forgets the tables of one namespace: they are read anew when they are asked for.
    public void forget(int namespace) {
        store().forget(namespace);
    }

    /// Has the sensor carry out a netlink message that mends, in this namespace; it asks the user first unless the
    /// command line says `--yes`. The result is 0 or -errno (`-ECANCELED`: the user said no; `-ENXIO`: there is no
    /// terminal to ask at); the bytes are the kernel's acknowledgement.
    ///
    /// `path`: the way by which findings name it; the question shows it.
    public Reply mend(int namespace, String path, byte[] message) {
        sensor.settle();
        NamespaceEntry entry = namespace(namespace);
        boolean same = entry == null || path.isEmpty() || path.equals(entry.path());
        int r = same ? openings.reach(namespace) : Math.min(0, open(entry.dev(), entry.ino(), path));
        return r < 0
                ? new Reply(r, new byte[0])
                : openings.asked(RequestKind.MEND, namespace, RequestWriter.counted(message));
    }

    /// Has the sensor send probes, each up to `packets` times while there is no answer, and gives what became of
    /// them, in their order.
    public List<EchoEntry> probe(int milliseconds, int packets, List<ProbeRequest> probes) {
        sensor.settle();
        List<EchoEntry> echoes = new ArrayList<>();
        for (int from = 0; from < probes.size(); from += Limits.PROBES_AT_ONCE) {
            List<ProbeRequest> some = probes.subList(from, Math.min(from + Limits.PROBES_AT_ONCE, probes.size()));
            int number = sensor.send(RequestKind.PROBE, 0, 0, RequestWriter.probes(milliseconds, packets, some));
            int before = echoes.size();
            Frame frame = sensor.next();
            while (frame.kind() != FrameKind.REPLY || frame.request() != number) {
                if (frame.kind() == FrameKind.ECHO && frame.request() == number) {
                    echoes.add(EchoEntry.of(frame, some));
                } else {
                    store().accept(frame);
                }
                frame = sensor.next();
            }
            long result = frame.fields().u64();
            if (result < 0 || echoes.size() - before != some.size()) {
                throw new StreamException(
                        "the sensor refused to probe: " + Errno.text(Math.clamp(-result, 0, 4095)), "");
            }
        }
        return echoes;
    }

    /// Tells the sensor in which namespace to go on as the command line says. This is our last word. `pid` 0: by
    /// the handle alone. `number`: of the namespace, 0 where it has none.
    public void become(int pid, int number, long dev, long ino, String path) {
        sensor.settle();
        sensor.pass();
        NamespaceEntry known = namespace(number);
        sensor.send(
                RequestKind.BECOME, 0, 0, RequestWriter.way(pid, dev, ino, known == null ? 0 : known.cookie(), path));
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
        return sensor.ask(kind, flags, origin, payload);
    }

    /// Sends one request without waiting; its number, for [#take].
    int post(int kind, int origin, byte[] payload) {
        sensor.settle();
        return sensor.send(kind, 0, origin, payload);
    }

    /// The bytes of a file that the command line names.
    @Override
    public InputStream open(String name) throws IOException {
        byte[][] argv = new byte[hello().argv().size()][];
        for (int i = 0; i < argv.length; i++) {
            argv[i] = RawText.encode(hello().argv().get(i));
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
        List<String> argv = hello().argv();
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
        return sensor.take(number);
    }

    private Store store() {
        return sensor.store();
    }
}

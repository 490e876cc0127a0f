package dev.sonde.core.connection;

import dev.sonde.netlink.Requests;
import dev.sonde.protocol.Errno;
import dev.sonde.protocol.FrameKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// A stream that `sonde collect` wrote: whole, and as it was then.
public final class Recorded implements Source {
    private final Hello hello;
    private final Store store = new Store(List.of());

    /// Reads all of it. A stream without its DONE frame was cut off, and is not taken for whole.
    public Recorded(InputStream in) throws IOException {
        FrameReader reader = new FrameReader(in);
        Frame frame = reader.next();
        if (frame == null) {
            throw reader.cutOff();
        }
        if (frame.kind() != FrameKind.HELLO) {
            throw new StreamException(
                    "the stream is damaged: its first frame is " + Frame.name(frame.kind()) + ", not HELLO",
                    "record it again: sonde collect -o FILE");
        }
        hello = Hello.of(frame);
        boolean done = false;
        for (frame = reader.next(); frame != null; frame = reader.next()) {
            done = frame.kind() == FrameKind.DONE;
            store.accept(frame);
        }
        if (!done) {
            throw reader.cutOff();
        }
    }

    @Override
    public Hello hello() {
        return hello;
    }

    /// All that there is was read.
    @Override
    public void ensure(int bits) {}

    @Override
    public List<ProcessEntry> processes() {
        return store.processes;
    }

    @Override
    public List<HandleEntry> handles() {
        return store.handles;
    }

    @Override
    public List<HandleEntry> ways() {
        return store.ways;
    }

    @Override
    public List<NamespaceEntry> namespaces() {
        return store.namespaces;
    }

    @Override
    public NamespaceEntry namespace(int number) {
        return store.namespace(number);
    }

    @Override
    public NamespaceEntry namespace(long dev, long ino) {
        return store.namespace(dev, ino);
    }

    @Override
    public List<GapEntry> gaps() {
        return store.gaps;
    }

    @Override
    public List<LabEntry> labs() {
        return store.labs;
    }

    @Override
    public List<FileEntry> files() {
        return store.files;
    }

    @Override
    public Dump dump(int namespace, byte[] request) {
        Dump dump = store.dump(namespace, request);
        return dump != null ? dump : new Dump(List.of(), Dump.Completeness.NOT_RECORDED, 0);
    }

    @Override
    public Dump known(int namespace, byte[] request) {
        return store.dump(namespace, request);
    }

    @Override
    public FileEntry procNet(int namespace, String name) {
        return store.procNet(namespace, name);
    }

    @Override
    public byte[] nsid(int namespace, long dev, long ino, String path) {
        NamespaceEntry of = namespace(dev, ino);
        Dump dump = of == null ? null : store.dump(namespace, Requests.nsidOf(of.number()));
        return dump == null || !dump.complete() || dump.pieces().isEmpty()
                ? null
                : dump.chunks().getFirst();
    }

    @Override
    public void read(int bits, List<Way> ways, Visitor visitor) {
        for (int i = 0; i < ways.size(); i++) {
            Way w = ways.get(i);
            visitor.visit(i, open(w.dev(), w.ino(), w.path()));
        }
    }

    /// All that there is was read.
    @Override
    public void fetch(int bits, List<Way> ways) {}

    @Override
    public int open(long dev, long ino, String path) {
        NamespaceEntry known = namespace(dev, ino);
        return known == null ? -Errno.ENOENT : known.number();
    }
}

package dev.sonde.core.connection;

import dev.sonde.protocol.FrameFlag;
import dev.sonde.protocol.FrameKind;
import dev.sonde.protocol.HandleType;
import dev.sonde.protocol.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Where frames end up: lists by kind, and the dumps by namespace and request.
final class Store {
    /// Of which tables something is made as soon as they are whole.
    record Ahead(byte[] request, Function<Dump, ?> how) {}

    private final List<Ahead> ahead;

    Store(List<Ahead> ahead) {
        this.ahead = ahead;
    }

    final List<ProcessEntry> processes = new ArrayList<>();
    final List<HandleEntry> handles = new ArrayList<>();
    final List<HandleEntry> ways = new ArrayList<>();
    final List<NamespaceEntry> namespaces = new ArrayList<>();
    final List<GapEntry> gaps = new ArrayList<>();
    final List<LabEntry> labs = new ArrayList<>();
    final List<FileEntry> files = new ArrayList<>();

    /// By namespace number: files of its `/proc/net`, by their names.
    private final List<Map<String, FileEntry>> procNet = new ArrayList<>();

    /// By namespace number.
    private final List<Dumps> tables = new ArrayList<>();

    /// The dumps of one namespace. As a rule they are few, and looking at each is as fast as an index.
    private static final class Dumps {
        private final List<Table> all = new ArrayList<>(9);
        private Map<ByteBuffer, Table> index;

        Table find(byte[] request) {
            if (index != null) {
                return index.get(ByteBuffer.wrap(request));
            }
            for (int i = 0; i < all.size(); i++) {
                byte[] known = all.get(i).request;
                if (known == request || Arrays.equals(known, request)) {
                    return all.get(i);
                }
            }
            return null;
        }

        void add(Table table) {
            all.add(table);
            if (index != null) {
                index.put(ByteBuffer.wrap(table.request), table);
            } else if (all.size() > 2 * FEW) {
                index = new HashMap<>();
                all.forEach(t -> index.put(ByteBuffer.wrap(t.request), t));
            }
        }
    }

    /// Where in [#namespaces] the one with a number is.
    private final Map<Integer, Integer> places = new HashMap<>();

    /// The namespace with this number, or null.
    NamespaceEntry namespace(int number) {
        Integer at = places.get(number);
        return at == null ? null : namespaces.get(at);
    }

    private record Inode(long dev, long ino) {
        // Written out: what the JVM derives of a record is made anew at every start.
        @Override
        public boolean equals(Object other) {
            return other instanceof Inode i && i.dev == dev && i.ino == ino;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(31 * dev + ino);
        }
    }

    /// Where in [#namespaces] the last one with an inode is.
    private final Map<Inode, Integer> byInode = new HashMap<>();

    /// The namespace that had this device and inode last, or null.
    NamespaceEntry namespace(long dev, long ino) {
        Integer at = byInode.get(new Inode(dev, ino));
        return at == null ? null : namespaces.get(at);
    }

    /// A dump that grows.
    private static final class Table {
        final byte[] request;
        final List<Dump.Piece> pieces = new ArrayList<>(1);
        int flags;
        int errno;

        /// What was made of it ahead; null: nothing yet.
        Object understood;

        Table(byte[] request) {
            this.request = request;
        }

        Dump dump() {
            return new Dump(pieces, completeness(flags), errno, understood);
        }
    }

    /// Keeps one frame. HELLO, DONE and REPLY are the reader's, and not kept; an unknown kind is a later sensor's.
    void accept(Frame frame) {
        switch (frame.kind()) {
            case FrameKind.PROCESS -> processes.add(ProcessEntry.of(frame));
            case FrameKind.HANDLE -> handle(HandleEntry.of(frame));
            case FrameKind.NETNS -> {
                if (frame.origin() < 0 || frame.origin() > Limits.NAMESPACES) {
                    throw frame.fields().damaged();
                }
                add(NamespaceEntry.of(frame));
            }
            case FrameKind.NETLINK -> netlink(frame);
            case FrameKind.GAP -> gaps.add(GapEntry.of(frame));
            case FrameKind.LAB -> lab(frame);
            case FrameKind.FILE -> file(frame);
            case FrameKind.SOURCE -> sources.put(frame.source(), SourceEntry.of(frame));
            default -> {}
        }
    }

    private void handle(HandleEntry entry) {
        (entry.type() == HandleType.FILE ? handles : ways).add(entry);
    }

    /// The document of a lab of which a further piece is to come.
    private final ByteArrayOutputStream lab = new ByteArrayOutputStream(0);

    private void lab(Frame frame) {
        LabEntry entry = LabEntry.of(frame);
        boolean goesOn = frame.has(FrameFlag.MORE);
        if (goesOn || lab.size() > 0) {
            lab.writeBytes(entry.document());
        }
        if (!goesOn) {
            labs.add(lab.size() > 0 ? entry.with(lab.toByteArray()) : entry);
            lab.reset();
        }
    }

    /// Files whose next pieces are still to come, by path: those of several sockets come as they answer.
    private final Map<String, ByteArrayOutputStream> pieces = new HashMap<>(2);

    /// Where files come from, by number.
    private final Map<Integer, SourceEntry> sources = new HashMap<>(4);

    private void file(Frame frame) {
        SourceEntry source = sources.getOrDefault(frame.source(), SourceEntry.HOST);
        FileEntry entry = FileEntry.of(frame, source);
        if (frame.origin() != 0) {
            procNet(frame, entry);
            return;
        }
        ByteArrayOutputStream before = pieces.get(entry.path());
        if (frame.has(FrameFlag.MORE)) {
            pieces.computeIfAbsent(entry.path(), k -> new ByteArrayOutputStream(entry.content().length))
                    .writeBytes(entry.content());
        } else if (before == null) {
            files.add(entry);
        } else {
            pieces.remove(entry.path());
            before.writeBytes(entry.content());
            files.add(new FileEntry(entry.path(), before.toByteArray(), source, entry.errno()));
        }
    }

    private void procNet(Frame frame, FileEntry entry) {
        int number = frame.origin();
        if (number < 0 || number > Limits.NAMESPACES) {
            return;
        }
        while (procNet.size() <= number) {
            procNet.add(null);
        }
        if (procNet.get(number) == null) {
            procNet.set(number, new HashMap<>(4));
        }
        Map<String, FileEntry> files = procNet.get(number);
        boolean goesOn = frame.has(FrameFlag.MORE);
        if (goesOn || procNetPieces.size() > 0) {
            procNetPieces.writeBytes(entry.content());
        }
        if (!goesOn) {
            boolean pieces = procNetPieces.size() > 0;
            files.put(
                    entry.path(),
                    pieces ? new FileEntry(entry.path(), procNetPieces.toByteArray(), entry.errno()) : entry);
            procNetPieces.reset();
        }
    }

    /// Of a file of a namespace that goes on in the next frame.
    private final ByteArrayOutputStream procNetPieces = new ByteArrayOutputStream(0);

    /// A file of a namespace's `/proc/net`, or null: it was not brought.
    FileEntry procNet(int namespace, String name) {
        Map<String, FileEntry> files = namespace < 0 || namespace >= procNet.size() ? null : procNet.get(namespace);
        return files == null ? null : files.get(name);
    }

    /// A namespace that is told again (it was opened for requests) is the same one.
    void add(NamespaceEntry entry) {
        int number = entry.number();
        Integer at = places.putIfAbsent(number, namespaces.size());
        if (at == null) {
            byInode.put(new Inode(entry.dev(), entry.ino()), namespaces.size());
            namespaces.add(entry);
        } else if (namespaces.get(at).cookie() == 0) {
            namespaces.set(at, entry);
        }
    }

    private void netlink(Frame frame) {
        Fields f = frame.fields();
        byte[] request = request(f);
        int origin = frame.origin();
        if (origin < 0 || origin > Limits.NAMESPACES) {
            throw f.damaged();
        }
        while (tables.size() <= origin) {
            tables.add(null);
        }
        Dumps dumps = tables.get(origin);
        if (dumps == null) {
            dumps = new Dumps();
            tables.set(origin, dumps);
        }
        Table table = dumps.find(request);
        if (table == null) {
            table = new Table(request);
            dumps.add(table);
        } else if (frame.has(FrameFlag.AGAIN) || (table.flags & FrameFlag.MORE) == 0) {
            table.pieces.clear(); // it starts anew, or was read once more
        }
        table.flags = frame.flags();
        table.errno = frame.errno();
        if (f.at() < frame.payload().length) {
            table.pieces.add(new Dump.Piece(frame.payload(), f.at()));
        }
        table.understood = null;
        if (!frame.has(FrameFlag.MORE)) {
            for (Ahead a : ahead) {
                if (Arrays.equals(a.request, request)) {
                    table.understood = a.how.apply(table.dump());
                    table.pieces.clear();
                }
            }
        }
    }

    /// The requests of the tables that were read last: those of all namespaces are the same few.
    private final List<byte[]> requests = new ArrayList<>(FEW);

    private static final int FEW = 16;

    private byte[] request(Fields f) {
        for (byte[] known : requests) {
            if (f.skip(known)) {
                return known;
            }
        }
        byte[] request = f.bytes();
        if (requests.size() < FEW) {
            requests.add(request);
        }
        return request;
    }

    /// Forgets the tables of a namespace.
    void forget(int origin) {
        if (origin > 0 && origin < tables.size()) {
            tables.set(origin, null);
        }
    }

    /// The dump for this request, or null.
    Dump dump(int origin, byte[] request) {
        if (origin < 0 || origin >= tables.size() || tables.get(origin) == null) {
            return null;
        }
        Table t = tables.get(origin).find(request);
        return t == null ? null : t.dump();
    }

    /// What the flags of a dump's last frame say.
    static Dump.Completeness completeness(int flags) {
        if ((flags & FrameFlag.FAILED) != 0) {
            return Dump.Completeness.FAILED;
        }
        if ((flags & (FrameFlag.CUT | FrameFlag.MORE)) != 0) {
            return Dump.Completeness.CUT;
        }
        return (flags & FrameFlag.INTERRUPTED) != 0 ? Dump.Completeness.INTERRUPTED : Dump.Completeness.COMPLETE;
    }
}

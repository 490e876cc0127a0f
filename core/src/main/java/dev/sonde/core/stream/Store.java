package dev.sonde.core.stream;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where frames end up: lists by kind, and the dumps by namespace and request.
final class Store {
    final List<ProcessEntry> processes = new ArrayList<>();
    final List<HandleEntry> handles = new ArrayList<>();
    final List<HandleEntry> ways = new ArrayList<>();
    final List<NamespaceEntry> namespaces = new ArrayList<>();
    final List<GapEntry> gaps = new ArrayList<>();
    final List<LabEntry> labs = new ArrayList<>();
    final List<FileEntry> files = new ArrayList<>();

    /// By namespace number: files of its `/proc/net`, by their names.
    private final List<Map<String, FileEntry>> procNet = new ArrayList<>();

    /// By namespace number; a namespace has few different requests.
    private final List<List<Table>> tables = new ArrayList<>();

    private static final int MOST_NAMESPACES = 1 << 16;

    /// Where in [#namespaces] the one with a number is.
    private final Map<Integer, Integer> places = new HashMap<>();

    /// The namespace with this number, or null.
    NamespaceEntry namespace(int number) {
        Integer at = places.get(number);
        return at == null ? null : namespaces.get(at);
    }

    /// A dump that grows.
    private static final class Table {
        final byte[] request;
        final List<byte[]> chunks = new ArrayList<>();
        int flags;
        int errno;

        Table(byte[] request) {
            this.request = request;
        }
    }

    /// Keeps one frame. HELLO, DONE and REPLY are the reader's, and not kept; an unknown kind is a later sensor's.
    void accept(Frame frame) {
        switch (frame.kind()) {
            case Frame.PROCESS -> processes.add(ProcessEntry.of(frame));
            case Frame.HANDLE -> handle(HandleEntry.of(frame));
            case Frame.NETNS -> namespace(NamespaceEntry.of(frame));
            case Frame.NETLINK -> netlink(frame);
            case Frame.GAP -> gaps.add(GapEntry.of(frame));
            case Frame.LAB -> lab(frame);
            case Frame.FILE -> file(frame);
            default -> {}
        }
    }

    private void handle(HandleEntry entry) {
        (entry.type() == HandleEntry.FILE ? handles : ways).add(entry);
    }

    /// Whether the last lab's document goes on in the next frame.
    private boolean labGoesOn;

    private void lab(Frame frame) {
        LabEntry entry = LabEntry.of(frame);
        if (labGoesOn) {
            entry = labs.removeLast().and(entry.document());
        }
        labs.add(entry);
        labGoesOn = frame.has(Frame.MORE);
    }

    /// Files whose next pieces are still to come, by path: those of several sockets come as they answer.
    private final Map<String, ByteArrayOutputStream> pieces = new HashMap<>(2);

    private void file(Frame frame) {
        FileEntry entry = FileEntry.of(frame);
        if (frame.origin() != 0) {
            procNet(frame, entry);
            return;
        }
        ByteArrayOutputStream before = pieces.get(entry.path());
        if (frame.has(Frame.MORE)) {
            pieces.computeIfAbsent(entry.path(), k -> new ByteArrayOutputStream(entry.content().length))
                    .writeBytes(entry.content());
        } else if (before == null) {
            files.add(entry);
        } else {
            pieces.remove(entry.path());
            before.writeBytes(entry.content());
            files.add(new FileEntry(entry.path(), before.toByteArray(), entry.errno()));
        }
    }

    private void procNet(Frame frame, FileEntry entry) {
        int number = frame.origin();
        if (number < 0 || number > MOST_NAMESPACES) {
            return;
        }
        while (procNet.size() <= number) {
            procNet.add(null);
        }
        if (procNet.get(number) == null) {
            procNet.set(number, new HashMap<>(4));
        }
        Map<String, FileEntry> files = procNet.get(number);
        FileEntry before = procNetGoesOn ? files.get(entry.path()) : null;
        files.put(entry.path(), before == null ? entry : before.and(entry));
        procNetGoesOn = frame.has(Frame.MORE);
    }

    /// Whether the last file of a namespace goes on in the next frame.
    private boolean procNetGoesOn;

    /// A file of a namespace's `/proc/net`, or null: it was not brought.
    FileEntry procNet(int namespace, String name) {
        Map<String, FileEntry> files = namespace < 0 || namespace >= procNet.size() ? null : procNet.get(namespace);
        return files == null ? null : files.get(name);
    }

    /// A namespace that is told again (it was opened for requests) is the same one.
    private void namespace(NamespaceEntry entry) {
        int number = entry.number();
        Integer at = places.putIfAbsent(number, namespaces.size());
        if (at == null) {
            namespaces.add(entry);
        } else if (namespaces.get(at).cookie() == 0) {
            namespaces.set(at, entry);
        }
    }

    private void netlink(Frame frame) {
        Fields f = frame.fields();
        byte[] request = f.bytes();
        int origin = frame.origin();
        if (origin < 0 || origin > MOST_NAMESPACES) {
            throw f.damaged();
        }
        while (tables.size() <= origin) {
            tables.add(null);
        }
        List<Table> list = tables.get(origin);
        if (list == null) {
            list = new ArrayList<>(9);
            tables.set(origin, list);
        }
        Table table = find(list, request);
        if (table == null) {
            table = new Table(request);
            list.add(table);
        } else if (frame.has(Frame.AGAIN) || (table.flags & Frame.MORE) == 0) {
            table.chunks.clear(); // it starts anew, or was read once more
        }
        table.flags = frame.flags();
        table.errno = frame.errno();
        byte[] messages = f.rest();
        if (messages.length > 0) {
            table.chunks.add(messages);
        }
    }

    private static Table find(List<Table> list, byte[] request) {
        for (int i = 0; i < list.size(); i++) {
            if (Arrays.equals(list.get(i).request, request)) {
                return list.get(i);
            }
        }
        return null;
    }

    /// The question by which `collect` records the id of a namespace in another: RTM_GETNSID with NETNSA_FD, in which
    /// the number in the stream stands for the file descriptor.
    static byte[] nsidOf(int number) {
        byte[] q = new byte[28];
        q[0] = (byte) q.length;
        q[4] = 90;
        q[6] = 1;
        q[20] = 8;
        q[22] = 3;
        Live.put32(q, 24, number);
        return q;
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
        Table t = find(tables.get(origin), request);
        if (t == null) {
            return null;
        }
        return new Dump(t.chunks, completeness(t.flags), t.errno);
    }

    /// What the flags of a dump's last frame say.
    static Dump.Completeness completeness(int flags) {
        if ((flags & Frame.FAILED) != 0) {
            return Dump.Completeness.FAILED;
        }
        if ((flags & (Frame.CUT | Frame.MORE)) != 0) {
            return Dump.Completeness.CUT;
        }
        return (flags & Frame.INTERRUPTED) != 0 ? Dump.Completeness.INTERRUPTED : Dump.Completeness.COMPLETE;
    }
}

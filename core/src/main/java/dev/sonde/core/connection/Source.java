package dev.sonde.core.connection;

import java.util.List;
import java.util.function.Function;

/// What a sensor brought, or brings when asked, from one host.
public sealed interface Source permits Live, Recorded {
    /// Who read the host.
    Hello hello();

    /// Waits until what the bits of [ScanBit] name (`PROCESSES` …) is there, asking for it if it was not collected.
    void ensure(int bits);

    List<ProcessEntry> processes();

    /// The files in the folders where engines keep namespaces.
    List<HandleEntry> handles();

    /// All else that leads to namespaces, as far as it was collected ([ScanBit#TASKS], `MOUNTS`, `PEERS`).
    List<HandleEntry> ways();

    /// By number, as first met; [NamespaceEntry#OWN] is the first.
    List<NamespaceEntry> namespaces();

    List<GapEntry> gaps();

    /// They come first: whoever asks for them first can do something while the rest is read.
    List<LabEntry> labs();

    /// What container engines keep and say.
    List<FileEntry> files();

    /// The reply of a namespace to a netlink request (`struct nlmsghdr` and body, sequence and port 0).
    Dump dump(int namespace, byte[] request);

    /// The same, if it was brought already; else null.
    Dump known(int namespace, byte[] request);

    /// Has each answer to this request that is still to come understood as soon as it is whole, while the sensor
    /// reads the next table. Its dump has the result ([Dump#understood]) and no bytes: what is kept is small. A
    /// recorded stream is whole already.
    default void ahead(byte[] request, Function<Dump, ?> how) {}

    /// The same as [#dump], each piece given as it comes: a large table is not gathered. The dump that is returned
    /// holds no pieces, only how complete they were. While it runs nothing else can be asked.
    default Dump stream(int namespace, byte[] request, Pieces pieces) {
        Dump dump = dump(namespace, request);
        for (Dump.Piece p : dump.pieces()) {
            pieces.piece(p.bytes(), p.from(), p.bytes().length);
        }
        return new Dump(List.of(), dump.completeness(), dump.errno());
    }

    /// A file of a namespace's `/proc/net`: `dev_mcast`, `igmp` or `igmp6`; null: it is not in the recorded stream.
    FileEntry procNet(int namespace, String name);

    /// What the kernel says in a namespace of the id that another has there, which its file names: an RTM_NEWNSID
    /// message; null: nothing, or nobody can be asked.
    byte[] nsid(int namespace, long dev, long ino, String path);

    /// Makes a namespace known by its file: its number, or -errno.
    int open(long dev, long ino, String path);

    /// A way to a namespace: its file, which must have this device and inode.
    record Way(long dev, long ino, String path) {}

    /// Takes what was read of one namespace.
    interface Visitor {
        /// `place`: in the list of those that were asked for. `number`: the namespace's, or -errno.
        void visit(int place, int number);
    }

    /// Reads the tables that the bits of [ScanBit] name (`LINKS`, `ADDRESSES`, `TABLES`) of each namespace anew, and
    /// shows them one after the other, in this order: while the visitor looks at one its dumps are there, and
    /// afterwards they are forgotten, so that ten thousand namespaces need the room of a few. A recorded stream
    /// shows what it has. The visitor asks for nothing but dumps of what it is shown.
    void read(int bits, List<Way> ways, Visitor visitor);

    /// Reads these tables of each namespace anew, and keeps them: dumps that are asked for later are there already.
    /// What cannot be read says so when it is asked for.
    void fetch(int bits, List<Way> ways);

    /// Has the sensor begin to read these tables while something else is done here: a [#fetch] of the same bits
    /// that comes later takes them. As many as can be asked for at once; the rest is asked for then.
    default void fetchEarly(int bits, List<Way> ways) {}

    /// The namespace of this number, or null.
    NamespaceEntry namespace(int number);

    /// The namespace with this device and inode, or null. Of two the first was gone when the second was met.
    NamespaceEntry namespace(long dev, long ino);
}

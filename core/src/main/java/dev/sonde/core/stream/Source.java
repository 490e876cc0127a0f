package dev.sonde.core.stream;

import java.util.List;

/// What a sensor brought, or brings when asked, from one host.
public sealed interface Source permits Live, Recorded {
    /// Who read the host.
    Hello hello();

    /// Waits until what the bits of [Frame] name (`PROCESSES` …) is there, asking for it if it was not collected.
    void ensure(int bits);

    List<ProcessEntry> processes();

    /// The files in the folders where engines keep namespaces.
    List<HandleEntry> handles();

    /// All else that leads to namespaces, as far as it was collected ([Frame#TASKS], `MOUNTS`, `PEERS`).
    List<HandleEntry> ways();

    /// By number, as first met; [NamespaceEntry#OWN] is the first.
    List<NamespaceEntry> namespaces();

    List<GapEntry> gaps();

    List<LabEntry> labs();

    /// What container engines keep and say.
    List<FileEntry> files();

    /// The reply of a namespace to a netlink request (`struct nlmsghdr` and body, sequence and port 0).
    Dump dump(int namespace, byte[] request);

    /// The same, each piece given as it comes: a large table is not gathered. The dump that is returned holds no
    /// pieces, only how complete they were. While it runs nothing else can be asked.
    default Dump stream(int namespace, byte[] request, Pieces pieces) {
        Dump dump = dump(namespace, request);
        for (byte[] chunk : dump.chunks()) {
            pieces.piece(chunk, 0, chunk.length);
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

    /// Reads the tables that the bits of [Frame] name (`LINKS`, `ADDRESSES`, `TABLES`) of each namespace anew, and
    /// shows them one after the other, in this order: while the visitor looks at one its dumps are there, and
    /// afterwards they are forgotten, so that ten thousand namespaces need the room of a few. A recorded stream
    /// shows what it has. The visitor asks for nothing but dumps of what it is shown.
    void read(int bits, List<Way> ways, Visitor visitor);

    /// Reads these tables of each namespace anew, and keeps them: dumps that are asked for later are there already.
    /// What cannot be read says so when it is asked for.
    void fetch(int bits, List<Way> ways);

    /// The namespace of this number, or null.
    NamespaceEntry namespace(int number);

    /// The namespace with this device and inode, or null. Of two the first was gone when the second was met.
    default NamespaceEntry namespace(long dev, long ino) {
        List<NamespaceEntry> all = namespaces();
        for (int i = all.size() - 1; i >= 0; i--) {
            NamespaceEntry n = all.get(i);
            if (n.ino() == ino && n.dev() == dev) {
                return n;
            }
        }
        return null;
    }
}

package dev.sonde.core.target;

import dev.sonde.core.connection.Dump;
import dev.sonde.core.connection.FileEntry;
import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.Pieces;
import dev.sonde.core.connection.Source;
import dev.sonde.core.model.Handle;
import dev.sonde.core.model.Namespace;

/// A namespace of a host: what a target names.
///
/// `number`: of the namespace in the source; 0: it was not entered yet. `pid`: a process in it, or 0. `path`: the
/// file by which to go in.
public record Place(Source source, int number, int pid, long dev, long ino, String path) {
    /// The namespace in which sonde itself runs (or ran, when it recorded).
    public static Place own(Source source) {
        NamespaceEntry n = source.namespaces().getFirst();
        return new Place(source, n.number(), 0, n.dev(), n.ino(), n.path());
    }

    static Place of(Source source, Namespace n) {
        Handle.Process p = n.process();
        return new Place(source, n.number(), p == null ? 0 : p.pid(), n.id().dev(), n.id().ino(), n.path());
    }

    /// The namespace's reply to a netlink request.
    public Dump dump(byte[] request) {
        int n = entered();
        return n < 0 ? Dump.failed(-n) : source.dump(n, request);
    }

    /// The same, each piece given as it comes.
    public Dump stream(byte[] request, Pieces pieces) {
        int n = entered();
        return n < 0 ? Dump.failed(-n) : source.stream(n, request, pieces);
    }

    /// A file of its `/proc/net`, or null: it is not in the recorded stream.
    public FileEntry procNet(String name) {
        int n = entered();
        return n < 0 ? new FileEntry(name, new byte[0], -n) : source.procNet(n, name);
    }

    /// The message that tells by which id it knows the namespace of a file, or null.
    public byte[] nsid(long dev, long ino, String path) {
        int n = entered();
        return n < 0 ? null : source.nsid(n, dev, ino, path);
    }

    private int entered() {
        if (number != 0) {
            return number;
        }
        NamespaceEntry known = source.namespace(dev, ino);
        return known != null ? known.number() : source.open(dev, ino, path);
    }
}

package dev.sonde.core.target;

import dev.sonde.core.stream.Dump;
import dev.sonde.core.stream.NamespaceEntry;
import dev.sonde.core.stream.Source;

/// A namespace of a host: what a target names.
///
/// `number`: of the namespace in the source. `pid`: a process in it, by which `enter` goes; 0: by the file `path`.
public record Place(Source source, int number, int pid, long dev, long ino, String path) {
    /// The namespace in which sonde itself runs (or ran, when it recorded).
    public static Place own(Source source) {
        return of(source, source.namespaces().getFirst());
    }

    static Place of(Source source, NamespaceEntry n) {
        return new Place(source, n.number(), 0, n.dev(), n.ino(), n.path());
    }

    /// The namespace's reply to a netlink request.
    public Dump dump(byte[] request) {
        return source.dump(number, request);
    }
}

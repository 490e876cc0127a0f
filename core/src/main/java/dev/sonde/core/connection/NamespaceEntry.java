package dev.sonde.core.connection;

import dev.sonde.protocol.Origin;

/// A network namespace by its number in the stream. `errno` not 0: it could not be entered.
public record NamespaceEntry(int number, long dev, long ino, long cookie, String path, int errno) {
    /// The number of the namespace that sonde itself ran in.
    public static final int OWN = Origin.OWN;

    static NamespaceEntry of(Frame frame) {
        Fields f = frame.fields();
        return new NamespaceEntry(frame.origin(), f.u64(), f.u64(), f.u64(), f.text(), frame.errno());
    }
}

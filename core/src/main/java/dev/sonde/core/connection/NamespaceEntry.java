package dev.sonde.core.connection;

import dev.sonde.protocol.Origin;

/// A network namespace by its number in the stream. `owner`: the uid that owns the user namespace to which it belongs;
/// [#NOBODY]: it may not be known, [#NOT_TOLD]: the sensor was an older one. `errno` not 0: it could not be entered.
public record NamespaceEntry(int number, long dev, long ino, long cookie, String path, long owner, int errno) {
    /// The number of the namespace that sonde itself ran in.
    public static final int OWN = Origin.OWN;

    public static final long NOBODY = 0xffffffffL;
    public static final long NOT_TOLD = -1;

    static NamespaceEntry of(Frame frame) {
        Fields f = frame.fields();
        long dev = f.u64();
        long ino = f.u64();
        long cookie = f.u64();
        String path = f.text();
        long owner = f.more() ? f.u32() & 0xffffffffL : NOT_TOLD;
        return new NamespaceEntry(frame.origin(), dev, ino, cookie, path, owner, frame.errno());
    }
}

package dev.sonde.core.connection;

/// Takes a dump piece by piece, as it comes: a large table is not gathered.
@FunctionalInterface
public interface Pieces {
    /// Whole messages, in `b[from, to)`; the array is not used again.
    void piece(byte[] b, int from, int to);
}

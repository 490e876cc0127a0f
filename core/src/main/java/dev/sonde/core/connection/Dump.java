package dev.sonde.core.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The reply to one netlink request: the kernel's messages as received, in one or more pieces (a message is never
/// divided between two), and how complete they are.
///
/// `understood`: what was made of the messages while they came, see [Source#ahead]; there are no pieces then. Else
/// null.
public record Dump(List<Piece> pieces, Completeness completeness, int errno, Object understood) {
    public Dump(List<Piece> pieces, Completeness completeness, int errno) {
        this(pieces, completeness, errno, null);
    }

    /// Messages in `bytes[from, bytes.length)`, into which nobody writes any more: they stay in the frame in which
    /// they came.
    public record Piece(byte[] bytes, int from) {
        /// How many bytes the messages have.
        public int length() {
            return bytes.length - from;
        }
    }

    public enum Completeness {
        COMPLETE,
        /// The table changed while it was dumped, each time.
        INTERRUPTED,
        /// There was more than the sensor's limit.
        CUT,
        /// It could not be read: [Dump#errno()] says why.
        FAILED,
        /// The recorded stream does not hold the answer to this request.
        NOT_RECORDED
    }

    public static Dump failed(int errno) {
        return new Dump(List.of(), Completeness.FAILED, errno);
    }

    public boolean complete() {
        return completeness == Completeness.COMPLETE;
    }

    /// The messages alone, copied.
    public List<byte[]> chunks() {
        List<byte[]> all = new ArrayList<>(pieces.size());
        for (Piece p : pieces) {
            all.add(Arrays.copyOfRange(p.bytes, p.from, p.bytes.length));
        }
        return all;
    }
}

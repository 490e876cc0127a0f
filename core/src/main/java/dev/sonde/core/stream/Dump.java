package dev.sonde.core.stream;

import java.util.List;

/// The reply to one netlink request: the kernel's messages as received, in one or more pieces (a message is never
/// divided between two), and how complete they are.
public record Dump(List<byte[]> chunks, Completeness completeness, int errno) {
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
}

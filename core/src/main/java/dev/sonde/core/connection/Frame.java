package dev.sonde.core.connection;

import dev.sonde.protocol.FrameKind;

/// One frame of `docs/frames.md`: the header's fields and the payload.
public record Frame(int kind, int flags, int origin, int errno, int request, int source, long time, byte[] payload) {
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /// The payload, from its beginning.
    public Fields fields() {
        return new Fields(this);
    }

    /// What people call the kind.
    static String name(int kind) {
        return switch (kind) {
            case FrameKind.HELLO -> "HELLO";
            case FrameKind.PROCESS -> "PROCESS";
            case FrameKind.HANDLE -> "HANDLE";
            case FrameKind.NETNS -> "NETNS";
            case FrameKind.NETLINK -> "NETLINK";
            case FrameKind.FILE -> "FILE";
            case FrameKind.GAP -> "GAP";
            case FrameKind.REPLY -> "REPLY";
            case FrameKind.DONE -> "DONE";
            case FrameKind.LAB -> "LAB";
            case FrameKind.ECHO -> "ECHO";
            case FrameKind.SOURCE -> "SOURCE";
            default -> "kind " + kind;
        };
    }
}

package dev.sonde.core.connection;

/// One frame of `docs/frames.md`: the header's fields and the payload.
public record Frame(int kind, int flags, int origin, int errno, int request, long time, byte[] payload) {
    public static final int VERSION = 1;
    public static final int HEADER = 32;

    /// No frame is longer.
    public static final int LONGEST = 16 << 20;

    public static final int HELLO = 1;
    public static final int PROCESS = 2;
    public static final int HANDLE = 3;
    public static final int NETNS = 4;
    public static final int NETLINK = 5;
    public static final int FILE = 6;
    public static final int GAP = 7;
    public static final int REPLY = 8;
    public static final int DONE = 9;
    public static final int LAB = 10;
    public static final int ECHO = 14;

    public static final int SCAN = 32;
    public static final int OPEN = 33;
    public static final int GET = 34;
    public static final int BECOME = 35;
    public static final int DESTINATION = 36;
    public static final int PROC_NET = 40;
    public static final int NSID = 41;
    public static final int READ = 42;
    public static final int LAB_UP = 48;
    public static final int LAB_NETNS = 49;
    public static final int LAB_DO = 50;
    public static final int LAB_SPAWN = 51;
    public static final int LAB_STATE = 52;
    public static final int LAB_DETACH = 53;
    public static final int LAB_DOWN = 54;
    public static final int LAB_JOIN = 55;
    public static final int LAB_OPEN = 56;
    public static final int LAB_LEAVE = 57;
    public static final int LAB_REMOVE = 58;
    public static final int LAB_FILTER = 59;
    public static final int MEND = 60;
    public static final int PROBE = 61;

    /// The content goes on in the next frame of this kind, origin and request.
    public static final int MORE = 1;

    /// The table changed while it was dumped.
    public static final int INTERRUPTED = 2;

    /// There was more than the sensor's limit.
    public static final int CUT = 4;

    /// It could not be read, or not to its end.
    public static final int FAILED = 8;

    /// The dump starts anew.
    public static final int AGAIN = 16;

    /// Of a request: the rows are used as they come, so that a long dump is not asked for again.
    public static final int STREAMED = 32;

    /// Bits of SCAN: what is collected.
    public static final int PROCESSES = 1;

    public static final int FOLDERS = 2;
    public static final int LABS = 4;
    public static final int LINKS = 8;
    public static final int ADDRESSES = 16;
    public static final int TABLES = 32;
    public static final int TASKS = 64;
    public static final int FURTHER = 128;
    public static final int ENGINES = 256;
    public static final int MOUNTS = 512;
    public static final int PEERS = 1024;

    /// The neighbours alone, of those that [Source#fetch] names.
    public static final int NEIGHBOURS = 2048;

    /// Where namespaces are that neither a process nor a file in the usual folders tells of.
    public static final int HIDDEN = TASKS | MOUNTS;

    public static final int ALL = 63 | TASKS | ENGINES | MOUNTS | PEERS;

    /// With [#LINKS]: without their counters.
    public static final int BRIEF = 8192;

    /// In HELLO: behind DONE comes what the command line will certainly ask for, to a REPLY to no request.
    public static final int FORETOLD = 4096;

    /// What namespaces there are and what they are called, without what is in them.
    public static final int NAMES = PROCESSES | FOLDERS | LABS | ENGINES;

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
            case HELLO -> "HELLO";
            case PROCESS -> "PROCESS";
            case HANDLE -> "HANDLE";
            case NETNS -> "NETNS";
            case NETLINK -> "NETLINK";
            case FILE -> "FILE";
            case GAP -> "GAP";
            case REPLY -> "REPLY";
            case DONE -> "DONE";
            case LAB -> "LAB";
            case ECHO -> "ECHO";
            default -> "kind " + kind;
        };
    }
}

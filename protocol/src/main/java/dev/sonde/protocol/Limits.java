package dev.sonde.protocol;

/// What one half may count on, or must keep to, of the other.
public final class Limits {
    /// Bytes of a frame, header included.
    public static final int FRAME = 16 << 20;

    /// Bytes of a request, header included.
    public static final int REQUEST = 1 << 16;

    /// Requests of a command that make something in the sensor, whose heap has no collector.
    public static final int REQUESTS = 4096;

    /// Of a dump whose rows are used as they come, the reader holds so many bytes back; of a longer one it has used
    /// some, and cannot take them back: another try would be for nothing.
    public static final int HELD = 1 << 20;

    /// Bytes of the tables of one namespace, of the one in which sonde runs, and of all, of these for a recording and
    /// for an analysis, which has them in its memory; what there is besides is cut. When all have used theirs, each
    /// that comes has the least.
    public static final int TABLES = 32 << 20;

    public static final int OWN_TABLES = 256 << 20;
    public static final int ALL_RECORDED_TABLES = 256 << 20;
    public static final int ALL_TABLES = 96 << 20;
    public static final int LEAST_TABLES = 1 << 18;

    /// Numbers of namespaces in one stream.
    public static final int NAMESPACES = 1 << 16;

    /// Namespaces that stay open for requests.
    public static final int OPENED = 64;

    /// Bytes of a path in a request.
    public static final int PATH = 4096;

    /// Bytes of the name of a lab, and of a namespace's file in it.
    public static final int LAB_NAME = 32;

    /// Bytes of a lab's document.
    public static final int LAB_DOCUMENT = 8 << 20;

    /// Probes of one request, and of one command.
    public static final int PROBES_AT_ONCE = 32;

    public static final int PROBES = 4096;

    /// Packets of a probe that is not answered, and how long one request may take.
    public static final int PROBE_PACKETS = 3;

    public static final int PROBE_MILLISECONDS = 1000;

    /// Bytes of a probe's packet: the least holds the headers, the most is what an Ethernet with jumbo frames takes.
    public static final int PROBE_LEAST = 28;

    public static final int PROBE_LEAST_V6 = 48;
    public static final int PROBE_MOST = 9216;

    /// Bytes of an answer that ECHO tells: the longest IP header and a quoted one.
    public static final int PROBE_ANSWER = 136;

    /// The MTU that MEND may set.
    public static final int MEND_LEAST_MTU = 68;

    public static final int MEND_MOST_MTU = 65535;

    private Limits() {}
}

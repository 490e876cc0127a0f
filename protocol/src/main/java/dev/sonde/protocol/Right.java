package dev.sonde.protocol;

/// What a command may ask for: see [CommandRights].
public final class Right {
    /// SCAN, OPEN, GET, PROC_NET, NSID, READ: every command that looks at this host.
    public static final int READ = 1;

    /// BECOME.
    public static final int BECOME = 2;

    /// LAB_UP, and what makes a lab after it.
    public static final int LAB_UP = 4;

    public static final int MEND = 8;
    public static final int PROBE = 16;

    /// LAB_JOIN, and what changes a lab after it.
    public static final int LAB_JOIN = 32;

    public static final int LAB_DOWN = 64;

    /// PROC_NET of `xfrm/keys`: the keys of the transforms, which no other request brings.
    public static final int KEYS = 128;

    private Right() {}
}

package dev.sonde.protocol;

/// What a command may ask for: see [CommandRights].
public final class Right {
    /// SCAN, OPEN, GET, PROC_NET, NSID, READ: every command.
    public static final int READ = 1;

    /// BECOME.
    public static final int BECOME = 2;

    /// All requests of labs.
    public static final int CHANGE = 4;

    public static final int MEND = 8;
    public static final int PROBE = 16;

    private Right() {}
}

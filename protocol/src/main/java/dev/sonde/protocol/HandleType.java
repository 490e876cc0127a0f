package dev.sonde.protocol;

/// Types of HANDLE: what leads to a namespace.
public final class HandleType {
    /// A file in a folder where engines keep namespaces.
    public static final int FILE = 1;

    /// A thread that lives in another namespace than its process.
    public static final int THREAD = 4;

    /// An open file of a process.
    public static final int FD = 5;

    /// A socket of a process that lives in another namespace.
    public static final int SOCKET = 6;

    /// A bind mount in a mount table.
    public static final int MOUNT = 7;

    /// The other end of a link: nothing else.
    public static final int PEER = 8;

    /// The kernel's own list: nothing else.
    public static final int LISTED = 9;

    private HandleType() {}
}

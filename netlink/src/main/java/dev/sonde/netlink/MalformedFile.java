package dev.sonde.netlink;

/// Text that is not what the kernel writes into a file of `/proc/net`. Has no stack trace: the fault lies in the data.
public final class MalformedFile extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedFile(int line) {
        super("line " + line + " is not understood", null, false, false);
    }
}

package dev.sonde.protocol;

/// Kinds of frames: sensor to analysis.
public final class FrameKind {
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
    public static final int SOURCE = 15;

    private FrameKind() {}
}

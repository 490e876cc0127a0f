package dev.sonde.protocol;

/// Kinds of requests: analysis to sensor.
public final class RequestKind {
    public static final int SCAN = 32;
    public static final int OPEN = 33;
    public static final int GET = 34;
    public static final int BECOME = 35;
    public static final int DESTINATION = 36;
    public static final int LOOK = 37;
    public static final int ARGUMENT = 38;
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

    private RequestKind() {}
}

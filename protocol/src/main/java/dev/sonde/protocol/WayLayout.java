package dev.sonde.protocol;

/// How a request names a namespace by its file: u64 dev, u64 ino, u64 cookie, string path.
///
/// It is the payload of OPEN and NSID; in READ and BECOME a u32 stands before it.
public final class WayLayout {
    public static final int DEV = 0;
    public static final int INO = 8;
    public static final int COOKIE = 16;

    /// The length of the path.
    public static final int LENGTH = 24;

    /// The path itself: bytes before it.
    public static final int PATH = 28;

    private WayLayout() {}
}

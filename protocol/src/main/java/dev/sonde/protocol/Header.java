package dev.sonde.protocol;

/// The beginning of a stream, and the header of every frame and request.
public final class Header {
    public static final int VERSION = 1;

    /// A stream begins with these letters and a zero byte, then [#VERSION] as u16.
    public static final String MAGIC = "SONDE";

    public static final int MAGIC_SIZE = 8;
    public static final int MAGIC_VERSION = 6;

    /// Bytes of the header.
    public static final int SIZE = 32;

    /// Where its fields are.
    public static final int LENGTH = 0;

    public static final int KIND = 4;
    public static final int FLAGS = 6;
    public static final int ORIGIN = 8;
    public static final int ERRNO = 12;
    public static final int REQUEST = 16;
    public static final int SOURCE = 20;
    public static final int TIME = 24;

    private Header() {}
}

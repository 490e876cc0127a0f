package dev.sonde.protocol;

/// Flags in the header of a frame or request.
public final class FrameFlag {
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

    private FrameFlag() {}
}

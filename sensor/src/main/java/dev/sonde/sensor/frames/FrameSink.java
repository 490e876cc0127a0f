package dev.sonde.sensor.frames;

/// Takes whole frames, where they do not go straight to a reader.
public interface FrameSink {
    /// One frame: `b[from, from + length)`.
    void frame(byte[] b, int from, int length);
}

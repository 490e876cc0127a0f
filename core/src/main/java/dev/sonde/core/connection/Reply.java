package dev.sonde.core.connection;

/// The last frame of an answer: the result (negative: -errno) and the bytes that came with it.
public record Reply(long result, byte[] bytes) {
    public boolean failed() {
        return result < 0;
    }

    /// 0, or why it failed.
    public int errno() {
        return result < 0 && result >= -4095 ? (int) -result : 0;
    }
}

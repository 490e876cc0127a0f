package dev.sonde.sensor.kernel;

/// Waits for an fd, and meanwhile does what must not wait for it.
public interface Waiting {
    /// Returns when something can be read there, its end included.
    void readable(int fd);

    /// Returns when something can be written there, or nobody reads there any more.
    void writable(int fd);
}

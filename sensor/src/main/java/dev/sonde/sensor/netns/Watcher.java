package dev.sonde.sensor.netns;

/// Who is shown the links of a table while [Netns] reads it, so that they are read once.
public interface Watcher {
    /// The messages in `b[at, at + n)` are links of namespace `number`.
    void links(byte[] b, int at, int n, int number);
}

package dev.sonde.sensor.netns;

/// Who is shown the links of a table while [Netns] reads it, or the sets of a firewall, so that they are read once.
public interface Watcher {
    /// The messages in `b[at, at + n)` are rows of namespace `number`.
    void links(byte[] b, int at, int n, int number);
}

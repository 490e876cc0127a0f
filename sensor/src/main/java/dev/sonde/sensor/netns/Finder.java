package dev.sonde.sensor.netns;

/// Looks for namespaces in a folder, wherever engines and labs say that they keep them.
public interface Finder {
    /// The folder `name` below `top`, the root of a process or nothing.
    void folder(byte[] top, byte[] name);
}

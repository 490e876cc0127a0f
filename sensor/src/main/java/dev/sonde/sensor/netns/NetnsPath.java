package dev.sonde.sensor.netns;

import dev.sonde.sensor.kernel.Bytes;
import dev.sonde.sensor.kernel.Kernel;

/// A way into a namespace: the path of a handle, checked against inode and cookie, and, where there is one, a process
/// that lives in it. `cookie` 0: not known.
public record NetnsPath(byte[] path, long dev, long ino, long cookie, int pid) {
    /// Opens it, as [NetnsOpen] does: fd, or -errno (`-ESTALE`: the path leads elsewhere now).
    public int open(Kernel kernel) {
        return new NetnsOpen(kernel).open(Bytes.z(path), path.length, dev, ino, cookie);
    }
}

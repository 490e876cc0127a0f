package dev.sonde.core.model;

/// A way in, which keeps a namespace reachable.
public sealed interface Handle {
    /// By `/proc/PID/ns/net`. `started` in clock ticks since the host's start: with the pid it names a process for
    /// ever.
    record Process(int pid, String command, long started) implements Handle {
        @Override
        public String path() {
            return "/proc/".concat(Integer.toString(pid)).concat("/ns/net");
        }
    }

    /// A bind mount of the namespace on a file.
    record File(String path) implements Handle {}

    /// The file by which to go in.
    String path();
}

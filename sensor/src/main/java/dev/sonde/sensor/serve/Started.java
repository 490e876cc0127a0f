package dev.sonde.sensor.serve;

/// The analysis where it cannot be started as a process of its own: on a JVM, which it shares with the sensor.
public interface Started {
    /// Starts it; our end of the connection to it, or -errno.
    int start();

    /// Waits until it has ended: its exit status.
    int await();
}

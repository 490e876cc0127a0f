package dev.sonde.sensor.reader;

/// Something to read that may block for ever. It is done by a process of its own, so all that it changes but
/// what it reports is lost.
public interface Job {
    void run(Report out);
}

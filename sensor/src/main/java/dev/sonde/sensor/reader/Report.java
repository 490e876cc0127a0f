package dev.sonde.sensor.reader;

/// Takes what is read, one record after the other. The record and its bytes are used again for the next.
public interface Report {
    void take(Record record);
}

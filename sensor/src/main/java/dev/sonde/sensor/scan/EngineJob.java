package dev.sonde.sensor.scan;

import dev.sonde.sensor.engine.Engines;
import dev.sonde.sensor.reader.Job;
import dev.sonde.sensor.reader.Record;
import dev.sonde.sensor.reader.Report;

/// Reads what engines keep, and takes what that tells: sockets for those who ask them, all else as of other ways.
final class EngineJob implements Job, Report {
    private final Engines engines;
    private final Handles handles;
    private final Report other;

    EngineJob(Engines engines, Handles handles, Report other) {
        this.engines = engines;
        this.handles = handles;
        this.other = other;
    }

    @Override
    public void run(Report out) {
        handles.to(out);
        engines.run(out);
    }

    @Override
    public void take(Record record) {
        if (record.kind == Engines.SOCKET) {
            engines.found(record);
        } else {
            other.take(record);
        }
    }
}

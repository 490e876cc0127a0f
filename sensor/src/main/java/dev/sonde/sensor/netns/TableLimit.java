package dev.sonde.sensor.netns;

import dev.sonde.protocol.Limits;

/// How many bytes of tables are taken of one namespace, and of all: what is beyond is cut, so that a large table of one
/// never costs another its line.
public final class TableLimit {
    /// Of the namespace that is read, and of all.
    private int left = Integer.MAX_VALUE;

    private int leftOfAll = Limits.ALL_TABLES;

    TableLimit() {}

    /// A new scan begins; `recorded`: for a recording.
    public void begin(boolean recorded) {
        leftOfAll = recorded ? Limits.ALL_RECORDED_TABLES : Limits.ALL_TABLES;
    }

    /// The tables from now on are of one namespace. `own`: of that in which we run.
    public void of(boolean own) {
        left = own ? Limits.OWN_TABLES : Math.max(Limits.LEAST_TABLES, Math.min(Limits.TABLES, leftOfAll));
    }

    /// What is asked for from now on is wanted whole.
    public void none() {
        left = Integer.MAX_VALUE;
    }

    /// Whether that is more than may be taken.
    public boolean beyond(long bytes) {
        return bytes > left;
    }

    /// A table of so many bytes was taken.
    public void spend(long bytes) {
        if (left != Integer.MAX_VALUE) {
            left = (int) Math.max(0, left - bytes);
            leftOfAll = (int) Math.max(0, leftOfAll - bytes);
        }
    }
}

package dev.sonde.sensor.subset;

/// A place that leaves the subset, the rule, and what to do instead.
public record Finding(String file, long line, String rule, String text) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + rule + ": " + text;
    }
}

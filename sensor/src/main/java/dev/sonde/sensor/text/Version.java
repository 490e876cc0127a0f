package dev.sonde.sensor.text;

/// The version of this program, as `--version` prints it and HELLO tells it.
public final class Version {
    public static final String NAME = "0.1.0";

    private Version() {}
}

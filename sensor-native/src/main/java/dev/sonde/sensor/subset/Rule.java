package dev.sonde.sensor.subset;

import java.util.function.Consumer;

/// One rule of the subset.
interface Rule {
    void check(Program program, Consumer<Finding> findings);
}

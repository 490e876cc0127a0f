package dev.sonde.sensor.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says that a loop may allocate, and why that is bounded: the build refuses allocation in all other loops of the
/// sensor, because its collector must never run.
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface Bounded {
    /// What bounds it, such as "once for each argument of the command line".
    String value();
}

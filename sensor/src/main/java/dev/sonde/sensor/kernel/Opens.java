package dev.sonde.sensor.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says that a method opens a path by itself, and why nobody else has a say in what that leads to: the build refuses it
/// everywhere but in [SafeOpen], which looks first.
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface Opens {
    /// Whose the path is, such as "a file of procfs, which the kernel makes".
    String value();
}

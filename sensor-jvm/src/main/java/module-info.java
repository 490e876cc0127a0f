/// The port to the kernel on the JVM; the only module that needs native access there.
module dev.sonde.sensor.jvm {
    requires dev.sonde.sensor;

    exports dev.sonde.sensor.jvm;
}

/// The sensor: the part of sonde that has the privileges and no opinions.
///
/// It uses nothing but `java.lang`, so that it compiles to one static binary. Exported is what the forms of its port,
/// and the tests on them, need.
module dev.sonde.sensor {
    requires transitive dev.sonde.protocol;

    exports dev.sonde.sensor;
    exports dev.sonde.sensor.frames;
    exports dev.sonde.sensor.kernel;
    exports dev.sonde.sensor.netns;
    exports dev.sonde.sensor.serve;
}

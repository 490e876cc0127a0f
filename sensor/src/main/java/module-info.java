/// The sensor: the part of sonde that has the privileges and no opinions.
///
/// It uses nothing but `java.lang`, so that it compiles to one static binary.
module dev.sonde.sensor {
    exports dev.sonde.sensor;
}

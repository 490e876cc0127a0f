/// What the two halves have agreed on: the numbers of `docs/frames.md`, and what each command may ask for.
///
/// Both compile it in. It is written in the sensor's language, of which it uses constants and two small tables.
module dev.sonde.protocol {
    exports dev.sonde.protocol;
}

package dev.sonde.cli.document;

/// A part of what a command prints for programs: a record that is one object of JSON. The document of a command is a
/// tree of such records, made from the model by a function that reads nothing; text for people may be made of the
/// same tree.
///
/// Each document has a schema in docs/schema. A test holds the records against it, and the records against what
/// they write.
public interface Document {
    /// Writes the record's components as members: all of them, by their names, in their order. Written out, because
    /// reading them by reflection would cost every command milliseconds when it starts.
    void members(JsonWriter to);
}

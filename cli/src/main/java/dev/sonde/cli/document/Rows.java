package dev.sonde.cli.document;

/// The rows of a table of the kernel: each stands in one line, so that a table of a hundred thousand rows is as short
/// as it can be, and is still read line by line.
public interface Rows<T> extends Each<T> {}

package dev.sonde.cli.option;

/// A command line as one types it, and what it is for.
public record Example(String line, String does) {}

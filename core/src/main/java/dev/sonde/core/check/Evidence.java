package dev.sonde.core.check;

/// Something that was seen, in the words of the tool that shows it: a row of a table, or a counter.
///
/// `tool`: the command, run inside `file`, that prints it; `line`: what it prints of it, or the part that tells.
/// The file is that of a namespace, and empty where the thing lies in none.
public record Evidence(String file, String tool, String line) {}

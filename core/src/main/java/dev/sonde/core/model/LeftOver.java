package dev.sonde.core.model;

/// What looks like a way to a namespace and leads to none, and why, for people. `file`: whether it is an ordinary file
/// in a folder of namespaces, which may be removed.
public record LeftOver(String path, String why, boolean file) {}

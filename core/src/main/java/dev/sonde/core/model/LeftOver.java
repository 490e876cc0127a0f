package dev.sonde.core.model;

/// A file in a folder of namespaces that leads to none, and why.
public record LeftOver(String path, String why) {}

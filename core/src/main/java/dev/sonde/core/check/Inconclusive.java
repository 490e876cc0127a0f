package dev.sonde.core.check;

/// Something that was read and that no rule can judge: of it nobody can say that it is right. `host`: where it is.
public record Inconclusive(String host, String what, String why) {}

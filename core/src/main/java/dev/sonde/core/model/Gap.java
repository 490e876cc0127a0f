package dev.sonde.core.model;

/// Something that could not be read, and why: a part of the result.
public record Gap(String what, String why, int errno) {}

package dev.sonde.core.check;

/// An overlay network on one host, and how much of it was compared. `network`: what it is on all hosts;
/// `endpoints`: those that its engine tells of, on all hosts; `unknown`: those here of which it does not; `rows`:
/// that were read here.
public record Compared(Finding.Where at, Object network, int endpoints, int unknown, int rows) {}

package dev.sonde.core.model;

/// A container or a task: what people call it. `service` is empty for what belongs to none; `container` is its 64
/// hex digits, empty where they are not known.
public record Workload(Kind kind, String name, String service, String container, String host, int pid) {}

package dev.sonde.core.model;

/// A container or a task: what people call it. `service` is empty for what belongs to none; `container` is its 64
/// hex digits, empty where they are not known; `image` and `project` (Compose's) likewise.
public record Workload(
        Kind kind, String name, String service, String container, String host, int pid, String image, String project) {
    public Workload(Kind kind, String name, String service, String container, String host, int pid) {
        this(kind, name, service, container, host, pid, "", "");
    }
}

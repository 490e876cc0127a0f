package dev.sonde.core.model;

/// A container, a task or a pod: what people call it; a pod is `NAMESPACE/NAME`. `service` is empty for what
/// belongs to none; `container` is its id, 64 hex digits with most engines (a pod's is that of its sandbox), empty
/// where it is not known; `image` and `project` (Compose's) likewise. `pid`: its first process, 0 where it is not
/// known.
public record Workload(
        Kind kind, String name, String service, String container, String host, int pid, String image, String project) {
    public Workload(Kind kind, String name, String service, String container, String host, int pid) {
        this(kind, name, service, container, host, pid, "", "");
    }

    /// Of what differs between two of one host.
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + container.hashCode();
    }
}

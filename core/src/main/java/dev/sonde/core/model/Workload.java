package dev.sonde.core.model;

/// A container, a task or a pod: what people call it; a pod is `NAMESPACE/NAME`. `service` is empty for what
/// belongs to none; `container` is its id, 64 hex digits with most engines (a pod's is that of its sandbox), empty
/// where it is not known; `image`, `project` (Compose's) and `serviceId` (a swarm's) likewise. `pid`: its first
/// process, 0 where it is not known.
public record Workload(
        Kind kind,
        String name,
        String service,
        String container,
        String host,
        int pid,
        String image,
        String project,
        String serviceId) {
    public Workload(
            Kind kind,
            String name,
            String service,
            String container,
            String host,
            int pid,
            String image,
            String project) {
        this(kind, name, service, container, host, pid, image, project, "");
    }

    public Workload(Kind kind, String name, String service, String container, String host, int pid) {
        this(kind, name, service, container, host, pid, "", "");
    }

    /// The id of a swarm's task, with which its name ends: `SERVICE.N.ID`; empty: it is none.
    public String task() {
        int dot = name.lastIndexOf('.');
        return kind == Kind.TASK && dot > service.length() ? name.substring(dot + 1) : "";
    }

    // Written out: what the JVM derives of a record is made anew at every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Workload w
                && w.kind == kind
                && w.pid == pid
                && w.name.equals(name)
                && w.service.equals(service)
                && w.container.equals(container)
                && w.host.equals(host)
                && w.image.equals(image)
                && w.project.equals(project)
                && w.serviceId.equals(serviceId);
    }

    /// Of what differs between two of one host.
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + container.hashCode();
    }
}

package dev.sonde.core.model;

import java.util.List;

/// A network namespace, and all that is known of it.
///
/// `number`: in its stream; 0: it was not met there. `host`: the host or simulated host to which it belongs. `network`,
/// `workload`: null where it is not one's. `tenants`: further workloads that share it: the containers of a pod, those
/// of
/// `--net container:`, on the host those without a namespace of their own. `knownBy`: who gave the name. `errno`: why
/// it could not be entered, or 0.
public record Namespace(
        NamespaceId id,
        int number,
        Kind kind,
        String name,
        String host,
        Network network,
        Workload workload,
        List<Workload> tenants,
        String knownBy,
        int processes,
        List<Handle> handles,
        int errno) {

    /// Whether it may not even be seen: its id is no namespace's, but says which processes are in one. What everyone
    /// may
    /// read in their `/proc/PID/net` is all that is known.
    public boolean unseen() {
        return id.dev() == 0;
    }

    /// Whether something is known of what is in it.
    public boolean readable() {
        return errno == 0 || unseen();
    }

    /// Whether it belongs to a lab, and its host is a simulated one.
    public boolean lab() {
        return knownBy.startsWith("lab ");
    }

    /// The name of its lab, or of its host: where it is, when the name of a simulated host is not enough.
    public String realm() {
        return lab() ? knownBy.substring("lab ".length()) : host;
    }

    /// The oldest process in it, or null.
    public Handle.Process process() {
        for (Handle h : handles) {
            if (h instanceof Handle.Process p) {
                return p;
            }
        }
        return null;
    }

    /// The file by which to go in: one that outlives its processes, if there is one.
    public String path() {
        for (Handle h : handles) {
            if (h instanceof Handle.File) {
                return h.path();
            }
        }
        return handles.isEmpty() ? "" : handles.getFirst().path();
    }
}

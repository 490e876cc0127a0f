package dev.sonde.core.model;

import java.util.List;

/// A network namespace, and all that is known of it.
///
/// `number`: in its stream; 0: it was not met there. `host`: the host or simulated host to which it belongs.
/// `network`, `workload`: null where it is not one's. `tenants`: further workloads that share it: the containers of
/// a pod, those of `--net container:`, on the host those without a namespace of their own. `knownBy`: who gave the
/// name. `handles`: all ways in. `errno`: why it could not be entered, or 0.
public record Namespace(
        NamespaceId id,
        int number,
        State state,
        Kind kind,
        String name,
        String host,
        Network network,
        Workload workload,
        List<Workload> tenants,
        NameSource knownBy,
        int processes,
        List<Handle> handles,
        int errno) {
    public Namespace {
        tenants = List.copyOf(tenants);
        handles = List.copyOf(handles);
    }

    /// Of its id alone: the same namespaces have the same. That of all components would go through every endpoint of
    /// its network each time.
    @Override
    public int hashCode() {
        return id.hashCode();
    }

    public NamespaceKey key() {
        return NamespaceKey.of(id, number);
    }

    /// The same as if no stream had met it.
    Namespace unnumbered() {
        return new Namespace(
                id, 0, state, kind, name, host, network, workload, tenants, knownBy, processes, handles, errno);
    }

    /// The engine that gave the name; null where it is none's.
    public EngineId engine() {
        return knownBy.engine();
    }

    /// Whether it is a host's: a real one's, a simulated one's, or that of a daemon which works in one of its own.
    public boolean ofHost() {
        return kind == Kind.HOST || kind == Kind.OWN || kind == Kind.NODE || kind == Kind.LAB_HOST;
    }

    /// Whether it may not even be seen: its id is no namespace's, but says which processes are in one. What
    /// everyone may read in their `/proc/PID/net` is all that is known.
    public boolean unseen() {
        return id.dev() == 0 && id.ino() != 0;
    }

    /// Whether something is known of what is in it.
    public boolean readable() {
        return errno == 0 || unseen();
    }

    /// Whether it belongs to a lab, and its host is a simulated one.
    public boolean lab() {
        return knownBy.engine() != null && knownBy.engine().lab();
    }

    /// The name of its lab, or of its host: where it is, when the name of a simulated host is not enough.
    public String realm() {
        return lab() ? knownBy.engine().place() : host;
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

    /// The path by which to go in: that of the handle which lasts longest and says most; empty where there is none.
    /// An engine's file outlives the processes, also where it lies in another mount namespace.
    public String path() {
        String best = "";
        int rank = Integer.MAX_VALUE;
        for (Handle h : handles) {
            int r = h.rank();
            if (r < rank) {
                best = h.path();
                rank = r;
            }
        }
        return best;
    }
}

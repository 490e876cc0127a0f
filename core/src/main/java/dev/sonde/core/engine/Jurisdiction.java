package dev.sonde.core.engine;

import dev.sonde.core.connection.NamespaceEntry;
import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.EngineId;
import dev.sonde.core.model.Handle;
import java.util.HashMap;
import java.util.Map;

/// For which namespaces an engine may speak: what anybody can write into a file, or answer on a socket, names only
/// what is his.
///
/// What root runs on this host speaks for all. What a user runs speaks for the namespaces that belong to a user
/// namespace of his, as the kernel says. What runs in a mount namespace of its own speaks for those of which a
/// file lies in that mount namespace, and for those of processes below its daemon, below others in its daemon's
/// network namespace, or below the container in which that is.
public final class Jurisdiction {
    /// Parents that are looked at: processes that end meanwhile may make a circle.
    private static final int DEPTH = 64;

    private final Map<Integer, ProcessEntry> processes = new HashMap<>();

    /// Whether the stream tells to whom namespaces belong: older ones do not, and then every name counts.
    private final boolean told;

    /// `engines`: for whom it is asked; for this host's own nothing needs to be known.
    public Jurisdiction(Source source, Iterable<Engine> engines) {
        told = !source.namespaces().isEmpty() && source.namespaces().getFirst().owner() != NamespaceEntry.NOT_TOLD;
        boolean foreign = false;
        for (Engine e : engines) {
            foreign |= !e.id().host();
        }
        if (foreign) {
            for (ProcessEntry p : source.processes()) {
                processes.put(p.pid(), p);
            }
        }
    }

    /// Whether the engine may give the namespace a name.
    public boolean over(Engine engine, DiscoveredNetns namespace) {
        EngineId id = engine.id();
        if (!told) {
            return true;
        }
        if (id.host()) {
            return !id.engine() || roots(namespace);
        }
        NamespaceEntry entry = namespace.entry();
        if (entry != null && id.uid() > 0 && entry.owner() == id.uid()) {
            return true;
        }
        if (id.mounts() == 0) {
            return false;
        }
        for (Handle h : namespace.others()) {
            if (h instanceof Handle.File f && f.mountNamespace() == id.mounts()) {
                return true;
            }
        }
        ProcessEntry first = namespace.oldest();
        return first != null && below(engine, first);
    }

    /// Whether the engine may say whose the process is, which lives in this namespace.
    public boolean over(Engine engine, ProcessEntry process, DiscoveredNetns namespace) {
        EngineId id = engine.id();
        if (id.host()) {
            return !told || !id.engine() || roots(namespace) && !ofUser(process.cgroup());
        }
        if (over(engine, namespace)) {
            return true;
        }
        // It shares the namespace of another: systemd's slice of the user, which the user alone can be in.
        boolean slice = id.uid() > 0 && process.cgroup().contains("/user-" + id.uid() + ".slice/");
        return slice || id.mounts() != 0 && below(engine, process);
    }

    /// Whether root may have made it: a user's own, which belongs to a user namespace of his, is none of root's
    /// containers, whatever he calls the control group in which its processes are.
    private static boolean roots(DiscoveredNetns namespace) {
        NamespaceEntry entry = namespace.entry();
        boolean known = entry != null && entry.owner() >= 0 && entry.owner() != NamespaceEntry.NOBODY;
        if (!known || entry.owner() == 0) {
            ProcessEntry first = namespace.oldest();
            return first == null || !ofUser(first.cgroup()) || filed(namespace);
        }
        return filed(namespace);
    }

    /// Whether a file of it lies in our own mount namespace, where root alone can have put it.
    private static boolean filed(DiscoveredNetns namespace) {
        for (Handle h : namespace.others()) {
            if (h instanceof Handle.File f && f.mountNamespace() == 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether systemd has put it below a user who is not root: what is below that he names.
    private static boolean ofUser(String cgroup) {
        String slice = "/user-";
        int at = cgroup.indexOf(slice);
        int end = at < 0 ? -1 : cgroup.indexOf(".slice/", at);
        return end > 0 && !cgroup.substring(at + slice.length(), end).equals("0");
    }

    private boolean below(Engine engine, ProcessEntry process) {
        ProcessEntry daemon = processes.get(engine.daemon());
        if (daemon == null) {
            return false;
        }
        ProcessEntry first = processes.get(1);
        boolean apart = daemon.ino() != 0 && first != null && daemon.ino() != first.ino();
        ProcessEntry p = process;
        for (int i = 0; i < DEPTH && p != null; i++) {
            // Who starts containers ends with them, and not with the daemon: its child is not always the daemon's heir.
            if (p == daemon || apart && p.ino() == daemon.ino() && p.dev() == daemon.dev()) {
                return true;
            }
            p = p.parent() == p.pid() ? null : processes.get(p.parent());
        }
        String container = CgroupEngine.outermost(daemon.cgroup());
        return container != null && container.equals(CgroupEngine.outermost(process.cgroup()));
    }
}

package dev.sonde.core.engine;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The workloads of one engine, found by what leads to them: an id, the file of a network namespace, a process.
final class Containers {
    private final Map<String, Workload> byId = new HashMap<>();

    /// By the path of a handle. The first counts: a pod before its containers.
    private final Map<String, Workload> byFile = new HashMap<>();

    /// All of a file, where several share it.
    private final Map<String, List<Workload>> sharing = new HashMap<>();

    private final Map<Integer, Workload> byPid = new HashMap<>();

    /// `file`: of its network namespace, or empty. The pid counts where it is known.
    void add(Workload w, String file) {
        byId.putIfAbsent(w.container(), w);
        if (!file.isEmpty()) {
            byFile.putIfAbsent(file, w);
            sharing.computeIfAbsent(file, k -> new ArrayList<>(1)).add(w);
        }
        if (w.pid() != 0) {
            byPid.putIfAbsent(w.pid(), w);
        }
    }

    Workload id(String id) {
        return byId.get(id);
    }

    /// Whose namespace it is: by its files, else by its oldest process.
    Workload of(DiscoveredNetns namespace) {
        for (String path : namespace.files()) {
            Workload w = byFile.get(path);
            if (w == null && path.startsWith("/proc/")) { // a user's, in a mount namespace of its own
                int inner = path.indexOf("/root/run/user/");
                w = inner < 0 ? null : byFile.get(path.substring(inner + "/root".length()));
            }
            if (w != null) {
                return w;
            }
        }
        ProcessEntry p = namespace.oldest();
        return p == null ? null : of(p, CgroupEngine.container(p.cgroup()));
    }

    /// All that have one of its files.
    List<Workload> sharing(DiscoveredNetns namespace) {
        List<Workload> all = new ArrayList<>();
        for (String path : namespace.files()) {
            all.addAll(sharing.getOrDefault(path, List.of()));
        }
        return all;
    }

    /// To whom a process belongs. A pid may have been given again: it counts only in a control group that is named
    /// after the container, or where there is none.
    Workload of(ProcessEntry p, String container) {
        // A container may call groups below its own as another is called.
        Workload w = byId.get(CgroupEngine.outermostId(p.cgroup()));
        String id = container == null ? CgroupEngine.anywhere(p.cgroup()) : container;
        w = w != null || id == null ? w : byId.get(id);
        if (w != null || byPid.isEmpty()) {
            return w;
        }
        w = byPid.get(p.pid());
        String cgroup = p.cgroup();
        boolean own =
                w != null && (cgroup.contains(w.container()) || cgroup.strip().endsWith(":/"));
        return own ? w : null;
    }
}

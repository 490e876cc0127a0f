package dev.sonde.core.inventory;

import dev.sonde.core.connection.ProcessEntry;
import dev.sonde.core.connection.Source;
import dev.sonde.core.discover.DiscoveredNetns;
import dev.sonde.core.discover.Discovery;
import dev.sonde.core.engine.CgroupEngine;
import dev.sonde.core.engine.Engine;
import dev.sonde.core.engine.Jurisdiction;
import dev.sonde.core.engine.LabEngine;
import dev.sonde.core.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which workloads have processes in which namespace. Several share one where engines say so: the containers of a
/// pod, those with another's network or the host's.
final class Tenants {
    private final Map<DiscoveredNetns, List<Workload>> byNamespace = new HashMap<>();

    private final Jurisdiction jurisdiction;

    private Tenants(Jurisdiction jurisdiction) {
        this.jurisdiction = jurisdiction;
    }

    static Tenants of(Source source, Discovery finds, List<Engine> engines, Jurisdiction jurisdiction) {
        Tenants tenants = new Tenants(jurisdiction);
        List<Engine> telling = new ArrayList<>();
        for (Engine e : engines) {
            if (!(e instanceof LabEngine lab) || lab.shares()) {
                telling.add(e);
            }
        }
        if (telling.size() > 2) { // more than the last resorts, which are always there
            for (ProcessEntry p : source.processes()) {
                if (p.ino() != 0) {
                    tenants.add(p, finds.find(p.dev(), p.ino()), telling);
                }
            }
        }
        return tenants;
    }

    private void add(ProcessEntry p, DiscoveredNetns namespace, List<Engine> engines) {
        String container = CgroupEngine.container(p.cgroup());
        for (Engine e : engines) {
            Workload w = namespace != null && jurisdiction.over(e, p, namespace) ? e.workload(p, container) : null;
            if (w != null) {
                List<Workload> list = byNamespace.computeIfAbsent(namespace, k -> new ArrayList<>(1));
                if (!list.contains(w)) {
                    list.add(w);
                }
                return;
            }
        }
    }

    /// All of a namespace but the one after which it is named. `guests`: those of which only files tell.
    List<Workload> besides(DiscoveredNetns namespace, Workload named, List<Workload> guests) {
        List<Workload> others = new ArrayList<>(byNamespace.getOrDefault(namespace, List.of()));
        guests.stream().filter(w -> !others.contains(w)).forEach(others::add);
        others.removeIf(w -> w.equals(named) || named != null && w.container().equals(named.container()));
        return others;
    }
}
